"""The entries of a covariance matrix, by the structure of their block, in the symbols of a notation.

A homogeneous structure is written σ² times a correlation, a heterogeneous one a correlation times two standard
deviations, as in Fitzmaurice, Laird & Ware (2011), *Applied Longitudinal Analysis*, chapter 7.
"""

from __future__ import annotations

from typing import Protocol

from levelwise.equation.tree import Node, Number, Row, Scripted, Symbol
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    Variance,
)
from levelwise.notations.parts.effect_vectors import Effect
from levelwise.vocabulary.covariance_structures import STRUCTURES


class Spelling(Protocol):
    """The symbols of a notation for the parameters of a covariance matrix."""

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Node:
        """Return the covariance of two effects, or the variance if they are the same."""
        ...

    def common(self, meaning: CommonVariance) -> Symbol:
        """Return the common variance of all effects of a block."""
        ...

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        """Return the product of two standard deviations."""
        ...

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        """Return the common correlation of several pairs of effects."""
        ...


def entry(a: Effect, b: Effect, spelling: Spelling) -> Node:
    """Return the entry of two effects, objects of one vector, in their covariance matrix."""
    structure = STRUCTURES[a.structure]
    if a.block != b.block:
        return Number("0")
    if a is b:
        meaning = CommonVariance(a.block) if structure.equal else Variance(a.meaning)
        return spelling.common(meaning) if isinstance(meaning, CommonVariance) else spelling.covariance(a, b, meaning)
    if structure.correlation == "free":
        return spelling.covariance(a, b, Covariance(frozenset((a.meaning, b.meaning))))
    if structure.correlation == "none":
        return Number("0")
    correlation = shared_correlation(a, b, spelling)
    if structure.equal:
        return Row((spelling.common(CommonVariance(a.block)), correlation))
    return Row((correlation, *spelling.deviations(a, b)))


def shared_correlation(a: Effect, b: Effect, spelling: Spelling) -> Node:
    """Return the correlation of two effects of a block whose structure has one that several pairs share."""
    kind, distance = STRUCTURES[a.structure].correlation, abs(a.place - b.place)
    symbol = spelling.correlation(CommonCorrelation(a.block, distance if kind == "lag" else None))
    return Scripted(symbol, sup=(Number(str(distance)),)) if kind == "power" and distance > 1 else symbol


def matrix(effects: tuple[Effect, ...], spelling: Spelling, *, symmetric: bool = False) -> tuple[tuple[Node, ...], ...]:
    """Return the covariance matrix of a vector of effects.

    `symmetric` is whether `spelling.covariance` writes a covariance in the same way on both sides of the diagonal: then
    it is the same object.
    """
    rows: list[tuple[Node, ...]] = []
    for place, a in enumerate(effects):
        same = symmetric and STRUCTURES[a.structure].correlation == "free"
        above = (row[place] for row in rows) if same else (entry(a, b, spelling) for b in effects[:place])
        rows.append((*above, *(entry(a, b, spelling) for b in effects[place:])))
    return tuple(rows)
