"""The prior distributions of a model of bambi."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from levelwise.adapters.bambi_draws import RECIPROCAL, dispersion_of
from levelwise.adapters.bambi_terms import GroupTerm, Term, components, mean_of
from levelwise.data.columns import Floats
from levelwise.design.assemble import PreparedModel
from levelwise.errors import UnsupportedModelError
from levelwise.lazy_numpy import np
from levelwise.model.parameters import (
    Dispersion,
    FixedEffect,
    Parameter,
    ResidualDeviation,
    StandardDeviation,
    Threshold,
)
from levelwise.model.priors import Prior, Priors
from levelwise.model.spec import LOCATION


def priors_of(bambi: Any, model: PreparedModel, common: Sequence[Term], groups: Sequence[GroupTerm]) -> Priors:
    """Return the priors of a model.

    Parameters
    ----------
    bambi : bambi.Model
        The model of bambi.
    model : PreparedModel
        The same model, as we read it.
    common, groups : sequence
        Its terms.

    Raises
    ------
    UnsupportedModelError
        When group-specific effects do not have a normal distribution with the mean zero, as all random effects have
        here.
    """
    found: list[Prior] = []
    unwritten: list[str] = []

    def add(name: str, own: Any, parameters: Sequence[Parameter], *, reciprocal: bool = False) -> None:
        known = _arguments(own, len(parameters))
        if known is None:
            unwritten.append(f"that of {name}")
            return
        for parameter, arguments in zip(parameters, known, strict=True):
            found.append(Prior(parameter, str(own.name), arguments, reciprocal))

    for term in common:
        add(term.label, term.own.prior, [FixedEffect(LOCATION, column.key) for column in term.columns])
    parts, family = components(bambi), str(model.spec.family)
    if model.spec.response.kind == "ordinal":
        count = len(model.spec.response.categories) - 1
        add("threshold", parts["threshold"].prior, [Threshold(number + 1) for number in range(count)])
    for group in groups:
        add(group.spread, _spread(group), [StandardDeviation(effect) for effect in group.effects])
    if family == "gaussian":
        add("sigma", parts["sigma"].prior, [ResidualDeviation()])
    name = dispersion_of(family)
    if name is not None:
        add(name, parts[name].prior, [Dispersion()], reciprocal=family in RECIPROCAL)
    component = mean_of(bambi)
    centred = bool(bambi.center_predictors and component.intercept_term is not None and component.common_terms)
    return Priors(tuple(found), "PyMC", centred, tuple(unwritten))


def _spread(group: GroupTerm) -> Any:
    """Return the prior of the standard deviations of a group-specific term."""
    prior = group.own.prior
    mean = prior.args.get("mu", 0.0)
    centred = not hasattr(mean, "args") and not np.any(np.asarray(mean, dtype=np.float64))
    if prior.name != "Normal" or not centred:
        message = (
            f"the effects of {group.label} in bambi have the prior {prior}; only random effects with a normal "
            "distribution and the mean zero are written, to which the coefficients of the fixed part are added"
        )
        raise UnsupportedModelError(message)
    return prior.args.get("sigma")


def _arguments(own: Any, count: int) -> list[tuple[tuple[str, float], ...]] | None:
    """Return the arguments of the prior of each of several parameters; None if one of them is not a number."""
    if not hasattr(own, "args"):
        return None
    given = {str(name): value for name, value in own.args.items() if name not in ("transform", "dims", "initval")}
    columns = [(name, _numbers(value, count)) for name, value in given.items()]
    if any(values is None for _, values in columns):
        return None
    return [tuple(_at(columns, number)) for number in range(count)]


def _at(columns: Sequence[tuple[str, Floats | None]], number: int) -> Iterator[tuple[str, float]]:
    for name, values in columns:
        if values is not None:
            yield name, float(values[number])


def _numbers(value: Any, count: int) -> Floats | None:
    """Return an argument for each of several parameters; None if it is no number, or several for one parameter."""
    try:
        array: Floats = np.ravel(np.asarray(value, dtype=np.float64))
    except (TypeError, ValueError):
        return None
    if array.size == 1:
        return np.repeat(array, count)
    return array if array.size == count else None
