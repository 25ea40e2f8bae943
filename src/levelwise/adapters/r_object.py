"""What R tells about a model that rpy2 holds, as numpy arrays and strings."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.text.sentences import listed

CLASSES = ("merMod", "polr", "clm", "negbin", "glm", "lm")
"""The classes of R that are read; a class of R has several names, such as ``glm`` and ``lm``."""

_OTHERS = ("mlm", "aov", "gam", "clm2", "clmm", "nls", "rlm", "lqm", "gls", "lme")
"""Classes that inherit from one of `CLASSES`, or look like one, and are other models."""


@dataclass(frozen=True, eq=False)
class Estimated:
    """The names of parameters, their estimates and their standard errors (nan where there is none)."""

    names: tuple[str, ...]
    values: Floats
    errors: Floats


@dataclass(frozen=True, eq=False)
class RModel:
    """A fitted model of R.

    Attributes
    ----------
    formula : str
        The formula, as R prints it.
    family, link : str
        R's names of the family and the link.
    columns : mapping of str to sequence
        The variables of the formula, for the rows used; the values of factors are their labels.
    levels : mapping of str to tuple of str
        The categories of the factors among the predictors, in order.
    contrasts : mapping of str to str or mapping
        The contrasts of each factor: R's name of them, or the weights of each column by category.
    weights, offset : tuple of str and array, shape (rows,), or None
        The argument as it was written, empty if it was no expression, and its values; None if there is none.
    x : ndarray, shape (rows, columns)
        The columns with a coefficient.
    fixed, thresholds : Estimated
        The coefficients and thresholds.
    random : tuple of (str, tuple of str, ndarray)
        The grouping factor, the columns and the covariance matrix of each term.
    sigma, dispersion : float or None
        The residual standard deviation, and the dispersion of the family.
    converged, singular : bool or None
        What R tells about the fit.
    loglik : float or None
        The log-likelihood.
    method, software : str
        How and by what the model was fitted.
    remarks : tuple of str
        What the reader should know.
    """

    formula: str
    family: str
    link: str
    columns: Mapping[str, Any]
    levels: Mapping[str, tuple[str, ...]]
    contrasts: Mapping[str, Any]
    weights: tuple[str, Floats] | None
    offset: tuple[str, Floats] | None
    x: Floats
    fixed: Estimated
    thresholds: Estimated
    random: tuple[tuple[str, tuple[str, ...], Floats], ...]
    sigma: float | None
    dispersion: float | None
    converged: bool | None
    singular: bool | None
    loglik: float | None
    method: str
    software: str
    remarks: tuple[str, ...]


def ask(model: Any) -> RModel:
    """Return what R tells about a model.

    Raises
    ------
    UnsupportedModelError
        For an object of another class, and a model that does not keep its rows.
    """
    robjects = sys.modules["rpy2.robjects"]  # its objects exist, so it has been imported
    with robjects.conversion.localconverter(robjects.default_converter):
        kinds = tuple(robjects.r["class"](model))
        other = next((kind for kind in kinds if kind in _OTHERS), None)
        known = robjects.r["inherits"](model, robjects.StrVector(CLASSES))[0]
        if other or not known:
            message = (
                f"an R object of the class {other or kinds[0]} is not read; those of lme4 (lmer, glmer, glmer.nb), lm, "
                "glm, glm.nb, polr, clm and arima are"
            )
            raise UnsupportedModelError(message)
        try:
            told = robjects.r(_question())(model)
        except sys.modules["rpy2.rinterface_lib.embedded"].RRuntimeError as error:
            raise UnsupportedModelError(f"R cannot describe this model: {' '.join(str(error).split())}") from error
        answers = dict(zip(told.names, told, strict=True))
        _check(answers)
        return _read(answers)


def _check(told: Mapping[str, Any]) -> None:
    """Raise UnsupportedModelError for a model that cannot be read."""
    if len(told["refused"]):
        raise UnsupportedModelError(f"this model of R cannot be read: {told['refused'][0]}")
    if len(told["missing"]):
        message = (
            f"R does not keep {listed(told['missing'])} with this model, but only what its formula makes of them; fit "
            "the model with data=, and read it before the data are changed"
        )
        raise UnsupportedModelError(message)


@cache
def _question() -> str:
    return files("levelwise.adapters").joinpath("r_model.R").read_text(encoding="utf-8")


def _read(told: Mapping[str, Any]) -> RModel:
    columns: dict[str, Any] = {}
    levels: dict[str, tuple[str, ...]] = {}
    factors = set(told["factors"])
    for name, (kind, values, labels) in _named(told["columns"]).items():
        if kind[0] == "unknown":
            raise UnsupportedModelError(f"the variable {name} has the class {listed(labels)} in R, which is not read")
        numbers = np.asarray(values)
        if kind[0] == "factor":
            columns[name] = [labels[code - 1] if code > 0 else None for code in numbers.tolist()]
            if name in factors:
                levels[name] = tuple(labels)
        elif kind[0] == "logical":
            columns[name] = [bool(one) if one in (0, 1) else None for one in numbers.tolist()]
        else:
            columns[name] = numbers.astype(np.float64)
    sigma, dispersion, converged, singular = (None if np.isnan(one) else float(one) for one in told["numbers"])
    likelihood = float(told["likelihood"][0])
    return RModel(
        told["formula"][0],
        told["family"][0],
        told["family"][1],
        columns,
        levels,
        {name: _contrasts(one) for name, one in _named(told["contrasts"]).items()},
        _argument(told["weights"]),
        _argument(told["offset"]),
        _matrix(told["x"]),
        _estimated(told["fixed"]),
        _estimated(told["thresholds"]),
        tuple((group[0], tuple(names), _matrix(matrix)) for group, names, matrix in told["random"]),
        sigma,
        dispersion,
        None if converged is None else bool(converged),
        None if singular is None else bool(singular),
        None if np.isnan(likelihood) else likelihood,
        told["method"][0],
        told["software"][0],
        tuple(told["remarks"]),
    )


def _named(values: Any) -> dict[str, Any]:
    return dict(zip(values.names, values, strict=True)) if len(values) else {}


def _matrix(values: Any) -> Floats:
    return np.array(values, dtype=np.float64)


def _estimated(told: Any) -> Estimated:
    names, values, errors = told
    return Estimated(tuple(names) if len(values) else (), _matrix(values), _matrix(errors))


def _argument(told: Any) -> tuple[str, Floats] | None:
    text, values = told
    return (text[0], _matrix(values)) if len(values) else None


def _contrasts(told: Any) -> Any:
    """Return R's name of contrasts, or the weights of the categories in each column, by the name of the column."""
    name, columns, matrix = told
    if name[0]:
        return name[0]
    weights = _matrix(matrix)
    names = [str(one) for one in columns] or [str(number + 1) for number in range(weights.shape[1])]
    return {one: weights[:, number].tolist() for number, one in enumerate(names)}
