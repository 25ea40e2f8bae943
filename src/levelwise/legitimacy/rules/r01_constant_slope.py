"""R1: a random slope needs a predictor that varies within the groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.design.column_space import ColumnSpace
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult, cached_on_case
from levelwise.legitimacy.identifiability.parameters import effects_of
from levelwise.legitimacy.identifiability.words import account, confounded_sets, meaning, symbol
from levelwise.legitimacy.questions.columns import by_term, is_indicator, is_zero
from levelwise.legitimacy.questions.evidence import constant_column_evidence
from levelwise.legitimacy.questions.measured_groups import has_swapped_sides
from levelwise.legitimacy.questions.variance_identifiability import identifiability_of
from levelwise.legitimacy.questions.variation import is_constant_within, singleton_count
from levelwise.legitimacy.repairs.slopes import without_slope
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block, Coefficient, Key
from levelwise.text.sentences import MOST, counted, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXPLAINED = 4  # variance parameters explained in a sentence


def r1(case: Case) -> Iterator[RuleResult]:
    """A random slope says that the effect of a predictor differs between groups.

    Within a group in which the predictor never varies there is no such effect to differ: the points lie
    one above the other and have no slope.
    """
    for level in case.spec.levels:
        group = level.group.label
        wrong = constant_slopes(case, group)
        for block in case.spec.blocks:
            if block.group != group or has_swapped_sides(case, block):
                continue
            for term, columns in by_term(block):
                flat = [column for column in columns if column.cells and is_constant_within(case, group, column)]
                errors = [column for column in flat if column.key in wrong]
                if errors:
                    finding = _error(case, block, term, errors, whole=len(errors) == len(columns))
                    repairs = partial(without_slope, case, block, term, wrong)
                    yield RuleResult(finding, repairs, View("groups", group, errors[0]))
                elif flat:
                    yield RuleResult(_note(case, block, term, flat), view=View("groups", group, flat[0]))


def unknown_variation(case: Case) -> Iterator[str]:
    """Say which slopes' predictors are not known to vary within the groups (asked without data)."""
    for block in case.spec.blocks:
        for term, columns in by_term(block):
            if term and not all(is_constant_within(case, block.group, column) for column in columns):
                yield f"whether {term} varies within the groups of {block.group}"


@cached_on_case
def constant_slopes(case: Case, group: str) -> frozenset[Key]:
    """Return a factor's flat columns beside which the other random columns already span a constant.

    A flat column beside which none does is the intercept of the groups in which it is not zero (cell means, partly
    nested trials); it then is the constant that a further flat column comes too late for.
    """
    columns = case.random_columns(group)
    flat = [column for column in columns if column.cells and is_constant_within(case, group, column)]
    partition, design = case.partition(group), case.design
    if case.has_random_intercept(group):
        return frozenset(column.key for column in flat)
    if not flat or partition is None or design is None:
        return frozenset()
    flat_keys = {column.key for column in flat}
    others = [column for column in columns if column.key not in flat_keys]
    beside = design.matrix(others)
    first_rows = partition.firsts
    covered = np.zeros(partition.size, dtype=np.bool_)
    wrong: set[Key] = set()
    for column in sorted(flat, key=lambda column: is_indicator(case, column), reverse=True):
        present = design.column(column)[first_rows] != 0
        if not present.any() and not is_zero(case, column):
            continue  # where it is not zero, the sample has no row
        if _constant_in(beside, partition, np.flatnonzero(present & ~covered)):
            wrong.add(column.key)
        else:
            covered |= present
    return frozenset(wrong)


def _constant_in(columns: Floats, partition: Partition, numbers: NDArray[np.intp]) -> bool:
    """Say whether columns that vary span a constant in each of some groups."""
    if not columns.shape[1]:
        return not len(numbers)
    return all(ColumnSpace(columns[partition.rows(int(number))]).has_constant for number in numbers)


def _error(case: Case, block: Block, term: str, flat: list[Coefficient], *, whole: bool) -> Finding:
    names = tuple(column.name for column in flat)
    what = term if whole else listed(names)
    verb, its = ("is", "its") if whole or len(names) == 1 else ("are", "their")
    title = f"a random slope of {what}, which {verb} constant in every group of {block.group}"
    reason = (
        f"{what} never {'varies' if verb == 'is' else 'vary'} within a group of {block.group}, so no group has a "
        f"slope of {what} that could differ from another group's; {its} effect is a difference between groups and "
        "belongs in the fixed part."
    )
    partition, design = case.partition(block.group), case.design
    if partition is None or design is None:
        evidence = Evidence(f"What is known without data says that {what} is constant within {block.group}")
    else:
        size = counted(case.size(block.group), "group")
        caption = f"{what} {verb} constant in all {size} of {block.group}"
        evidence = constant_column_evidence(case, block.group, flat[0], caption)
        if singleton_count(case, block.group) == case.size(block.group):
            evidence = Evidence(f"Each of the {size} of {block.group} has one row only")
        if all(is_zero(case, column) for column in flat):
            title = f"a random effect of {what}, which {verb} zero in every row"
            reason = f"{what} {verb} zero in every row, so nothing in the data tells the variance of {its} effect."
            evidence = Evidence(f"{what} {verb} zero in all {counted(case.spec.rows or 0, 'row')}")
    evidence = replace(evidence, caption=_entangled(case, block, flat) + evidence.caption)
    return Finding("R1", title, "error", block.span, names, reason, evidence)


def _entangled(case: Case, block: Block, flat: list[Coefficient]) -> str:
    """Say which variance parameters of some columns the design cannot tell apart, as engine B finds them."""
    found = identifiability_of(case, case.spec.blocks) if case.with_evidence else None
    if found is None or found.verdict != "confounded":
        return ""
    number = case.spec.blocks.index(block)
    effects = effects_of(case.spec, number, frozenset(column.key for column in flat))
    own = [each for each in confounded_sets(found) if any(one.concerns(number, effects) for one in each.parameters)]
    if not own:
        return ""
    parameters = [one for each in own for one in each.parameters][:_EXPLAINED]
    words = "; ".join(f"{symbol(case.spec, one)} is {meaning(case.spec, one)}" for one in parameters)
    return f"{account(case.spec, own)} ({words}{'; …' if len(parameters) == _EXPLAINED else ''}). "


def _note(case: Case, block: Block, term: str, flat: list[Coefficient]) -> Finding:
    reason = (
        f"{term} is constant within the groups of {block.group} and no random intercept stands beside it: here it is "
        "the intercept of the groups in which it is not zero, with a variance of its own."
    )
    title = f"{term} acts as a random intercept of some groups of {block.group}"
    partition, design = case.partition(block.group), case.design
    evidence = None
    if partition is not None and design is not None:
        rows = [partition.codes[design.column(column) != 0] for column in flat]
        counts = [f"{column.name} in {len(np.unique(codes))}" for column, codes in zip(flat, rows, strict=True)]
        seen = " that were looked at" if case.is_sampled else ""
        whole = f"{counted(partition.size, 'group')} of {block.group}{seen}"
        evidence = Evidence(f"Of {whole}, not zero: {listed(counts[:MOST])}")
    return Finding("R1", title, "note", block.span, tuple(column.name for column in flat), reason, evidence)


R1 = Rule(
    "R1",
    "a random slope of a predictor that is constant in every group",
    "error",
    "the largest minus the smallest value of the column is zero in every group, and the factor's other "
    "random columns span a constant wherever it is not zero; where they do not, it is a note",
    "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
    r1,
    unknown_variation,
)
