"""Linear dependence among columns of a design matrix: which columns are kept, and which are combinations of others."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-7
"""Minimum fraction of a column's length orthogonal to the columns before it (lme4's ``rank.tol``)."""

ROUNDING = 1e-6
"""A column equals a combination if no row deviates by more than this fraction of the largest value."""

SMALLEST = sys.float_info.min
"""The smallest positive normal number."""

_HUGE, _TINY = 1e60, 1e-60
_AT_ONCE = 48  # columns, of which products with the columns before are computed together
_SHORTENED = 1e-2  # a column of which less is left is projected once more


def rescaled(columns: Floats) -> Floats:
    """Return columns scaled, if necessary, so that their squares and products neither overflow nor underflow.

    Only the directions of columns matter for linear dependence, not their units.

    Examples
    --------
    >>> rescaled(np.array([[1.0, 1e200], [2.0, 4e200]])).tolist()
    [[1.0, 0.25], [2.0, 1.0]]
    """
    sizes = np.abs(columns).max(axis=0, initial=0.0)
    extreme = _are_extreme(sizes)
    if not extreme.any():
        return columns
    result: Floats = columns / np.where(extreme, sizes, 1.0)
    return result


def is_extreme(columns: Iterable[Floats]) -> bool:
    """Return whether squares and products of any of the columns may overflow or underflow."""
    return any(bool(_are_extreme(np.abs(column).max(axis=0, initial=0.0)).any()) for column in columns)


def _are_extreme(sizes: Floats) -> NDArray[np.bool_]:
    return (sizes > _HUGE) | ((sizes < _TINY) & (sizes > 0))


def kept_columns(matrix: Floats) -> list[int]:
    """Return the numbers of the columns that lme4's ``chkRank.drop.cols`` keeps.

    It uses LINPACK's ``dqrdc2``: from left to right, a column is dropped if its component orthogonal to the columns
    kept so far is shorter than 1e-7 of its length. Of two equal columns, the later one is therefore dropped.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        The design matrix of the fixed part.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 4.0])
    >>> kept_columns(np.stack([np.ones(3), x, 2 * x], axis=1))
    [0, 1]
    """
    rows, count = matrix.shape
    matrix = rescaled(matrix)
    lengths = np.linalg.norm(matrix, axis=0)
    if not lengths.all():  # columns of zeros are dropped, and the others are often clearly of full rank
        nonzero = np.flatnonzero(lengths)
        return [int(nonzero[number]) for number in kept_columns(matrix[:, nonzero])]
    limits = TOLERANCE * lengths
    if count <= rows and bool((np.abs(np.diag(np.linalg.qr(matrix, mode="r"))) >= 2 * limits).all()):
        return list(range(count))  # clearly of full rank
    return _kept_from_left(matrix, limits)


def kept_of_doubtful(matrix: Floats) -> list[int]:
    """Return what `kept_columns` does, for columns of a usual size that are not clearly independent."""
    lengths = np.linalg.norm(matrix, axis=0)
    return _kept_from_left(matrix, TOLERANCE * np.where(lengths > 0, lengths, 1.0))


def _kept_from_left(matrix: Floats, limits: Floats) -> list[int]:
    rows, count = matrix.shape
    basis = np.empty((rows, min(rows, count)), order="F")
    kept: list[int] = []
    for start in range(0, count, _AT_ONCE):
        first = len(kept)
        block = matrix[:, start : start + _AT_ONCE]
        for _ in range(2):  # repeated because of rounding errors
            block = block - basis[:, :first] @ (basis[:, :first].T @ block)
        for number, column in enumerate(block.T, start):
            if len(kept) == basis.shape[1]:
                return kept
            residual = column
            for _ in range(2):
                residual = residual - basis[:, first : len(kept)] @ (basis[:, first : len(kept)].T @ residual)
            if np.linalg.norm(residual) < _SHORTENED * np.linalg.norm(column):  # no longer orthogonal to all
                residual = residual - basis[:, : len(kept)] @ (basis[:, : len(kept)].T @ residual)
            length = float(np.linalg.norm(residual))
            if length >= limits[number]:
                basis[:, len(kept)] = residual / length
                kept.append(number)
    return kept


def combination_weights(targets: Floats, matrix: Floats) -> Floats:
    """Return the least-squares weights by which the columns of a matrix approximate targets.

    Negligible weights are zero.
    """
    sizes = np.abs(matrix).max(axis=0, initial=0.0)
    sizes[sizes == 0.0] = 1.0
    weights = np.asarray(np.linalg.lstsq(matrix / sizes, targets, rcond=None)[0], dtype=np.float64)
    result: Floats = without_negligible(weights, targets) / sizes[:, None]
    return result


def without_negligible(weights: Floats, targets: Floats) -> Floats:
    """Return weights of columns scaled to the largest value one, with zero for those negligible in the targets."""
    return np.where(np.abs(weights) < 1e-9 * np.abs(targets).max(axis=0, initial=0.0), 0.0, weights)


def is_combination(matrix: Floats, weights: Floats) -> bool:
    """Return whether the first column of a matrix is the combination of the others with the given weights."""
    deviation = np.abs(matrix[:, :1] - matrix[:, 1:] @ weights).max(initial=0.0)
    return bool(deviation <= ROUNDING * max(float(np.abs(matrix[:, 0]).max(initial=0.0)), SMALLEST))
