"""Columns replaced where they stand in a formula, as centring or scaling them asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from levelwise.formula.bars import find_bars
from levelwise.formula.parser import parse
from levelwise.formula.syntax import Call, Formula, Name, Node, Operation, Span


def substituted(formula: Formula, columns: Mapping[str, str]) -> str:
    """Return the formula with columns replaced on its right side; the response and the groups stay.

    Parameters
    ----------
    formula : Formula
        What was typed; a pasted call is first reduced to its formula.
    columns : mapping of str to str
        What to write in the place of each column.

    Examples
    --------
    >>> substituted(parse("y ~ x*w + (x | g)"), {"x": "scale(x)"})
    'y ~ scale(x)*w + (scale(x) | g)'
    """
    clean = formula if not formula.notes else parse(str(formula))
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
    """Say whether a column is nowhere part of a transformation, such as ``I(x^2)`` or ``log(x)``."""
    return not any(inside for name, inside in _names(formula.right) if name.text == column)


def _names(node: Node) -> Iterator[tuple[Name, bool]]:
    """Find all names, and say of each whether it stands in a call that is not around a bar, or in a statement."""
    stack: list[tuple[Node, bool]] = [(node, False)]
    while stack:
        item, inside = stack.pop()
        if isinstance(item, Name) and item.span != Span(0, 0):
            yield item, inside
        elif isinstance(item, Call):
            around_bar = bool(find_bars(item))
            stack.extend((argument.value, inside or not around_bar) for argument in item.arguments)
        elif isinstance(item, Operation):
            statement = item.operator in ("&", "&&", "<", ">", "<=", ">=", "==", "!=")
            stack.extend((operand, inside or statement) for operand in item.operands)
