"""Breaking the sum on the right side of a line at its signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Brackets, Comma, Line, Node, Range, Row, Sum
from levelwise.writers.layout import bare

EMPTY = Row(())
"""What stands left of a continued line."""

Ends = Literal["+", "-", ""]
"""A sign at the end or at the start of a line, or none."""


@dataclass(frozen=True)
class Space:
    """How much fits on a line.

    Attributes
    ----------
    width : float
        What stands from the relation on has to be this narrow, in the unit of `measure`; infinity for no limit.
    measure : callable
        Returns the width of a line from its relation on.
    terms : int or None
        Maximum number of terms on a line.
    sign : {"start", "end"}
        Whether the sign between two lines starts the second or ends the first.
    """

    width: float
    measure: Callable[[Line], float]
    terms: int | None
    sign: Literal["start", "end"]

    def holds(self, line: Line) -> bool:
        """Return whether a line fits."""
        terms = len(line.right.terms) if isinstance(line.right, Sum) else 1
        return self.measure(line) <= self.width and (self.terms is None or terms <= self.terms)


def broken(line: Line, space: Space) -> Iterator[Line]:
    """Return a line that fits, or as many as it takes; the ranges of the indices come last, alone if need be."""
    if space.holds(line):
        yield line
        return
    *first, last = _filled(replace(line, ranges=()), space)
    yield from first
    if not line.ranges or space.measure(replace(last, ranges=line.ranges)) <= space.width:
        yield replace(last, ranges=line.ranges)
    else:
        yield replace(last, ranges=line.ranges[:0])
        yield Line(EMPTY, "", _listed(line.ranges))


def _filled(line: Line, space: Space) -> list[Line]:
    """Fill lines with the terms of a sum."""
    if not isinstance(line.right, Sum):
        return [line]
    done: list[Line] = []
    current = replace(line, right=Sum(line.right.terms[:1]))
    for sign, term in line.right.terms[1:]:
        assert isinstance(current.right, Sum)
        longer = replace(current, right=Sum((*current.right.terms, (sign, term))))
        # room for the sign that will end the line
        if space.holds(replace(longer, sign="+") if space.sign == "end" else longer):
            current = longer
            continue
        ends: Ends
        starts: Ends
        ends, starts = (sign, "") if space.sign == "end" else ("", sign)
        done.append(replace(current, sign=ends))
        inner = Brackets(term) if sign == "-" and isinstance(bare(term), Sum) else term
        current = Line(EMPTY, starts, Sum((("+", inner),)))
    return [*done, current]


def _listed(ranges: tuple[Range, ...]) -> Node:
    parts: list[Node] = []
    for one in ranges:
        parts += [Comma(), one] if parts else [one]
    return parts[0] if len(parts) == 1 else Row(tuple(parts))
