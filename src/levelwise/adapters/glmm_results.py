"""Linear and generalized linear mixed models of the package glmm, which keeps the response but no other data."""

from __future__ import annotations

from typing import Any

from levelwise.adapters.assembled import assembled, refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import same_values
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, OptionError, UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note
from levelwise.text.sentences import counted, some

_PACKAGE = "glmm"
_FAMILIES = {"gamma": "Gamma", "negativebinomial": "nbinom2"}
"""The families that glmm names differently."""


def read(fitted: Any, given: Given) -> Fitted:
    """Return the result of ``glmm.fit`` as a model with estimates.

    Raises
    ------
    OptionError
        When the data, or the names of weights or an offset, are not given.
    DataError
        When the data have another response than the fitted model.
    """
    refuse_options(given, _PACKAGE, kept=("data", "weights", "offset"))
    if given.data is None:
        raise OptionError(f"a model of {_PACKAGE} does not keep its data; pass them as data=")
    for name in ("weights", "offset"):
        asked, present = getattr(given.options, name), getattr(fitted, name) is not None
        if present and asked is None:
            raise OptionError(f"{_PACKAGE} does not keep the name of the {name} of this model; pass it as {name}=")
        if asked is not None and not present:
            raise OptionError(f"{name}={asked!r} is given, but the fitted model has no {name}")
    family = _FAMILIES.get(str(fitted.family), str(fitted.family))
    options = ModelOptions(given.options.weights, given.options.offset, family, str(fitted.link))
    model = assembled(str(fitted.formula), given.data, given, options)
    _check_rows(model, fitted)
    columns = {column.name: column for column in model.spec.fixed}
    if set(columns) != set(fitted.names):
        different = some(sorted(set(columns) ^ set(fitted.names)), 6)
        raise UnsupportedModelError(f"the formula and {_PACKAGE} do not have the same coefficients: {different}")
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for name, value, error in zip(fitted.names, fitted.beta, fitted.se, strict=True):
        values[FixedEffect(LOCATION, columns[name].key)] = float(value)
        errors[FixedEffect(LOCATION, columns[name].key)] = float(error)
    values |= random_estimates(model, _parts(fitted), _PACKAGE)
    if model.spec.family.spread == "residual":
        values[ResidualVariance()] = float(fitted.dispersion)
    elif model.spec.family.spread == "dispersion":
        values[Dispersion()] = float(fitted.dispersion)
    converged = bool(fitted.converged)
    estimates = Estimates(
        values,
        {parameter: error for parameter, error in errors.items() if np.isfinite(error)},
        version_of(_PACKAGE),
        _method(fitted, linear=model.spec.is_linear),
        n=int(fitted.nobs),
        groups=group_sizes(model),
        loglik=float(fitted.loglik),
        converged=converged,
        singular=bool(fitted.singular),
        notes=() if converged else (Note("not-converged", f"the optimiser of {_PACKAGE} did not converge"),),
    )
    return Fitted(model, estimates)


def _check_rows(model: PreparedModel, fitted: Any) -> None:
    """Raise DataError unless the data have the rows and the response of the fitted model."""
    from levelwise.design.matrices import matrices

    assert model.observed is not None  # the data are given
    assert model.design is not None
    rows = model.spec.rows or 0
    if rows != int(fitted.nobs):
        raise DataError(f"{_PACKAGE} used {counted(int(fitted.nobs), 'row')}; the data have {counted(rows, 'row')}")
    if not same_values(matrices(model.spec, model.observed, model.design).y, fitted.y):
        raise DataError(
            f"the response {model.spec.response.text} has other values in the data than in the fitted model"
        )


def _method(fitted: Any, *, linear: bool) -> str:
    if linear:
        return "REML" if fitted.reml else "ML"
    points = int(fitted.nagq)
    return "Laplace" if points == 1 else f"adaptive Gauss-Hermite quadrature with {points} points"


def _parts(fitted: Any) -> list[RandomPart]:
    """Return the covariance matrices, which glmm holds as the rows of their upper triangles."""
    parts: list[RandomPart] = []
    for (group, names), packed in zip(fitted.re_groups, fitted.varcorr, strict=True):
        matrix = np.zeros((len(names), len(names)))
        matrix[np.triu_indices(len(names))] = np.asarray(packed, dtype=np.float64)
        parts.append(RandomPart(group, tuple(names), matrix + np.triu(matrix, 1).T))
    return parts
