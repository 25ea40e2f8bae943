"""Linear dependence among columns of a design matrix: which columns are kept, and which are combinations of others."""

from __future__ import annotations

import sys

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

TOLERANCE = 1e-7
"""Minimum fraction of a column's length orthogonal to the columns before it (lme4's ``rank.tol``)."""

ROUNDING = 1e-6
"""A column equals a combination if no row deviates by more than this fraction of the largest value."""

SMALLEST = sys.float_info.min
"""The smallest positive normal number."""

_BLOCK = 48  # columns

_HUGE, _TINY = 1e60, 1e-60


def rescaled(columns: Floats) -> Floats:
    """Return columns scaled, if necessary, so that their squares and products neither overflow nor underflow.

    Only the directions of columns matter for linear dependence, not their units.

    Examples
    --------
    >>> rescaled(np.array([[1.0, 1e200], [2.0, 4e200]])).tolist()
    [[1.0, 0.25], [2.0, 1.0]]
    """
    sizes = np.abs(columns).max(axis=0, initial=0.0)
    extreme = (sizes > _HUGE) | ((sizes < _TINY) & (sizes > 0))
    if not extreme.any():
        return columns
    result: Floats = columns / np.where(extreme, sizes, 1.0)
    return result


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
    limits = TOLERANCE * np.where(lengths > 0, lengths, 1.0)
    if count <= rows and bool((np.abs(np.diag(np.linalg.qr(matrix, mode="r"))) >= 2 * limits).all()):
        return list(range(count))  # clearly of full rank
    return kept_in_turn(matrix, limits)


def kept_in_turn(matrix: Floats, limits: Floats, before: Floats | None = None) -> list[int]:
    """Return the numbers of the columns that, from left to right, are not combinations of those kept before them.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        The columns.
    limits : ndarray, shape (columns,)
        The length below which the component of a column orthogonal to those before it is zero.
    before : ndarray, shape (rows, size), optional
        An orthonormal basis of further columns before the first.
    """
    rows, count = matrix.shape
    size = 0 if before is None else before.shape[1]
    basis = np.empty((rows, min(rows, size + count)), order="F")
    if before is not None:
        basis[:, :size] = before
    kept: list[int] = []
    for start in range(0, count, _BLOCK):  # in blocks: products of matrices are faster than those with vectors
        block, done = matrix[:, start : start + _BLOCK], size + len(kept)
        for _ in range(2):  # repeated because of rounding errors
            block = block - basis[:, :done] @ (basis[:, :done].T @ block)
        for number in range(block.shape[1]):
            now = size + len(kept)
            if now == basis.shape[1]:
                return kept
            residual = block[:, number]
            for _ in range(2):
                residual = residual - basis[:, done:now] @ (basis[:, done:now].T @ residual)
            length = float(np.linalg.norm(residual))
            if length >= limits[start + number] and length > 0.0:
                basis[:, now] = residual / length
                kept.append(start + number)
    return kept


def combination_weights(targets: Floats, matrix: Floats) -> Floats:
    """Return the least-squares weights by which the columns of a matrix approximate targets.

    Negligible weights are zero.
    """
    sizes = np.abs(matrix).max(axis=0, initial=0.0)
    sizes[sizes == 0.0] = 1.0
    weights = np.asarray(np.linalg.lstsq(matrix / sizes, targets, rcond=None)[0], dtype=np.float64)
    weights[np.abs(weights) < 1e-9 * np.abs(targets).max(axis=0, initial=0.0)] = 0.0
    result: Floats = weights / sizes[:, None]
    return result


def is_combination(matrix: Floats, weights: Floats) -> bool:
    """Return whether the first column of a matrix is the combination of the others with the given weights."""
    deviation = np.abs(matrix[:, :1] - matrix[:, 1:] @ weights).max(initial=0.0)
    return bool(deviation <= ROUNDING * max(float(np.abs(matrix[:, 0]).max(initial=0.0)), SMALLEST))
