"""The vectors of random effects: which blocks of a factor share a distribution."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import (
    RandomEffect,
)
from levelwise.model.spec import INTERCEPT, Block, DesignColumn, Key, ModelSpec
from levelwise.vocabulary.covariance_structures import STRUCTURES

MAX_ENTRIES = 40_000
"""Maximum number of entries of all covariance matrices, which are written in full."""


@dataclass(frozen=True)
class Effect:
    """A random effect: its design column and the block it comes from.

    `structure` is the covariance structure of the block, ``us`` if the block has only one effect; `place` is the place
    of the effect among the columns of the block.
    """

    column: DesignColumn
    block: int
    structure: str = "us"
    place: int = 0

    @cached_property
    def meaning(self) -> RandomEffect:
        """The meaning of the symbol of the effect."""
        return RandomEffect(self.block, self.column.key)


@dataclass(frozen=True)
class Vector:
    """Random effects of one grouping factor with one distribution.

    `name` is lme4's name of its first block; `repeat` counts the factor's vectors from 0.
    """

    group: str
    name: str
    effects: tuple[Effect, ...]
    repeat: int

    def find(self, key: Key) -> Effect | None:
        """Return the effect of a design column, if the vector has it."""
        return next((effect for effect in self.effects if effect.column.key == key), None)


def vectors(spec: ModelSpec, *, intercept_first: bool = False) -> tuple[Vector, ...]:
    """Combine the blocks of each factor into vectors, in the order of their first blocks.

    If every block has an intercept, each is a separate vector. Otherwise, a block without an intercept is added to the
    preceding block with one (or to the first, if there is none before it), each further block with an intercept starts
    a new vector, and blocks without any intercept form one vector. A block that would repeat a column of the vector to
    which it is added starts a new one.

    A block whose covariance matrix has entries with a common parameter is a separate vector, in the order of its
    columns. In any other vector the effects are in the order of the fixed columns, those without a fixed column last;
    `intercept_first` puts the intercept first in any case.

    Raises
    ------
    UnsupportedModelError
        When the covariance matrices would be too large to be written.
    """
    gathered: list[list[int]] = []
    for level in spec.levels:
        own = [n for n, block in enumerate(spec.blocks) if block.group == level.group.label]
        gathered.extend(_gather(spec, own))
    position = {column.key: n for n, column in enumerate(spec.fixed)}
    if intercept_first:
        position[INTERCEPT] = -1
    repeats: dict[str, int] = {}
    result: list[Vector] = []
    for numbers in sorted(gathered):
        group = spec.blocks[numbers[0]].group
        repeats[group] = repeats.get(group, -1) + 1
        effects = [effect for n in numbers for effect in effects_of(spec.blocks[n], n)]
        if not _stands_alone(spec.blocks[numbers[0]]):
            effects.sort(key=lambda effect: position.get(effect.column.key, len(position)))
        result.append(Vector(group, spec.blocks[numbers[0]].name, tuple(effects), repeats[group]))
    check_size([len(vector.effects) for vector in result])
    return tuple(result)


def columns_of(spec: ModelSpec, found: Sequence[Vector]) -> dict[Key, DesignColumn]:
    """Return the columns of a model, those that are only random last, in the order of their effects."""
    columns = {column.key: column for column in spec.fixed}
    for vector in found:
        for effect in vector.effects:
            columns.setdefault(effect.column.key, effect.column)
    return columns


def check_size(sizes: Sequence[int]) -> None:
    """Raise UnsupportedModelError if covariance matrices of these sizes would be too large to be written."""
    entries = sum(size**2 for size in sizes)
    if entries > MAX_ENTRIES:
        message = (
            f"the covariance matrices of {sum(sizes):,} random effects have {entries:,} entries; at most "
            f"{MAX_ENTRIES:,} can be written (200 correlated effects)"
        )
        raise UnsupportedModelError(message)


def effects_of(block: Block, number: int) -> tuple[Effect, ...]:
    """Return the effects of a block in the order of its columns."""
    structure = block.covariance if len(block.effects) > 1 else "us"
    return tuple(Effect(column, number, structure, place) for place, column in enumerate(block.effects))


def _stands_alone(block: Block) -> bool:
    return len(block.effects) > 1 and STRUCTURES[block.covariance].shares


def _gather(spec: ModelSpec, own: list[int]) -> list[list[int]]:
    alone = [n for n in own if _stands_alone(spec.blocks[n])]
    return [*([n] for n in alone), *_joined(spec, [n for n in own if n not in alone])]


def _joined(spec: ModelSpec, own: list[int]) -> list[list[int]]:
    if not own:
        return []
    keys = {n: [column.key for column in spec.blocks[n].effects] for n in own}
    anchors = [n for n in own if INTERCEPT in keys[n]]
    if len(anchors) == len(own):
        return [[n] for n in own]
    made = {n: [n] for n in anchors or own[:1]}
    starts = sorted(made)
    for n in own:
        if n in made:
            continue
        before = [start for start in starts if start < n]
        host = before[-1] if before else starts[0]
        taken = {key for member in made[host] for key in keys[member]}
        if taken.isdisjoint(keys[n]):
            made[host].append(n)
        else:
            made[n] = [n]
    return [sorted(members) for members in made.values()]
