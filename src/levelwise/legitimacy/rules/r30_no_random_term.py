"""R30: a formula without random effects."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule


def r30(case: Case) -> Iterator[RuleResult]:
    """A multilevel model has random effects; without them there is a single level."""
    if not case.spec.blocks:
        title = "no random effects: a single-level equation is written"
        reason = "The formula has no grouping factor; a random intercept is written as (1 | group)."
        yield RuleResult(Finding("R30", title, "note", fixed_part_span(case), (), reason))


R30 = Rule(
    "R30",
    "no random effects",
    "note",
    "the formula has no bar",
    "",
    r30,
)
