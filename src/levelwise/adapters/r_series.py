"""Models of R's `arima()`, and of `Arima()` and `auto.arima()` of its package forecast, that rpy2 holds.

R subtracts a mean (``intercept``), a drift and the regressors from the series, so that its model is a regression with
ARIMA errors (the help page of `stats::arima`). The coefficients of moving averages have its sign here, too.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from levelwise.adapters.fitted_series import FittedSeries
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, LagCoefficient, Parameter, ResidualVariance, TrendCoefficient
from levelwise.series.model import SeriesModel, coefficient_of
from levelwise.text.note import Note

_QUESTION = """
function(m) {
  known <- inherits(m, "Arima") && !is.null(m$arma)
  if (!known) return(list(known = FALSE))
  errors <- rep(NA_real_, length(m$coef))
  free <- m$mask
  errors[free] <- sqrt(diag(as.matrix(m$var.coef)))
  package <- if (inherits(m, "forecast_ARIMA") || inherits(m, "ARIMA")) "forecast" else "stats"
  list(
    known = TRUE, names = names(m$coef), values = as.numeric(m$coef), errors = errors, free = free,
    arma = as.integer(m$arma), variance = as.numeric(m$sigma2), likelihood = as.numeric(m$loglik),
    series = paste(as.character(m$series), collapse = " "), code = as.integer(m$code),
    rows = as.integer(if (is.null(m$nobs)) sum(!is.na(m$residuals)) else m$nobs), total = length(m$residuals),
    method = paste(as.character(m$call$method), collapse = ""),
    software = paste(package, utils::packageVersion(package))
  )
}
"""

_LAG = re.compile(r"(s?)(ar|ma)(\d+)")


def read(fitted: Any) -> FittedSeries | None:
    """Return an ARIMA model of R; None for an object of another class."""
    robjects = sys.modules["rpy2.robjects"]  # its objects exist, so it has been imported
    with robjects.conversion.localconverter(robjects.default_converter):
        answers = robjects.r(_QUESTION)(fitted)
        told = {name: list(value) for name, value in zip(answers.names, answers, strict=True)}
    if not told["known"][0]:
        return None
    p, q, seasonal_p, seasonal_q, period, d, seasonal_d = told["arma"]
    count = p + q + seasonal_p + seasonal_q
    parameters: list[Parameter] = [_lag(name) for name in told["names"][:count]]
    for name in told["names"][count:]:
        trend = {"intercept": TrendCoefficient(0), "drift": TrendCoefficient(1)}.get(name)
        parameters.append(coefficient_of(name) if trend is None else trend)
    # a coefficient that was fixed at zero is not part of the model
    absent = {
        one
        for one, value, free in zip(parameters, told["values"], told["free"], strict=True)
        if value == 0 and not free
    }
    kept = [one for one in parameters if one not in absent]
    model = SeriesModel(
        told["series"][0] or "y",
        tuple(next(iter(one.key)).variable for one in kept if isinstance(one, FixedEffect)),
        tuple(one for one in kept if isinstance(one, LagCoefficient)),
        d,
        seasonal_d,
        period if seasonal_p or seasonal_q or seasonal_d else 0,
        tuple(one.power for one in kept if isinstance(one, TrendCoefficient)),
        rows=told["total"][0],
    )
    values = dict(zip(parameters, told["values"], strict=True))
    errors = dict(zip(parameters, told["errors"], strict=True))
    converged = told["code"][0] == 0
    return FittedSeries(
        model,
        Estimates(
            {**{one: values[one] for one in kept}, ResidualVariance(): told["variance"][0]},
            {one: errors[one] for one in kept if np.isfinite(errors[one])},
            told["software"][0],
            "conditional sum of squares" if told["method"][0] == "CSS" else "ML",
            n=told["rows"][0],
            loglik=told["likelihood"][0] if np.isfinite(told["likelihood"][0]) else None,
            converged=converged,
            notes=() if converged else (Note("not-converged", "the optimiser of R's arima() did not converge"),),
        ),
    )


def _lag(name: str) -> LagCoefficient:
    found = _LAG.fullmatch(name)
    assert found is not None  # these names are those of R's arima()
    return LagCoefficient("autoregressive" if found[2] == "ar" else "moving-average", int(found[3]), bool(found[1]))
