"""How columns are combined of others, in rows in memory."""

from __future__ import annotations

from sys import float_info

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

ROUNDING = 1e-6
"""A combination holds when no row is off by more than this part of the largest value."""

TINY = float_info.min


def combination_weights(targets: Floats, matrix: Floats) -> Floats:
    """Return how the columns of a matrix make up some targets; what adds nothing visible has no weight."""
    sizes = np.abs(matrix).max(axis=0, initial=0.0)
    sizes[sizes == 0.0] = 1.0
    weights = np.asarray(np.linalg.lstsq(matrix / sizes, targets, rcond=None)[0], dtype=np.float64)
    weights[np.abs(weights) < 1e-9 * np.abs(targets).max(axis=0, initial=0.0)] = 0.0
    result: Floats = weights / sizes[:, None]
    return result


def fits(matrix: Floats, weights: Floats) -> bool:
    """Say whether the first column is the combination of the others."""
    off = np.abs(matrix[:, :1] - matrix[:, 1:] @ weights).max(initial=0.0)
    return bool(off <= ROUNDING * max(float(np.abs(matrix[:, 0]).max(initial=0.0)), TINY))
