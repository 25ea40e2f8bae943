"""Models of pyfixest: ``feols``, ``fepois`` and ``feglm``, whose fixed effects are factors of the fixed part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import assembled, refuse_options, version_of
from levelwise.adapters.base import Given
from levelwise.adapters.design_info import coded_columns, design_columns, with_columns
from levelwise.adapters.fitted import Fitted
from levelwise.data.columns import key_of
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import DataError, UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter, ResidualVariance
from levelwise.model.spec import LOCATION, DesignColumn
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_FAMILIES: Mapping[str, tuple[str, str]] = {
    "feols": ("gaussian", "identity"),
    "fepois": ("poisson", "log"),
    "feglm-logit": ("binomial", "logit"),
    "feglm-probit": ("binomial", "probit"),
    "feglm-gaussian": ("gaussian", "identity"),
}


def read(fitted: Any, given: Given) -> Fitted:
    """Return a fitted model of pyfixest.

    The fixed effects behind the bar are the coefficients of the categories of factors, as pyfixest's ``fixef()``
    computes them; they have no standard errors.

    Raises
    ------
    UnsupportedModelError
        For several models, instrumental variables, interacted fixed effects, ``i()``, and models without their data.
    """
    refuse_options(given, "pyfixest")
    if not hasattr(fitted, "_fml"):
        message = "this holds several models of pyfixest; give one of them, such as fit.fetch_model(0)"
        raise UnsupportedModelError(message)
    own: dict[str, Any] = vars(fitted)
    family, link = _family(own)
    if own.get("_data") is None:
        raise UnsupportedModelError("pyfixest did not keep the data; fit the model with store_data=True")
    if any("::" in str(name) for name in own["_coefnames"]):
        raise UnsupportedModelError("i() of pyfixest is not read; C(x, contr.treatment(base)) is the same factor")
    effects = _effects(own)
    left, _, right = str(own["_fml"]).partition("~")
    shown = right.partition("|")[0].strip()
    factors = [f"factor({name})" for name in effects]
    terms = [*factors, *([] if shown in ("1", "0", "") and factors else [shown])]
    formula = f"{left.strip()} ~ {'0 + ' if factors else ''}{' + '.join(terms)}"
    weights, notes = _weights(own)
    options = ModelOptions(weights, own.get("_offset_name"), family, link)
    prepared = assembled(formula, own["_data"], given, options)
    rank = len(prepared.spec.fixed)
    columns = _columns(own, prepared)
    categories = _categories(fitted, prepared, factors)
    prepared = with_columns(prepared, (*categories, *columns))
    numbers = _by_name(own, fitted.coef())
    values: dict[Parameter, float] = {
        FixedEffect(LOCATION, column.key): value
        for column, value in (*categories.items(), *((column, numbers[name]) for column, name in columns.items()))
    }
    _check(fitted, prepared, values)
    if family == "gaussian":
        values[ResidualVariance()] = _residual_variance(fitted, prepared, rank)
    known = _by_name(own, fitted.se())
    errors: dict[Parameter, float] = {
        FixedEffect(LOCATION, column.key): known[name] for column, name in columns.items()
    }
    if effects:
        text = (
            f"the fixed effects of {listed(effects)} are the coefficients of their categories; index_factors=True "
            "writes those of a factor as one term"
        )
        notes = (*notes, Note("fixed-effects", text))
    kind, about = _errors(own)
    method = "least squares" if own["_method"] == "feols" else "ML"
    estimates = Estimates(values, errors, version_of("pyfixest"), method, kind, int(own["_N"]), notes=about)
    return Fitted(replace(prepared, notes=(*prepared.notes, *notes)), estimates)


def _family(own: Mapping[str, Any]) -> tuple[str, str]:
    found = _FAMILIES.get(str(own["_method"]))
    if own.get("_is_iv"):
        raise UnsupportedModelError("instrumental variables of pyfixest are not read: they make two equations")
    if found is None:
        raise UnsupportedModelError(f"{own['_method']} of pyfixest is not read; {', '.join(_FAMILIES)} are")
    return found


def _effects(own: Mapping[str, Any]) -> list[str]:
    """Return the columns of the fixed effects behind the bar."""
    written = own.get("_fixef")
    names = [] if written in (None, "0") else [one.strip() for one in str(written).split("+")]
    for name in names:
        if not name.isidentifier():
            message = f"the fixed effects {name} of pyfixest are not read; make a column of their combinations"
            raise UnsupportedModelError(message)
    return names


def _weights(own: Mapping[str, Any]) -> tuple[str | None, tuple[Note, ...]]:
    if not own.get("_has_weights"):
        return None, ()
    if own.get("_weights_type") == "fweights":
        name = own["_weights_name"]
        text = f"the weights {name} count how often a row occurs; the equations are those of a single occurrence"
        return None, (Note("row-weights", text),)
    return str(own["_weights_name"]), ()


def _columns(own: Mapping[str, Any], prepared: PreparedModel) -> dict[DesignColumn, str]:
    """Return the columns that have coefficients, with their names in pyfixest."""
    wanted = [str(name) for name in own["_coefnames"]]
    coded = {column.name: column for column in coded_columns(own["_model_spec"].second_stage.rhs)}
    missing = [name for name in wanted if name not in coded]
    if missing:
        raise UnsupportedModelError(f"pyfixest has coefficients of {listed(missing)}, which its formula does not have")
    found = design_columns([coded[name] for name in wanted], prepared)
    return {column: name for column, name in zip(found, wanted, strict=True) if column is not None}


def _categories(fitted: Any, prepared: PreparedModel, factors: Sequence[str]) -> dict[DesignColumn, float]:
    """Return the columns of the fixed effects with their estimates."""
    if not factors:
        return {}
    effects = fitted.fixef(atol=1e-12, btol=1e-12)
    found: dict[DesignColumn, float] = {}
    for factor in factors:
        own: Mapping[str, float] = next(
            (one for name, one in effects.items() if name.partition("(")[2] == factor.partition("(")[2]), {}
        )
        known = {key_of(label): float(value) for label, value in own.items()}
        for column in prepared.fixed_as_written:
            if len(column.cells) == 1 and column.cells[0].variable == factor:
                label = key_of(column.cells[0].label)
                if label in known:
                    found[column] = known[label]
    return found


def _by_name(own: Mapping[str, Any], numbers: Any) -> dict[str, float]:
    return {str(name): float(number) for name, number in zip(own["_coefnames"], np.asarray(numbers), strict=True)}


def _predictor(prepared: PreparedModel, values: Mapping[Parameter, float]) -> Any:
    design, observed = prepared.design, prepared.observed
    assert design is not None  # the model has data
    assert observed is not None
    coefficients = [values[FixedEffect(LOCATION, column.key)] for column in prepared.spec.fixed]
    return np.sum([design.matrix(prepared.spec.fixed) @ np.array(coefficients), *observed.offsets], axis=0)


def _check(fitted: Any, prepared: PreparedModel, values: Mapping[Parameter, float]) -> None:
    """Raise DataError unless our columns times the estimates are the linear predictor of pyfixest."""
    theirs = np.asarray(fitted.predict(type="link"), dtype=np.float64)
    ours = _predictor(prepared, values)
    if len(theirs) != len(ours):
        raise DataError(f"pyfixest used {len(theirs):,} rows; the formula and the data give {len(ours):,}")
    if not np.allclose(ours, theirs, rtol=1e-6, atol=1e-6):
        raise DataError("the formula computed from the data gives another linear predictor than pyfixest")


def _residual_variance(fitted: Any, prepared: PreparedModel, rank: int) -> float:
    """Return the sum of the squared residuals divided by the rows minus the coefficients."""
    observed = prepared.observed
    weights = 1.0 if observed is None or observed.weights is None else observed.weights
    residuals = np.asarray(fitted.resid(), dtype=np.float64)
    return float((weights * residuals**2).sum() / (len(residuals) - rank))


def _errors(own: Mapping[str, Any]) -> tuple[str, tuple[Note, ...]]:
    """Return what the standard errors are, and a note on robust ones."""
    if own.get("_vcov_type") == "iid" or not len(own["_coefnames"]):
        return "standard errors", ()
    clusters = own.get("_clustervar")
    within = f", with the clusters {listed(clusters)}" if clusters else ""
    text = f"the standard errors are robust: pyfixest calls them {own.get('_vcov_type_detail')}{within}"
    return "robust standard errors", (Note("robust-errors", text),)
