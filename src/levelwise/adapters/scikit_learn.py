"""Linear models of scikit-learn, alone or at the end of a pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.named_columns import formula_of, prepared_of, response_of
from levelwise.adapters.scikit_learn_features import (
    ONE,
    Categories,
    Feature,
    coded,
    combined,
    named_features,
    transformed,
)
from levelwise.data.columns import FactorHint, label_of
from levelwise.design.model_options import ModelOptions
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

_PENALISED = ("Ridge", "RidgeCV", "Lasso", "LassoCV", "ElasticNet", "ElasticNetCV", "LogisticRegressionCV")
_LINEAR = ("LinearRegression", *_PENALISED[:-1])
_CLASSIFIERS = ("LogisticRegression", "LogisticRegressionCV")
_GENERALIZED: Mapping[str, str] = {"PoissonRegressor": "poisson", "GammaRegressor": "Gamma"}
_POWERS: Mapping[float, str] = {0.0: "gaussian", 1.0: "poisson", 2.0: "Gamma", 3.0: "inverse.gaussian"}


def read(fitted: Any, given: Given) -> Fitted:
    """Return a linear model of scikit-learn, fitted on the columns of a data frame or an array.

    It keeps neither the response's name, the number of rows, standard errors nor the residual variance. Columns that a
    pipeline scales are written as they are, with the coefficients that belong to them.

    Raises
    ------
    UnsupportedModelError
        For a model that is not fitted, an estimator that is no linear model, or a transformer that is not read.
    """
    refuse_options(given, "scikit-learn", kept=("offset", "weights", "data"))
    estimator, features, categories, notes = _features(fitted)
    family, link = _family(estimator)
    response, unnamed = response_of(given, "scikit-learn")
    labels = [label_of(one) for one in getattr(estimator, "classes_", ())]
    predictors = _predictors(estimator, features, labels)
    monomials = list(dict.fromkeys(monomial for one in predictors.values() for monomial in one))
    monomials.sort(key=lambda one: (one != ONE, len(one)))
    columns = [coded(monomial, categories) for monomial in monomials]
    factors: dict[str, FactorHint] = {}
    if labels and (len(labels) > 2 or labels != ["0", "1"]):
        factors = {response: labels}
    hints = replace(given.hints, factors={**factors, **given.hints.factors})
    options = ModelOptions(given.options.weights, given.options.offset, family, link)
    prepared, own = prepared_of(formula_of(response, columns), columns, replace(given, hints=hints), options)
    values: dict[Parameter, float] = {
        FixedEffect(name, column.key): polynomial.get(monomial, 0.0)
        for name, polynomial in predictors.items()
        for monomial, column in zip(monomials, own, strict=True)
    }
    notes = (*prepared.notes, *unnamed, *notes, *_penalty(estimator))
    method = "penalised likelihood" if _penalty(estimator) else "ML" if family != "gaussian" else "least squares"
    estimates = Estimates(values, {}, version_of("scikit-learn"), method)
    return Fitted(replace(prepared, notes=notes), estimates)


def _features(fitted: Any) -> tuple[Any, list[Feature], Categories, tuple[Note, ...]]:
    """Return the estimator, its features, the categories of the columns that are encoded, and notes."""
    steps = [step for _, step in fitted.steps] if type(fitted).__name__ == "Pipeline" else [fitted]
    estimator = steps[-1]
    if not hasattr(estimator, "coef_"):
        kind = type(estimator).__name__
        message = (
            f"{kind} of scikit-learn is not fitted, or is not a linear model; fit it, or give one of "
            f"{', '.join(_known())}"
        )
        raise UnsupportedModelError(message)
    names = getattr(steps[0], "feature_names_in_", None)
    count = getattr(steps[0], "n_features_in_", np.shape(estimator.coef_)[-1])
    notes: tuple[Note, ...] = ()
    if names is None:
        names = [f"x{number + 1}" for number in range(int(count))]
        text = "the model was fitted on an array, whose columns have no names; they are written x1, x2, …"
        notes = (Note("unnamed-columns", text),)
    categories: Categories = {}
    features = named_features(names)
    for step in steps[:-1]:
        features = transformed(step, features, categories)
    if any(type(step).__name__ in ("StandardScaler", "MinMaxScaler") for step in _every(steps[:-1])):
        text = "the coefficients are those of the columns themselves, not of the scaled columns that scikit-learn has"
        notes = (*notes, Note("unscaled", text))
    return estimator, features, categories, notes


def _every(steps: Sequence[Any]) -> list[Any]:
    """Return transformers and those inside of them."""
    found: list[Any] = []
    for step in steps:
        inner = [one for _, one in getattr(step, "steps", ())]
        inner += [one for _, one, _ in getattr(step, "transformers_", ())]
        found.extend((step, *_every(inner)))
    return found


def _known() -> tuple[str, ...]:
    return (*_LINEAR, *_CLASSIFIERS, *_GENERALIZED, "TweedieRegressor")


def _family(estimator: Any) -> tuple[str, str]:
    """Return the family and the link of an estimator.

    Raises
    ------
    UnsupportedModelError
        For an estimator that is not read.
    """
    kind = type(estimator).__name__
    if kind in _LINEAR:
        return "gaussian", "identity"
    if kind in _CLASSIFIERS:
        return ("binomial" if len(estimator.classes_) == 2 else "multinomial"), "logit"
    if kind in _GENERALIZED:
        return _GENERALIZED[kind], "log"
    if kind == "TweedieRegressor":
        family = _POWERS.get(float(estimator.power))
        if family is None:
            message = f"a TweedieRegressor with power {estimator.power:g} is not supported; 0, 1, 2 and 3 are"
            raise UnsupportedModelError(message)
        link = estimator.link
        return family, link if link != "auto" else "log" if estimator.power > 0 else "identity"
    raise UnsupportedModelError(f"{kind} of scikit-learn is not read; {', '.join(_known())} are")


def _predictors(estimator: Any, features: Sequence[Feature], labels: Sequence[str]) -> dict[str, Feature]:
    """Return the linear predictors as polynomials in the columns, by name.

    Those of several categories are relative to that of the first one; scikit-learn has one for each category.

    Raises
    ------
    UnsupportedModelError
        For a regression of several responses.
    """
    every = np.atleast_2d(np.asarray(estimator.coef_, dtype=np.float64))
    intercepts = np.broadcast_to(np.asarray(estimator.intercept_, dtype=np.float64).ravel(), every.shape[:1])
    made = [combined(features, own, intercept) for own, intercept in zip(every, intercepts, strict=True)]
    if estimator.fit_intercept:
        made = [{ONE: 0.0, **one} for one in made]
    if len(made) == 1:
        return {LOCATION: made[0]}
    if not labels:
        raise UnsupportedModelError(f"this regression has {len(made)} responses; fit one for each")
    first = made[0]
    return {
        label: {monomial: own.get(monomial, 0.0) - first.get(monomial, 0.0) for monomial in {**first, **own}}
        for label, own in zip(labels[1:], made[1:], strict=True)
    }


def _penalty(estimator: Any) -> tuple[Note, ...]:
    """Return a note on the penalty of an estimator, if it has one."""
    kind, strength = type(estimator).__name__, ""
    if kind == "LogisticRegression":
        strength = "" if np.isinf(estimator.C) or estimator.penalty is None else f"C = {estimator.C:g}"
    elif kind in (*_GENERALIZED, "TweedieRegressor", "Ridge", "Lasso", "ElasticNet"):
        strength = f"alpha = {estimator.alpha:g}" if estimator.alpha else ""
    elif kind in _PENALISED:
        strength = "chosen by cross-validation"
    if not strength:
        return ()
    return (Note("penalised", f"the fit is penalised ({strength}), so the estimates are shrunk"),)
