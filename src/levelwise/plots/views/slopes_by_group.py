"""The slopes within each group, and their pooled value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import DesignColumn
from levelwise.plots.views.variables import response, unit_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Slopes:
    """The slopes of a response on a predictor within each group.

    Attributes
    ----------
    slopes : ndarray, shape (groups,)
        NaN where the predictor does not vary.
    weights : ndarray, shape (groups,)
        Sums of squared deviations of the predictor from its group mean: the relative precision of the slopes.
    x, y, rows : ndarray, shape (groups,)
        Group means and numbers of rows.
    """

    slopes: Floats
    weights: Floats
    x: Floats
    y: Floats
    rows: NDArray[np.intp]

    @property
    def pooled(self) -> float | None:
        """The pooled slope within groups; None if no group has a slope."""
        estimable = ~np.isnan(self.slopes)
        if not estimable.any():
            return None
        return float(np.average(self.slopes[estimable], weights=self.weights[estimable]))

    @property
    def between(self) -> float | None:
        """The slope of the group means, weighted by the numbers of rows; None if the means do not differ."""
        return _weighted(self.x, self.y, self.rows.astype(np.float64))


def _weighted(x: Floats, y: Floats, weights: Floats) -> float | None:
    unit = unit_of(x)
    deviations = x / unit - np.average(x / unit, weights=weights)
    total = float(weights @ (deviations * deviations))
    return float((weights * deviations) @ y) / total / unit if total > 0.0 and np.ptp(x) > 0.0 else None


def slopes_in(case: Case, group: str, x: Floats, y: Floats) -> Slopes:
    """Return the slopes of a response on a predictor within each group of a factor."""
    partition = case.partition(group)
    assert partition is not None  # called only with data
    codes, size = partition.codes, partition.size
    rows = np.bincount(codes, minlength=size)
    unit = unit_of(x)
    mean_x = np.bincount(codes, weights=x / unit, minlength=size) / rows
    mean_y = np.bincount(codes, weights=y, minlength=size) / rows
    deviations = x / unit - mean_x[codes]
    squares = np.bincount(codes, weights=deviations * deviations, minlength=size)
    products = np.bincount(codes, weights=deviations * (y - mean_y[codes]), minlength=size)
    estimable = partition.varying(x) & (squares > 0.0)
    slopes = np.full(size, np.nan)
    slopes[estimable] = products[estimable] / squares[estimable] / unit
    return Slopes(slopes, np.where(estimable, squares, 0.0), mean_x * unit, mean_y, rows)


def partial_residuals(case: Case, column: DesignColumn) -> Floats:
    """Return the partial residuals of a column: the response minus the other fixed effects in a joint fit."""
    assert case.design is not None  # called only with data
    assert case.observed is not None
    y = response(case).values - sum(case.observed.offsets, np.zeros(case.observed.rows))
    fixed = case.design.matrix(case.spec.fixed)
    if not fixed.shape[1]:
        return y
    design = np.column_stack((fixed, case.design.column(column)))
    weights = np.linalg.lstsq(design, y, rcond=None)[0]
    return np.asarray(y - fixed @ weights[:-1])
