"""R6: a grouping factor with as many groups as observations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import has_swapped_sides, is_doubtful_factor
from levelwise.legitimacy.questions.response import single_trials, weights_differ
from levelwise.legitimacy.repairs.bar_sides import without_factor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import INTERCEPT, Level
from levelwise.text.sentences import counted

MIN_REPEATED, MOSTLY = 10, 0.9
"""With fewer rows beyond the first of each group, and at least this share of groups in the rows, R6 warns."""


def r6(case: Case) -> Iterator[RuleResult]:
    """A random intercept separates what the rows of a group have in common from what is specific to each row.

    If every row is a group of its own, the two coincide: only the sum of the variance between groups and the residual
    variance can be estimated.
    """
    for level in case.spec.levels:
        group = level.group.label
        if _has_almost_a_group_per_row(case, level):
            yield RuleResult(_almost(case, level))
        if not has_group_per_row(case, level) or all(
            has_swapped_sides(case, b) for b in case.spec.blocks if b.group == group
        ):
            continue  # a bar with its sides swapped is reported by R11
        block = next(b for b in case.spec.blocks if b.group == group and INTERCEPT in {c.key for c in b.effects})
        severity, reason = _severity_and_reason(case, group)
        title = f"every row is a separate group of {group}"
        evidence = Evidence(f"{group} has {level.size or 0:,} groups in {case.spec.rows or 0:,} rows")
        finding = Finding("R6", title, severity, block.span, (group,), reason, evidence)
        yield RuleResult(finding) if severity == "note" else RuleResult(finding, partial(without_factor, case, block))


def _has_almost_a_group_per_row(case: Case, level: Level) -> bool:
    """Return whether hardly any group has two rows, so that these few alone determine the residual variance."""
    rows, size = case.spec.rows, level.size
    if rows is None or size is None or not case.has_random_intercept(level.group.label) or weights_differ(case):
        return False
    return (
        case.family.spread == "residual"
        and 0 < rows - size < MIN_REPEATED
        and size >= MOSTLY * rows
        and not is_doubtful_factor(case, level)
    )


def _almost(case: Case, level: Level) -> Finding:
    group, rows, size = level.group.label, case.spec.rows or 0, level.size or 0
    block = next(b for b in case.spec.blocks if b.group == group and INTERCEPT in {c.key for c in b.effects})
    title = f"almost every row is a separate group of {group}: {size:,} groups in {rows:,} rows"
    reason = (
        "Only groups with several rows distinguish the variance between groups from the residual variance. Here these "
        f"groups have {counted(rows - size, 'row')} beyond the first, which determine both variances; the estimates "
        "are a matter of chance."
    )
    return Finding("R6", title, "warning", block.span, (group,), reason)


def has_group_per_row(case: Case, level: Level) -> bool:
    """Return whether every row is a group with a random intercept, in a family in which that is a problem.

    Counts may be overdispersed relative to a Poisson or binomial distribution; a single outcome cannot.
    """
    if level.size != case.spec.rows or level.size in (None, 1) or not case.has_random_intercept(level.group.label):
        return False
    return case.family.spread != "none" or single_trials(case)


def _severity_and_reason(case: Case, group: str) -> tuple[Severity, str]:
    """Return how serious the problem is and why, depending on how the family models the spread around the mean."""
    if case.family.spread == "none":
        outcome = "outcome of one category" if case.family.is_categorical else "outcome of 0 or 1"
        return "warning", (
            f"A single {outcome} cannot be overdispersed, so the data contain practically no information about the "
            f"variance of {group}; counts out of several trials would."
        )
    if case.family.spread == "dispersion" or case.spec.link != "identity":
        what = "residual variance" if case.family.spread == "residual" else "dispersion"
        return "warning", (
            f"The random intercept of {group} adds variation to each row, as the {what} of the {case.spec.family} "
            "family already does; only the shape of the distribution could distinguish the two."
        )
    if weights_differ(case):
        return "note", (
            f"The weights distinguish the variance of {group} from the residual variance, which is divided by the "
            f"weight of each row, as in a meta-analysis. lme4 fits this model only with "
            'check.nobs.vs.nlev = "ignore".'
        )
    return "error", (
        f"With one row in each group, the deviation of a group of {group} from the average and the deviation of its "
        "row from the group are confounded: only the sum of the two variances can be estimated."
    )


def open_questions(case: Case) -> Iterator[str]:
    """Return whether any group has two rows, for each factor to which the rule applies."""
    if case.family.spread == "none" and case.family.outcomes == "number":
        return
    for level in case.spec.levels:
        if case.has_random_intercept(level.group.label):
            yield f"whether any group of {level.group.label} has two rows"


R6 = Rule(
    "R6",
    "a grouping factor with as many groups as observations",
    "error",
    "the number of groups equals the number of rows and the factor has a random intercept; nothing for families "
    "without a residual variance or a dispersion (poisson, binomial counts), a warning for single outcomes (0 or 1, or "
    "one of several categories), "
    "for families with a dispersion and for links other than identity, a note if weights differ between rows; a "
    "warning if fewer than ten rows are not the first of their group, and nine tenths are, in a family with a residual "
    "variance",
    "lme4, check.nobs.vs.nlev; Harrison (2014), PeerJ 2:e616",
    r6,
    open_questions,
)
