"""Unicode text: the equations drawn in two dimensions, for terminals and plain notebooks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from levelwise.equation.reading import needs_brackets
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Closing,
    Comma,
    Dots,
    Index,
    Law,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Quantity,
    Quotient,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Word,
)
from levelwise.notation.style import Style
from levelwise.writers.boxes import Box, beside, bracketed, grid, line, scripted
from levelwise.writers.spellings import GREEK, SUBSCRIPTS, SUPERSCRIPTS, TEXT_OPERATORS

_SIGNS = {"+": " + ", "-": " − "}


def write(system: System, style: Style | None = None) -> str:
    """Return the equations drawn in Unicode characters, aligned on their relation signs.

    Parameters
    ----------
    system : System
        The equations.
    style : Style, optional
        Nothing of it is a matter of this writer.
    """
    del style
    drawn = [(_box(one.left), one, _box(one.right)) for one in system.lines]
    margin = max(left.width for left, _, _ in drawn)
    blocks: list[str] = []
    for left, one, right in drawn:
        lead = beside((line(" " * (margin - left.width)), left, line(f" {one.relation} "), right, line(_closing(one))))
        block = "\n".join(text.rstrip() for text in lead.lines)
        if blocks and ("\n" in block or "\n" in blocks[-1]):
            blocks.append("")
        blocks.append(block)
    return "\n".join(blocks)


def _closing(one: Line) -> str:
    closing: Closing | None = one.closing
    if closing is None:
        return ""
    return f", for {plain(closing.group)} {''.join(closing.letters)} = 1, …, {''.join(closing.counts)}"


def _box(node: Node) -> Box:
    return _TABLE[type(node)](node)


def _joined(nodes: Sequence[Node], between: str) -> Box:
    boxes: list[Box] = []
    for node in nodes:
        if boxes:
            boxes.append(line(between))
        boxes.append(_box(node))
    return beside(boxes)


def _symbol(node: Symbol) -> Box:
    return _with_scripts(line(GREEK.get(node.name, node.name)), node.sub, node.sup)


def _with_scripts(base: Box, sub: Sequence[Node], sup: Sequence[Node]) -> Box:
    below, above = flat(sub), flat(sup)
    small_above = _small(above, SUPERSCRIPTS)
    small_below = _small(below, SUBSCRIPTS)
    if small_above is not None and (small_below is None or not sub):
        base, above = beside((base, line(small_above))), ""
    if small_below is not None and not above:
        # both scripts are small: the lower one first, as in β₁²
        return beside((base, line(small_below)))
    return scripted(base, below, above)


def _small(text: str, table: Mapping[str, str]) -> str | None:
    """Return a text in script characters; None when one is lacking."""
    if all(character in table for character in text):
        return "".join(table[character] for character in text)
    return None


def flat(nodes: Sequence[Node]) -> str:
    """Return the parts of a script on one line."""
    return "".join(map(_flat, nodes))


def _flat(node: Node) -> str:
    if isinstance(node, Symbol | Scripted):
        base = GREEK.get(node.name, node.name) if isinstance(node, Symbol) else _flat(node.base)
        below, above = flat(node.sub), flat(node.sup)
        small_below, small_above = _small(below, SUBSCRIPTS), _small(above, SUPERSCRIPTS)
        sub = small_below if small_below is not None else f"_{{{below}}}"
        sup = small_above if small_above is not None else f"^{{{above}}}"
        return base + sub + sup
    box = _box(node)
    return box.lines[box.baseline].strip()


def _sum(node: Sum) -> Box:
    boxes: list[Box] = []
    for sign, term in node.terms:
        if boxes or sign == "-":
            boxes.append(line(_SIGNS[sign] if boxes else "−"))
        boxes.append(_box(term))
    return beside(boxes)


def _row(node: Row) -> Box:
    boxes: list[Box] = []
    for place, part in enumerate(node.parts):
        if isinstance(part, Operator):
            sign = TEXT_OPERATORS.get(part.text, part.text)
            tight = place == 0 or sign in ("/", ":")
            boxes.append(line(sign if tight else f" {sign} "))
        else:
            boxes.append(_box(part))
    return beside(boxes)


def _scaled(node: Scaled) -> Box:
    factor = _box(node.factor)
    if node.brackets or needs_brackets(node.factor):
        return beside((_box(node.coefficient), bracketed(factor)))
    return beside((_box(node.coefficient), line(" "), factor))


def _apply(node: Apply) -> Box:
    return beside((_box(node.function), bracketed(_joined(node.arguments, ", "))))


def _law(node: Law) -> Box:
    return beside((_box(node.name), bracketed(_joined(node.arguments, ", "))))


def plain(words: str) -> str:
    """Return a user's words without characters that could break or reorder a line."""
    kept = (" " if c.isspace() else c for c in words if c.isspace() or unicodedata.category(c)[0] != "C")
    return "".join(kept)


_TABLE: Mapping[type, Callable[[Any], Box]] = {
    Number: lambda node: line(node.text.replace("-", "−")),
    Index: lambda node: line(f"{node.letter}[{node.at}]" if node.at else node.letter),
    Comma: lambda _: line(","),
    Symbol: _symbol,
    Word: lambda node: line(plain(node.text)),
    Text: lambda node: line(plain(node.text)),
    Dots: lambda _: line("…"),
    Scripted: lambda node: _with_scripts(_box(node.base), node.sub, node.sup),
    Operator: lambda node: line(TEXT_OPERATORS.get(node.text, node.text)),
    Row: _row,
    Brackets: lambda node: bracketed(_box(node.inner)),
    Apply: _apply,
    Quantity: lambda node: _box(node.body),
    Times: lambda node: _joined(node.factors, " × "),
    Scaled: _scaled,
    Sum: _sum,
    Matrix: lambda node: bracketed(grid([[_box(cell) for cell in row] for row in node.rows])),
    Law: _law,
    Quotient: lambda node: _joined((node.top, node.bottom), " / "),
}
