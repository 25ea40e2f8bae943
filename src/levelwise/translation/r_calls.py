"""Calls of R's fitting functions, and the arguments that several of them share."""

from __future__ import annotations

from collections.abc import Iterable

from levelwise.formula.syntax import quoted
from levelwise.model.spec import ModelSpec

_WIDTH = 100


def call(function: str, arguments: Iterable[str], name: str = "m") -> str:
    """Return a call that keeps the fitted model, with a line for each argument if it is long."""
    every = tuple(arguments)
    short = f"{name} <- {function}({', '.join(every)})"
    if len(short) <= _WIDTH:
        return short
    lines = ",\n".join(f"  {one}" for one in every)
    return f"{name} <- {function}(\n{lines}\n)"


def family_argument(spec: ModelSpec) -> str:
    """Return the family with its link, if that is not the default."""
    default = spec.link == spec.family.links[0]
    return f"family = {spec.family}" + ("" if default else f'(link = "{spec.link}")')


def weights_argument(spec: ModelSpec) -> tuple[str, ...]:
    """Return the argument of prior weights, if the model has them."""
    return () if spec.weights is None else (f"weights = {quoted(spec.weights)}",)
