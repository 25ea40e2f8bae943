"""Models of statsmodels for binary responses and counts: Logit, Probit, Poisson, NegativeBinomial."""

from __future__ import annotations

from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.statsmodels_design import Unnamed, design_of
from levelwise.adapters.statsmodels_results import estimates_of, model_and_results, numbers, offset_of, standard_errors
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import Dispersion

FAMILIES_OF = {"Logit": ("binomial", "logit"), "Probit": ("binomial", "probit"), "Poisson": ("poisson", "log")}
"""The families and links of the classes that have no dispersion."""

NEGATIVE_BINOMIAL = ("NegativeBinomial", "NegativeBinomialP")
"""The classes whose last parameter is ``alpha``."""


def read_discrete(fitted: Any, given: Given) -> Fitted:
    """Return a model of a binary response or of counts.

    Of the two negative binomial distributions, NB2 has the dispersion θ = 1/``alpha``, whose standard error is that of
    ``alpha`` divided by its square, and NB1 has φ = ``alpha``.

    Parameters
    ----------
    fitted : Logit, Probit, Poisson, NegativeBinomial, NegativeBinomialP or their results
        The model.
    given : Given
        What the caller states: the names of the offset and the exposure.
    """
    model, results = model_and_results(fitted)
    kind = type(model).__name__
    family, link = FAMILIES_OF.get(kind) or (_negative_binomial(model), "log")
    unnamed = Unnamed(offset_of(getattr(model, "offset", None)), offset_of(getattr(model, "exposure", None)))
    design = design_of(model, family, link, unnamed=unnamed, given=given)
    if results is None:
        return Fitted(design.prepared, None)
    values, errors = design.fixed(results.params), standard_errors(results)
    known = {} if errors is None else design.fixed(errors)
    if kind in NEGATIVE_BINOMIAL:
        alpha = float(numbers(results.params)[-1])
        values[Dispersion()] = 1.0 / alpha if family == "nbinom2" else alpha
        if errors is not None:
            known[Dispersion()] = float(errors[-1]) / alpha**2 if family == "nbinom2" else float(errors[-1])
    return Fitted(design.prepared, estimates_of(results, values, known, "ML"))


def _negative_binomial(model: Any) -> str:
    """Return which of the two negative binomial distributions a model has: NB2 or NB1."""
    if type(model).__name__ == "NegativeBinomialP":
        found = {1: "nbinom1", 2: "nbinom2"}.get(model.parameterization)
    else:
        found = {"nb1": "nbinom1", "nb2": "nbinom2"}.get(model.loglike_method)
    if found is None:
        text = "a negative binomial model whose variance is neither that of NB1 nor that of NB2 is not supported"
        raise UnsupportedModelError(text)
    return found
