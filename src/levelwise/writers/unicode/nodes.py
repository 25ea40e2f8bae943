"""Nodes of the math tree as boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Dot,
    Dots,
    Index,
    Law,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Quotient,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    Text,
    Times,
    Word,
)
from levelwise.equation.walk import needs_brackets
from levelwise.text.characters import plain
from levelwise.writers.unicode.boxes import Box, beside, bracketed, grid, line, scripted
from levelwise.writers.unicode.scripts import index, letter, number, operator, scripts

_TIGHT = ("/", ":")


def draw(node: Node) -> Box:
    """Draw a part of an equation.

    Parameters
    ----------
    node : Node
        Any node of the tree.

    Examples
    --------
    >>> print(*draw(Scaled(Symbol("beta", (Number("1"),)), Word("ses"))).lines)
    β₁ ses
    """
    match node:
        case Symbol(name, sub, sup):
            return _with_scripts(line(letter(name)), sub, sup)
        case Scripted(base, sub, sup):
            return _with_scripts(draw(base), sub, sup)
        case Number():
            return line(number(node))
        case Index():
            return line(index(node))
        case Comma():
            return line(",")
        case Word(text) | Text(text):
            return line(plain(text))
        case Dots():
            return line("…")
        case Dot():
            return line("")
        case Root(inner):
            return beside((line("√"), bracketed(draw(inner))))
        case Overline(inner):
            return beside((line("mean"), bracketed(draw(inner))))
        case Operator(text):
            return line(operator(text))
        case Row(parts):
            return beside(list(_spaced(parts)))
        case Brackets(inner):
            return bracketed(draw(inner))
        case Quantity(body):
            return draw(body)
        case Times(factors):
            return _joined(factors, " × ")
        case Scaled():
            return _scaled(node)
        case Sum():
            return beside([part for sign, term in signed(node) for part in (line(sign), term)])
        case Apply(function, arguments) | Law(function, arguments):
            return beside((draw(function), bracketed(_joined(arguments, ", "))))
        case Matrix(rows):
            return bracketed(grid([[draw(cell) for cell in row] for row in rows]))
        case Quotient(top, bottom):
            return _joined((top, bottom), " / ")
        case _:
            assert_never(node)


def signed(node: Sum) -> Iterator[tuple[str, Box]]:
    """Draw the terms of a sum, each with the sign before it."""
    for place, (sign, term) in enumerate(node.terms):
        mark = "−" if sign == "-" else "+"
        yield f" {mark} " if place else mark.strip("+"), draw(term)


def _with_scripts(base: Box, sub: Sequence[Node], sup: Sequence[Node]) -> Box:
    if not sub and not sup:
        return base
    below, above, small_below, small_above = scripts(sub, sup)
    return scripted(base, below, above, small_sub=small_below, small_sup=small_above)


def _joined(nodes: Sequence[Node], between: str) -> Box:
    return beside([part for n, node in enumerate(nodes) for part in (line(between if n else ""), draw(node))])


def _scaled(node: Scaled) -> Box:
    factor = draw(node.factor)
    if node.brackets or needs_brackets(node.factor) or isinstance(node.factor, Sum):
        return beside((draw(node.coefficient), bracketed(factor)))
    return beside((draw(node.coefficient), line(" "), factor))


def _spaced(parts: Sequence[Node]) -> Iterator[Box]:
    """Draw parts side by side: spaces around a sign between two of them, none after a sign in front of one."""
    before: Node | None = None
    for part in parts:
        if isinstance(part, Operator):
            sign = operator(part.text)
            in_front = before is None or isinstance(before, Operator)
            tight = in_front or sign in _TIGHT
            yield line(sign if tight else f" {sign} ")
        else:
            yield draw(part)
        before = part
