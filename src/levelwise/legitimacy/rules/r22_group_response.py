"""R22, for a response that does not vary within the groups of a random factor."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.response_within_groups import (
    WithinGroups,
    response_within_groups,
    rows_of_groups,
)
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.text.sentences import counted, digits


def response_of_groups(case: Case) -> Iterator[RuleResult]:
    """Find a response that is constant, or nearly so, within the groups of a factor; binary outcomes are R23's."""
    if case.family.is_binomial:
        return
    found = response_within_groups(case)
    if found is not None and (found.share == 0.0 or case.family.spread == "residual"):
        yield RuleResult(_finding(case, found))


def _finding(case: Case, found: WithinGroups) -> Finding:
    name, group = case.spec.response.text, found.group
    size = counted(case.size(group), "group")
    severity: Severity = "error"
    if found.share > 0.0:
        title = f"the response {name} hardly varies within the groups of {group}"
        reason = (
            f"Of the variance of {name}, {digits(found.share)} lies within the groups of {group}. If these differences "
            f"are rounding errors, {name} is a property of the groups, and the residual variance is meaningless; "
            f"such a model belongs to the groups of {group}, with one row for each."
        )
        severity = "warning"
    else:
        title = f"the response {name} is constant within every group of {group}"
        has_spread = case.family.spread != "none" and not case.family.support.whole
        if has_spread and found.has_intercept:
            spread = "residual variance" if case.family.spread == "residual" else "variance within groups"
            reason = (
                f"{name} has the same value in all rows of a group of {group}, so no variation is left within the "
                f"groups: the {spread} is estimated as zero, and the rows of a group count as if each were new "
                f"information. A model of {name} needs a data set with one row for each group of {group}."
            )
        else:
            reason = (
                f"{name} has the same value in all rows of a group of {group}, and the rows of a group count as if "
                f"each were new information about it. If {name} is a property of {group}, a model of it needs a data "
                "set with one row for each group."
            )
            severity = "warning" if has_spread or case.family.is_categorical else "note"
    if not found.over_all_rows:
        severity = "warning" if severity == "error" else severity
        reason += " This holds for the rows examined."
    caption = f"Rows of some of the {size} of {group}"
    return Finding(
        "R22",
        title,
        severity,
        first_block(case, group).span,
        (name, group),
        reason,
        rows_of_groups(case, group, caption),
    )
