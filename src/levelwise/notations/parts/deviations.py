"""Covariance matrices in standard deviations and correlations, σ_α² and ρσ_ασ_β: Gelman & Hill (2007, chapter 13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Comma, Node, Number, Row, Script, Symbol
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Correlation,
    Covariance,
    StandardDeviation,
    Variance,
)
from levelwise.notations.parts.effect_vectors import Effect, Vector
from levelwise.notations.parts.normal import SQUARED
from levelwise.vocabulary.covariance_structures import STRUCTURES


@dataclass(frozen=True)
class Deviations:
    """Writes a covariance matrix with σ and ρ, whose subscripts are the effects without their indices.

    Attributes
    ----------
    named : mapping of Effect to Symbol
        The symbols of the effects without indices.
    effects : tuple of Effect
        Those of the vector, in order.
    sole : bool
        Whether this is the only correlation of the model, so that it needs no subscript.
    deviation, correlation_letter : str
        The letters of standard deviations and correlations.
    """

    named: Mapping[Effect, Symbol]
    effects: tuple[Effect, ...]
    sole: bool
    deviation: str = "sigma"
    correlation_letter: str = "rho"

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {id(effect): place for place, effect in enumerate(self.effects)}

    @cached_property
    def _deviation(self) -> Mapping[int, Symbol]:
        return {
            id(effect): Symbol(self.deviation, (self.named[effect],), of=StandardDeviation(effect.meaning))
            for effect in self.effects
        }

    def _place(self, effect: Effect) -> int:
        """Return the place of an effect, an object of the vector: to compare it with hundreds would take long."""
        found = self._places.get(id(effect))
        return self.effects.index(effect) if found is None else found

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Node:
        """Return σ_a² or ρσ_aσ_b."""
        if isinstance(meaning, Variance):
            return Symbol(self.deviation, (self.named[a],), SQUARED, meaning)
        first, second = sorted((a, b), key=self._place)
        correlation = self.correlation_of(first, second, Correlation(meaning.effects))
        return Row((correlation, *self.deviations(first, second)))

    def correlation_of(self, a: Effect, b: Effect, meaning: Correlation) -> Symbol:
        """Return the correlation of two effects, in whatever order they are given."""
        first, second = sorted((a, b), key=self._place)
        sub = () if self.sole else (self.named[first], self.named[second])
        return Symbol(self.correlation_letter, sub, of=meaning)

    def common(self, meaning: CommonVariance) -> Symbol:
        """Return the common variance, named after the first effect."""
        return Symbol(self.deviation, (self._first(meaning.block),), SQUARED, meaning)

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        """Return σ_aσ_b."""
        return self._deviation[id(a)], self._deviation[id(b)]

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        """Return the common correlation, with its lag and, if there are others, named after the first effect."""
        lag: tuple[Script, ...] = () if meaning.lag is None else (Number(str(meaning.lag)),)
        first: tuple[Script, ...] = () if self.sole else (self._first(meaning.block),)
        apart = (Comma(),) if lag and first else ()
        return Symbol(self.correlation_letter, (*first, *apart, *lag), of=meaning)

    def _first(self, block: int) -> Symbol:
        return self.named[next(effect for effect in self.effects if effect.block == block)]


def has_sole_correlation(vectors: Sequence[Vector]) -> bool:
    """Return whether all correlations of a model are one parameter, or those of one block at several distances."""
    blocks = [
        (effect.structure, sum(other.block == effect.block for other in vector.effects))
        for vector in vectors
        for effect in vector.effects
        if effect.place == 0
    ]
    correlated = [(name, size) for name, size in blocks if size > 1 and STRUCTURES[name].correlation != "none"]
    return len(correlated) == 1 and (STRUCTURES[correlated[0][0]].correlation != "free" or correlated[0][1] == 2)
