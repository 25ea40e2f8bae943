"""A model of a time series of another package, and its estimates."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.model.estimates import Estimates
from levelwise.series.model import SeriesModel


@dataclass(frozen=True)
class FittedSeries:
    """A model of a time series and its estimates, which are None if it was built but not fitted."""

    model: SeriesModel
    estimates: Estimates | None
