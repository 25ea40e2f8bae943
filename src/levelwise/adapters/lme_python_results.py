"""Linear and generalized linear mixed models of the package lme-python, which keeps no data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from levelwise.adapters.assembled import assembled, refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION, DesignColumn
from levelwise.text.note import Note

_PACKAGE = "lme-python"


def read(fitted: Any, given: Given) -> Fitted:
    """Return a fit of lme-python as a model with estimates.

    Raises
    ------
    OptionError
        When the data are not given.
    """
    refuse_options(given, _PACKAGE, kept=("data", "weights"))
    if given.data is None:
        raise OptionError(f"a model of {_PACKAGE} does not keep its data; pass them as data=")
    options = ModelOptions(given.options.weights, family=fitted.family_name, link=fitted.link_name)
    model = assembled(str(fitted.formula), given.data, given, options)
    if model.spec.rows != fitted.num_obs:
        message = f"{_PACKAGE} used {fitted.num_obs:,} rows; the formula and the data have {model.spec.rows or 0:,}"
        raise UnsupportedModelError(message)
    columns = _columns(model, fitted)
    values: dict[Parameter, float] = {}
    errors: dict[Parameter, float] = {}
    for column, value, error in zip(columns, fitted.coefficients, fitted.std_errors, strict=True):
        values[FixedEffect(LOCATION, column.key)] = float(value)
        errors[FixedEffect(LOCATION, column.key)] = float(error)
    values |= random_estimates(model, _parts(fitted.var_corr), _PACKAGE)
    if model.spec.family.spread == "residual":
        values[ResidualVariance()] = float(fitted.sigma2)
    converged = bool(fitted.converged)
    estimates = Estimates(
        values,
        errors,
        version_of("lme_python"),
        _method(fitted),
        n=int(fitted.num_obs),
        groups=group_sizes(model),
        loglik=float(fitted.log_likelihood),
        converged=converged,
        notes=() if converged else (Note("not-converged", f"the optimiser of {_PACKAGE} did not converge"),),
    )
    return Fitted(model, estimates)


def _method(fitted: Any) -> str:
    if fitted.family_name is not None:
        return "Laplace"
    return "ML" if fitted.reml_criterion is None else "REML"


def _columns(model: PreparedModel, fitted: Any) -> list[DesignColumn]:
    """Return the column of each coefficient, by its name; an interaction names its factors and categories apart."""
    known = {_pieces(column): column for column in model.spec.fixed}
    found = []
    for name in fitted.fixed_names:
        column = known.get(_spelled(name, fitted.categorical_levels))
        if column is None:
            raise UnsupportedModelError(f"the coefficient {name} of {_PACKAGE} is not in the formula")
        found.append(column)
    if len(found) != len(known):
        raise UnsupportedModelError(f"{_PACKAGE} has {len(found)} coefficients, but the formula has {len(known)}")
    return found


def _pieces(column: DesignColumn) -> frozenset[str]:
    return frozenset(cell.variable + cell.label for cell in column.cells)


def _spelled(name: str, levels: dict[str, Sequence[str]]) -> frozenset[str]:
    """Return the factors of a column's name, in which ``sector:pub`` is ``sectorpub``."""
    if name == "(Intercept)":
        return frozenset()
    pieces: list[str] = []
    for piece in name.split(":"):
        if pieces and pieces[-1] in levels and piece in map(str, levels[pieces[-1]]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return frozenset(pieces)


def _parts(rows: Sequence[tuple[str, str, str, float, float]]) -> list[RandomPart]:
    """Return the covariance matrices that rows of group, effect, effect and covariance hold."""
    order: dict[str, list[str]] = {}
    entries: dict[tuple[str, str, str], float] = {}
    for group, one, other, covariance, _ in rows:
        if group == "Residual":
            continue
        if one == other:
            order.setdefault(group, []).append(one)
        entries[group, one, other] = entries[group, other, one] = float(covariance)
    return [
        RandomPart(group, tuple(names), np.array([[entries.get((group, a, b), 0.0) for b in names] for a in names]))
        for group, names in order.items()
    ]
