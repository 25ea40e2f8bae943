"""Whether a linear combination of columns separates two outcomes, so that no finite maximum likelihood estimate exists.

Multiply the rows with outcome 0 by -1. The outcomes are separated if some combination of the columns is nonnegative
everywhere and nonzero somewhere (Albert & Anderson 1984). A linear programme finds it (Konis 2007). By Stiemke's lemma
there is none exactly if some positive weights make the rows add up to zero. The differences between outcomes and fitted
probabilities in a logistic regression with finite estimates are such weights, so that a few Newton steps make the
linear programme unnecessary for most models.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.design.linear_dependence import kept_columns
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


MAX_CELLS = 200_000
"""Maximum number of entries (distinct rows × columns) in a linear programme."""

_STEPS = 25
_POSITIVE = 1e-10  # relative weights above this are positive, whatever the rounding error
_SLACK = 1e-7  # tolerance of the linear programme


@dataclass(frozen=True, eq=False)
class Separation:
    """A combination of columns that separates the outcomes.

    Attributes
    ----------
    weights : ndarray, shape (columns,)
        The weight of each column.
    complete : bool
        Whether the separation is complete: no row lies on the boundary.
    """

    weights: Floats
    complete: bool


def signed(matrix: Floats, y: Floats) -> Floats:
    """Return the rows, multiplied by -1 for the outcome 0; a row with both outcomes is returned with both signs."""
    return np.vstack((matrix[y > 0], -matrix[y < 1]))


def overlap_is_proven(rows: Floats, constant: int | None = None) -> bool:
    """Return whether positive weights were found under which signed rows add up to zero; False proves nothing."""
    rows = _scaled(rows, constant)[0]
    rows = rows[:, kept_columns(rows)] if rows.size else rows
    if not rows.size:
        return True
    basis = np.linalg.qr(rows)[0]
    estimate = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        weights = 1.0 / (1.0 + np.exp(np.clip(rows @ estimate, -500.0, 500.0)))
        balanced = weights - basis @ (basis.T @ weights)
        if balanced.min() > _POSITIVE * weights.max():
            return True
        hessian = rows.T @ (rows * (weights * (1.0 - weights))[:, None])
        hessian[np.diag_indices_from(hessian)] += 1e-12 * max(float(np.trace(hessian)), 1e-12)
        step = np.linalg.solve(hessian, rows.T @ weights)
        loss = _loss(rows @ estimate)
        while _loss(rows @ (estimate + step)) > loss and np.abs(step).max() > _SLACK:
            step = step / 2
        estimate = estimate + step
    return False


def _loss(margins: Floats) -> float:
    """Return the negative log-likelihood of a logistic regression, given the signed linear predictor of each row."""
    return float(np.logaddexp(0.0, -margins).sum())


def separating_combination(rows: Floats, constant: int | None) -> Separation | None:
    """Return a combination of few columns that separates signed rows; None if there is none.

    Parameters
    ----------
    rows : ndarray, shape (rows, columns)
        The distinct signed rows.
    constant : int or None
        The number of the column that is constant except for its sign.

    Raises
    ------
    ImportError
        If scipy is not installed.
    """
    return _solved(rows.tobytes(), rows.shape[1], constant)


@lru_cache(maxsize=4)
def _solved(rows: bytes, columns: int, constant: int | None) -> Separation | None:
    """Solve the linear programmes; cached, since candidate repairs often have the same rows."""
    from scipy.optimize import linprog

    scaled, sizes, means = _scaled(np.frombuffer(rows).reshape(-1, columns), constant)
    count = scaled.shape[1]
    free = [(-1.0, 1.0)] * count
    first = linprog(-scaled.sum(axis=0), A_ub=-scaled, b_ub=np.zeros(len(scaled)), bounds=free, method="highs")
    if first.x is None or not _separates(scaled, first.x):
        return None
    # a sparse solution: the least sum of absolute weights for which the mean over the rows is one
    cost = np.array([0.0 if number == constant else 1.0 for number in range(count)])
    mean = scaled.mean(axis=0)
    sparse = linprog(
        np.concatenate((cost, cost)),
        A_ub=np.hstack((-scaled, scaled)),
        b_ub=np.zeros(len(scaled)),
        A_eq=np.concatenate((mean, -mean))[None, :],
        b_eq=np.ones(1),
        bounds=(0.0, None),
        method="highs",
    )
    found = first.x if sparse.x is None else sparse.x[:count] - sparse.x[count:]
    found = found if _separates(scaled, found) else first.x
    strict = linprog(
        np.r_[np.zeros(count), -1.0],
        A_ub=np.hstack((-scaled, np.ones((len(scaled), 1)))),
        b_ub=np.zeros(len(scaled)),
        bounds=[*free, (0.0, 1.0)],
        method="highs",
    )
    complete = strict.x is not None and float(strict.x[-1]) > _SLACK
    found = np.where(np.abs(found) > _SLACK * np.abs(found).max(), found, 0.0)
    weights = found / sizes
    if constant is not None:
        weights[constant] -= float(weights @ means)
    return Separation(weights, complete)


def _separates(rows: Floats, weights: Floats) -> bool:
    margins = rows @ weights
    largest = float(margins.max(initial=0.0))
    return largest > _SLACK and float(margins.min(initial=0.0)) >= -_SLACK * largest


def _scaled(rows: Floats, constant: int | None = None) -> tuple[Floats, Floats, Floats]:
    """Return rows with columns scaled to size one, and centred if there is a constant; the sizes and the means."""
    means = np.zeros(rows.shape[1])
    if constant is not None:
        sign: NDArray[np.float64] = np.sign(rows[:, constant])
        means = (rows * sign[:, None]).mean(axis=0)
        means[constant] = 0.0
        rows = rows - sign[:, None] * means
    sizes = np.abs(rows).max(axis=0, initial=0.0)
    sizes = np.where(sizes > 0, sizes, 1.0)
    return rows / sizes, sizes, means
