"""What in the design makes variance parameters unidentifiable, in a sentence without symbols."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from levelwise.data.columns import Categories
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.identifiability.words import ConfoundedSet
from levelwise.model.parameters import ResidualCorrelation, ResidualVariance, block_of
from levelwise.model.spec import Block, ModelSpec
from levelwise.text.sentences import counted


def cause_of_confounding(case: Case, spec: ModelSpec, sets: Sequence[ConfoundedSet]) -> str | None:
    """Return why the parameters of one of some sets are not separately identifiable; None for another reason.

    Parameters
    ----------
    case : Case
        The model.
    spec : ModelSpec
        The model without the random effects that other rules report.
    sets : sequence of ConfoundedSet
        The parameters.
    """
    for each in sets:
        numbers = sorted({number for one in each.parameters if (number := block_of(one)) is not None})
        blocks = [spec.blocks[number] for number in numbers if spec.blocks[number].effects]
        found = _same_groups(case, blocks)
        if found is None and blocks and any(isinstance(one, ResidualCorrelation) for one in each.parameters):
            found = (
                f"the structure {spec.residual.text} of the residuals and ({_bar(case, blocks[-1])}) model the same "
                "covariances within groups"
            )
        if found is None and ResidualVariance() in each.parameters:
            found = _as_many_effects_as_rows(case, blocks)
        if found is None:
            found = _cells(case, blocks)
        if found is not None:
            return found
    return None


def _same_groups(case: Case, blocks: Sequence[Block]) -> str | None:
    groups = list(dict.fromkeys(block.group for block in blocks))
    for one, other in combinations(groups, 2):
        size = case.size(one)
        if size == case.size(other) and (other in case.spec.level(one).within or one in case.spec.level(other).within):
            return f"{one} and {other} are the same {counted(size, 'group')}"
    return None


def _as_many_effects_as_rows(case: Case, blocks: Sequence[Block]) -> str | None:
    """Return that no group has more rows than a block has effects, so that these account for every row by itself."""
    for block in blocks:
        partition = case.partition(block.group)
        if partition is None or case.is_sampled or case.observed is None:
            continue
        most, bar = int(partition.sizes.max()), _bar(case, block)
        variables = {cell.variable for column in block.effects for cell in column.cells}
        values = case.observed.values[next(iter(variables))] if len(variables) == 1 else None
        if isinstance(values, Categories):
            cells = partition.codes * len(values.labels) + values.codes
            if np.unique(cells).size == len(cells) and len(block.effects) == len(values.labels):
                (name,) = variables
                number = "one row" if len(cells) == partition.size * len(values.labels) else "at most one row"
                return (
                    f"each group of {block.group} has {number} for each category of {name}, so the residual variance "
                    f"is part of the covariance matrix of ({bar})"
                )
        if most <= len(block.effects) and len(block.effects) > 1:
            rows = "one row" if most == 1 else f"{most} rows"
            return (
                f"no group of {block.group} has more than {rows}, and ({bar}) has {len(block.effects)} effects, so the "
                "residual variance is part of their covariance matrix"
            )
    return None


def _bar(case: Case, block: Block) -> str:
    """Return a bar as typed; of a double bar, the part of a block."""
    if block.split:
        return f"0 + {' + '.join(dict.fromkeys(column.term for column in block.effects))} | {block.group}"
    return case.source[block.span.start : block.span.end]


def _cells(case: Case, blocks: Sequence[Block]) -> str | None:
    """Return that the groups of one block are the categories within the groups of another: (1 | g:f) and (f | g)."""
    for one in blocks:
        for other in blocks:
            parts, inner = case.spec.level(one.group).group.parts, case.spec.level(other.group).group.parts
            variables = {cell.variable for column in one.effects for cell in column.cells}
            if len(variables) == 1 and set(inner) == {*parts, *variables} and set(inner) != set(parts):
                (name,) = variables
                return (
                    f"the groups of {other.group} are the categories of {name} within the groups of {one.group}, whose "
                    f"effects ({case.source[one.span.start : one.span.end]}) already has"
                )
    return None
