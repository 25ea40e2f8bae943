"""Generalized linear models of glum, from a formula or from the columns of a data frame."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.design_info import CodedColumn, CodedFactor, coded_columns
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.named_columns import formula_of, prepared_of, response_of
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter
from levelwise.model.spec import LOCATION, DesignColumn
from levelwise.text.note import Note

_FAMILIES = {
    "NormalDistribution": "gaussian",
    "BinomialDistribution": "binomial",
    "PoissonDistribution": "poisson",
    "GammaDistribution": "Gamma",
    "InverseGaussianDistribution": "inverse.gaussian",
    "NegativeBinomialDistribution": "nbinom2",
}
_LINKS = {"IdentityLink": "identity", "LogLink": "log", "LogitLink": "logit", "CloglogLink": "cloglog"}


def read(fitted: Any, given: Given) -> Fitted:
    """Return a generalized linear model of glum, fitted or not.

    It keeps neither data, offset nor weights. With ``data=``, the linear predictor is compared with that of glum, and
    standard errors that need the data are computed by glum.

    Raises
    ------
    UnsupportedModelError
        For a family or a link that models here do not have, or a model that is not fitted.
    """
    refuse_options(given, "glum", kept=("offset", "weights", "data"))
    if not hasattr(fitted, "coef_"):
        raise UnsupportedModelError("this model of glum is not fitted, so that its columns are not known; fit it first")
    family, link = _family(fitted)
    intercept = (CodedColumn("intercept", ()),) if fitted.fit_intercept else ()
    written = fitted.formula
    notes: tuple[Note, ...] = ()
    if written is None:
        columns = (*intercept, *_of_frame(fitted))
        response, notes = response_of(given, "glum")
        formula = formula_of(response, columns)
    else:
        columns = (*intercept, *coded_columns(fitted.X_model_spec_))
        names = tuple(fitted.y_model_spec_.column_names)
        left, tilde, right = str(written).partition("~")
        response, notes = response_of(given, "glum", left.strip() if tilde else names[0])
        formula = f"{response} ~ {right.strip()}{'' if fitted.fit_intercept else ' + 0'}"
    options = ModelOptions(given.options.weights, given.options.offset, family, link)
    prepared, own = prepared_of(formula, columns, given, options)
    numbers = [float(fitted.intercept_)] * len(intercept) + [float(one) for one in fitted.coef_]
    if given.data is not None:
        _check(fitted, given, prepared, own, numbers)
    values: dict[Parameter, float] = {
        FixedEffect(LOCATION, column.key): number for column, number in zip(own, numbers, strict=True)
    }
    errors, kind = _errors(fitted, given, own)
    penalty = getattr(fitted, "alpha", None)
    if penalty:
        text = f"the fit is penalised (alpha = {penalty:g}), so the estimates are shrunk and have no standard errors"
        notes = (*notes, Note("penalised", text))
    software = version_of("glum")
    prepared = replace(prepared, notes=(*prepared.notes, *notes))
    method = "penalised likelihood" if penalty else "ML"
    count = int(fitted._num_obs) if hasattr(fitted, "_num_obs") else None  # noqa: SLF001
    return Fitted(prepared, Estimates(values, errors, software, method, kind, count))


def _family(fitted: Any) -> tuple[str, str]:
    family, link = type(fitted.family_instance).__name__, type(fitted.link_instance).__name__
    if family not in _FAMILIES or link not in _LINKS:
        supported = f"supported are {', '.join(_FAMILIES)} and {', '.join(_LINKS)}"
        message = f"{family} of glum with {link} is not supported; {supported}"
        raise UnsupportedModelError(message)
    return _FAMILIES[family], _LINKS[link]


def _of_frame(fitted: Any) -> list[CodedColumn]:
    """Return the columns of a model of a data frame; those of a categorical column are indicators."""
    every = getattr(fitted, "_categorical_levels_", {})
    found = []
    for name, term in zip(fitted.feature_names_, fitted.term_names_, strict=True):
        levels = list(every.get(term, ()))
        if not levels:
            found.append(CodedColumn(name, (CodedFactor(quoted(name)),)))
            continue
        label = str(name).removeprefix(f"{term}[").removesuffix("]")
        weights = tuple(float(str(level) == label) for level in levels)
        found.append(CodedColumn(name, (CodedFactor(quoted(term), 0, tuple(levels), weights, f"[{label}]"),)))
    return found


def _check(
    fitted: Any, given: Given, prepared: PreparedModel, own: tuple[DesignColumn, ...], numbers: list[float]
) -> None:
    """Raise DataError unless our columns times the coefficients are the linear predictor of glum."""
    if prepared.design is None or prepared.observed is None or fitted.formula is None:
        return
    ours = prepared.design.matrix(own) @ np.array(numbers)
    theirs = np.asarray(fitted.linear_predictor(given.data), dtype=np.float64)
    if len(theirs) == len(ours) and not np.allclose(ours, theirs, rtol=1e-8, atol=1e-8):
        raise DataError("the formula computed from data= gives another linear predictor than the fitted model")


def _errors(fitted: Any, given: Given, own: tuple[DesignColumn, ...]) -> tuple[dict[Parameter, float], str]:
    """Return the standard errors that glum has kept, or computes from the data; and what they are."""
    kind = "robust standard errors" if getattr(fitted, "robust", False) else "standard errors"
    if getattr(fitted, "alpha", None):
        return {}, kind
    covariance = getattr(fitted, "covariance_matrix_", None)
    if covariance is not None:
        numbers = np.sqrt(np.diagonal(np.asarray(covariance, dtype=np.float64)))
    elif given.data is not None and fitted.formula is not None and not (given.options.offset or given.options.weights):
        numbers = np.asarray(fitted.std_errors(given.data), dtype=np.float64)
    else:
        return {}, kind
    pairs = zip(own, numbers, strict=True)
    return {FixedEffect(LOCATION, column.key): float(number) for column, number in pairs}, kind
