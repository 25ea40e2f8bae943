"""A model of a time series: regression with ARIMA errors, or a seasonal ARIMA model with regressors.

The two differ in where a trend stands. In a regression with ARIMA errors (`ARIMA` of statsmodels, `arima()` of R) it is
part of the mean, like a regressor; in `SARIMAX` of statsmodels it is added to the equation of the lag polynomials. A
constant of the one is not that of the other: the mean μ is c / (1 − φ₁ − …).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.model.parameters import FixedEffect, LagCoefficient, Parameter, ResidualVariance, TrendCoefficient
from levelwise.model.spec import LOCATION, Cell

TrendPlace = Literal["mean", "recursion"]


@dataclass(frozen=True)
class SeriesModel:
    """A model of a time series.

    Attributes
    ----------
    response : str
        The name of the series.
    regressors : tuple of str
        The names of the columns that explain it.
    lags : tuple of LagCoefficient
        The coefficients of the lag polynomials: autoregressive, moving-average, and the seasonal ones.
    differences, seasonal_differences : int
        How many times the series is differenced, and how many times over a season.
    period : int
        The number of observations in a season; 0 if no part of the model is seasonal.
    trend : tuple of int
        The powers of time that have a coefficient, in order; 0 is a constant.
    trend_place : {"mean", "recursion"}
        Whether the trend is part of the mean, or is added in the equation of the lag polynomials.
    first : int
        The time of the first observation.
    rows : int or None
        The number of observations; None if unknown.
    """

    response: str
    regressors: tuple[str, ...] = ()
    lags: tuple[LagCoefficient, ...] = ()
    differences: int = 0
    seasonal_differences: int = 0
    period: int = 0
    trend: tuple[int, ...] = ()
    trend_place: TrendPlace = "mean"
    first: int = 1
    rows: int | None = None

    def of(self, kind: str, *, seasonal: bool) -> tuple[LagCoefficient, ...]:
        """Return the coefficients of one lag polynomial, by lag."""
        found = [one for one in self.lags if one.kind == kind and one.seasonal == seasonal]
        return tuple(sorted(found, key=lambda one: one.lag))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters: trend, regressors, lag polynomials, the variance of the innovations."""
        return tuple(self._parameters())

    def _parameters(self) -> Iterator[Parameter]:
        yield from map(TrendCoefficient, self.trend)
        yield from map(coefficient_of, self.regressors)
        for seasonal in (False, True):
            for kind in ("autoregressive", "moving-average"):
                yield from self.of(kind, seasonal=seasonal)
        yield ResidualVariance()

    @property
    def order(self) -> str:
        """The order in the usual short form.

        Examples
        --------
        >>> ar = LagCoefficient("autoregressive", 1)
        >>> SeriesModel("y", lags=(ar,), seasonal_differences=1, period=12).order
        'ARIMA(1, 0, 0)(0, 1, 0)[12]'
        """
        p, q = self._highest(seasonal=False)
        text = f"ARIMA({p}, {self.differences}, {q})"
        if not self.period:
            return text
        p, q = self._highest(seasonal=True)
        return f"{text}({p}, {self.seasonal_differences}, {q})[{self.period}]"

    def _highest(self, *, seasonal: bool) -> tuple[int, int]:
        found = [self.of(kind, seasonal=seasonal) for kind in ("autoregressive", "moving-average")]
        p, q = (max((one.lag for one in lags), default=0) for lags in found)
        return p, q


def coefficient_of(regressor: str) -> FixedEffect:
    """Return the coefficient of a regressor."""
    return FixedEffect(LOCATION, frozenset((Cell(regressor),)))
