"""Ranges of indices in words or in symbols."""

from __future__ import annotations

from collections.abc import Callable

from levelwise.equation.tree import (
    Comma,
    Dots,
    Index,
    Node,
    Number,
    Operator,
    Range,
    Row,
    Sum,
    Symbol,
    Text,
)
from levelwise.text.characters import plain


def range_words(node: Range, escaped: Callable[[str], str]) -> tuple[str, ...] | None:
    """Return what a range that is set as text says before its dots and after the comma behind them, or None.

    A range that is set as symbols has no words, and one without a bound has no dots.
    """
    if not node.as_text or (isinstance(node.bound, Symbol) and (node.bound.sub or node.bound.sup)):
        return None
    if node.bound is None:
        return (f"for each cell {''.join(node.letters)}{' of ' * bool(node.label)}{escaped(node.label)}",)
    label = f"for {escaped(node.label)} " if node.label else ""
    if isinstance(node.bound, Sum):
        return None
    bound = node.bound.text if isinstance(node.bound, Number) else node.bound.name
    count = f" = {node.count}" if node.count else ""
    return f"{label}{''.join(node.letters)} = 1,", f"{bound}{count}"


def range_text(node: Range, escaped: Callable[[str], str] = plain) -> str | None:
    """Return a range that is set as text, a space after each comma; None when it is set as symbols."""
    if (words := range_words(node, escaped)) is None:
        return None
    return " …, ".join(words)


def range_row(node: Range) -> Row:
    """Return a range as a row of symbols, ``for g j = 1, …, J``."""
    letters: tuple[Node, ...] = tuple(map(Index, node.letters))
    if node.bound is None:
        of: tuple[Node, ...] = (Text(f" of {node.label}"),) if node.label else ()
        return Row((Text("for each cell "), *letters, *of))
    label: tuple[Node, ...] = (Text(f"for {node.label} "),) if node.label else ()
    count: tuple[Node, ...] = (Operator("="), Number(node.count)) if node.count else ()
    return Row((*label, *letters, Operator("="), Number("1"), Comma(), Dots(), Comma(), node.bound, *count))
