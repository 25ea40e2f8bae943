"""R8: factors with few groups, whose variance is hardly known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measured_groups import is_doubtful_factor
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r07_single_group import unknown_sizes
from levelwise.model.spec import Level

FEW, MANY = 5, 30
"""Below the first number of groups a variance is hardly known at all, from the second on it is known well."""


def r8(case: Case) -> Iterator[RuleResult]:
    """The variance between groups is estimated from as many numbers as there are groups, however many rows.

    With fewer than five groups that is a guess; with fewer than thirty its estimate, and the standard errors of
    effects between groups, are rough.
    """
    for level in case.spec.levels:
        group, size = level.group.label, level.size
        if size is None or not 1 < size < MANY or size == case.spec.rows or is_doubtful_factor(case, level):
            continue
        block = first_block(case, group)
        title = f"{group} has only {size} groups" if size < FEW else f"{group} has {size} groups"
        if size < FEW:
            reason = (
                f"The variance between the groups of {group} is learnt from {size} groups, however many rows there "
                "are; so few say almost nothing about it. As a fixed factor the same groups need no variance."
            )
            finding = Finding("R8", title, "warning", block.span, (group,), reason)
            yield RuleResult(finding, partial(_as_fixed, case, level))
        else:
            reason = (
                f"The variance between the groups of {group} is learnt from {size} groups, however many rows there "
                "are: expect a rough estimate, and standard errors of effects between groups that are too small."
            )
            yield RuleResult(Finding("R8", title, "note", block.span, (group,), reason))


def _as_fixed(case: Case, level: Level) -> Iterator[str]:
    """Take a factor out of its bars and put it among the fixed terms, where it only shifts the level."""
    group = level.group
    blocks = [block for block in case.spec.blocks if block.group == group.label]
    if len(group.parts) > 1 or any(column.cells for block in blocks for column in block.effects):
        return
    name = quoted(group.parts[0])
    text = FormulaEditor(case.spec.source)
    gone = {(block.span, group.label): None for block in blocks}
    yield text.edited(gone, () if f"factor({name})" in case.fixed_terms else (f"factor({name})",))


R8 = Rule(
    "R8",
    "a grouping factor with few groups",
    "warning",
    "the number of groups: a note below 30, a warning below 5",
    "Gelman & Hill (2007), pp. 275-276; Maas & Hox (2005), Methodology 1, 86-92; McNeish & Stapleton (2016), "
    "Educ. Psychol. Rev. 28; GLMM FAQ (Bolker)",
    r8,
    unknown_sizes,
)
