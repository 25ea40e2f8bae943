"""Factors neither of which is nested in the other, and how far their combinations occur."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.lazy_numpy import np
from levelwise.model.spec import Level

MOST_TOLD = 12
"""Of so many crossings the combinations are counted."""


@dataclass(frozen=True)
class Crossing:
    """Two factors neither of which is nested in the other, and how far their combinations occur."""

    left: str
    right: str
    says: str


def crossings_of(model: PreparedModel, order: list[Level]) -> Iterator[Crossing]:
    """Find the pairs of crossed factors; of the first few pairs the combinations are counted."""
    pairs = ((one.group.label, other.group.label) for one, other in combinations(order, 2) if not _related(one, other))
    for number, (left, right) in enumerate(pairs):
        says = f"{left} and {right} are crossed"
        if model.source is None:
            says += ", as far as is known without data"
        elif number < MOST_TOLD and model.observed is not None and not model.is_sampled:
            says += f": {_filled(model.observed.groups[left], model.observed.groups[right], left, right)}"
        yield Crossing(left, right, says)


def _related(one: Level, other: Level) -> bool:
    return one.group.label in other.within or other.group.label in one.within


def _filled(one: Partition, other: Partition, left: str, right: str) -> str:
    """Say how many combinations occur, and whether one factor is almost nested in the other."""
    every = one.size * other.size
    pairs = np.unique(one.codes * other.size + other.codes)
    if len(pairs) == every:
        return f"all {every:,} combinations occur"
    says = f"{len(pairs):,} of {every:,} combinations occur ({100 * len(pairs) / every:.2g} %)"
    fine, name, outer = (one, left, right) if one.size >= other.size else (other, right, left)
    codes = pairs // other.size if fine is one else pairs % other.size
    single = int((np.bincount(codes, minlength=fine.size) == 1).sum())
    if 2 * single >= fine.size:
        says += f"; {single:,} of {fine.size:,} groups of {name} lie in one group of {outer}"
    return says
