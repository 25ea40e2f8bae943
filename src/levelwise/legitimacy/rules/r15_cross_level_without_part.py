"""R15: a cross-level interaction without one of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.expanded import Term
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.marginality import incomplete_interactions, levels_of
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.margins import with_margins
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import listed


def r15(case: Case) -> Iterator[RuleResult]:
    """A cross-level interaction describes how a slope depends on a group-level predictor.

    Without the group-level part, all groups are assumed to have the same mean where the lower-level predictor is zero;
    without the lower-level part, the slope is assumed to be zero where the group-level predictor is zero. Neither zero
    need be meaningful.
    """
    for term, lacking in incomplete_interactions(case):
        homes = levels_of(case, term)
        if homes is None:
            continue
        title = f"the cross-level interaction {term.label} without {listed(lacking)}"
        where = listed(f"{name} {_place(home)}" for name, home in homes.items())
        implied = (_implication(case, term, homes, label, omitted) for label, omitted in lacking.items())
        reason = f"{where}. {' '.join(implied)}"
        finding = Finding("R15", title, "warning", fixed_part_span(case), (term.label,), reason)
        yield RuleResult(finding, partial(with_margins, case, term))


def open_questions(case: Case) -> Iterator[str]:
    """Return the interactions of variables whose levels are unknown; without data, only ``levels=`` gives them."""
    for term, _ in incomplete_interactions(case):
        if levels_of(case, term) is None and case.spec.levels:
            yield f"at which levels the parts of {term.label} vary"


def _place(home: str | None) -> str:
    return "varies at level 1" if home is None else f"is a predictor at the level of {home}"


def _implication(case: Case, term: Term, homes: dict[str, str | None], label: str, omitted: str) -> str:
    """Return a sentence on what the model assumes without one of the parts."""
    zero = f"where {omitted} is {_origin(case, omitted)}"
    if len(term.factors) > 2:
        return f"Without {label}, the model assumes that it has no effect {zero}."
    home, other = homes[label], homes[omitted]
    lower = home is None or (other is not None and other in case.spec.level(home).within)
    if lower:
        return f"Without {label}, the slope of {label} is assumed to be zero {zero}."
    return f"Without {label}, all groups of {home} are assumed to have the same mean {zero}, whatever their {label}."


def _origin(case: Case, variable: str) -> str:
    """Return the zero of a variable: the reference category of a factor."""
    column = case.prepared.schema.columns[variable]
    plain = column.is_factor and column.contrast is None and column.kind != "ordered" and column.categories
    return column.categories[0] if plain else "zero"


R15 = Rule(
    "R15",
    "a cross-level interaction without one of its parts",
    "warning",
    "as R14, for an interaction whose variables are at different levels",
    "Raudenbush & Bryk (2002), chapter 2; Nelder (1977), J. R. Stat. Soc. A 140",
    r15,
    open_questions,
)
