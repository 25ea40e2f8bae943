"""R3: a random slope without a random intercept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import Name
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import is_indicator, is_unlisted_factor, spans_constant, variables_of
from levelwise.legitimacy.questions.order import lack_of_order
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.spans_groups import spans_groups
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import CONSTANT, Block, DesignColumn
from levelwise.text.sentences import listed


def r3(case: Case) -> Iterator[RuleResult]:
    """If slopes vary between groups but intercepts do not, the lines of all groups pass through one point.

    Where that point lies depends on the origin of the predictor, so that shifting the origin changes the model.
    """
    for level in case.spec.levels:
        group = level.group.label
        columns = case.random_columns(group)
        if case.has_random_intercept(group) or all(is_indicator(case, column) for column in columns):
            continue
        if any(block.group == group and lack_of_order(case, block) is not None for block in case.spec.blocks):
            continue  # reported by R33
        if any(is_constant_within(case, group, column) for column in columns):
            continue  # a column that is constant within groups is an intercept where it is nonzero: see R1
        if spans_constant(case, columns) or spans_groups(case, group, CONSTANT):
            continue  # the intercepts are in the random effects, or factor(g) is in the fixed part
        if any(is_unlisted_factor(case, name) for name in variables_of(columns)):
            continue  # all indicators, as there is no intercept
        if case.design is None and (_has_all_indicators(case, columns) or _may_be_factors(case, columns)):
            continue
        block = first_block(case, group)
        names = tuple(column.name for column in columns)
        title = f"a random slope over {group} without a random intercept"
        reason = (
            f"Without a random intercept, the lines of all groups of {group} meet where {listed(names)} "
            f"{'is' if len(names) == 1 else 'are'} zero; shifting that origin changes the model."
        )
        finding = Finding("R3", title, "warning", block.span, names, reason)
        yield RuleResult(finding, partial(_repairs, case, block))


def open_questions(case: Case) -> Iterator[str]:
    """Return which slopes without a random intercept may be effects of a factor, which need none."""
    for level in case.spec.levels:
        columns = case.random_columns(level.group.label)
        if not case.has_random_intercept(level.group.label) and _may_be_factors(case, columns):
            names = variables_of(columns)
            yield (
                f"whether {listed(names)} {'is a factor' if len(names) == 1 else 'are factors'}; if not, a random "
                f"intercept over {level.group.label} is missing"
            )


def _may_be_factors(case: Case, columns: list[DesignColumn]) -> bool:
    """Return whether a slope belongs to a column of the data that may be categorical, as far as is known."""
    known = case.prepared.hints.factors
    names = [cell.variable for column in columns if len(column.cells) == 1 for cell in column.cells]
    return any(isinstance(case.spec.variables[name], Name) and name not in known for name in names)


def _repairs(case: Case, block: Block) -> Iterator[str]:
    editor = FormulaEditor(case.spec.source)
    side = " + ".join(("1", *bar_terms(case.spec, block)))
    yield editor.edited({(block.span, block.group): side})
    yield editor.edited(editor.same_side(block, side))


def _has_all_indicators(case: Case, columns: list[DesignColumn]) -> bool:
    """Return whether the columns contain all indicators of a factor, which add up to a constant."""
    schema = case.prepared.schema
    indicators = [c.cells[0] for c in columns if len(c.cells) == 1 and c.cells[0].kind == "indicator"]
    for cell in indicators:
        labels = {other.label for other in indicators if other.variable == cell.variable}
        if labels >= set(schema.columns[cell.variable].categories):
            return True
    return False


R3 = Rule(
    "R3",
    "a random slope without a random intercept",
    "warning",
    "the random columns of the factor are not all indicators and do not span a constant",
    "lme4 FAQ (Bolker)",
    r3,
    open_questions,
)
