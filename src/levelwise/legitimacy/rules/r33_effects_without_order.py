"""R33: a covariance structure over time whose effects have no order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats, Numbers
from levelwise.formula.syntax import Name, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import variables_of
from levelwise.legitimacy.questions.order import Lack, lack_of_order, may_lack_order
from levelwise.legitimacy.questions.times import is_named_like_a_time
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import listed

if TYPE_CHECKING:
    from levelwise.data.frames.frame import Frame

MOST_STEPS = 50
"""Maximum number of different values of a numeric column that are offered as steps in time."""


def r33(case: Case) -> Iterator[RuleResult]:
    """An autoregressive correlation decreases with the distance in time, so its effects must be steps in time.

    An intercept and a slope, or the slopes of two predictors, have no order, and a single effect has no correlation.
    """
    for block in case.spec.blocks:
        lack = lack_of_order(case, block)
        if lack is not None:
            steps = _steps(case, block)
            finding = _finding(case, block, lack, steps)
            yield RuleResult(finding, partial(_repairs, case, block, steps))


def open_questions(case: Case) -> Iterator[str]:
    """Return which slopes under such a structure may be of numbers."""
    for block in case.spec.blocks:
        if may_lack_order(case, block):
            names = variables_of(block.effects)
            yield f"whether {listed(names)} {'is a factor' if len(names) == 1 else 'are factors'}, ordered in time"


def _finding(case: Case, block: Block, lack: Lack, steps: str | None) -> Finding:
    name, group = block.covariance, block.group
    typed = f"{name}({FormulaEditor(case.spec.source).effects(block)} | {group})"
    factors = _factors(case, block)
    step = factors[0] if factors else f"factor({steps or 'time'})"
    offered = f"{name}(0 + {step} | {group})"
    where = "" if steps or factors else ", with the column that numbers the steps in place of time"
    effects = listed(column.name for column in block.effects)
    if lack == "single":
        title = f"{typed} has a single effect, which cannot be correlated with itself"
        one = block.effects[0]
        why = f"{one.name} is a number, so this bar has one slope, not an effect for each step"
        reason = f"{why if one.cells else 'A random intercept is one effect'}, and {name}() describes "
    else:
        title = f"{typed} is a structure over time, but its effects have no order"
        and_slope = "an intercept and the effects of predictors" if lack == "intercept" else "slopes of predictors"
        reason = f"{effects} are {and_slope}, which have no order, and {name}() describes "
        if lack == "intercept" and factors:
            title = f"{typed} has an intercept, which is no step of {factors[0]}"
            reason = f"Next to an intercept, the other effects are differences from it. {name}() describes "
    reason += (
        f"how the correlation of effects changes with their distance in time. It takes an effect for each step, the "
        f"categories of a factor in their order, without an intercept: {offered}{where}."
    )
    severity: Severity = "warning" if lack == "single" and not block.effects[0].cells else "error"
    return Finding("R33", title, severity, block.span, tuple(column.name for column in block.effects), reason)


def _steps(case: Case, block: Block) -> str | None:
    """Return the column that probably numbers the steps in time: of the bar, the fixed part, or else of the data."""
    own = variables_of(block.effects)
    if case.observed is None or case.is_sampled:
        names = [name for name in own if isinstance(case.spec.variables[name], Name)]
        named = next((name for name in names if is_named_like_a_time(name)), None)
        return named or _steps_of_table(case, block)
    for text in dict.fromkeys([*own, *variables_of(case.spec.fixed)]):
        known = is_named_like_a_time(text) or text in own
        if known and isinstance(case.spec.variables[text], Name) and _are_steps(case, block, text):
            return text
    return _steps_of_table(case, block)


def _steps_of_table(case: Case, block: Block) -> str | None:
    """Return the first column called a time whose few values differ in the rows of each group; None without data."""
    table = case.prepared.table
    if table is None:
        return None
    from levelwise.data.frames.frame import Frame  # which needs numpy

    times = (name for name in table.names if is_named_like_a_time(name))
    if isinstance(table, Frame):
        return next((quoted(name) for name in times if _is_step_number(case, block, table, name)), None)
    for name in times:
        steps, differ = table.steps(name, case.spec.level(block.group).group.parts)
        if differ and 2 < steps <= MOST_STEPS:
            return quoted(name)
    return None


def _are_steps(case: Case, block: Block, text: str) -> bool:
    assert case.observed is not None  # the caller made sure
    values = case.observed.values[text]
    return isinstance(values, Numbers) and values.values.ndim == 1 and _number_steps(case, block, values.values)


def _is_step_number(case: Case, block: Block, table: Frame, name: str) -> bool:
    assert case.observed is not None
    values = table.column(name)
    return isinstance(values, Numbers) and _number_steps(case, block, values.values[case.observed.kept])


def _number_steps(case: Case, block: Block, numbers: Floats) -> bool:
    """Return whether numbers are few, and different in the rows of each group."""
    partition = case.partition(block.group)
    if partition is None or not np.isfinite(numbers).all():
        return False
    steps, codes = np.unique(numbers, return_inverse=True)
    pairs = partition.codes * len(steps) + codes
    return 2 < len(steps) <= MOST_STEPS and len(np.unique(pairs)) == len(pairs)


def _factors(case: Case, block: Block) -> list[str]:
    return [name for name in variables_of(block.effects) if case.prepared.schema.columns[name].is_factor]


def _repairs(case: Case, block: Block, steps: str | None) -> Iterator[str | None]:
    """Write the steps as a factor, or take the structure out."""
    editor = FormulaEditor(case.spec.source)
    terms = bar_terms(case.spec, block)
    for step in dict.fromkeys([*_factors(case, block), *([] if steps is None else [f"factor({steps})"])]):
        yield editor.edited({(block.span, block.group): f"0 + {step}"})
    yield editor.rewritten(block, f"({bar_side(terms) or '1'} | {{group}})")
    yield editor.rewritten(block, "(1 | {group})")


R33 = Rule(
    "R33",
    "a structure over time whose effects have no order",
    "error",
    "in ar1(), hetar1(), toep() or homtoep(), there is an intercept or a single effect, or the effects are not all "
    "indicators of categories; a warning for a single intercept, which is an ordinary random intercept",
    "Kristensen & McGillycuddy, glmmTMB, vignette Covariance structures; Pinheiro & Bates (2000), section 5.3",
    r33,
    open_questions,
)
