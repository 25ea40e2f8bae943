"""R11: the two sides of a bar are swapped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import (
    example_values,
    has_swapped_sides,
    label_count,
    single_variable,
)
from levelwise.legitimacy.repairs.bar_sides import with_swapped_sides
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule


def r11(case: Case) -> Iterator[RuleResult]:
    """The left side of a bar lists the effects that differ between groups; the right side names the grouping factor.

    With a measurement on the right and the groups on the left, each value of the measurement would be a group.
    """
    for block in case.spec.blocks:
        if not has_swapped_sides(case, block):
            continue
        right, left = block.group, single_variable(block)
        size = label_count(case, left)
        title = f"the two sides of the bar are swapped: {left} is on the left and {right} on the right"
        reason = f"As written, every value of {right} is a group, and "
        if case.prepared.schema.columns[left].is_factor:
            reason += f"the {size} categories of {left} are effects that differ between these groups. "
        else:
            reason += f"the {size} numbers of {left}, which are ids, are a predictor with a slope in each group. "
        reason += f"The grouping factor belongs on the right: (… | {left})."
        finding = Finding("R11", title, "error", block.span, (left, right), reason, example_values(case, right))
        yield RuleResult(finding, partial(with_swapped_sides, case, block, left))


def open_questions(case: Case) -> Iterator[str]:
    """Return the bars whose two sides may be swapped."""
    for block in case.spec.blocks:
        names = {cell.variable for column in block.effects for cell in column.cells}
        if len(names) == 1 and any(case.prepared.schema.columns[name].is_factor for name in names):
            yield f"whether {block.group} consists of labels, as the left side of its bar is the factor {names.pop()}"


R11 = Rule(
    "R11",
    "a bar with its two sides swapped",
    "error",
    "the left side is a factor with at least 5 categories, or an id that is a number (as defined by R13), and the "
    "right side a measurement (as defined by R12); or the left side has at least 10 categories or values, no fewer "
    "than there are groups, and the right side is numeric in the fixed part; or it is such an id, and the right side a "
    "number that is none",
    "lme4, Bates et al. (2015), section 2: (expr | factor)",
    r11,
    open_questions,
)
