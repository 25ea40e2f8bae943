"""Unicode text: the equations drawn in two dimensions, for terminals and plain notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.equation.tree import Closing, Line, Matrix, Sum, System
from levelwise.equation.walk import walk
from levelwise.options import Options, applied, options_of_writer
from levelwise.text.characters import plain
from levelwise.writers.unicode.boxes import Box, beside, line, stacked
from levelwise.writers.unicode.nodes import draw, signed

DEFAULTS = applied({}, options_of_writer("text"))


def write(system: System, options: Options = DEFAULTS) -> str:
    """Return the equations drawn in Unicode characters, aligned on their relation signs.

    Parameters
    ----------
    system : System
        The equations.
    options : Options, optional
        ``width`` is the number of columns, None when there is no limit. A sum that needs more is continued on the next
        line before one of its signs; a law or a matrix is never broken.

    Examples
    --------
    >>> from levelwise.equation.tree import Index, Symbol
    >>> terms = tuple(("+", Symbol(name, (Index("j"),))) for name in ("beta", "gamma", "u"))
    >>> system = System((Line(Symbol("y"), "=", Sum(terms)),), "any", "levels")
    >>> print(write(system))
    y = βⱼ + γⱼ + uⱼ
    >>> print(write(system, Options({"width": 12})))
    y = βⱼ + γⱼ
        + uⱼ
    """
    width: int | None = options["width"]
    lefts = [draw(one.left) for one in system.lines]
    margin = max((left.width for left in lefts), default=0)
    blocks: list[str] = []
    for left, one in zip(lefts, system.lines, strict=True):
        relation = line(f" {one.relation} ")
        room = None if width is None else width - margin - relation.width
        whole = beside((line(" " * (margin - left.width)), left, relation, _right(one, room)))
        block = "\n".join(text.rstrip() for text in whole.lines)
        if blocks and ("\n" in block or "\n" in blocks[-1]):
            blocks.append("")
        blocks.append(block)
    return "\n".join(blocks)


def _right(one: Line, room: int | None) -> Box:
    ending = line(_closing(one.closing))
    whole = beside((draw(one.right), ending))
    if room is None or whole.width <= room or not isinstance(one.right, Sum):
        return whole
    if any(isinstance(part, Matrix) for part in walk(one.right)):
        return whole
    return stacked(list(_wrapped(one.right, ending, room)))[0]


def _wrapped(node: Sum, ending: Box, room: int) -> Iterator[Box]:
    """Fill lines with the terms of a sum; each but the first begins with a sign."""
    filled: list[Box] = []
    terms = list(signed(node))
    for place, (sign, term) in enumerate(terms):
        last = (ending,) if place == len(terms) - 1 else ()
        if filled and beside((*filled, line(sign), term, *last)).width > room:
            yield beside(filled)
            filled, sign = [], sign.lstrip()
        filled.extend((line(sign), term, *last))
    if filled:
        yield beside(filled)


def _closing(closing: Closing | None) -> str:
    if closing is None:
        return ""
    letters, counts = "".join(closing.letters), "".join(closing.counts)
    return f", for {plain(closing.group)} {letters} = 1, … ,{counts}"
