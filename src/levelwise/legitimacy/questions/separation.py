"""Whether a combination of columns separates two outcomes, so that no finite estimate is the most likely one.

With a sign for each row (its columns as they are where the outcome is 1, negative where it is 0) the outcomes are
separated when some combination of the columns is nowhere negative and not zero everywhere (Albert & Anderson 1984).
A linear programme finds it (Konis 2007). By Stiemke's lemma there is none exactly when the rows, weighted by positive
numbers, add up to zero. Such weights are the distances of the outcomes from the fitted probabilities of a logistic
regression where that has a finite estimate; so a few Newton steps spare most models the programme.
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
"""The largest number of entries (different rows × columns) that are given to the linear programme."""

_STEPS = 25
_POSITIVE = 1e-10  # a weight from here on is positive in spite of rounding
_SLACK = 1e-7  # what a linear programme may be off by


@dataclass(frozen=True, eq=False)
class Direction:
    """A combination of columns that separates: the weight of each, and whether no row lies on the border."""

    weights: Floats
    complete: bool


def signed(matrix: Floats, y: Floats) -> Floats:
    """Return the rows with the sign of their outcome; a row that has both outcomes counts for both."""
    return np.vstack((matrix[y > 0], -matrix[y < 1]))


def overlap_is_proven(rows: Floats, constant: int | None = None) -> bool:
    """Say whether positive weights are found under which signed rows add up to zero; if not, nothing is known."""
    rows = _scaled(rows, constant)[0]
    rows = rows[:, kept_columns(rows)] if rows.size else rows
    if not rows.size:
        return True
    basis = np.linalg.qr(rows)[0]
    place = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        weights = 1.0 / (1.0 + np.exp(np.clip(rows @ place, -500.0, 500.0)))
        balanced = weights - basis @ (basis.T @ weights)
        if balanced.min() > _POSITIVE * weights.max():
            return True
        bend = rows.T @ (rows * (weights * (1.0 - weights))[:, None])
        bend[np.diag_indices_from(bend)] += 1e-12 * max(float(np.trace(bend)), 1e-12)
        step = np.linalg.solve(bend, rows.T @ weights)
        lost = _loss(rows @ place)
        while _loss(rows @ (place + step)) > lost and np.abs(step).max() > _SLACK:
            step = step / 2
        place = place + step
    return False


def _loss(along: Floats) -> float:
    """Return how badly a logistic regression fits, where `along` speaks for the outcome of each row."""
    return float(np.logaddexp(0.0, -along).sum())


def direction(rows: Floats, constant: int | None) -> Direction | None:
    """Return a direction that separates signed rows, with few columns in it; None when there is none.

    Parameters
    ----------
    rows : ndarray, shape (rows, columns)
        The signed rows, each once.
    constant : int or None
        The number of the column that is constant but for its sign.

    Raises
    ------
    ImportError
        Without scipy.
    """
    return _direction(rows.tobytes(), rows.shape[1], constant)


@lru_cache(maxsize=4)
def _direction(rows: bytes, columns: int, constant: int | None) -> Direction | None:
    """Solve the programmes; models that repairs are tried on often have the same rows."""
    from scipy.optimize import linprog

    scaled, sizes, means = _scaled(np.frombuffer(rows).reshape(-1, columns), constant)
    count = scaled.shape[1]
    free = [(-1.0, 1.0)] * count
    first = linprog(-scaled.sum(axis=0), A_ub=-scaled, b_ub=np.zeros(len(scaled)), bounds=free, method="highs")
    if first.x is None or not _separates(scaled, first.x):
        return None
    # the same with as few columns as can be: the sum of the weights' sizes is the least, the rows' mean one
    price = np.array([0.0 if number == constant else 1.0 for number in range(count)])
    mean = scaled.mean(axis=0)
    few = linprog(
        np.concatenate((price, price)),
        A_ub=np.hstack((-scaled, scaled)),
        b_ub=np.zeros(len(scaled)),
        A_eq=np.concatenate((mean, -mean))[None, :],
        b_eq=np.ones(1),
        bounds=(0.0, None),
        method="highs",
    )
    found = first.x if few.x is None else few.x[:count] - few.x[count:]
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
    return Direction(weights, complete)


def _separates(rows: Floats, found: Floats) -> bool:
    along = rows @ found
    most = float(along.max(initial=0.0))
    return most > _SLACK and float(along.min(initial=0.0)) >= -_SLACK * most


def _scaled(rows: Floats, constant: int | None = None) -> tuple[Floats, Floats, Floats]:
    """Return rows whose columns are centred, where there is a constant, and of size one; the sizes and the means."""
    means = np.zeros(rows.shape[1])
    if constant is not None:
        sign: NDArray[np.float64] = np.sign(rows[:, constant])
        means = (rows * sign[:, None]).mean(axis=0)
        means[constant] = 0.0
        rows = rows - sign[:, None] * means
    sizes = np.abs(rows).max(axis=0, initial=0.0)
    sizes = np.where(sizes > 0, sizes, 1.0)
    return rows / sizes, sizes, means
