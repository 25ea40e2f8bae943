"""How a predictor's variance is split between groups and within them."""

from __future__ import annotations

from levelwise.data.columns import Codes, Floats
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.design.linear_dependence import rescaled
from levelwise.lazy_numpy import np


@dataclass(frozen=True)
class Shares:
    """The variance of a predictor: between groups, within them, and the part of it between (the ICC)."""

    between: float
    within: float
    chance: float

    @property
    def icc(self) -> float:
        """The part between groups."""
        total = self.between + self.within
        return self.between / total if total > 0 else 0.0


def variances(values: Floats, codes: Codes, groups: int) -> Shares:
    """Split a variance as a one-way analysis of variance does, for groups of unequal sizes.

    `chance` is how far F lies above what chance gives, in standard deviations of a normal distribution (Wilson &
    Hilferty's cube root).
    """
    counts = np.bincount(codes, minlength=groups).astype(np.float64)
    groups = int((counts > 0).sum())
    values = rescaled(values)  # only ratios count
    values = values - values.mean()
    sums = np.bincount(codes, weights=values, minlength=len(counts))
    between = float((sums[counts > 0] ** 2 / counts[counts > 0]).sum())
    within = max(float(values @ values) - between, 0.0)
    above, below = groups - 1, len(values) - groups
    if above < 1 or below < 1:
        return Shares(0.0, within, 0.0)
    mean_square, noise = between / above, within / below
    size = (len(values) - float((counts**2).sum()) / len(values)) / above
    if mean_square <= noise or noise <= 0:
        return Shares(0.0, noise, 0.0)
    root = (mean_square / noise) ** (1 / 3)
    a, b = 2 / (9 * above), 2 / (9 * below)
    return Shares((mean_square - noise) / size, noise, ((1 - b) * root - (1 - a)) / float(np.sqrt(b * root**2 + a)))


def means_of(values: Floats, partition: Partition) -> Floats:
    """Return the mean of each group."""
    sums = np.bincount(partition.codes, weights=values, minlength=partition.size)
    means: Floats = sums / np.maximum(partition.sizes, 1)
    return means
