"""R1: a random slope of a predictor that is constant within every group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats, distinct
from levelwise.data.partition import Partition
from levelwise.design.column_space import ColumnSpace
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult, cached_on_case
from levelwise.legitimacy.identifiability.words import confounded_sets, confounding_text
from levelwise.legitimacy.questions.columns import by_term, is_indicator, is_zero
from levelwise.legitimacy.questions.evidence import constant_column_evidence
from levelwise.legitimacy.questions.measurements import has_swapped_sides
from levelwise.legitimacy.questions.parameter_symbols import symbol
from levelwise.legitimacy.questions.variance_identifiability import identifiability_of
from levelwise.legitimacy.questions.variation import is_constant_within, singleton_count
from levelwise.legitimacy.repairs.slopes import without_slope
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.descriptions import described
from levelwise.model.parameters import RandomEffect, random_effects
from levelwise.model.spec import Block, DesignColumn, Key
from levelwise.text.sentences import MOST, counted, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXPLAINED = 4  # variance parameters explained in a sentence


def r1(case: Case) -> Iterator[RuleResult]:
    """A random slope means that the effect of a predictor differs between groups.

    In a group in which the predictor is constant, its effect cannot be estimated, so there is nothing that could differ
    between groups.
    """
    for level in case.spec.levels:
        group = level.group.label
        wrong = constant_slopes(case, group)
        for block in case.spec.blocks:
            if block.group != group or has_swapped_sides(case, block):
                continue
            for term, columns in by_term(block):
                constant = [column for column in columns if column.cells and is_constant_within(case, group, column)]
                errors = [column for column in constant if column.key in wrong]
                if errors:
                    finding = _error(case, block, term, errors, whole_term=len(errors) == len(columns))
                    repairs = partial(without_slope, case, block, term, wrong)
                    yield RuleResult(finding, repairs, View("groups", group, errors[0]))
                elif constant:
                    yield RuleResult(_note(case, block, term, constant), view=View("groups", group, constant[0]))


def open_questions(case: Case) -> Iterator[str]:
    """Return which slopes' predictors are not known to vary within the groups."""
    for block in case.spec.blocks:
        for term, columns in by_term(block):
            if term and not all(is_constant_within(case, block.group, column) for column in columns):
                yield f"whether {term} varies within the groups of {block.group}"


@cached_on_case
def constant_slopes(case: Case, group: str) -> frozenset[Key]:
    """Return the random columns of a factor that are constant within groups, where others already span a constant.

    Where no other column does, a column that is constant within groups is the intercept of the groups in which it is
    nonzero (cell means, partially nested trials), and then counts as a constant for the columns after it.
    """
    columns = case.random_columns(group)
    constant = [column for column in columns if column.cells and is_constant_within(case, group, column)]
    partition, design = case.partition(group), case.design
    if case.has_random_intercept(group):
        return frozenset(column.key for column in constant)
    if not constant or partition is None or design is None:
        return frozenset()
    keys = {column.key for column in constant}
    others = design.matrix([column for column in columns if column.key not in keys])
    first_rows = partition.firsts
    has_intercept = np.zeros(partition.size, dtype=np.bool_)
    wrong: set[Key] = set()
    spread = {column.key: int((design.column(column)[first_rows] != 0).sum()) for column in constant}
    # an order that does not depend on that of the bars: indicators first, then those of the fewest groups
    for column in sorted(constant, key=lambda one: (not is_indicator(case, one), spread[one.key], one.name)):
        nonzero = design.column(column)[first_rows] != 0
        if not nonzero.any() and not is_zero(case, column):
            continue  # the sample has no row in which it is nonzero
        if _span_constant(others, partition, np.flatnonzero(nonzero & ~has_intercept)):
            wrong.add(column.key)
        else:
            has_intercept |= nonzero
    return frozenset(wrong)


def _span_constant(columns: Floats, partition: Partition, numbers: NDArray[np.intp]) -> bool:
    """Return whether varying columns span a constant in each of some groups."""
    if not columns.shape[1]:
        return not len(numbers)
    return all(ColumnSpace(columns[partition.rows(int(number))]).has_constant for number in numbers)


def _error(case: Case, block: Block, term: str, constant: list[DesignColumn], *, whole_term: bool) -> Finding:
    names = tuple(column.name for column in constant)
    what = term if whole_term else listed(names)
    verb, its = ("is", "its") if whole_term or len(names) == 1 else ("are", "their")
    title = f"a random slope of {what}, which {verb} constant within every level of {block.group}"
    reason = (
        f"{what} {verb} constant within every level of {block.group}, so no group has a slope of {what} that could "
        f"differ from that of another group; {its} effect is a difference between groups and belongs in the fixed part."
    )
    if case.partition(block.group) is None or case.design is None:
        evidence = Evidence(f"Known without data: {what} {verb} constant within {block.group}")
    else:
        size = counted(case.size(block.group), "group")
        caption = f"{what} {verb} constant within all {size} of {block.group}"
        evidence = constant_column_evidence(case, block.group, constant[0], caption)
        if singleton_count(case, block.group) == case.size(block.group):
            evidence = Evidence(f"Each of the {size} of {block.group} has a single row")
        if all(is_zero(case, column) for column in constant):
            title = f"a random effect of {what}, which {verb} zero in every row"
            reason = f"{what} {verb} zero in every row, so the variance of {its} effect cannot be estimated."
            evidence = Evidence(f"{what} {verb} zero in all {counted(case.spec.rows or 0, 'row')}")
    evidence = replace(evidence, caption=_confounding(case, block, constant) + evidence.caption)
    return Finding("R1", title, "error", block.span, names, reason, evidence)


def _confounding(case: Case, block: Block, constant: list[DesignColumn]) -> str:
    """Return a sentence on the variance parameters of some columns that are not separately identifiable, if any."""
    found = identifiability_of(case, case.spec.blocks) if case.with_evidence else None
    if found is None or found.verdict != "confounded":
        return ""
    number = case.spec.blocks.index(block)
    effects = {RandomEffect(number, column.key) for column in constant}
    sets = [each for each in confounded_sets(found) if any(random_effects(one) & effects for one in each.parameters)]
    if not sets:
        return ""
    parameters = [one for each in sets for one in each.parameters][:_EXPLAINED]
    words = "; ".join(f"{symbol(case, one)} is {described(one, case.spec)}" for one in parameters)
    more = "; …" if len(parameters) == _EXPLAINED else ""
    return f"{confounding_text(sets, partial(symbol, case))} ({words}{more}). "


def _note(case: Case, block: Block, term: str, constant: list[DesignColumn]) -> Finding:
    reason = (
        f"{term} is constant within the groups of {block.group}, and there is no random intercept, so it acts as the "
        "intercept, with a separate variance, of the groups in which it is nonzero."
    )
    title = f"{term} acts as a random intercept of some groups of {block.group}"
    partition, design = case.partition(block.group), case.design
    evidence = None
    if partition is not None and design is not None:
        codes = [partition.codes[design.column(column) != 0] for column in constant]
        counts = [f"{column.name} in {len(distinct(own))}" for column, own in zip(constant, codes, strict=True)]
        examined = " examined" if case.is_sampled else ""
        groups = f"{counted(partition.size, 'group')} of {block.group}{examined}"
        evidence = Evidence(f"Of the {groups}, nonzero: {listed(counts[:MOST])}")
    return Finding("R1", title, "note", block.span, tuple(column.name for column in constant), reason, evidence)


R1 = Rule(
    "R1",
    "a random slope of a predictor that is constant within every group",
    "error",
    "the range of the column is zero within every group, and the other random columns of the factor span a constant "
    "in the groups in which it is nonzero; a note if they do not",
    "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
    r1,
    open_questions,
)
