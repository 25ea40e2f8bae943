"""R3: a random slope needs a random intercept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import Name
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import is_indicator, spans_constant, variables_of
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.spans_groups import spans_groups
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import CONSTANT, Block, Coefficient
from levelwise.text.sentences import listed


def r3(case: Case) -> Iterator[RuleResult]:
    """A slope that varies between groups without their intercepts varying pins all lines to one point.

    Where that point lies depends on the origin of the predictor, so that a shift of its scale changes the model.
    """
    for level in case.spec.levels:
        group = level.group.label
        columns = case.random_columns(group)
        if case.has_random_intercept(group) or all(is_indicator(case, column) for column in columns):
            continue
        if any(is_constant_within(case, group, column) for column in columns):
            continue  # a column that is constant in every group is an intercept where it is not zero: R1 says so
        if spans_constant(case, columns) or spans_groups(case, group, CONSTANT):
            continue  # among the random effects, or as factor(g) in the fixed part
        if case.design is None and (_has_all_indicators(case, columns) or _may_be_factors(case, columns)):
            continue
        block = first_block(case, group)
        names = tuple(column.name for column in columns)
        title = f"a random slope over {group} without a random intercept"
        reason = (
            f"Without a random intercept the lines of all groups of {group} meet where {listed(names)} "
            f"{'is' if len(names) == 1 else 'are'} zero; shift that origin and it is another model."
        )
        finding = Finding("R3", title, "warning", block.span, names, reason)
        yield RuleResult(finding, partial(_repairs, case, block))


def unknown_intercepts(case: Case) -> Iterator[str]:
    """Say which slopes without a random intercept may be those of a factor, which need none (asked without data)."""
    for level in case.spec.levels:
        columns = case.random_columns(level.group.label)
        if not case.has_random_intercept(level.group.label) and _may_be_factors(case, columns):
            names = variables_of(columns)
            yield (
                f"whether {listed(names)} {'is a factor' if len(names) == 1 else 'are factors'}, or a random intercept "
                f"over {level.group.label} is lacking"
            )


def _may_be_factors(case: Case, columns: list[Coefficient]) -> bool:
    """Say whether a slope is that of a plain column, which may hold categories for all that is known without data."""
    known = case.built.hints.factors
    names = [cell.variable for column in columns if len(column.cells) == 1 for cell in column.cells]
    return any(isinstance(case.spec.variables[name], Name) and name not in known for name in names)


def _repairs(case: Case, block: Block) -> Iterator[str]:
    text = FormulaEditor(case.spec.source)
    side = " + ".join(("1", *bar_terms(case.spec, block)))
    yield text.edited({(block.span, block.group): side})
    yield text.edited(text.everywhere(block, side))


def _has_all_indicators(case: Case, columns: list[Coefficient]) -> bool:
    """Say whether the indicators of some factor are all there, which add up to a constant."""
    schema = case.built.schema
    singleton_count = [c.cells[0] for c in columns if len(c.cells) == 1 and c.cells[0].kind == "indicator"]
    for cell in singleton_count:
        labels = {other.label for other in singleton_count if other.variable == cell.variable}
        if labels >= set(schema.columns[cell.variable].categories):
            return True
    return False


R3 = Rule(
    "R3",
    "a random slope without a random intercept",
    "warning",
    "the factor's random columns, which are not all indicators, span no constant",
    "lme4 FAQ (Bolker)",
    r3,
    unknown_intercepts,
)
