"""ARIMA and SARIMAX of statsmodels.

`ARIMA` has its trend among the regressors, so that a constant is the mean of the series, and t is ``trend_offset`` at
the first observation. `SARIMAX` adds the trend in the equation of the lag polynomials, through the intercept of the
state, which acts on the next observation: there t is one less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from levelwise.adapters.assembled import version_of
from levelwise.adapters.fitted_series import FittedSeries
from levelwise.adapters.statsmodels_results import model_and_results, numbers, standard_errors
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import LagCoefficient, Parameter, ResidualVariance, TrendCoefficient
from levelwise.series.model import SeriesModel, coefficient_of
from levelwise.text.note import Note

_REFUSED: Mapping[str, str] = {
    "time_varying_regression": "its coefficients vary over time (time_varying_regression=True)",
    "state_regression": "its coefficients are states and not parameters (mle_regression=False)",
    "measurement_error": "it has measurement error (measurement_error=True)",
}
"""Parts of a model that the equations do not have."""

_LAG = re.compile(r"(ar|ma)\.(S\.)?L(\d+)")


def read(fitted: Any) -> FittedSeries:
    """Return a model of ARIMA or SARIMAX, or their results.

    Raises
    ------
    UnsupportedModelError
        For a model with measurement error, or whose regression coefficients are no parameters.
    """
    theirs, results = model_and_results(fitted)
    kind = type(theirs).__name__
    if not hasattr(theirs, "seasonal_order"):
        raise UnsupportedModelError(f"{type(fitted).__name__} of statsmodels is not read; ARIMA and SARIMAX are")
    for part, what in _REFUSED.items():
        if getattr(theirs, part, False):
            raise UnsupportedModelError(f"this {kind} cannot be written: {what}")
    if theirs.orig_endog is None or theirs.endog is None:
        message = "the data of this model were removed from it (remove_data()); give the results before that"
        raise UnsupportedModelError(message)
    parameters = tuple(_parameters(theirs))
    moving = any(isinstance(one, LagCoefficient) and one.kind == "moving-average" for one in parameters)
    if (
        theirs.hamilton_representation
        and moving
        and any(isinstance(one, TrendCoefficient) and one.power for one in parameters)
    ):
        message = (
            f"this {kind} cannot be written: with hamilton_representation=True and moving averages, its trend acts "
            "with other delays"
        )
        raise UnsupportedModelError(message)
    model = SeriesModel(
        _response(theirs),
        _regressors(theirs),
        tuple(one for one in parameters if isinstance(one, LagCoefficient)),
        theirs.orig_k_diff,
        theirs.orig_k_seasonal_diff,
        theirs.seasonal_periods if any(theirs.seasonal_order[:3]) else 0,
        tuple(one.power for one in parameters if isinstance(one, TrendCoefficient)),
        "recursion" if _specification(theirs) is None else "mean",
        _first(theirs),
        len(theirs.orig_endog),
    )
    return FittedSeries(model, None if results is None else _estimates(results, parameters))


def _specification(theirs: Any) -> Any:
    """Return the specification of the trend of an `ARIMA`; None of a `SARIMAX`."""
    return getattr(theirs, "_spec_arima", None)


def _response(theirs: Any) -> str:
    """Return the name of the series, also if it was differenced beforehand."""
    names = getattr(theirs.orig_endog, "columns", None)
    own = getattr(theirs.orig_endog, "name", None) if names is None else names[0]
    return own if isinstance(own, str) and own.strip() else "y"


def _regressors(theirs: Any) -> tuple[str, ...]:
    names = theirs.exog_names or []
    arima = _specification(theirs)
    first = 0 if arima is None else len(arima.trend_terms)
    own = tuple(f"x{place}" if _is_number(name) else str(name) for place, name in enumerate(names[first:], 1))
    twice = next((name for name in own if own.count(name) > 1), None)
    if twice is not None:
        raise UnsupportedModelError(f"two regressors are called {twice!r}; give them different names")
    return own


def _is_number(name: object) -> bool:
    """Return whether the name of a column is a number or empty, so that it would not be read as a name."""
    text = str(name).strip()
    return not text or re.fullmatch(r"[-+]?\d*\.?\d*", text) is not None


def _first(theirs: Any) -> int:
    """Return the time of the first observation in the trend."""
    arima = _specification(theirs)
    if arima is not None:
        return int(arima.trend_offset)
    lost = 0
    if theirs.simple_differencing:
        lost = theirs.orig_k_diff + theirs.orig_k_seasonal_diff * theirs.seasonal_periods
    return int(theirs.trend_offset) - 1 - lost


def _parameters(theirs: Any) -> Iterator[Parameter]:
    """Yield the parameters in the order of the estimates; the variance may be none of them."""
    arima = _specification(theirs)
    powers = np.flatnonzero(theirs.polynomial_trend) if arima is None else arima.trend_terms
    yield from (TrendCoefficient(int(power)) for power in powers)
    yield from map(coefficient_of, _regressors(theirs))
    for name in theirs.param_names[len(powers) + len(_regressors(theirs)) :]:
        found = _LAG.fullmatch(name)
        if found is None:
            yield ResidualVariance()
        else:
            lag = int(found[3]) // (theirs.seasonal_periods if found[2] else 1)
            yield LagCoefficient("autoregressive" if found[1] == "ar" else "moving-average", lag, bool(found[2]))


def _estimates(results: Any, parameters: tuple[Parameter, ...]) -> Estimates:
    values = dict(zip(parameters, map(float, numbers(results.params)), strict=True))
    values.setdefault(ResidualVariance(), float(getattr(results, "scale", np.nan)))  # if it is concentrated out
    errors = standard_errors(results)
    known = {} if errors is None else dict(zip(parameters, map(float, errors), strict=True))
    robust = str(getattr(results, "cov_type", "")).startswith("robust")
    optimiser = getattr(results, "mle_retvals", None)
    converged = optimiser.get("converged") if isinstance(optimiser, Mapping) else None
    notes: tuple[Note, ...] = ()
    fixed = [str(name) for name in getattr(results, "fixed_params", None) or ()]
    if fixed:
        notes = (Note("constrained", f"not estimated but given: {', '.join(fixed)}"),)
    if converged is not None and not converged:
        notes = (*notes, Note("not-converged", "the optimiser of statsmodels did not converge"))
    return Estimates(
        values,
        {parameter: error for parameter, error in known.items() if np.isfinite(error)},
        version_of("statsmodels"),
        "" if optimiser is None else "ML",
        "robust standard errors" if robust else "standard errors",
        int(results.nobs),
        loglik=float(results.llf),
        converged=None if converged is None else bool(converged),
        notes=notes,
    )
