"""R15: a cross-level interaction without one of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.expanded import Term
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.marginality import incomplete, levels_of, with_margins
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import listed


def r15(case: Case) -> Iterator[RuleResult]:
    """A cross-level interaction says how a slope depends on the group; its parts say where slope and intercept start.

    Without the group-level part all groups are said to have the same average where the lower predictor is zero; without
    the lower part the slope is said to be zero where the group-level predictor is. Neither zero need mean anything.
    """
    for term, lacking in incomplete(case):
        homes = levels_of(case, term)
        if homes is None:
            continue
        title = f"the cross-level interaction {term.label} without {listed(lacking)}"
        where = listed(f"{name} {_place(home)}" for name, home in homes.items())
        reason = f"{where}. " + " ".join(_claim(case, term, homes, label, out) for label, out in lacking.items())
        finding = Finding("R15", title, "warning", fixed_part_span(case), (term.label,), reason)
        yield RuleResult(finding, partial(with_margins, case, term))


def unknown_homes(case: Case) -> Iterator[str]:
    """Without data the level of a predictor is known from ``levels=`` only."""
    for term, _ in incomplete(case):
        if levels_of(case, term) is None and case.spec.levels:
            yield f"at which levels the parts of {term.label} live"


def _place(home: str | None) -> str:
    return "varies at level 1" if home is None else f"is a predictor of {home}"


def _claim(case: Case, term: Term, homes: dict[str, str | None], label: str, out: str) -> str:
    """Say what leaving a part out claims, in the words of its level."""
    zero = f"where {out} is {_origin(case, out)}"
    if len(term.factors) > 2:
        return f"Without {label} the model says that it has no effect {zero}."
    home, other = homes[label], homes[out]
    lower = home is None or (other is not None and other in case.spec.level(home).within)
    if lower:
        return f"Without {label} the slope of {label} is said to be zero {zero}."
    return f"Without {label} all groups of {home} are said to have the same average {zero}, whatever their {label}."


def _origin(case: Case, variable: str) -> str:
    """Return what zero is of a variable: of a factor it is a category."""
    column = case.built.schema.columns[variable]
    plain = column.is_factor and column.contrast is None and column.kind != "ordered" and column.categories
    return column.categories[0] if plain else "zero"


R15 = Rule(
    "R15",
    "a cross-level interaction without one of its parts",
    "warning",
    "as R14, where the variables of the interaction live at different levels",
    "Raudenbush & Bryk (2002), chapter 2; Nelder (1977), J. R. Stat. Soc. A 140",
    r15,
    unknown_homes,
)
