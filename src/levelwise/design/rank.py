"""Which columns of a rank-deficient fixed part stay, as lme4's ``chkRank.drop.cols`` keeps them.

lme4 asks LINPACK's ``dqrdc2``: from the left, a column goes when what sticks out of the columns kept before it is
less than 1e-7 of its own length, so of two that say the same the later one goes.
"""

from __future__ import annotations

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

TOLERANCE = 1e-7
"""The part of a column's length that must stick out of the columns before it (lme4's ``rank.tol``)."""

_HUGE, _TINY = 1e60, 1e-60


def rescaled(columns: Floats) -> Floats:
    """Return columns whose squares, and products of two of them, can be computed: the directions count, not the units.

    Examples
    --------
    >>> rescaled(np.array([[1.0, 1e200], [2.0, 4e200]])).tolist()
    [[1.0, 0.25], [2.0, 1.0]]
    """
    sizes = np.abs(columns).max(axis=0, initial=0.0)
    odd = (sizes > _HUGE) | ((sizes < _TINY) & (sizes > 0))
    if not odd.any():
        return columns
    result: Floats = columns / np.where(odd, sizes, 1.0)
    return result


def kept_columns(matrix: Floats) -> list[int]:
    """Return the numbers of the columns that stay.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        The fixed part's design matrix.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 4.0])
    >>> kept_columns(np.stack([np.ones(3), x, 2 * x], axis=1))
    [0, 1]
    """
    rows, count = matrix.shape
    matrix = rescaled(matrix)
    lengths = np.linalg.norm(matrix, axis=0)
    limits = TOLERANCE * np.where(lengths > 0, lengths, 1.0)
    if count <= rows and bool((np.abs(np.diag(np.linalg.qr(matrix, mode="r"))) >= 2 * limits).all()):
        return list(range(count))  # far from any doubt
    basis = np.empty((rows, min(rows, count)), order="F")
    kept: list[int] = []
    for number in range(count):
        if len(kept) == basis.shape[1]:
            break
        rest = matrix[:, number]
        for _ in range(2):  # once more against rounding
            rest = rest - basis[:, : len(kept)] @ (basis[:, : len(kept)].T @ rest)
        length = float(np.linalg.norm(rest))
        if length >= limits[number]:
            basis[:, len(kept)] = rest / length
            kept.append(number)
    return kept
