"""R11 and R12: a measurement on the right side of a bar, where groups are named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measured_groups import (
    example_values,
    has_swapped_sides,
    measurement_columns,
    single_variable,
)
from levelwise.legitimacy.repairs.bar_sides import swapped
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import listed


def r12(case: Case) -> Iterator[RuleResult]:
    """Groups are told apart by labels; a measurement makes a group of whatever rows happen to share a value.

    Rows with nearly equal values then have nothing in common, although the measurement says that they are alike.
    """
    seen: set[str] = set()
    for block in case.spec.blocks:
        for name in case.spec.level(block.group).group.parts:
            if name not in measurement_columns(case) or name in seen or has_swapped_sides(case, block):
                continue
            seen.add(name)
            title = f"the groups are the values of {name}, which look like measurements"
            reason = (
                f"Every value of {name} is taken as the label of a group, and two that are nearly equal as groups "
                f"that have nothing in common. If {name} is a measurement, its effect belongs on the left of a bar or "
                "in the fixed part; if its values are codes, turn them into text first."
            )
            finding = Finding("R12", title, "warning", block.span, (name,), reason, example_values(case, name))
            yield RuleResult(finding, partial(_without_measure, case, block, name))


def _without_measure(case: Case, block: Block, name: str) -> Iterator[str]:
    """Turn the bar round if what stands on its left can group; else move the measurement to the fixed part."""
    text, left = FormulaEditor(case.spec.source), single_variable(block)
    if len(text.steps(block)) > 1:
        return
    node = case.spec.variables.get(left)
    if isinstance(node, Name) and not case.built.schema.columns[left].name.startswith("factor("):
        yield from swapped(case, block, left)
    added = () if quoted(name) in case.fixed_terms else (quoted(name),)
    yield text.edited({(block.span, block.group): None}, added)


def unknown_measures(case: Case) -> Iterator[str]:
    """Say which columns group and might be measurements."""
    names = dict.fromkeys(part for level in case.spec.levels for part in level.group.parts)
    if names:
        yield f"whether the values of {listed(names)} are labels of groups, not measurements"


R12 = Rule(
    "R12",
    "a grouping factor that is a measurement",
    "warning",
    "a numeric column, no date, with a fraction in some value, and most rows have a value of their own, or there are "
    "more than 10 values and some are whole, have more than two decimals, or stand in a single row",
    "Bates et al. (2015), section 2: the right side of a bar is evaluated as a factor; GLMM FAQ (Bolker)",
    r12,
    unknown_measures,
)
