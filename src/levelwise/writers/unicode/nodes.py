"""Nodes of the math tree as boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Delimiters,
    Distribution,
    Dot,
    Dots,
    Fraction,
    Given,
    Hat,
    Index,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Range,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.text.characters import plain
from levelwise.writers import layout
from levelwise.writers.characters import index, letter, number, operator
from levelwise.writers.ranges import range_row, range_text
from levelwise.writers.unicode import boxes
from levelwise.writers.unicode.boxes import Box, beside, bracketed, grid, line
from levelwise.writers.unicode.scripts import scripts, with_hat


def draw(node: Node) -> Box:
    """Draw a part of an equation.

    Letters are drawn without their faces: monospaced fonts have no bold or calligraphic mathematical letters.

    Parameters
    ----------
    node : Node
        Any node of the tree.

    Examples
    --------
    >>> print(*draw(Scaled(Symbol("beta", (Number("1"),)), Word("ses"))).lines)
    β₁ ses
    """
    match node:  # frequent kinds come first
        case Symbol(name, sub, sup):
            return _with_scripts(line(letter(name)), sub, sup)
        case Quantity(inner) | Coloured(inner):
            return draw(inner)
        case Word(text) | Text(text):
            return line(plain(text))
        case Scripted(base, sub, sup):
            return _with_scripts(draw(layout.script_base(base)), sub, sup)
        case Brackets(inner, kind):
            return bracketed(draw(inner), kind)
        case Scaled():
            coefficient, factor, apart = layout.scaled(node)
            return _joined((coefficient, factor), " " if apart else "")
        case Sum():
            return beside([part for sign, term in signed(node) for part in (line(sign), term)])
        case Matrix(rows):
            return bracketed(grid([[draw(cell) for cell in row] for row in rows]))
        case Distribution(function, arguments):
            return _called(function, arguments)
        case Number():
            return line(number(node))
        case Transpose():
            return draw(layout.transposed(node))
        case Index():
            return line(index(node))
        case Comma():
            return line(node.sign)
        case Dots():
            return line("…")
        case Dot():
            return line("")
        case Root(inner):
            return beside((line("√"), bracketed(draw(inner))))
        case Overline(inner):
            return beside((line("mean"), bracketed(draw(inner))))
        case Hat():
            return _hat(node)
        case Operator(text):
            return line(operator(text))
        case Row(parts):
            return beside([box for gap, part in layout.spaced(parts) for box in (line(gap), draw(part))])
        case Times(factors):
            return _joined([layout.operand(factor) for factor in factors], " × ")
        case Apply(function, arguments, kind):
            return _called(function, arguments, kind)
        case Given(part, condition):
            return _joined((part, condition), " | ")
        case Cases(rows):
            return _cases(rows)
        case Fraction(top, bottom, inline=True):
            return _joined((layout.operand(top), layout.divisor(bottom)), " / ")
        case Fraction(top, bottom):
            nested = any(isinstance(layout.bare(part), Fraction) for part in (top, bottom))
            return boxes.over(draw(top), draw(bottom), nested=nested)
        case UnderBrace(inner, label):
            return boxes.underbraced(draw(inner), draw(label))
        case UnderSet(inner, below):
            return boxes.underset(draw(inner), draw(below))
        case Range():
            return phrase(node)
        case _:
            assert_never(node)


def signed(node: Sum) -> Iterator[tuple[str, Box]]:
    """Draw the terms of a sum, each with the sign before it."""
    for sign, term in layout.signed(node):
        yield sign.replace("-", "−"), draw(term)


def phrase(node: Range) -> Box:
    """Draw a range of an index."""
    words = range_text(node)
    return draw(range_row(node)) if words is None else line(words)


def _with_scripts(base: Box, sub: Sequence[Node], sup: Sequence[Node]) -> Box:
    if not sub and not sup:
        return base
    below, above, small_below, small_above = scripts(sub, sup)
    return boxes.scripted(base, below, above, small_sub=small_below, small_sup=small_above)


def _hat(node: Hat) -> Box:
    parts = layout.hatted(node)
    base = draw(layout.script_base(parts.base))
    hat = with_hat(base.lines[0]) if base.height == 1 else ""
    return _with_scripts(line(hat) if hat else boxes.above(base, "^"), parts.sub, parts.sup)


def _called(function: Node, arguments: Sequence[Node], kind: Delimiters = "round") -> Box:
    return beside((draw(function), bracketed(_joined(arguments, ", "), kind)))


def _cases(rows: Sequence[tuple[Node, Node]]) -> Box:
    drawn: list[Sequence[Box]] = [(draw(value), draw(condition)) for value, condition in rows]
    if len(drawn) == 2 and all(box.height == 1 for row in drawn for box in row):
        drawn.insert(1, ())  # room for the tip of the brace
    return boxes.braced(grid(drawn, where="left"))


def _joined(nodes: Sequence[Node], between: str) -> Box:
    return beside([part for n, node in enumerate(nodes) for part in (line(between if n else ""), draw(node))])
