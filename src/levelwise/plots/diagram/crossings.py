"""Pairs of crossed factors and the combinations of their categories that occur."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.lazy_numpy import np
from levelwise.model.spec import Level

MAX_COUNTED = 12
"""Maximum number of crossings whose combinations are counted."""


@dataclass(frozen=True)
class Crossing:
    """Two factors neither of which is nested in the other, with a description of their combinations."""

    left: str
    right: str
    description: str


def crossings_of(model: PreparedModel, order: list[Level]) -> Iterator[Crossing]:
    """Yield the pairs of crossed factors; the combinations of the first few are counted."""
    pairs = ((one.group.label, other.group.label) for one, other in combinations(order, 2) if not _nested(one, other))
    for number, (left, right) in enumerate(pairs):
        description = f"{left} and {right} are crossed"
        if model.source is None:
            description += ", as far as is known without data"
        elif number < MAX_COUNTED and model.observed is not None and not model.is_sampled:
            partitions = model.observed.groups
            description += f": {_observed_combinations(partitions[left], partitions[right], left, right)}"
        yield Crossing(left, right, description)


def _percentage(share: float) -> str:
    """Return a share below one as a percentage, which is not rounded to 0% or 100%."""
    return f"{share:.0%}" if 0.01 <= share < 0.99 else f"{100 * share:.2g}%" if share < 0.01 else "over 99%"


def _nested(one: Level, other: Level) -> bool:
    return one.group.label in other.within or other.group.label in one.within


def _observed_combinations(one: Partition, other: Partition, left: str, right: str) -> str:
    """Describe how many combinations occur, and whether one factor is almost nested in the other."""
    every = one.size * other.size
    pairs = np.unique(one.codes * other.size + other.codes)
    if len(pairs) == every:
        return f"all {every:,} combinations occur"
    description = f"{len(pairs):,} of {every:,} combinations occur ({_percentage(len(pairs) / every)})"
    fine, name, outer = (one, left, right) if one.size >= other.size else (other, right, left)
    codes = pairs // other.size if fine is one else pairs % other.size
    single = int((np.bincount(codes, minlength=fine.size) == 1).sum())
    if 2 * single >= fine.size:
        description += f"; {single:,} of {fine.size:,} groups of {name} occur in only one group of {outer}"
    return description
