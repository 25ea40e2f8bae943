"""The response of a model of bambi, in our language, and the family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from levelwise.data.columns import FactorHint
from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import quoted
from levelwise.text.note import Note

FAMILIES: Mapping[str, str] = {
    "gaussian": "gaussian",
    "bernoulli": "binomial",
    "binomial": "binomial",
    "poisson": "poisson",
    "gamma": "Gamma",
    "wald": "inverse.gaussian",
    "negativebinomial": "nbinom2",
    "beta": "beta",
    "cumulative": "cumulative",
    "categorical": "multinomial",
}
"""Our names of the families of bambi that are read."""

_LINKS: Mapping[str, str] = {"inverse_squared": "1/mu^2", "softmax": "logit"}
_REFUSED: Mapping[str, str] = {
    "weighted": "weighted() multiplies the log-likelihood of each row, so that the response has no distribution that "
    "could be written; prior weights are something else",
    "censored": "responses that are censored have no equation here",
    "truncated": "responses that are truncated have no equation here",
    "constrained": "responses with bounds have no equation here",
}


@dataclass(frozen=True)
class LeftSide:
    """The response in our language.

    Attributes
    ----------
    text : str
        The left side of the formula.
    factors : mapping
        The order of the categories of the response, if it has categories.
    notes : tuple of Note
        How it was read.
    """

    text: str
    factors: Mapping[str, FactorHint] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def family_of(model: Any) -> tuple[str, str]:
    """Return our names of the family and of the link of a model.

    Raises
    ------
    UnsupportedModelError
        For a family that is not read.
    """
    name = str(model.family.name)
    if name not in FAMILIES:
        supported = ", ".join(FAMILIES)
        raise UnsupportedModelError(f"the family {name} of bambi is not read; those that are: {supported}")
    link = str(model.family.link[model.family.likelihood.parent].name)
    return FAMILIES[name], _LINKS.get(link, link)


def left_side(model: Any) -> LeftSide:
    """Return the response of a model in our language.

    In a model of categories, bambi models the probability of the first, unless the formula names another,
    ``passed['yes']``.

    Raises
    ------
    UnsupportedModelError
        For responses with weights, censoring or bounds, and for categories of a computed response.
    """
    text = str(model.formula.main).partition("~")[0].strip()
    response = model.response_component.term
    for kind, reason in _REFUSED.items():
        if getattr(response, f"is_{kind}", False):
            raise UnsupportedModelError(f"the response {text} of bambi is not read: {reason}")
    if not response.categorical:
        return LeftSide(text)
    component = response.term.components[0]
    name = str(component.name)
    if name not in model.data:
        message = f"the categories of the response {text} are computed; make them a column of the data"
        raise UnsupportedModelError(message)
    values = {str(value): value for value in model.data[name].dropna().unique()}
    success = None if response.success is None else str(response.success)
    if success is None:
        return LeftSide(quoted(name), {name: [values[str(level)] for level in response.levels]})
    others = [label for label in values if label != success]
    if len(others) > 1:
        return LeftSide(f"{quoted(name)} == {_string(success)}")
    notes: tuple[Note, ...] = ()
    if getattr(component, "reference", None) is None:
        said = f"bambi models the probability of {success}, the first category of {name} in its order"
        notes = (Note("first-category", said),)
    order = [values[label] for label in (*others, success)]
    return LeftSide(quoted(name), {name: order}, notes)


def _string(label: str) -> str:
    """Return a category as a string of a formula."""
    if any(mark in label for mark in "\"'\\"):
        raise UnsupportedModelError(f"the category {label} has a quotation mark in its name; rename it")
    return f'"{label}"'
