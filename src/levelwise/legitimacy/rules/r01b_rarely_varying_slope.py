"""R1b: a random slope of a predictor that varies within few groups."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import by_term, is_indicator
from levelwise.legitimacy.questions.evidence import rare_variation_evidence
from levelwise.legitimacy.questions.measurements import has_swapped_sides
from levelwise.legitimacy.questions.variation import singleton_count, varying_group_count
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r01_constant_slope import open_questions
from levelwise.model.spec import Block, DesignColumn
from levelwise.text.sentences import counted

MOST_VARY = 0.9
"""Share of the groups with two or more rows; if a predictor varies in so many of them, the others do not matter."""


FEW = 5
"""Below this number of groups a variance is a matter of chance, as in R8."""


def r1b(case: Case) -> Iterator[RuleResult]:
    """Only the groups in which a predictor varies carry information about its slope; there should be enough of them."""
    for block in case.spec.blocks:
        if case.design is None or has_swapped_sides(case, block):
            continue
        cell_means = not case.has_random_intercept(block.group)
        groups = case.size(block.group)
        can_vary = groups - singleton_count(case, block.group)
        for _, columns in by_term(block):
            slopes = [column for column in columns if column.cells]
            if not slopes or (cell_means and all(is_indicator(case, column) for column in slopes)):
                continue
            counts = {column: varying_group_count(case, block.group, column) for column in slopes}
            varying = {column: count for column, count in counts.items() if count}
            if not varying:
                continue  # constant within every group, which is reported by R1
            rarest = min(varying, key=varying.__getitem__)
            too_few = varying[rarest] < max(FEW, len(block.effects) + 1)
            if varying[rarest] < MOST_VARY * can_vary or (too_few and varying[rarest] < groups):
                view = View("groups", block.group, rarest)
                yield RuleResult(_finding(case, block, rarest, varying[rarest], too_few=too_few), view=view)


def _finding(case: Case, block: Block, column: DesignColumn, varying: int, *, too_few: bool) -> Finding:
    name, groups, singletons = column.name, case.size(block.group), singleton_count(case, block.group)
    rest = groups - varying
    single = f" ({singletons} of which {'has' if singletons == 1 else 'have'} a single row)" if singletons else ""
    others = f"The other {rest}{single} contribute"
    if rest == 1:
        others = f"The other one{', with a single row,' if singletons else ''} contributes"
    reason = (
        f"A slope of {name} can be estimated only in the {counted(varying, 'group')} in which {name} varies. {others} "
        "little or nothing to the estimates of its variance and covariances."
    )
    if too_few:
        reason += " So few groups do not suffice to estimate the variances and covariances of this block."
    title = f"{name} varies within {varying} of {counted(groups, 'group')} of {block.group}"
    caption = f"A group of {block.group} in which {name} does not vary, and one in which it does"
    evidence = rare_variation_evidence(case, block.group, column, caption)
    severity: Severity = "warning" if too_few else "note"
    return Finding("R1b", title, severity, block.span, (name,), reason, evidence)


R1B = Rule(
    "R1b",
    "a random slope of a predictor that varies within few groups",
    "warning",
    "the number of groups in which the column varies: a note if it varies in less than nine tenths of the groups with "
    "two or more rows, a warning if the number is less than five, or than the number of effects in the block plus one",
    "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
    r1b,
    open_questions,
)
