"""Breaking the sum on the right side of a line at its signs, and a list of columns at its commas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Apply, Brackets, Comma, Line, Node, Range, Row, Signed, Sum, Text, UnderBrace
from levelwise.writers.layout import bare

EMPTY = Row(())
"""What stands left of a continued line."""


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
        terms = len(terms_of(line.right))
        return self.measure(line) <= self.width and (self.terms is None or terms <= self.terms)


def terms_of(right: Node) -> tuple[object, ...]:
    """Return the terms of a sum, or of one to which a function in square brackets is applied; else the part itself."""
    if isinstance(right, Apply) and right.kind == "square" and len(right.arguments) == 1:
        right = right.arguments[0]
    return right.terms if isinstance(right, Sum) else (right,)


def broken(line: Line, space: Space) -> Iterator[Line]:
    """Return a line that fits, or as many as it takes; the ranges of the indices go with the last term if they can."""
    if space.holds(line):
        yield line
        return
    *first, last = _filled(replace(line, ranges=()), space)
    yield from first
    whole = replace(last, ranges=line.ranges)
    if not line.ranges or space.holds(whole):
        yield whole
        return
    if isinstance(last.right, Sum) and len(last.right.terms) > 1:
        *terms, (sign, term) = last.right.terms
        head, tail = _continued(replace(last, right=Sum(tuple(terms))), sign, term, space)
        tail = replace(tail, ranges=line.ranges)
        if space.holds(tail):
            yield from (head, tail)
            return
    yield last
    together = Line(EMPTY, "", _listed(line.ranges))
    yield from (together,) if space.holds(together) else (Line(EMPTY, "", one) for one in line.ranges)


def _filled(line: Line, space: Space) -> list[Line]:
    """Fill lines with the terms of a sum, or with the members of a list in square brackets."""
    match line.right:
        case Brackets(Row(parts), "square") if Comma() in parts:
            return _filled_with_members(line, parts[::2], space)
    if isinstance(line.right, Apply) and len(terms_of(line.right)) > 1:
        return _opened(line, line.right, space)
    if not isinstance(line.right, Sum) or not line.right.terms:
        return [line]
    done: list[Line] = []
    (first, *others) = [piece for signed in line.right.terms for piece in _pieces(signed, space)]
    current = replace(line, right=Sum((first,)))
    for sign, term in others:
        assert isinstance(current.right, Sum)
        longer = replace(current, right=Sum((*current.right.terms, (sign, term))))
        # room for the sign that will end the line
        if space.holds(replace(longer, sign="+") if space.sign == "end" else longer):
            current = longer
        else:
            finished, current = _continued(current, sign, term, space)
            done.append(finished)
    return [*done, current]


def _filled_with_members(line: Line, members: tuple[Node, ...], space: Space) -> list[Line]:
    """Fill lines with the members of a list; a bracket is text, as the two stand on different lines."""
    first, *others = members
    done: list[Line] = []
    current: tuple[Node, ...] = (Text("["), first)
    start = line
    for member in others:
        longer = (*current, Comma(), member)
        if space.holds(replace(start, right=Row((*longer, Comma())))):
            current = longer
        else:
            done.append(replace(start, right=Row((*current, Comma()))))
            start, current = Line(EMPTY, "", EMPTY), (member,)
    return [*done, replace(start, right=Row((*current, Text("]"))))]


def _pieces(signed: Signed, space: Space) -> Iterator[Signed]:
    """Yield a term; if it has a brace that is wider than the page, as many terms with that brace as it takes."""
    sign, term = signed
    inner = term.inner if isinstance(term, UnderBrace) else None
    if not isinstance(term, UnderBrace) or not isinstance(inner, Sum):
        yield signed
        return

    def under(terms: tuple[Signed, ...]) -> Signed:
        return (sign, UnderBrace(Sum(terms), term.label))

    piece: tuple[Signed, ...] = ()
    for one in inner.terms:
        sure = Line(EMPTY, "+", Sum((under((*piece, one)),)), sign="+" if space.sign == "end" else "")
        if piece and not space.holds(sure):
            yield under(piece)
            piece = ()
        piece = (*piece, one)
    yield under(piece)


def _opened(line: Line, applied: Apply, space: Space) -> list[Line]:
    """Fill lines with the terms of a sum in brackets, which open on the first line and close on the last."""
    around = Row((applied.function, Brackets(EMPTY, applied.kind)))
    inside = replace(space, width=space.width - space.measure(replace(line, relation="", right=around)))
    (inner,) = applied.arguments
    lines = _filled(replace(line, right=inner), inside)
    if len(lines) > 1:
        first, *between, last = lines
        opening = Row((applied.function, Brackets(first.right, "opening")))
        return [replace(first, right=opening), *between, replace(last, right=Brackets(last.right, "closing"))]
    return [line]


def _continued(line: Line, sign: Literal["+", "-"], term: Node, space: Space) -> tuple[Line, Line]:
    """Return a line, and the line that continues it with a term; one of the two has the sign."""
    inner = Brackets(term) if sign == "-" and isinstance(bare(term), Sum) else term
    if space.sign == "end":
        return replace(line, sign=sign), Line(EMPTY, "", Sum((("+", inner),)))
    return line, Line(EMPTY, sign, Sum((("+", inner),)))


def _listed(ranges: tuple[Range, ...]) -> Node:
    parts: list[Node] = []
    for one in ranges:
        parts += [Comma(), one] if parts else [one]
    return parts[0] if len(parts) == 1 else Row(tuple(parts))
