"""The expansion of a formula: the terms of the fixed part, and the bars split as in lme4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from levelwise.errors import FormulaSyntaxError
from levelwise.formula.algebra import expand_side
from levelwise.formula.bars import TypedBar, find_bars, grouping_parts, without_bars
from levelwise.formula.covariance_calls import structure_of
from levelwise.formula.expanded import Bar, Terms, TermSet
from levelwise.formula.syntax import Formula, Node, deparse, names_in
from levelwise.text.note import Note

MAX_BARS = 100
"""Maximum number of bars in a formula, and of grouping factors."""


def expand(formula: Formula, columns: Sequence[str] | None = None) -> TermSet:
    """Expand a formula into its terms and bars.

    Parameters
    ----------
    formula : Formula
        A parsed formula.
    columns : sequence of str, optional
        The columns of the data in order, for ``.``.

    Raises
    ------
    FormulaSyntaxError
        When an expression is not a valid term or grouping factor, or when there are too many.

    Examples
    --------
    >>> from levelwise.formula.parser import parse
    >>> [term.label for term in expand(parse("y ~ a*b - a + (1 | g)")).fixed.terms]
    ['b', 'a:b']
    """
    typed = find_bars(formula.right)
    if len(typed) > MAX_BARS:
        message = f"the formula has {len(typed):,} bars; at most {MAX_BARS} are supported"
        raise FormulaSyntaxError(message, formula.source, *typed[MAX_BARS].span)
    notes = list(formula.notes)
    fixed_side, quirk = without_bars(formula.right) if typed else (formula.right, None)
    if quirk:
        notes.append(quirk)
    fixed = expand_side(fixed_side, formula, columns, formula.response)
    bars: list[Bar] = []
    for bar in typed:
        bars.extend(_split(bar, formula, columns))
        if len({one.group.label for one in bars}) > MAX_BARS:
            raise FormulaSyntaxError(
                f"the formula has more than {MAX_BARS} grouping factors", formula.source, *bar.span
            )
    response = deparse(formula.response)
    if any(term.label == response for term in fixed.terms):
        text = "the response also appears on the right-hand side and is dropped there, as in R"
        notes.append(Note("response-on-the-right", text))
    if "." in formula.source and uses_dot(formula.right):
        notes.append(Note("dot-expanded", ". stands for every other column of the data, grouping factors included"))
    misplaced = tuple((bar.operator, bar.span) for bar in typed if bar.operator)
    return TermSet(formula, formula.response, fixed, tuple(bars), misplaced, tuple(notes))


def _split(bar: TypedBar, formula: Formula, columns: Sequence[str] | None) -> Iterable[Bar]:
    """Split ``||`` first, then ``/``, as lme4 does; a covariance structure applies to each block of ``/``."""
    covariance = "us" if bar.call is None else structure_of(bar.call, formula.source)
    side = expand_side(bar.effects, formula, columns, None)
    if side.offsets:
        raise FormulaSyntaxError("offset() has no meaning inside a bar", formula.source, *bar.span)
    if bar.double:
        sides = [Terms((term,), intercept=False) for term in side.terms]
        if side.intercept:
            sides.insert(0, Terms((), intercept=True))
    else:
        sides = [side]
    if not sides or not (side.terms or side.intercept):
        message = "this bar has no random effect: write (1 | g) for a random intercept"
        raise FormulaSyntaxError(message, formula.source, *bar.span)
    groups = grouping_parts(bar.group, formula.source, deparse(bar.effects))
    for one in sides:
        # lme4 splits || by its terms, so that it forgets a variable removed by a minus
        named = tuple(variable for term in one.terms for variable in term.factors) if bar.double else side.named
        for group in groups:
            yield Bar(one.intercept, one.terms, group, covariance, bar.span, split=bar.double, named=named)


def uses_dot(node: Node) -> bool:
    """Return whether a side contains ``.``."""
    return "." in names_in(node)
