"""Linear mixed models of the package interlace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options, treatment_contrasts, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

_PACKAGE = "interlace"
_MORE = ("correlation_params", "disp_params")
"""Attributes of results that have more than a random part and one residual variance."""


def read(fitted: Any, given: Given) -> Fitted:
    """Return the result of ``interlace.fit`` as a model with estimates.

    Raises
    ------
    UnsupportedModelError
        For generalized models, which keep neither their data nor their columns, and for models of the residuals.
    """
    refuse_options(given, _PACKAGE)
    if not hasattr(fitted, "model"):
        kind = type(fitted).__name__
        raise UnsupportedModelError(f"a {kind} of {_PACKAGE} keeps neither its data nor its columns; give its formula")
    if any(_is_given(getattr(fitted, name, None)) for name in _MORE):
        message = f"a model of {_PACKAGE} with correlated residuals or a formula of the dispersion is not supported"
        raise UnsupportedModelError(message)
    own = fitted.model
    specs = fitted._random_specs  # noqa: SLF001 - nothing public keeps the random part
    said = " + ".join(map(_bar, specs))
    formula = f"{own.formula} + {said}"
    data = own.data.frame
    note = Note("other-program", f"the random part of {_PACKAGE} is read as {said}: the formula is {formula}")
    model = assembled(formula, data, given, contrasts=treatment_contrasts(data), notes=[note])
    names = list(fitted.fe_params.index)
    columns = matched(model.spec.fixed, design_of(model), own.exog, names, _PACKAGE)
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for column, value, error in zip(columns, fitted.fe_params, fitted.fe_bse, strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        errors[FixedEffect(LOCATION, column.key)] = float(error)
    parts = [_part(group, matrix) for group, matrix in fitted.variance_components.items()]
    values |= random_estimates(model, parts, _PACKAGE)
    values[ResidualVariance()] = float(fitted.scale)
    converged = bool(fitted.converged)
    estimates = Estimates(
        values,
        errors,
        version_of("interlace-lme"),
        str(fitted.method),
        n=int(np.asarray(own.exog).shape[0]),
        groups=group_sizes(model),
        loglik=float(fitted.llf),
        converged=converged,
        singular=bool(fitted.is_singular),
        notes=tuple(_notes(converged=converged)),
    )
    return Fitted(model, estimates)


def _notes(*, converged: bool) -> Iterator[Note]:
    text = f"{_PACKAGE} does not keep prior weights or offsets; if the model has any, the equations lack them"
    yield Note("not-kept", text)
    if not converged:
        yield Note("not-converged", f"the optimiser of {_PACKAGE} did not converge")


def _is_given(parameters: Any) -> bool:
    """Return whether there are parameters: neither None nor an empty collection."""
    return parameters is not None and len(parameters) > 0


def _bar(spec: Any) -> str:
    """Return a random part in the language of formulas."""
    effects = " + ".join(("1" if spec.intercept else "0", *map(str, spec.predictors)))
    group = ":".join(map(quoted, spec.interaction_cols or (spec.group,)))
    return f"({effects} {'|' if spec.correlated else '||'} {group})"


def _part(group: str, matrix: Any) -> RandomPart:
    if np.ndim(matrix) == 0:
        return RandomPart(group, ("(Intercept)",), [[float(matrix)]])
    return RandomPart(group, tuple(map(str, matrix.index)), matrix)
