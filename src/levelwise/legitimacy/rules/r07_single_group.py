"""R7: a grouping factor with one group."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.repairs.bar_sides import without_factor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule


def r7(case: Case) -> Iterator[RuleResult]:
    """A variance between groups can only be estimated from two or more groups."""
    for level in case.spec.levels:
        if level.size != 1:
            continue
        block = first_block(case, level.group.label)
        title = f"{level.group.label} has only one group"
        reason = f"With a single group of {level.group.label}, there is no variance between groups to estimate."
        finding = Finding("R7", title, "error", block.span, (level.group.label,), reason)
        yield RuleResult(finding, partial(without_factor, case, block))


def open_questions(case: Case) -> Iterator[str]:
    """Return the factors whose number of groups is unknown."""
    for level in case.spec.levels:
        if level.size is None:
            yield f"how many groups {level.group.label} has"


R7 = Rule(
    "R7",
    "a grouping factor with one group",
    "error",
    "the number of groups",
    "lme4, check.nlev.gtr.1",
    r7,
    open_questions,
)
