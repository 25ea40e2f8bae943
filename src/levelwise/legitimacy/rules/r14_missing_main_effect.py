"""R14, R26 and R30: what the terms of a formula say and leave out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.marginality import incomplete, levels_of, with_margins
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import listed


def r14(case: Case) -> Iterator[RuleResult]:
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
        finding = Finding("R14", title, "warning", fixed_part_span(case), (term.label,), reason)
        yield RuleResult(finding, partial(with_margins, case, term))


R14 = Rule(
    "R14",
    "an interaction without its main effects",
    "warning",
    "a term with one variable less is not in the fixed part, and its columns are no combinations of the fixed ones",
    "Nelder (1977), J. R. Stat. Soc. A 140",
    r14,
)
