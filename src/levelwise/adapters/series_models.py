"""Models of time series of other packages: which objects are such models, and what reads them."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.adapters.fitted_series import FittedSeries
from levelwise.adapters.recognise import type_names
from levelwise.registry import load

_READERS: Mapping[str, str] = {
    "statsmodels.tsa.arima.model.": "levelwise.adapters.statsmodels_series:read",
    "statsmodels.tsa.statespace.sarimax.": "levelwise.adapters.statsmodels_series:read",
    "rpy2.": "levelwise.adapters.r_series:read",
}
"""The functions that read models, by the beginning of the full name of a class; they return None for other models."""


def read_series(given: object) -> FittedSeries | None:
    """Return a model of a time series; None of anything else.

    Raises
    ------
    UnsupportedModelError
        For a time series with parts that its equations do not have.
    """
    for name in type_names(given):
        for beginning, where in _READERS.items():
            if name.startswith(beginning):
                found: FittedSeries | None = load(where)(given)
                return found
    return None
