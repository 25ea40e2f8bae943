"""R12: a grouping factor that is a measurement."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.data.columns import distinct
from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import (
    example_values,
    has_swapped_sides,
    measurement_columns,
    single_variable,
)
from levelwise.legitimacy.repairs.bar_sides import with_swapped_sides
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import listed

SHARED_ROWS, SHARED = 5, 0.8
"""Values with so many rows each, of which so large a share occurs in each group of another factor, are planned."""


def r12(case: Case) -> Iterator[RuleResult]:
    """Groups are identified by labels; with a measurement, a group consists of rows that happen to share a value.

    Rows with nearly equal values are then treated as unrelated, although the measurement shows that they are similar.
    """
    seen: set[str] = set()
    for block in case.spec.blocks:
        for name in case.spec.level(block.group).group.parts:
            if name not in measurement_columns(case) or name in seen or has_swapped_sides(case, block):
                continue
            seen.add(name)
            title = f"the groups are the values of {name}, which look like measurements"
            reason = (
                f"Every value of {name} is treated as the label of a group, so that even nearly equal values define "
                f"unrelated groups. If {name} is a measurement, it belongs on the left of a bar or in the fixed part; "
                "if its values are codes, convert them to strings."
            )
            severity: Severity = "note" if _is_shared(case, block, name) else "warning"
            finding = Finding("R12", title, severity, block.span, (name,), reason, example_values(case, name))
            yield RuleResult(finding, partial(_without_measure, case, block, name))


def _is_shared(case: Case, block: Block, name: str) -> bool:
    """Return whether the values are planned, such as times of measurement: crossed with another factor."""
    own = case.partition(block.group)
    if own is None or block.group != name or len(own.codes) < SHARED_ROWS * own.size:
        return False
    for level in case.spec.levels:
        other = case.partition(level.group.label)
        if other is None or level.group.label == name or other.size < 2:
            continue
        cells = len(distinct(own.codes * other.size + other.codes))
        if cells >= SHARED * own.size * other.size:
            return True
    return False


def _without_measure(case: Case, block: Block, name: str) -> Iterator[str]:
    """Swap the sides of the bar if the left one can be a grouping factor, or move the measurement to the fixed part."""
    editor, left = FormulaEditor(case.spec.source), single_variable(block)
    if len(editor.steps(block)) > 1:
        return
    node = case.spec.variables.get(left)
    if isinstance(node, Name) and not case.prepared.schema.columns[left].name.startswith("factor("):
        yield from with_swapped_sides(case, block, left)
    added = () if quoted(name) in case.fixed_terms else (quoted(name),)
    yield editor.edited({(block.span, block.group): None}, added)


def open_questions(case: Case) -> Iterator[str]:
    """Return which grouping columns might be measurements."""
    names = dict.fromkeys(part for level in case.spec.levels for part in level.group.parts)
    if names:
        yield f"whether the values of {listed(names)} are labels, not measurements"


R12 = Rule(
    "R12",
    "a grouping factor that is a measurement",
    "warning",
    "a numeric column (not dates) with fractional values that do not look like codes such as 1.1, 1.2, 2.1, and with "
    "more than 10 distinct values, or one for most rows; or with whole numbers with gaps, not called an id, that are "
    "as many as 95% of the rows (half of them, if called a quantity such as income); a note if the "
    "values are crossed with another factor, as planned times are",
    "Bates et al. (2015), section 2: the right side of a bar is evaluated as a factor; GLMM FAQ (Bolker)",
    r12,
    open_questions,
)
