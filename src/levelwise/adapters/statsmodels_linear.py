"""Linear models of statsmodels: OLS, WLS, and GLS with independent residuals."""

from __future__ import annotations

from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.statsmodels_design import Unnamed, design_of
from levelwise.adapters.statsmodels_results import estimates_of, model_and_results, numbers, standard_errors
from levelwise.data.columns import Floats
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import ResidualVariance

METHODS = {"OLS": "least squares", "WLS": "weighted least squares", "GLS": "generalised least squares"}
"""The classes of linear models with their methods of estimation."""


def read_linear(fitted: Any, given: Given) -> Fitted:
    """Return a linear model.

    Parameters
    ----------
    fitted : OLS, WLS, GLS or their results
        The model. The residual variance of weighted least squares is that of a row with the weight one.
    given : Given
        What the caller states: the name of the weights.

    Raises
    ------
    UnsupportedModelError
        For residuals that are correlated.
    """
    model, results = model_and_results(fitted)
    design = design_of(model, "gaussian", "identity", unnamed=Unnamed(weights=_weights(model)), given=given)
    if results is None:
        return Fitted(design.prepared, None)
    values = design.fixed(results.params)
    scale = getattr(results, "scale", None)
    if scale is not None:
        values[ResidualVariance()] = float(scale)
    errors = standard_errors(results)
    known = {} if errors is None else design.fixed(errors)
    method = METHODS[type(model).__name__]
    return Fitted(design.prepared, estimates_of(results, values, known, method))


def _weights(model: Any) -> Floats | None:
    """Return the weights of the rows: for GLS, whose residuals have given relative variances, the reciprocals."""
    kind = type(model).__name__
    if kind == "WLS":
        weights = numbers(model.weights)
        return None if weights.ndim == 0 or bool((weights == 1.0).all()) else weights
    if kind == "OLS" or model.sigma is None:
        return None
    sigma = numbers(model.sigma)
    if sigma.ndim == 2:
        if np.count_nonzero(sigma - np.diag(np.diagonal(sigma))):
            message = (
                "the residuals of this GLS model have a covariance matrix that is given as numbers, with correlations; "
                "no equation here can state it. A model with random effects or with residual= states correlations"
            )
            raise UnsupportedModelError(message)
        sigma = np.diagonal(sigma)
    weights = 1.0 / sigma
    return None if sigma.ndim == 0 or bool((sigma == 1.0).all()) else weights
