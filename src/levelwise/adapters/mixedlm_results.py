"""Linear and generalized linear mixed models of the package mixedlm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, treatment_contrasts, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

_PACKAGE = "mixedlm"

_FAMILIES: Mapping[str, str] = {
    "Gaussian": "gaussian",
    "Binomial": "binomial",
    "Poisson": "poisson",
    "Gamma": "Gamma",
    "InverseGaussian": "inverse.gaussian",
    "NegativeBinomial": "nbinom2",
}
_LINKS: Mapping[str, str] = {
    "IdentityLink": "identity",
    "LogLink": "log",
    "LogitLink": "logit",
    "ProbitLink": "probit",
    "CloglogLink": "cloglog",
    "CauchitLink": "cauchit",
    "InverseLink": "inverse",
    "InverseSquaredLink": "1/mu^2",
    "SqrtLink": "sqrt",
}


def read(fitted: Any, given: Given) -> Fitted:
    """Return the result of mixedlm's ``lmer`` or ``glmer`` as a model with estimates."""
    refuse_options(given, _PACKAGE, kept=("weights", "offset"))
    own = fitted.matrices
    data, options = _with_unnamed(own, given)
    family = getattr(fitted, "family", None)
    if family is not None:
        options = replace(options, family=_word(family, _FAMILIES), link=_word(family.link, _LINKS))
    model = assembled(str(fitted.formula), data, given, options, contrasts=treatment_contrasts(data))
    columns = matched(model.spec.fixed, design_of(model), own.X, own.fixed_names, _PACKAGE)
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for column, value, variance in zip(columns, fitted.beta, np.diag(fitted.vcov()), strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        errors[FixedEffect(LOCATION, column.key)] = float(np.sqrt(variance))
    values |= random_estimates(model, _random_parts(fitted), _PACKAGE)
    if model.spec.family.spread == "residual":
        values[ResidualVariance()] = float(fitted.sigma) ** 2
    if family is not None and model.spec.family == "nbinom2":
        values[Dispersion()] = float(family.theta)
    converged = bool(fitted.converged)
    estimates = Estimates(
        values,
        errors,
        version_of(_PACKAGE),
        _method(fitted),
        n=int(own.X.shape[0]),
        groups=group_sizes(model),
        loglik=float(fitted.logLik().value),
        converged=converged,
        singular=bool(fitted.isSingular()) if hasattr(fitted, "isSingular") else None,
        notes=() if converged else (Note("not-converged", f"the optimiser of {_PACKAGE} did not converge"),),
    )
    return Fitted(model, estimates)


def _with_unnamed(own: Any, given: Given) -> tuple[Any, ModelOptions]:
    """Return the data with columns for the weights and the offset, whose names the caller gives."""
    data, options = own.frame, given.options
    for name, values, neutral in (("weights", own.weights, 1.0), ("offset", own.offset, 0.0)):
        asked = getattr(options, name)
        present = values is not None and bool(np.any(np.asarray(values) != neutral))
        if not present:
            if asked is not None:
                raise OptionError(f"{name}={asked!r} is given, but the fitted model has no {name}")
            continue
        if asked is None:
            raise OptionError(f"{_PACKAGE} does not keep the name of the {name} of this model; pass it as {name}=")
        if asked not in data.columns:
            data = data.assign(**{asked: np.asarray(values)})
    return data, options


def _word(of: Any, known: Mapping[str, str]) -> str:
    name = type(of).__name__
    if name not in known:
        raise UnsupportedModelError(f"the {name} of {_PACKAGE} is not supported")
    return known[name]


def _method(fitted: Any) -> str:
    if hasattr(fitted, "REML"):
        return "REML" if fitted.REML else "ML"
    points = int(fitted.nAGQ)
    return "Laplace" if points == 1 else f"adaptive Gauss-Hermite quadrature with {points} points"


def _random_parts(fitted: Any) -> list[RandomPart]:
    """Return the covariance matrices, in the order of the terms, whose names stand without a number there."""
    structures = fitted.matrices.random_structures
    levels = fitted.matrices.category_levels or {}
    estimated = fitted.VarCorr().groups.values()
    return [
        RandomPart(structure.grouping_factor, _names(structure.term_names, levels), one.cov)
        for structure, one in zip(structures, estimated, strict=True)
    ]


def _names(names: Sequence[str], levels: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return R's names of columns: ``sector.1`` is that of the second category, ``sector.pub`` that of a category."""
    pieces = {piece for name in names for piece in name.split(":")}
    named: dict[str, str] = {}
    for factor, labels in levels.items():
        if all(f"{factor}.{label}" in pieces for label in labels):
            named |= {f"{factor}.{label}": f"{factor}{label}" for label in labels}
        else:
            named |= {f"{factor}.{number}": f"{factor}{label}" for number, label in enumerate(labels)}
    return tuple(":".join(named.get(piece, piece) for piece in name.split(":")) for name in names)
