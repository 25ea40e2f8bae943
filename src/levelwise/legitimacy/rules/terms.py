"""R14, R26 and R30: what the terms of a formula say and leave out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.algebra import Term, Terms
from levelwise.formula.bars import without_bars
from levelwise.formula.syntax import deparse
from levelwise.legitimacy.case import Case, Draft, once
from levelwise.legitimacy.places import fixed_part
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.rules.counterparts import margins
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.summands import pruned
from levelwise.legitimacy.words import listed
from levelwise.modeling.build import coded
from levelwise.modeling.spec import Cell

_MANY = 300  # if so many columns of a term are combinations of others, the rest of them are, too


def r14(case: Case) -> Iterator[Draft]:
    """An interaction without its main effects forces them to be zero at an arbitrary origin (Nelder 1977)."""
    for term, lacking in incomplete(case):
        if levels_of(case, term) is not None:
            continue  # a cross-level interaction: R15 says what that means there
        title = f"the interaction {term.label} without {listed(lacking)}"
        label, origin = next(iter(lacking.items()))
        reason = (
            f"Without {label} the model says that {label} has no effect where {origin} is zero; shift the origin "
            f"of {origin} and it is another model."
        )
        finding = Finding("R14", title, "warning", fixed_part(case), (term.label,), reason)
        yield Draft(finding, partial(with_margins, case, term))


@once
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
    text = Text(case.spec.source)
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
        return all(space.holds(design.column(column)) for column in columns[:_MANY])
    column = case.built.schema.columns[left_out]
    own = [c for c in case.spec.fixed if c.term == term.label]
    labels = {cell.label for c in own for cell in c.cells if cell.variable == left_out}
    return column.is_factor and labels >= set(column.categories)


def r26(case: Case) -> Iterator[Draft]:
    """A bar is a part of its own: it is added, not multiplied, nested or taken away."""
    for operator, span in case.termset.misplaced:
        title = f"a bar under the operator {operator}"
        reason = (
            f"A bar is no term, and {operator} has no meaning for it; lme4 silently reads it as if it were added, "
            "which may not be what was meant."
        )
        finding = Finding("R26", title, "error", span, (), reason)
        yield Draft(finding, partial(_straightened, case))


def _straightened(case: Case) -> Iterator[str]:
    yield Text(case.spec.source).straightened()


def r30(case: Case) -> Iterator[Draft]:
    """A multilevel model has a random term; without one there is a single level."""
    if not case.spec.blocks:
        title = "no random term: the single-level equation is written"
        reason = "Nothing in the formula says to which group a row belongs; a random intercept is written (1 | group)."
        yield Draft(Finding("R30", title, "note", fixed_part(case), (), reason))


R14 = Rule(
    "R14",
    "an interaction without its main effects",
    "warning",
    "a term with one variable less is not in the fixed part, and its columns are no combinations of the fixed ones",
    "Nelder (1977), J. R. Stat. Soc. A 140",
    r14,
)


R26 = Rule(
    "R26",
    "a bar under an operator other than +",
    "error",
    "the place of the bar in the syntax tree",
    "lme4, findbars",
    r26,
)


R30 = Rule(
    "R30",
    "no random term",
    "note",
    "the formula has no bar",
    "",
    r30,
)
