"""Bayesian generalized linear mixed models of statsmodels: ``BinomialBayesMixedGLM`` and ``PoissonBayesMixedGLM``."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, treatment_contrasts, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched, same_values
from levelwise.adapters.patsy_names import component_bar
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

_PACKAGE = "statsmodels"
_FAMILIES = {"BinomialBayesMixedGLM": ("binomial", "logit"), "PoissonBayesMixedGLM": ("poisson", "log")}


def read(fitted: Any, given: Given) -> Fitted:
    """Return a Bayesian mixed model or its results as a model with estimates."""
    refuse_options(given, _PACKAGE)
    results = fitted if hasattr(fitted, "fe_mean") else None
    own = fitted if results is None else results.model
    kind = type(own).__name__
    formula = getattr(own.data, "formula", None)
    if formula is None or own.vc_names is None:
        message = f"a {kind} of arrays has no names for its random effects; {kind}.from_formula(…) keeps them"
        raise UnsupportedModelError(message)
    bars = _bars(own)
    whole = " + ".join((str(formula), *(f"({slope} | {group})" for slope, group in bars)))
    said = " + ".join(f"({slope} | {group})" for slope, group in bars)
    note = Note("other-program", f"the random part of {kind} is read as {said}: the formula is {whole}")
    family, link = _FAMILIES[kind]
    data = own.data.frame
    options = ModelOptions(family=family, link=link)
    model = assembled(whole, data, given, options, contrasts=treatment_contrasts(data), notes=[note])
    columns = matched(model.spec.fixed, design_of(model), own.exog, own.exog_names, _PACKAGE)
    _check_components(own, model, bars)
    if results is None:
        return Fitted(model, None)
    parts = [
        RandomPart(group.replace("`", ""), (_name(slope),), [[exp(2 * float(log_deviation))]])
        for (slope, group), log_deviation in zip(bars, results.vcp_mean, strict=True)
    ]
    values: dict[Parameter, float] = random_estimates(model, parts, _PACKAGE)
    errors: dict[Parameter, float] = {}
    for column, value, error in zip(columns, results.fe_mean, results.fe_sd, strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        errors[FixedEffect(LOCATION, column.key)] = float(error)
    return Fitted(model, _estimates(results, model, values, errors))


def _estimates(
    results: Any, model: PreparedModel, values: dict[Parameter, float], errors: dict[Parameter, float]
) -> Estimates:
    # fit_map() keeps the covariance matrix of all parameters, fit_vb() only their standard deviations
    by_mode = np.ndim(results._cov_params) == 2  # noqa: SLF001 - nothing public says which
    converged = bool(results.optim_retvals.success) if hasattr(results.optim_retvals, "success") else None
    return Estimates(
        values,
        errors,
        version_of(_PACKAGE),
        "posterior mode" if by_mode else "posterior mean (variational Bayes)",
        "posterior standard deviations",
        n=int(results.model.exog.shape[0]),
        groups=group_sizes(model),
        converged=converged,
        notes=(Note("not-converged", f"the optimiser of {_PACKAGE} did not converge"),) if converged is False else (),
    )


def _bars(own: Any) -> list[tuple[str, str]]:
    """Return the slope and the grouping factor of each variance component."""
    names = np.asarray(own.vc_names, dtype=object)
    return [
        component_bar([str(one) for one in names[np.asarray(own.ident) == number]], name, None, _PACKAGE)
        for number, name in enumerate(own.vcp_names)
    ]


def _name(slope: str) -> str:
    return "(Intercept)" if slope == "1" else slope.removeprefix("0 + ")


def _check_components(own: Any, model: PreparedModel, bars: Sequence[tuple[str, str]]) -> None:
    """Raise an error if a variance component has other groups, or another slope, than the model."""
    matrix, ident = own.exog_vc.tocsc(), np.asarray(own.ident)
    for number, (slope, group) in enumerate(bars):
        wanted = set(group.replace("`", "").split(":"))
        blocks = [one for one in model.spec.blocks if set(model.spec.level(one.group).group.parts) == wanted]
        total = np.asarray(matrix[:, ident == number].sum(axis=1)).ravel()
        size = int((ident == number).sum())
        if not any(
            model.spec.level(one.group).size == size
            and len(one.effects) == 1
            and same_values(design_of(model).column(one.effects[0]), total)
            for one in blocks
        ):
            message = f"the columns of the random part ({slope} | {group}) are not those that {_PACKAGE} estimated"
            raise UnsupportedModelError(message)
