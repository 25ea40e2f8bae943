"""Fitted models of R that rpy2 holds: those of lme4, lm, glm, glm.nb, polr and clm; also those of pymer4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from levelwise.adapters.assembled import assembled, design_of, refuse_options
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.given_columns import matched
from levelwise.adapters.r_object import RModel, ask
from levelwise.adapters.random_estimates import RandomPart, group_sizes, random_estimates
from levelwise.data.columns import MAX_HINTED
from levelwise.design.assemble import PreparedModel
from levelwise.design.model_options import ModelOptions
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.formula.parser import parse_tree
from levelwise.formula.syntax import Name, names_in, quoted
from levelwise.lazy_numpy import np
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import Dispersion, FixedEffect, Parameter, ResidualVariance, Threshold
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

_PACKAGE = "R"

_LINKS: Mapping[str, str] = {"logistic": "logit"}
"""Links that `MASS::polr` names differently."""


def read_pymer4(fitted: Any, given: Given) -> Fitted:
    """Return a model of pymer4, which holds the model of R that it has fitted.

    Raises
    ------
    UnsupportedModelError
        For a model that has not been fitted.
    """
    own = getattr(fitted, "r_model", None)
    if own is None:
        raise UnsupportedModelError("the model of pymer4 has not been fitted; call its fit() first")
    return read(own, given)


def read(fitted: Any, given: Given) -> Fitted:
    """Return a fitted model of R.

    Parameters
    ----------
    fitted : object of rpy2
        The result of ``lme4::lmer``, ``glmer`` or ``glmer.nb``, ``lm``, ``glm``, ``MASS::glm.nb``, ``MASS::polr`` or
        ``ordinal::clm``.
    given : Given
        The names of the weights and the offset, if the model keeps only their numbers.

    Raises
    ------
    UnsupportedModelError
        For another object, and for a model whose columns are not those of its formula.
    """
    refuse_options(given, _PACKAGE, kept=("weights", "offset"))
    told = ask(fitted)
    family = _family(told)
    data, options = _with_arguments(told, replace(given.options, family=family, link=_LINKS.get(told.link, told.link)))
    hints = replace(given.hints, factors={**_levels(told), **given.hints.factors})
    model = assembled(told.formula, data, replace(given, hints=hints), options, contrasts=told.contrasts)
    columns = matched(model.spec.fixed, design_of(model), told.x, told.fixed.names, _PACKAGE)
    fixed = [FixedEffect(LOCATION, column.key) for column in columns]
    cuts = [Threshold(number + 1) for number in range(len(told.thresholds.values))]
    parameters: list[Parameter] = [*fixed, *cuts]
    values = dict(zip(parameters, (*told.fixed.values.tolist(), *told.thresholds.values.tolist()), strict=True))
    errors = dict(zip(parameters, (*told.fixed.errors.tolist(), *told.thresholds.errors.tolist()), strict=True))
    parts = [RandomPart(group, names, matrix) for group, names, matrix in told.random]
    values |= random_estimates(model, parts, _PACKAGE)
    values |= _spread(model, told)
    estimates = Estimates(
        values,
        {parameter: error for parameter, error in errors.items() if np.isfinite(error)},
        told.software,
        told.method,
        n=design_of(model).rows,
        groups=group_sizes(model),
        loglik=told.loglik,
        converged=told.converged,
        singular=told.singular,
        notes=tuple(_notes(told)),
    )
    return Fitted(model, estimates)


def _levels(told: RModel) -> dict[str, Any]:
    return {name: list(labels) for name, labels in told.levels.items() if len(labels) <= MAX_HINTED}


def _family(told: RModel) -> str:
    return "nbinom2" if told.family.startswith("Negative Binomial") else told.family


def _with_arguments(told: RModel, options: ModelOptions) -> tuple[dict[str, Any], ModelOptions]:
    """Return the variables with columns for weights and an offset that were arguments, under the names as written."""
    data: dict[str, Any] = dict(told.columns)
    for name, argument in (("weights", told.weights), ("offset", told.offset)):
        asked = getattr(options, name)
        if argument is None:
            if asked is not None:
                raise OptionError(f"{name}={asked!r} is given, but the fitted model has no {name}")
            continue
        text = asked or argument[0]
        if not text:
            raise OptionError(f"R does not keep the name of the {name} of this model; pass it as {name}=")
        node = parse_tree(text)
        is_known = all(one in data for one in names_in(node)) and (name == "offset" or isinstance(node, Name))
        if not is_known:  # the numbers get a column of their own
            data[text] = argument[1]
        options = replace(options, **{name: text if is_known or name == "weights" else quoted(text)})
    return data, options


def _spread(model: PreparedModel, told: RModel) -> dict[Parameter, float]:
    """Return the residual variance or the dispersion."""
    family = model.spec.family
    if family.spread == "residual":
        dispersion = told.dispersion if told.sigma is None else told.sigma**2
        return {} if dispersion is None else {ResidualVariance(): dispersion}
    if family.spread == "dispersion":
        dispersion = told.dispersion
        if dispersion is None and told.sigma is not None:
            dispersion = told.sigma**2
        return {} if dispersion is None else {Dispersion(): dispersion}
    return {}


def _notes(told: RModel) -> list[Note]:
    notes = [Note("no-errors", text) for text in told.remarks]
    package = told.software.partition(" ")[0]
    if told.converged is False:
        notes.append(Note("not-converged", f"the optimiser of {package} did not converge"))
    if told.singular:
        text = "the fit is singular: an estimated covariance matrix of random effects is not of full rank"
        notes.append(Note("singular", text))
    return notes
