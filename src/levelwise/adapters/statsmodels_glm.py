"""Generalized linear models of statsmodels: GLM with its families and links."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.statsmodels_design import FittedDesign, Unnamed, design_of
from levelwise.adapters.statsmodels_results import estimates_of, model_and_results, numbers, offset_of, standard_errors
from levelwise.data.columns import FactorHint, Floats
from levelwise.errors import UnsupportedModelError
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import Name, Node, Operation, deparse
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, Parameter, ResidualVariance
from levelwise.text.note import Note
from levelwise.vocabulary.families import FAMILIES

FAMILY_NAMES = {
    "Gaussian": "gaussian",
    "Binomial": "binomial",
    "Poisson": "poisson",
    "Gamma": "Gamma",
    "InverseGaussian": "inverse.gaussian",
    "NegativeBinomial": "nbinom2",
}
"""The families of statsmodels, by the names of their classes."""

_LINKS = {
    "logit": "logit",
    "probit": "probit",
    "cauchy": "cauchit",
    "cloglog": "cloglog",
    "log": "log",
    "identity": "identity",
    "inversepower": "inverse",
    "inverse_power": "inverse",
    "inversesquared": "1/mu^2",
    "inverse_squared": "1/mu^2",
    "sqrt": "sqrt",
}

_POWERS = {1.0: "identity", 0.5: "sqrt", -1.0: "inverse", -2.0: "1/mu^2", 0.0: "log"}


def family_and_link(family: Any) -> tuple[str, str]:
    """Return the family and the link of a family object of statsmodels.

    Raises
    ------
    UnsupportedModelError
        For a family, or a link of it, that models here do not have.
    """
    kind = type(family).__name__
    name = FAMILY_NAMES.get(kind)
    if name is None:
        supported = ", ".join(FAMILY_NAMES)
        raise UnsupportedModelError(f"the family {kind} of statsmodels is not supported; supported are {supported}")
    own = type(family.link).__name__
    link = _POWERS.get(float(family.link.power)) if own == "Power" else _LINKS.get(own.lower())
    known = next(one for one in FAMILIES if one == name).links
    if link not in known:
        shown = f"{own}({family.link.power:g})" if own == "Power" else own
        message = f"the link {shown} of the family {kind} is not supported; its links here are {', '.join(known)}"
        raise UnsupportedModelError(message)
    return name, link


def read_glm(fitted: Any, given: Given) -> Fitted:
    """Return a generalized linear model.

    The dispersion of Gamma and the inverse Gaussian distribution is that of statsmodels; that of the negative binomial
    distribution, θ, is the reciprocal of its ``alpha``.

    Parameters
    ----------
    fitted : GLM or its results
        The model.
    given : Given
        What the caller states: the names of the offset, the exposure and the weights.
    """
    model, results = model_and_results(fitted)
    family, link = family_and_link(model.family)
    response, factors, notes = _response(model) if family == "binomial" else (None, {}, ())
    weights = _prior_weights(model)
    if weights is not None and family in ("poisson", "nbinom2"):
        notes = (
            *notes,
            Note(
                "row-weights",
                "var_weights multiply the log-likelihood of a row; the equations are those of a "
                "row with the weight one",
            ),
        )
        weights = None
    counts = numbers(model.freq_weights)
    if (counts == 1.0).all():
        pass
    elif family == "binomial" and weights is None and (numbers(model.endog) % 1.0 != 0.0).any():
        weights = counts  # of proportions they are the numbers of trials: the likelihood is the same
    else:
        text = "freq_weights count how often a row occurs; the equations are those of a single occurrence"
        notes = (*notes, Note("row-weights", text))
    unnamed = Unnamed(offset_of(getattr(model, "offset", None)), offset_of(getattr(model, "exposure", None)), weights)
    design = design_of(model, family, link, unnamed=unnamed, given=given, response=response, factors=factors)
    if results is None:
        return Fitted(design.prepared, None)
    return Fitted(design.prepared, _estimates(results, design, family, notes))


def _estimates(results: Any, design: FittedDesign, family: str, notes: tuple[Note, ...]) -> Estimates:
    values = design.fixed(results.params)
    errors = standard_errors(results)
    scale = float(results.scale) if hasattr(results, "scale") else None
    values |= _spread(results.model.family, family, scale)
    if scale not in (None, 1.0) and family in ("binomial", "poisson", "nbinom2"):
        text = (
            f"the standard errors allow for a dispersion of {scale:.4g}, which the {family} distribution does not have"
        )
        notes = (*notes, Note("quasi-likelihood", text))
    quasi = scale not in (None, 1.0) and family in ("binomial", "poisson", "nbinom2")
    method = "quasi-likelihood" if quasi else "ML"
    found = estimates_of(results, values, {} if errors is None else design.fixed(errors), method, notes)
    # a quasi-likelihood is none, and the dispersion in that of statsmodels is not the one that maximises it
    return replace(found, loglik=None) if quasi or family in ("Gamma", "inverse.gaussian") else found


def _spread(theirs: Any, family: str, scale: float | None) -> dict[Parameter, float]:
    """Return the residual variance or the dispersion of the family, if it has one."""
    if family == "nbinom2":
        return {Dispersion(): 1.0 / float(theirs.alpha)}
    if scale is None:
        return {}
    if family == "gaussian":
        return {ResidualVariance(): scale}
    return {Dispersion(): scale} if family in ("Gamma", "inverse.gaussian") else {}


def _prior_weights(model: Any) -> Floats | None:
    weights = numbers(model.var_weights)
    return None if bool((weights == 1.0).all()) else weights


def _response(model: Any) -> tuple[str | None, dict[str, FactorHint], tuple[Note, ...]]:
    """Return the response of a binomial model in our language, the order of its categories, and a note on it.

    Of a response with two columns, statsmodels takes the first as the successes. That may be the first category of a
    factor, which R takes as failure.
    """
    names = model.endog_names
    if isinstance(names, str) or len(names) != 2:
        return None, {}, ()
    formula = getattr(model, "formula", None)
    if formula is None:
        message = "the response is an array of successes and failures; fit the model by a formula, which names them"
        raise UnsupportedModelError(message)
    left = parse_tree(str(formula).partition("~")[0])
    if isinstance(left, Operation) and left.operator == "+" and len(left.operands) == 2:
        successes, failures = map(deparse, left.operands)
        return f"cbind({successes}, {failures})", {}, ()
    return _categories(left, names, model)


def _categories(left: Node, names: list[str], model: Any) -> tuple[str, dict[str, FactorHint], tuple[Note, ...]]:
    if not isinstance(left, Name):
        message = (
            f"statsmodels models the probability of {names[0]}, the first of the two values of {deparse(left)}; make "
            "the response a column of zeros and ones"
        )
        raise UnsupportedModelError(message)
    column = model.data.frame[left.text]
    by_text = {str(value): value for value in column.dropna().unique()}
    labels = [name.rpartition("[")[2].removesuffix("]") for name in names]
    first, second = (by_text.get(label, label) for label in labels)
    text = f"statsmodels models the probability of the first category of {left.text}, {labels[0]}; R that of the second"
    return left.text, {left.text: [second, first]}, (Note("first-category", text),)
