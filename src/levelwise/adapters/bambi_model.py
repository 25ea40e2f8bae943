"""Models of bambi, built or fitted; the draws, which the model does not keep, are given by ``idata=``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched
from levelwise.adapters.random_estimates import group_sizes
from levelwise.data.columns import Floats
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, FixedEffect, Parameter, RandomEffect, ResidualVariance, Variance
from levelwise.model.spec import LOCATION, DesignColumn

_PACKAGE = "bambi"
_FAMILIES: Mapping[str, str] = {
    "gaussian": "gaussian",
    "bernoulli": "binomial",
    "binomial": "binomial",
    "poisson": "poisson",
    "gamma": "Gamma",
    "negativebinomial": "nbinom2",
}
"""The families of bambi whose parameters are read."""

_LINKS: Mapping[str, str] = {"inverse_squared": "1/mu^2"}


def read(fitted: Any, given: Given) -> Fitted:
    """Return a model of bambi, with estimates if its draws are given.

    Raises
    ------
    UnsupportedModelError
        For a family that is not read, for formulas of several parameters, and for smooth terms.
    """
    refuse_options(given, _PACKAGE)
    formula, family = fitted.formula, str(fitted.family.name)
    if formula.additionals:
        message = f"a model of {_PACKAGE} with formulas of several parameters, {', '.join(formula.additionals)}, "
        raise UnsupportedModelError(f"{message}is not supported; give the formula of the mean alone")
    if family not in _FAMILIES:
        supported = ", ".join(_FAMILIES)
        raise UnsupportedModelError(f"the family {family} of {_PACKAGE} is not read; those that are: {supported}")
    component = _component(fitted)
    if component.hsgp_terms:
        raise UnsupportedModelError(f"a model of {_PACKAGE} with Gaussian processes is not supported")
    link = str(fitted.family.link[fitted.family.likelihood.parent].name)
    options = ModelOptions(family=_FAMILIES[family], link=_LINKS.get(link, link))
    mark = "'" if '"' in formula.main else '"'
    model = assembled(f"bmb.Model({mark}{formula.main}{mark})", fitted.data, given, options)
    terms = component.design.common.terms if component.design.common is not None else {}
    columns = _columns(model, terms)
    draws = given.others.get("idata")
    if draws is None:
        return Fitted(model, None)
    posterior: Any = getattr(draws, "posterior", None)
    if posterior is None:
        raise OptionError("idata= takes what fit() of bambi returns")
    return Fitted(model, _estimates(fitted, model, terms, columns, posterior))


def _component(fitted: Any) -> Any:
    """Return the part of a model with the terms of the mean."""
    return fitted.components[fitted.family.likelihood.parent]


def _columns(model: PreparedModel, terms: Mapping[str, Any]) -> list[DesignColumn]:
    """Return the column of the model for each column of the terms, in their order."""
    names, parts = [], []
    for name, term in terms.items():
        matrix = np.asarray(term.data, dtype=np.float64).reshape(len(term.data), -1)
        parts.append(matrix)
        names += [name] * matrix.shape[1]
    rows = design_of(model).rows
    whole = np.hstack(parts) if parts else np.empty((rows, 0))
    return matched(model.spec.fixed, design_of(model), whole, names, _PACKAGE)


def _estimates(
    fitted: Any, model: PreparedModel, terms: Mapping[str, Any], columns: Sequence[DesignColumn], posterior: Any
) -> Estimates:
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    means = np.concatenate([_mean(posterior, name) for name in terms]) if terms else np.empty(0)
    spreads = np.concatenate([_deviation(posterior, name) for name in terms]) if terms else np.empty(0)
    for column, value, error in zip(columns, means, spreads, strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        errors[FixedEffect(LOCATION, column.key)] = float(error)
    for name in _component(fitted).group_specific_terms:
        effects = _effects(model, name)
        deviations = _mean(posterior, f"{name}_sigma")
        if len(effects) != len(deviations):
            raise UnsupportedModelError(f"the random effects of {name} in {_PACKAGE} are not those of the formula")
        values |= {Variance(one): float(deviation) ** 2 for one, deviation in zip(effects, deviations, strict=True)}
    if model.spec.family == "gaussian":
        values[ResidualVariance()] = float(_mean(posterior, "sigma")[0]) ** 2
    elif model.spec.family in ("Gamma", "nbinom2"):
        alpha = float(_mean(posterior, "alpha")[0])  # the shape of Gamma is the reciprocal of its dispersion
        values[Dispersion()] = 1.0 / alpha if model.spec.family == "Gamma" else alpha
    return Estimates(
        values,
        errors,
        version_of(_PACKAGE),
        "posterior mean",
        "posterior standard deviations",
        n=model.spec.rows,
        groups=group_sizes(model),
    )


def _effects(model: PreparedModel, name: str) -> list[RandomEffect]:
    """Return the random effects of a term such as ``ses|school``."""
    effect, _, group = name.partition("|")
    return [
        RandomEffect(number, column.key)
        for number, block in enumerate(model.spec.blocks)
        if set(model.spec.level(block.group).group.parts) == set(group.split(":"))
        for column in block.effects
        if column.term == ("" if effect == "1" else effect)
    ]


def _mean(posterior: Any, name: str) -> Floats:
    return np.ravel(np.asarray(posterior[name].mean(dim=("chain", "draw")), dtype=np.float64))


def _deviation(posterior: Any, name: str) -> Floats:
    return np.ravel(np.asarray(posterior[name].std(dim=("chain", "draw"), ddof=1), dtype=np.float64))
