"""QuantReg of statsmodels, whose coefficients are those of a conditional quantile."""

from __future__ import annotations

from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.recognise import type_names
from levelwise.adapters.statsmodels_design import design_of
from levelwise.adapters.statsmodels_results import estimates_of, model_and_results, standard_errors
from levelwise.dataclass import dataclass


@dataclass(frozen=True)
class FittedQuantile:
    """A quantile regression: its columns and estimates, read like those of a mean, and the order of the quantile."""

    fitted: Fitted
    order: float | None


def is_quantile_regression(given: object) -> bool:
    """Return whether an object is a QuantReg of statsmodels or its results."""
    names = (type_names(given), type_names(getattr(given, "model", None)))
    return any(name.startswith("statsmodels.regression.quantile_regression.") for own in names for name in own)


def read(fitted: Any, given: Given) -> FittedQuantile:
    """Return a quantile regression.

    Parameters
    ----------
    fitted : QuantReg or its results
        The model; the order of the quantile is known of results only.
    given : Given
        What the caller states: the name of the response of a model of arrays.
    """
    model, results = model_and_results(fitted)
    design = design_of(model, "gaussian", "identity", given=given)
    if results is None:
        return FittedQuantile(Fitted(design.prepared, None), None)
    errors = standard_errors(results)
    known = {} if errors is None else design.fixed(errors)
    estimates = estimates_of(results, design.fixed(results.params), known, "quantile regression")
    return FittedQuantile(Fitted(design.prepared, estimates), float(results.q))
