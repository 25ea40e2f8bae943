"""Unicode text: the equations drawn in two dimensions, for terminals and plain notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.equation.tree import Line, Matrix, Sum, System
from levelwise.equation.walk import walk
from levelwise.options import Options, applied, options_of_writer
from levelwise.writers.unicode.boxes import Box, beside, line, stacked, underset, widened
from levelwise.writers.unicode.nodes import draw, phrase, signed

_MINUS = {"-": "−"}
DEFAULTS = applied({}, options_of_writer("text"))


def write(system: System, options: Options = DEFAULTS) -> str:
    """Return the equations drawn in Unicode characters, aligned on their relation signs.

    Parameters
    ----------
    system : System
        The equations.
    options : Options, optional
        ``width`` is the number of columns, None when there is no limit. A sum that needs more is continued on the next
        line before one of its signs; a distribution or a matrix is never broken.

    Examples
    --------
    >>> from levelwise.equation.tree import Index, Symbol
    >>> terms = tuple(("+", Symbol(name, (Index("j"),))) for name in ("beta", "gamma", "u"))
    >>> system = System((Line(Symbol("y"), "=", Sum(terms)),), "any")
    >>> print(write(system))
    y = βⱼ + γⱼ + uⱼ
    >>> print(write(system, Options({"width": 12})))
    y = βⱼ + γⱼ
        + uⱼ
    """
    width: int | None = options["width"]
    lefts = [draw(one.left) for one in system.lines]
    margin = max((left.width for left in lefts), default=0)
    relations = [_relation(one) for one in system.lines]
    middle = max((relation.width for relation in relations), default=0)
    blocks: list[str] = []
    for left, relation, one in zip(lefts, relations, system.lines, strict=True):
        room = None if width is None else width - margin - middle
        whole = beside((line(" " * (margin - left.width)), left, widened(relation, middle), _right(one, room)))
        block = "\n".join(text.rstrip() for text in whole.lines)
        if blocks and ("\n" in block or "\n" in blocks[-1]):
            blocks.append("")
        blocks.append(block)
    return "\n".join(blocks)


def _relation(one: Line) -> Box:
    if one.relation not in ("~", "="):
        return line("")
    sign = line(f" {one.relation} ")
    return sign if one.under is None else underset(sign, beside((line(" "), draw(one.under), line(" "))))


def _right(one: Line, room: int | None) -> Box:
    sign = line(f" {_MINUS.get(one.sign, one.sign)}" if one.sign else "")
    ending = beside([sign, *(part for each in one.ranges for part in (line(", "), phrase(each)))])
    start = line(f"{_MINUS.get(one.relation, one.relation)} " if one.relation in ("+", "-") else "")
    whole = beside((start, draw(one.right), ending))
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
