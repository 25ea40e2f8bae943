"""Equations in colours that show which of their symbols belong to the fixed part and which to the random part."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import Coloured, Line, Node, Symbol, System
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    FixedEffect,
    Meaning,
    MeanShare,
    RandomEffect,
    Stacked,
    StandardDeviation,
    Variance,
)

FIXED = "#0072B2"
RANDOM = "#BD4B00"
"""Blue and vermilion, which people with any kind of colour blindness distinguish (Okabe & Ito 2008, Color Universal
Design). The vermilion is darkened until its contrast on white is 5 to 1, like that of the blue."""

_FIXED = (FixedEffect, MeanShare)
_RANDOM = (
    RandomEffect,
    Variance,
    StandardDeviation,
    Covariance,
    Correlation,
    CommonVariance,
    CommonDeviation,
    CommonCorrelation,
)


def coloured(system: System) -> System:
    """Return a system with fixed effects in blue, and random effects and their covariance parameters in vermilion.

    Nothing is said by colour alone: the symbols differ, too.

    Examples
    --------
    >>> from levelwise.model.parameters import RandomEffect
    >>> u = Symbol("u", of=RandomEffect(0, frozenset()))
    >>> coloured(System((Line(u, "=", Symbol("x")),), "any")).lines[0].left.colour
    '#BD4B00'
    """
    return replace(transform(system, _changed), of=system.of or system)


def _is_random(meaning: Meaning | None) -> bool:
    """Return whether a meaning belongs to the random part, as do the vectors and matrices of blocks."""
    if isinstance(meaning, Stacked):
        return bool(meaning.blocks) and meaning.kind not in ("random columns", "raw columns", "identity")
    return isinstance(meaning, _RANDOM)


def _changed(node: Node | Line) -> Node | Line:
    if isinstance(node, Coloured) and isinstance(node.inner, Coloured):
        return Coloured(node.inner.inner, node.colour)  # a colour that was given stays
    if not isinstance(node, Symbol):
        return node
    whole = transform(node, _without_colour)  # a symbol has one colour, that of its letter
    if isinstance(node.of, _FIXED) or node.of == Stacked("fixed effects"):
        return Coloured(whole, FIXED)
    return Coloured(whole, RANDOM) if _is_random(node.of) else whole


def _without_colour(node: Node | Line) -> Node | Line:
    return node.inner if isinstance(node, Coloured) else node
