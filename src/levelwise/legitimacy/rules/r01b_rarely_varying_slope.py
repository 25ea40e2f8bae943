"""R1b: a slope is learnt only from the groups in which its predictor varies."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import by_term, is_indicator
from levelwise.legitimacy.questions.evidence import rare_variation_evidence
from levelwise.legitimacy.questions.measured_groups import has_swapped_sides
from levelwise.legitimacy.questions.variation import singleton_count, varying_group_count
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r01_constant_slope import unknown_variation
from levelwise.model.spec import Block, Coefficient
from levelwise.text.sentences import counted


def r1b(case: Case) -> Iterator[RuleResult]:
    """A slope is learnt only from the groups in which its predictor varies; there should be enough of them."""
    for block in case.spec.blocks:
        if case.design is None or has_swapped_sides(case, block):
            continue
        cell_means = not case.has_random_intercept(block.group)
        groups = case.size(block.group)
        able = groups - singleton_count(case, block.group)
        for _, columns in by_term(block):
            slopes = [column for column in columns if column.cells]
            if not slopes or (cell_means and all(is_indicator(case, column) for column in slopes)):
                continue
            counts = {column: varying_group_count(case, block.group, column) for column in slopes}
            seen = {column: count for column, count in counts.items() if count}
            if not seen:
                continue  # constant in every group: R1's business
            rarest = min(seen, key=seen.__getitem__)
            too_few = seen[rarest] < len(block.effects) + 1
            if seen[rarest] < able or (too_few and able < groups):
                view = View("groups", block.group, rarest)
                yield RuleResult(_finding(case, block, rarest, seen[rarest], too_few=too_few), view=view)


def _finding(case: Case, block: Block, column: Coefficient, varying: int, *, too_few: bool) -> Finding:
    name, groups, single = column.name, case.size(block.group), singleton_count(case, block.group)
    alone = f" ({single} of them {'has' if single == 1 else 'have'} one row only)" if single else ""
    rest = groups - varying
    reason = (
        f"The slope of {name} is learnt only from the {counted(varying, 'group')} in which {name} varies; in the "
        f"other {rest if rest > 1 else 'one'}{alone} there is no slope to see."
    )
    if too_few:
        reason += " That is too few to learn the variances and covariances of this block from."
    title = f"{name} varies in {varying} of {counted(groups, 'group')} of {block.group}"
    caption = f"A group of {block.group} in which {name} does not vary, and one in which it does"
    evidence = rare_variation_evidence(case, block.group, column, caption)
    severity: Severity = "warning" if too_few else "note"
    return Finding("R1b", title, severity, block.span, (name,), reason, evidence)


R1B = Rule(
    "R1b",
    "a random slope of a predictor that varies in few groups",
    "warning",
    "the number of groups in which the column varies: a note when not in all that have two rows, a "
    "warning below the number of the block's effects plus one",
    "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
    r1b,
    unknown_variation,
)
