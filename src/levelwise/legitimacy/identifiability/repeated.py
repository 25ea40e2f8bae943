"""Variance parameters that a model has twice, as it has the random intercept of g in ``(1 | g) + (x | g)``.

Two blocks of a grouping factor repeat each other where some change in their parameters leaves the covariance matrix of
the data as it is, whatever the groups: as it would if all rows were one group. What else the design does not identify
is then the same with the repetition and without it, in whichever order the bars stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from levelwise.data.columns import Floats
from levelwise.data.partition import Partition
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import Design
from levelwise.lazy_numpy import np
from levelwise.legitimacy.identifiability.decide import Identifiability, identify
from levelwise.model.parameters import Parameter, block_of
from levelwise.model.spec import ModelSpec

_INDEPENDENT = 1e-6
"""Null vectors are dependent if their smallest singular value is below this fraction of the largest."""


def without_repetitions(
    found: Identifiability, spec: ModelSpec, design: Design, pairs: Iterable[tuple[int, int]]
) -> Identifiability:
    """Return which parameters of a model are identified among those that its blocks do not repeat.

    Parameters
    ----------
    found : Identifiability
        The answer for all parameters.
    spec, design : ModelSpec, Design
        The model and its columns.
    pairs : iterable of tuple of int
        The numbers of the blocks that repeat each other.
    """
    present = [pair for pair in pairs if all(spec.blocks[number].effects for number in pair)]
    repeated = [_repetitions(found, spec, design, pair) for pair in present]
    changes = np.vstack(repeated) if repeated else np.empty((0, len(found.parameters)))
    dropped = _dropped(changes, _expendable_first(found, spec))
    if not dropped:
        return found
    kept = [number for number in range(len(found.parameters)) if number not in dropped]
    own = len(found.parameters) - len(dropped)
    if len(found.null_vectors) <= len(dropped):
        identified = partial(np.empty, (0, own))
        names = tuple(found.parameters[number] for number in kept)
        return Identifiability(names, own, "identified", own, found.scales[kept], identified)
    return Identifiability(
        tuple(found.parameters[number] for number in kept),
        min(found.rank, own),
        found.verdict,
        own - (len(found.null_vectors) - len(dropped)),
        found.scales[kept],
        lambda: _without(found.null_vectors, dropped)[:, kept],
    )


def _repetitions(found: Identifiability, spec: ModelSpec, design: Design, pair: tuple[int, int]) -> Floats:
    """Return a basis of the changes in the parameters of two blocks that cancel whatever the groups, in the scales."""
    blocks = tuple(block if n in pair else replace(block, effects=()) for n, block in enumerate(spec.blocks))
    rows = len(design.column(spec.blocks[pair[0]].effects[0]))
    one_group = Partition(np.zeros(rows, dtype=np.intp), ("",))
    groups = {spec.blocks[number].group: one_group for number in pair}
    nothing = ColumnSpace(np.empty((rows, 0)))
    alone = identify(spec.with_blocks(blocks), design, groups, nothing, residual=False)
    places = [found.parameters.index(one) for one in alone.parameters]
    changes = np.zeros((len(alone.null_vectors), len(found.parameters)))
    changes[:, places] = alone.null_vectors * alone.scales / found.scales[places]
    lengths = np.linalg.norm(changes, axis=1, keepdims=True)
    return np.asarray(changes / np.where(lengths > 0, lengths, 1.0))


def _expendable_first(found: Identifiability, spec: ModelSpec) -> list[int]:
    """Return the numbers of the parameters, those of the smallest blocks and of the last ones first."""

    def rank(number: int) -> tuple[int, int, int]:
        block = block_of(found.parameters[number])
        return (0, 0, 0) if block is None else (len(spec.blocks[block].effects), -block, -number)

    return sorted((n for n, one in enumerate(found.parameters) if _is_of_block(one)), key=rank)


def _is_of_block(parameter: Parameter) -> bool:
    return block_of(parameter) is not None


def _dropped(changes: Floats, order: list[int]) -> set[int]:
    """Return as many parameters as there are independent changes, each of which is determined by the others."""
    rest = changes.copy()
    dropped: set[int] = set()
    for number in order:
        if not len(rest):
            break
        pivot = int(np.abs(rest[:, number]).argmax())
        if abs(rest[pivot, number]) <= _INDEPENDENT:
            continue
        dropped.add(number)
        row = rest[pivot] / rest[pivot, number]
        rest = np.delete(rest, pivot, axis=0)
        rest = rest - np.outer(rest[:, number], row)
        rest = rest[np.abs(rest).max(axis=1, initial=0.0) > _INDEPENDENT]
    return dropped


def _without(changes: Floats, dropped: set[int]) -> Floats:
    """Return a basis of the changes in which some parameters do not take part."""
    left, values, _ = np.linalg.svd(changes[:, sorted(dropped)], full_matrices=True)
    rank = int((values > _INDEPENDENT * values[0]).sum())
    return np.asarray(left[:, rank:].T @ changes)
