"""R1 and R1b: a random slope needs a predictor that varies within the groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from levelwise.data.values import Floats
from levelwise.legitimacy.case import Case, Draft, by_term, counted
from levelwise.legitimacy.repair import Text, bar_side
from levelwise.legitimacy.report import Evidence, Finding
from levelwise.legitimacy.span import Space
from levelwise.modeling.spec import INTERCEPT, Block, Coefficient


def r1(case: Case) -> Iterator[Draft]:
    """A random slope says that the effect of a predictor differs between groups.

    Within a group in which the predictor never varies there is no such effect to differ: the points lie
    one above the other and have no slope.
    """
    for block in case.spec.blocks:
        for term, columns in by_term(block):
            flat = [column for column in columns if column.cells and _constant(case, block.group, column)]
            if not flat:
                continue
            if any(_intercept_is_there(case, block.group, column) for column in flat):
                yield _error(case, block, term, flat)
            else:
                yield Draft(_note(block, term, flat))


def r1b(case: Case) -> Iterator[Draft]:
    """A slope is learnt only from the groups in which its predictor varies."""
    for block in case.spec.blocks:
        partition = case.partition(block.group)
        if partition is None:
            continue
        cell_means = not any(column.key == INTERCEPT for column in case.random_columns(block.group))
        for term, columns in by_term(block):
            if not term or (cell_means and all(case.is_indicator(column) for column in columns)):
                continue
            counts = [int(varying.sum()) for c in columns if (varying := case.varying(block.group, c)) is not None]
            fewest = min(counts)
            sizes = np.bincount(partition.codes, minlength=partition.size)
            able = int((sizes > 1).sum())
            if fewest in (0, partition.size) or fewest >= able:
                continue
            yield Draft(_few(block, term, columns, fewest, partition.size))


def _constant(case: Case, group: str, column: Coefficient) -> bool:
    varying = case.varying(group, column)
    if varying is None:
        return group in case.spec.determined_by(column.cells)
    return not bool(varying.any())


def _intercept_is_there(case: Case, group: str, column: Coefficient) -> bool:
    """Say whether the factor's other columns span a constant wherever a flat column is not zero."""
    others = [other for other in case.random_columns(group) if other.key != column.key]
    if any(other.key == INTERCEPT for other in others):
        return True
    partition = case.partition(group)
    if partition is None or case.design is None:
        return False
    values = case.design.column(column)
    matrix: Floats = case.design.matrix(others)
    for number in np.unique(partition.codes[values != 0]):
        rows = np.flatnonzero(partition.codes == number)
        if not Space(matrix[rows]).has_constant:
            return False
    return True


def _error(case: Case, block: Block, term: str, flat: list[Coefficient]) -> Draft:
    partition = case.partition(block.group)
    header, rows = case.example_rows(block.group, flat[0])
    if partition is None:
        evidence = Evidence(f"levels= says that {term} is constant within every group of {block.group}")
    else:
        caption = f"{term} is constant in all {counted(partition.size, 'group')} of {block.group}"
        evidence = Evidence(caption, header, rows)
    reason = (
        f"{term} never varies within a group of {block.group}, so no group has a slope of {term} that could "
        "differ from another group's."
    )
    title = f"a random slope of {term}, which is constant in every group of {block.group}"
    names = tuple(column.name for column in flat)
    finding = Finding("R1", title, "error", block.span, names, reason, evidence)
    return Draft(finding, _repairs(case, block, term))


def _repairs(case: Case, block: Block, term: str) -> tuple[str, ...]:
    text = Text(case.spec.source)
    fixed = {column.term for column in case.spec.fixed}
    flat_terms = {c.term for c in block.effects if c.cells and _constant(case, block.group, c)}
    flat_variables = {cell.variable for c in block.effects if c.term in flat_terms for cell in c.cells}
    touched = {c.term for c in block.effects if any(cell.variable in flat_variables for cell in c.cells)}
    candidates: list[str] = []
    for dropped in (flat_terms | {term}, touched | {term}):
        side = bar_side(case.spec, block, dropped)
        lighter = text.without_bar(block) if side is None else text.with_bar(block, side)
        if lighter is None:
            continue
        if term not in fixed:
            candidates.append(with_terms(lighter, (term,)))
        candidates.append(lighter)
    return tuple(candidates)


def with_terms(formula: str, labels: tuple[str, ...]) -> str:
    """Add fixed terms to a formula's text where that is plain, else return it as it is."""
    from levelwise.formula.parser import parse

    return Text(parse(formula)).with_fixed(labels) or formula


def _note(block: Block, term: str, flat: list[Coefficient]) -> Finding:
    reason = (
        f"{term} is constant within the groups of {block.group} and no random intercept stands beside it: here it is "
        "the intercept of the groups in which it is not zero, with a variance of its own."
    )
    title = f"{term} acts as a random intercept of some groups of {block.group}"
    names = tuple(column.name for column in flat)
    return Finding("R1", title, "note", block.span, names, reason)


def _few(block: Block, term: str, columns: list[Coefficient], varying: int, groups: int) -> Finding:
    too_few = varying < len(block.effects) + 1
    reason = (
        f"The slope of {term} is learnt only from the {counted(varying, 'group')} in which {term} varies; in the "
        f"other {groups - varying} there is no slope to see."
    )
    if too_few:
        reason += " That is too few to learn the variances and covariances of this block from."
    title = f"{term} varies in {varying} of {groups} groups of {block.group}"
    names = tuple(column.name for column in columns)
    return Finding("R1b", title, "warning" if too_few else "note", block.span, names, reason)
