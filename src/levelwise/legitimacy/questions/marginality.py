"""Which interactions lack some of their lower-order terms, and at which levels their variables are."""

from __future__ import annotations

from itertools import combinations

from levelwise.formula.expanded import Term, Terms
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.build import coded
from levelwise.model.spec import Cell

_MAX_TESTED = 300  # columns of a term; if this many are in the column space, so are the others


@cached_on_case
def incomplete_interactions(case: Case) -> tuple[tuple[Term, dict[str, str]], ...]:
    """Return the interactions that lack terms of the next lower order, each of which omits one of the variables.

    The lacking terms, by label, are mapped to the variable that they omit.
    """
    found: list[tuple[Term, dict[str, str]]] = []
    present = {frozenset(v.text for v in term.factors) for term in case.termset.fixed.terms}
    for term in case.termset.fixed.terms:
        if len(term.factors) < 2:
            continue
        lacking: dict[str, str] = {}
        for omitted in reversed(term.factors):
            rest = Term(tuple(v for v in term.factors if v is not omitted))
            if frozenset(v.text for v in rest.factors) not in present and not _is_spanned(
                case, term, omitted.text, rest
            ):
                lacking[rest.label] = omitted.text
        if lacking:
            found.append((term, lacking))
    return tuple(found)


def levels_of(case: Case, term: Term) -> dict[str, str | None] | None:
    """Return the level of each variable of a term (None is level 1); None if all are at the same level."""
    homes = {variable.text: case.spec.home((Cell(variable.text),)) for variable in term.factors}
    return homes if len(set(homes.values())) > 1 else None


def missing_margins(case: Case, label: str) -> tuple[str, ...]:
    """Return a term and the terms marginal to it, as far as the fixed part lacks them, lower orders first."""
    sides = (case.termset.fixed.terms, *(bar.terms for bar in case.termset.bars))
    term = next(term for terms in sides for term in terms if term.label == label)
    present = {frozenset(v.text for v in fixed.factors) for fixed in case.termset.fixed.terms}
    names = [variable.text for variable in term.factors]
    return tuple(
        ":".join(subset)
        for degree in range(1, len(names) + 1)
        for subset in combinations(names, degree)
        if frozenset(subset) not in present
    )


def _is_spanned(case: Case, term: Term, omitted: str, rest: Term) -> bool:
    """Return whether the columns of a marginal term are linear combinations of the fixed columns."""
    if case.design is not None and case.fixed_space is not None:
        space, design = case.fixed_space, case.design
        columns = coded(Terms((rest,), intercept=False), case.prepared.schema, every_indicator=True)
        return all(space.contains(design.column(column)) for column in columns[:_MAX_TESTED])
    column = case.prepared.schema.columns[omitted]
    own = [c for c in case.spec.fixed if c.term == term.label]
    labels = {cell.label for c in own for cell in c.cells if cell.variable == omitted}
    return column.is_factor and labels >= set(column.categories)
