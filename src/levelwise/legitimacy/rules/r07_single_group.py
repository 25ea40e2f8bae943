"""R7 and R10: factors that cannot group, and nesting written the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block


def r7(case: Case) -> Iterator[RuleResult]:
    """A variance between groups needs more than one group."""
    for level in case.spec.levels:
        if level.size != 1:
            continue
        block = first_block(case, level.group.label)
        title = f"{level.group.label} has only one group"
        reason = f"With a single group of {level.group.label} there is no difference between groups, hence no variance."
        finding = Finding("R7", title, "error", block.span, (level.group.label,), reason)
        yield RuleResult(finding, partial(without_factor, case, block))


def unknown_sizes(case: Case) -> Iterator[str]:
    """Say of which factors nobody knows how many groups they have (asked without data)."""
    for level in case.spec.levels:
        if level.size is None:
            yield f"how many groups {level.group.label} has"


def without_factor(case: Case, block: Block) -> Iterator[str]:
    """Leave a factor out of its bars: one step of a nesting, or the bars themselves."""
    text = FormulaEditor(case.spec.source)
    steps, place = text.steps(block), text.depth(block)
    if len(steps) > 1:
        yield text.with_steps(block, steps[:place] + steps[place + 1 :])
        return
    spans = {b.span for b in case.spec.blocks if b.group == block.group}
    yield text.edited({(span, block.group): None for span in spans})


R7 = Rule(
    "R7",
    "a grouping factor with one group",
    "error",
    "the number of groups",
    "lme4, check.nlev.gtr.1",
    r7,
    unknown_sizes,
)
