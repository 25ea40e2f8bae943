"""Parentheses that were forgotten around a bar."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.bars import is_bar
from levelwise.formula.expand import expand
from levelwise.formula.parser import parse
from levelwise.formula.syntax import Number, Operation, deparse
from levelwise.legitimacy.case import Case


def with_parentheses(case: Case) -> Iterator[str]:
    """Add the parentheses that are missing around the bar in ``y ~ x | g`` or ``y ~ x + 1 | g``.

    The last summand is what varies, and the others are fixed; or only intercepts vary, or all effects.
    """
    bar = _bare_bar(case)
    if bar is None:
        return
    start, end = _start(case), f"{bar.operator} {deparse(bar.operands[1], exact=True)})"
    labels = list(dict.fromkeys(term.label for one in case.termset.bars for term in one.terms))
    last, fixed = bar.operands[0], ""
    if isinstance(last, Operation) and last.operator == "+" and len(last.operands) == 2:
        first, last = last.operands
        fixed = deparse(first, exact=True)
    varying = deparse(last, exact=True)
    if not isinstance(last, Number):
        known, new = (_labels(f"{start} {side or '1'}") for side in (fixed, varying))
        fixed = " + ".join(filter(None, (fixed, "" if new <= known else varying)))
    yield f"{start} {fixed or '1'} + ({varying} {end}"
    yield f"{start} {' + '.join(labels) or '1'} + (1 | {deparse(bar.operands[1], exact=True)})"
    yield f"{start} {' + '.join(labels) or '1'} + ({' + '.join(labels) or '1'} {end}"


def in_parentheses(case: Case, side: str | None) -> Iterator[str]:
    """Take the left side of a bar without parentheses as the fixed part, and give the bar another left side."""
    bar = _bare_bar(case)
    if bar is not None and side is not None:
        left, group = (deparse(operand, exact=True) for operand in bar.operands)
        yield f"{_start(case)} {left} + ({side} | {group})"


def _bare_bar(case: Case) -> Operation | None:
    """Return the bar that is the whole right side of the formula, if it is."""
    right = case.spec.source.right
    bare = isinstance(right, Operation) and is_bar(right) and len({bar.span for bar in case.termset.bars}) == 1
    return right if bare and isinstance(right, Operation) else None


def _start(case: Case) -> str:
    return f"{deparse(case.spec.source.response, exact=True)} ~"


def _labels(formula: str) -> set[str]:
    return {term.label for term in expand(parse(formula)).fixed.terms}
