"""R6: a random intercept of every row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measured_groups import has_swapped_sides
from levelwise.legitimacy.questions.response import single_trials, weights_differ
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r07_single_group import without_factor
from levelwise.model.spec import INTERCEPT, Level


def r6(case: Case) -> Iterator[RuleResult]:
    """A random intercept tells what the rows of a group share from what each row has for itself.

    Where every row is a group of its own there is nothing to share: the variance between groups and the residual
    variance are one and the same, and nothing says how much of it is which.
    """
    for level in case.spec.levels:
        group = level.group.label
        if not has_group_per_row(case, level) or all(
            has_swapped_sides(case, b) for b in case.spec.blocks if b.group == group
        ):
            continue  # of a bar with its sides changed R11 speaks
        block = next(b for b in case.spec.blocks if b.group == group and INTERCEPT in {c.key for c in b.effects})
        severity, reason = _judged(case, group)
        title = f"every row is a group of {group} of its own"
        evidence = Evidence(f"{group} has {level.size or 0:,} groups in {case.spec.rows or 0:,} rows")
        finding = Finding("R6", title, severity, block.span, (group,), reason, evidence)
        yield RuleResult(finding) if severity == "note" else RuleResult(finding, partial(without_factor, case, block))


def has_group_per_row(case: Case, level: Level) -> bool:
    """Say whether every row is a group of a factor with a random intercept, where the family has a spread of its own.

    Counts may scatter more than a Poisson or binomial distribution lets them; a single outcome of 0 or 1 cannot.
    """
    if level.size != case.spec.rows or level.size in (None, 1) or not case.has_random_intercept(level.group.label):
        return False
    return case.family.spread != "none" or single_trials(case)


def _judged(case: Case, group: str) -> tuple[Severity, str]:
    """Return how grave it is and why: what spreads the rows of the same mean decides."""
    if case.family.spread == "none":
        return "warning", (
            f"An outcome of 0 or 1 cannot scatter more than its probability says, so the data say nothing about the "
            f"variance of {group}; counts out of several trials would."
        )
    if case.family.spread == "dispersion" or case.spec.link != "identity":
        what = "residual variance" if case.family.spread == "residual" else "dispersion"
        return "warning", (
            f"The random intercept of {group} scatters the rows one by one, as the {what} of the {case.spec.family} "
            "family already does; only the shape of the distribution could tell the two apart."
        )
    if weights_differ(case):
        return "note", (
            f"The weights tell the variance of {group} from the residual variance: the residual variance of a row is "
            f"divided by its weight and that of {group} is not, as in a meta-analysis. lme4 fits this model only with "
            'check.nobs.vs.nlev = "ignore".'
        )
    return "error", (
        f"With one row in each group, how far a group of {group} lies from the average and how far its row lies from "
        "its group are the same thing: the data show the sum of the two variances and nothing of their shares."
    )


def unknown_pairs(case: Case) -> Iterator[str]:
    """Ask whether any group has two rows, where that matters."""
    if case.family.spread == "none" and case.family.name != "binomial":
        return
    for level in case.spec.levels:
        if case.has_random_intercept(level.group.label):
            yield f"whether any group of {level.group.label} has two rows"


R6 = Rule(
    "R6",
    "a grouping factor with as many groups as observations",
    "error",
    "the number of groups is the number of rows and the factor has a random intercept; nothing for families "
    "without a residual variance or a dispersion (poisson, binomial counts), a warning for single outcomes of 0 or 1, "
    "for families with a dispersion and links other than identity, a note where weights differ between rows",
    "lme4, check.nobs.vs.nlev; Harrison (2014), PeerJ 2:e616",
    r6,
    unknown_pairs,
)
