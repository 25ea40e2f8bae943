"""R8: a grouping factor with few groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import is_doubtful_factor
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r07_single_group import open_questions
from levelwise.model.spec import Level

FEW, MANY = 5, 30
"""With fewer groups than the first number, a variance can hardly be estimated; from the second on, it can be."""


def r8(case: Case) -> Iterator[RuleResult]:
    """The variance between groups is estimated from the groups, however many rows there are.

    With fewer than five groups, the estimate is little more than a guess; with fewer than thirty, it is imprecise, and
    so are the standard errors of group-level effects.
    """
    for level in case.spec.levels:
        group, size = level.group.label, level.size
        if size is None or not 1 < size < MANY or size == case.spec.rows or is_doubtful_factor(case, level):
            continue
        block = first_block(case, group)
        title = f"{group} has only {size} groups" if size < FEW else f"{group} has {size} groups"
        if size < FEW:
            reason = (
                f"The variance between the groups of {group} is estimated from only {size} groups, however many rows "
                f"there are; so few groups do not give a reliable estimate. If {group} is a fixed factor instead, no "
                "variance needs to be estimated."
            )
            finding = Finding("R8", title, "warning", block.span, (group,), reason)
            yield RuleResult(finding, partial(_as_fixed, case, level))
        else:
            reason = (
                f"The variance between the groups of {group} is estimated from {size} groups, however many rows there "
                "are: expect an imprecise estimate, and underestimated standard errors of group-level effects."
            )
            yield RuleResult(Finding("R8", title, "note", block.span, (group,), reason))


def _as_fixed(case: Case, level: Level) -> Iterator[str]:
    """Move a factor from its bars to the fixed part, if it only has random intercepts."""
    group = level.group
    blocks = [block for block in case.spec.blocks if block.group == group.label]
    if len(group.parts) > 1 or any(column.cells for block in blocks for column in block.effects):
        return
    name = quoted(group.parts[0])
    editor = FormulaEditor(case.spec.source)
    removed = {(block.span, group.label): None for block in blocks}
    yield editor.edited(removed, () if f"factor({name})" in case.fixed_terms else (f"factor({name})",))


R8 = Rule(
    "R8",
    "a grouping factor with few groups",
    "warning",
    "the number of groups: a note below 30, a warning below 5",
    "Gelman & Hill (2007), pp. 275-276; Maas & Hox (2005), Methodology 1, 86-92; McNeish & Stapleton (2016), "
    "Educ. Psychol. Rev. 28; GLMM FAQ (Bolker)",
    r8,
    open_questions,
)
