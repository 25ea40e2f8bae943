"""R14: an interaction without its main effects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.marginality import incomplete_interactions, levels_of
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.margins import with_margins
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import listed


def r14(case: Case) -> Iterator[RuleResult]:
    """An interaction without its main effects constrains them to be zero at an arbitrary origin (Nelder 1977)."""
    for term, lacking in incomplete_interactions(case):
        if levels_of(case, term) is not None:
            continue  # a cross-level interaction, reported by R15
        title = f"the interaction {term.label} without {listed(lacking)}"
        label, origin = next(iter(lacking.items()))
        reason = (
            f"Without {label}, the model assumes that {label} has no effect where {origin} is zero; shifting the "
            f"origin of {origin} changes the model."
        )
        finding = Finding("R14", title, "warning", fixed_part_span(case), (term.label,), reason)
        yield RuleResult(finding, partial(with_margins, case, term))


R14 = Rule(
    "R14",
    "an interaction without its main effects",
    "warning",
    "a term with one variable fewer is not in the fixed part, nor are its columns linear combinations of the fixed "
    "columns",
    "Nelder (1977), J. R. Stat. Soc. A 140",
    r14,
)
