"""Which interactions lack some of their lower-order terms."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.bars import without_bars
from levelwise.formula.expanded import Term, Terms
from levelwise.formula.syntax import deparse
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.repairs.summands import pruned
from levelwise.legitimacy.rules.r02_fixed_counterpart import margins
from levelwise.model.build import coded
from levelwise.model.spec import Cell

_MANY = 300  # if so many columns of a term are combinations of others, the rest of them are, too


@cached_on_case
def incomplete(case: Case) -> tuple[tuple[Term, dict[str, str]], ...]:
    """Find interactions that lack terms with one variable less: each with the variable that is left out there."""
    found: list[tuple[Term, dict[str, str]]] = []
    have = {frozenset(v.text for v in term.factors) for term in case.termset.fixed.terms}
    for term in case.termset.fixed.terms:
        if len(term.factors) < 2:
            continue
        lacking: dict[str, str] = {}
        for left_out in reversed(term.factors):
            rest = Term(tuple(v for v in term.factors if v is not left_out))
            if frozenset(v.text for v in rest.factors) not in have and not _stands_for(case, term, left_out.text, rest):
                lacking[rest.label] = left_out.text
        if lacking:
            found.append((term, lacking))
    return tuple(found)


def levels_of(case: Case, term: Term) -> dict[str, str | None] | None:
    """Return the level each variable of a term lives at (None is level 1); None where all live at the same."""
    homes = {variable.text: case.spec.home((Cell(variable.text),)) for variable in term.factors}
    return homes if len(set(homes.values())) > 1 else None


def with_margins(case: Case, term: Term) -> Iterator[str]:
    """Add what an interaction lacks; what was taken out of x*w, as in x*w - w, is left in."""
    text = FormulaEditor(case.spec.source)
    lower = [label for label in margins(case, term.label) if label != term.label]
    if "-" in text.source:
        fixed = without_bars(text.formula.right)[0]
        yield text.rebuilt(pruned(fixed, lambda sign, node: sign == "-" and deparse(node) in lower))
    yield text.edited(added=lower) if text.bars else text.rebuilt(case.spec.source.right, lower)


def _stands_for(case: Case, term: Term, left_out: str, rest: Term) -> bool:
    """Say whether the columns of a marginal term are combinations of those that are there."""
    if case.design is not None and case.fixed_space is not None:
        space, design = case.fixed_space, case.design
        columns = coded(Terms((rest,), intercept=False), case.built.schema, every_indicator=True)
        return all(space.contains(design.column(column)) for column in columns[:_MANY])
    column = case.built.schema.columns[left_out]
    own = [c for c in case.spec.fixed if c.term == term.label]
    labels = {cell.label for c in own for cell in c.cells if cell.variable == left_out}
    return column.is_factor and labels >= set(column.categories)
