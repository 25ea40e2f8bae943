"""R11: the two sides of a bar are swapped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measured_groups import example_values, has_swapped_sides, single_variable
from levelwise.legitimacy.repairs.bar_sides import swapped
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule


def r11(case: Case) -> Iterator[RuleResult]:
    """The left side of a bar says what differs between groups, the right side which the groups are.

    With a measurement on the right and the groups on the left each value of the measurement would be a group.
    """
    for block in case.spec.blocks:
        if not has_swapped_sides(case, block):
            continue
        right, left = block.group, single_variable(block)
        size = len(case.built.schema.columns[left].categories)
        title = f"the bar has {left} on its left and {right} on its right"
        reason = (
            f"Read as it stands, every value of {right} is a group and the {size} categories of {left} are effects "
            f"that differ between these groups. The groups stand on the right: (… | {left})."
        )
        finding = Finding("R11", title, "error", block.span, (left, right), reason, example_values(case, right))
        yield RuleResult(finding, partial(swapped, case, block, left))


def unknown_sides(case: Case) -> Iterator[str]:
    """Say of which bars the sides may have been changed."""
    for block in case.spec.blocks:
        names = {cell.variable for column in block.effects for cell in column.cells}
        if len(names) == 1 and any(case.built.schema.columns[name].is_factor for name in names):
            yield f"whether {block.group} holds labels, not measurements, beside the factor {names.pop()}"


R11 = Rule(
    "R11",
    "a bar with its two sides changed",
    "error",
    "the left side is one factor of at least 5 categories and the right side a measurement (as R12 says); or the "
    "left has at least 10 categories and as many as there are groups, and the right is a number in the fixed part",
    "lme4, Bates et al. (2015), section 2: (expr | factor)",
    r11,
    unknown_sides,
)
