"""Models of statsmodels for several categories: OrderedModel and MNLogit."""

from __future__ import annotations

from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.statsmodels_design import FittedDesign, Unnamed, design_of
from levelwise.adapters.statsmodels_results import (
    covariances,
    estimates_of,
    model_and_results,
    numbers,
    offset_of,
    standard_errors,
)
from levelwise.data.columns import Floats, label_of
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import Parameter, Threshold

_LINKS = {"logistic": "logit", "norm": "probit", "gumbel_l": "cloglog", "gumbel_r": "loglog", "cauchy": "cauchit"}
"""The links, by scipy's names of the distributions of the latent response."""


def read_ordered(fitted: Any, given: Given) -> Fitted:
    """Return a model of ordered categories.

    statsmodels estimates the first threshold and the logarithms of the distances between thresholds; here are the
    thresholds themselves, with standard errors by the delta method. As in statsmodels, a coefficient is subtracted
    from a threshold.

    Parameters
    ----------
    fitted : OrderedModel or its results
        The model.
    given : Given
        What the caller states: the name of the offset.
    """
    model, results = model_and_results(fitted)
    name = str(getattr(model.distr, "name", type(model.distr).__name__))
    link = _LINKS.get(name)
    if link is None:
        names = ", ".join(_LINKS)
        raise UnsupportedModelError(
            f"the distribution {name} of an OrderedModel is not supported; supported are {names}"
        )
    unnamed = Unnamed(offset_of(getattr(model, "offset", None)))
    labels = [label_of(label) for label in model.labels]
    design = design_of(model, "cumulative", link, unnamed=unnamed, given=given, categories=labels)
    _check_categories(design, labels)
    if results is None:
        return Fitted(design.prepared, None)
    count = model.exog.shape[1]
    raw = numbers(results.params)
    values, errors = design.fixed(raw), standard_errors(results)
    known = {} if errors is None else design.fixed(errors)
    values |= _thresholds(np.cumsum([raw[count], *np.exp(raw[count + 1 :])]))
    covariance = covariances(results)
    if covariance is not None and errors is not None:
        own = covariance[count:, count:]
        gradient = np.tril(np.ones(own.shape)) * np.array([1.0, *np.exp(raw[count + 1 :])])
        known |= _thresholds(np.sqrt(np.diagonal(gradient @ own @ gradient.T)))
    return Fitted(design.prepared, estimates_of(results, values, known, "ML"))


def read_multinomial(fitted: Any, given: Given) -> Fitted:
    """Return a model of categories without an order, whose reference category is the first.

    Each other category has a linear predictor, which bears its name in the parameters.

    Parameters
    ----------
    fitted : MNLogit or its results
        The model.
    given : Given
        What the caller states.
    """
    model, results = model_and_results(fitted)
    labels = [str(model._ynames_map[number]) for number in sorted(model._ynames_map)]  # noqa: SLF001
    design = design_of(model, "multinomial", "logit", given=given, categories=labels)
    _check_categories(design, labels)
    if results is None:
        return Fitted(design.prepared, None)
    every = numbers(results.params)
    errors = standard_errors(results)
    values: dict[Parameter, float] = {}
    known: dict[Parameter, float] = {}
    for number, label in enumerate(labels[1:]):
        values |= design.fixed(every[:, number], label)
        if errors is not None:
            known |= design.fixed(errors[:, number], label)
    return Fitted(design.prepared, estimates_of(results, values, known, "ML"))


def _thresholds(numbers_: Floats) -> dict[Parameter, float]:
    return {Threshold(number + 1): float(value) for number, value in enumerate(numbers_)}


def _check_categories(design: FittedDesign, theirs: list[str]) -> None:
    """Raise UnsupportedModelError unless the response has the categories of the fitted model, in their order."""
    ours = list(design.prepared.spec.response.categories)
    if ours != theirs:
        message = (
            f"the response has the categories {', '.join(ours)} in the data and {', '.join(theirs)} in the fitted model"
        )
        raise UnsupportedModelError(message)
