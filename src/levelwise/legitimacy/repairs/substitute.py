"""Columns replaced throughout a formula, for instance by their centred or scaled versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from levelwise.formula.bars import find_bars
from levelwise.formula.parser import alone
from levelwise.formula.syntax import Call, Formula, Name, Node, Operation, Span


def substituted(formula: Formula, columns: Mapping[str, str]) -> str:
    """Return the formula with columns replaced on its right side, except in the grouping factors.

    Parameters
    ----------
    formula : Formula
        The formula as typed; a pasted call is first reduced to its formula.
    columns : mapping of str to str
        The replacement for each column.

    Examples
    --------
    >>> from levelwise.formula.parser import parse
    >>> substituted(parse("y ~ x*w + (x | g)"), {"x": "scale(x)"})
    'y ~ scale(x)*w + (scale(x) | g)'
    """
    clean = alone(formula)
    groups = [bar.group.span for bar in find_bars(clean.right)]
    places = [
        (name.span, columns[name.text])
        for name, _ in _names(clean.right)
        if name.text in columns and not any(group.start <= name.span.start < group.end for group in groups)
    ]
    text = clean.source
    for span, new in sorted(places, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text.strip()


def stands_alone(formula: Formula, column: str) -> bool:
    """Return whether a column is never transformed, as in ``I(x^2)`` or ``log(x)``."""
    return not any(inside for name, inside in _names(formula.right) if name.text == column)


def _names(node: Node) -> Iterator[tuple[Name, bool]]:
    """Return all names, each with whether it is inside a function call other than one around a bar, or a comparison."""
    stack: list[tuple[Node, bool]] = [(node, False)]
    while stack:
        item, inside = stack.pop()
        if isinstance(item, Name) and item.span != Span(0, 0):
            yield item, inside
        elif isinstance(item, Call):
            around_bar = bool(find_bars(item))
            stack.extend((argument.value, inside or not around_bar) for argument in item.arguments)
        elif isinstance(item, Operation):
            logical = item.operator in ("&", "&&", "<", ">", "<=", ">=", "==", "!=")
            stack.extend((operand, inside or logical) for operand in item.operands)
