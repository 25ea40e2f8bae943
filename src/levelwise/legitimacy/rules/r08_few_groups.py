"""R8: a grouping factor with few groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import is_doubtful_factor
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r07_single_group import open_questions
from levelwise.model.spec import Level
from levelwise.text.sentences import counted, listed

FEW, MANY = 5, 10
"""With fewer groups than the first number, a variance can hardly be estimated; below the second, it is imprecise."""


def r8(case: Case) -> Iterator[RuleResult]:
    """The variance between groups is estimated from the groups, however many rows there are.

    With fewer than five groups, the estimate is little more than a guess; with fewer than ten, it is imprecise, and so
    are the standard errors of group-level effects.
    """
    found = [level for level in case.spec.levels if _has_few(case, level)]
    if not found:
        return
    worst = [level for level in found if (level.size or 0) < FEW]
    first, *others = found
    number = counted(first.size or 0, "group")
    title = f"{first.group.label} has {'only ' if worst else ''}{number}"
    if others:
        title = listed((title, *(f"{level.group.label} {level.size}" for level in others)))
    every = listed(level.group.label for level in found)
    if worst:
        names = listed(level.group.label for level in worst)
        sizes = listed(dict.fromkeys(str(level.size) for level in worst), "or")
        fixed = f"{names} is a fixed factor" if len(worst) == 1 else f"{names} are fixed factors"
        reason = (
            f"The variance between the groups of {names} is estimated from only {sizes} groups, however many rows "
            f"there are; so few groups do not give a reliable estimate. If {fixed} instead, no variance needs to be "
            "estimated."
        )
    else:
        reason = (
            f"The variance between the groups of {every} is estimated from so few groups, however many rows there are: "
            "expect an imprecise estimate, and underestimated standard errors of group-level effects."
        )
    severity: Severity = "warning" if worst else "note"
    span = first_block(case, (worst or found)[0].group.label).span
    finding = Finding("R8", title, severity, span, tuple(level.group.label for level in found), reason)
    yield RuleResult(finding, partial(_as_fixed, case, worst)) if worst else RuleResult(finding)


def _has_few(case: Case, level: Level) -> bool:
    size = level.size
    if size is None or not 1 < size < MANY or size == case.spec.rows or is_doubtful_factor(case, level):
        return False
    return size < FEW or not _are_complete_blocks(case, level.group.label)


def _are_complete_blocks(case: Case, group: str) -> bool:
    """Return whether the groups are complete blocks: each has the same treatments, equally often.

    Treatments are then compared within the blocks, and the comparisons do not depend on the variance between blocks.
    """
    partition, design = case.partition(group), case.design
    treatments = [column for column in case.spec.fixed if column.cells]
    if partition is None or design is None or case.is_sampled or not treatments:
        return False
    if any(column.cells for column in case.random_columns(group)):
        return False
    if any(cell.kind == "numeric" for column in treatments for cell in column.cells):
        return False
    for column in treatments:
        means = np.bincount(partition.codes, weights=design.column(column)) / partition.sizes
        if not np.allclose(means, means[0], rtol=0.0, atol=1e-9):
            return False
    return True


def _as_fixed(case: Case, levels: list[Level]) -> Iterator[str]:
    """Move factors from their bars to the fixed part if they only have random intercepts: all of them, or one."""
    movable = [level for level in levels if _is_movable(case, level)]
    if len(movable) > 1:
        yield _moved(case, movable)
    yield from (_moved(case, [level]) for level in movable)


def _is_movable(case: Case, level: Level) -> bool:
    blocks = [block for block in case.spec.blocks if block.group == level.group.label]
    return len(level.group.parts) == 1 and not any(column.cells for block in blocks for column in block.effects)


def _moved(case: Case, levels: list[Level]) -> str:
    labels = {level.group.label for level in levels}
    removed = {(block.span, block.group): None for block in case.spec.blocks if block.group in labels}
    terms = (f"factor({quoted(level.group.parts[0])})" for level in levels)
    return FormulaEditor(case.spec.source).edited(removed, [term for term in terms if term not in case.fixed_terms])


R8 = Rule(
    "R8",
    "a grouping factor with few groups",
    "warning",
    "the number of groups of a factor: a warning below 5, a note below 10 unless the groups are complete blocks "
    "(all predictors are factors whose categories occur equally often in each group); one finding for all factors",
    "Gelman & Hill (2007), pp. 275-276; Maas & Hox (2005), Methodology 1, 86-92; McNeish & Stapleton (2016), "
    "Educ. Psychol. Rev. 28; GLMM FAQ (Bolker)",
    r8,
    open_questions,
)
