"""The slopes of all groups at once, and what they are when they are pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import Coefficient
from levelwise.plots.views.rows import response, unit_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Slopes:
    """Slopes of a response on a predictor in every group.

    Attributes
    ----------
    slopes : ndarray, shape (groups,)
        NaN where the predictor does not vary.
    weights : ndarray, shape (groups,)
        The sums of squares of the predictor about its mean in the group: how much a slope rests on.
    x, y, rows : ndarray, shape (groups,)
        The groups' means and numbers of rows.
    """

    slopes: Floats
    weights: Floats
    x: Floats
    y: Floats
    rows: NDArray[np.intp]

    @property
    def pooled(self) -> float | None:
        """The slope within the groups, all taken together; None where there is none."""
        seen = ~np.isnan(self.slopes)
        if not seen.any():
            return None
        return float(np.average(self.slopes[seen], weights=self.weights[seen]))

    @property
    def between(self) -> float | None:
        """The slope of the groups' means, each counting as often as it has rows; None where they do not differ."""
        return _weighted(self.x, self.y, self.rows.astype(np.float64))


def _weighted(x: Floats, y: Floats, weights: Floats) -> float | None:
    unit = unit_of(x)
    off = x / unit - np.average(x / unit, weights=weights)
    total = float(weights @ (off * off))
    return float((weights * off) @ y) / total / unit if total > 0.0 and np.ptp(x) > 0.0 else None


def slopes_in(case: Case, group: str, x: Floats, y: Floats) -> Slopes:
    """Return the slopes of a response on a predictor within each group of a factor."""
    partition = case.partition(group)
    assert partition is not None  # only asked with data
    codes, size = partition.codes, partition.size
    rows = np.bincount(codes, minlength=size)
    unit = unit_of(x)
    mean_x = np.bincount(codes, weights=x / unit, minlength=size) / rows
    mean_y = np.bincount(codes, weights=y, minlength=size) / rows
    off = x / unit - mean_x[codes]
    squares = np.bincount(codes, weights=off * off, minlength=size)
    products = np.bincount(codes, weights=off * (y - mean_y[codes]), minlength=size)
    seen = partition.varying(x) & (squares > 0.0)
    slopes = np.full(size, np.nan)
    slopes[seen] = products[seen] / squares[seen] / unit
    return Slopes(slopes, np.where(seen, squares, 0.0), mean_x * unit, mean_y, rows)


def left_over(case: Case, column: Coefficient) -> Floats:
    """Return the response less what the fixed columns say of it beside a further column (partial residuals)."""
    assert case.design is not None  # only asked with data
    assert case.observed is not None
    y = response(case).values - sum(case.observed.offsets, np.zeros(case.observed.rows))
    fixed = case.design.matrix(case.spec.fixed)
    if not fixed.shape[1]:
        return y
    beside = np.column_stack((fixed, case.design.column(column)))
    weights = np.linalg.lstsq(beside, y, rcond=None)[0]
    return np.asarray(y - fixed @ weights[:-1])
