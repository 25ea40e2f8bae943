"""The laws of zero-mean residuals, as the levels form and the crossed form share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from levelwise.equation.tree import Closing, Comma, Index, Law, Line, Matrix, Node, Number, Symbol
from levelwise.notation.distributional import NORMAL
from levelwise.notation.letters import Script, numbered
from levelwise.notation.vectors import Effect, Vector


@dataclass(frozen=True, slots=True)
class Residual:
    """How the random effects of one vector are written.

    Attributes
    ----------
    symbol : Symbol
        The letter, with a superscript if it needs one.
    indices : tuple of Index
        The indices the effects carry.
    prefix : tuple of Script
        What stands first in the subscript of its variances: nothing, or the letter of a matrix.
    numbers : mapping of Effect to tuple of int
        The numbers of each effect.
    """

    symbol: Symbol
    indices: tuple[Index, ...]
    prefix: tuple[Script, ...]
    numbers: Mapping[Effect, tuple[int, ...]]
    marks: Mapping[Effect, tuple[Script, ...]]
    """A superscript for effects whose numbers alone would look alike."""

    def effect(self, effect: Effect) -> Symbol:
        """Return the symbol of a random effect."""
        sub = numbered(self.numbers[effect], self.indices)
        sup = (*self.symbol.sup, *self.marks.get(effect, ()))
        return Symbol(self.symbol.name, sub, sup, effect.meaning)


def law(vector: Vector, residual: Residual, letters: tuple[str, ...]) -> Line:
    """Return the law of a vector of random effects with mean zero."""
    symbols = [residual.effect(effect) for effect in vector.effects]
    spread = covariance_matrix(vector, residual)
    closing = Closing(vector.name, letters)
    if len(symbols) == 1:
        return Line(symbols[0], "~", Law(NORMAL, (Number("0"), spread[0][0])), closing)
    left = Matrix(tuple((symbol,) for symbol in symbols))
    zero = Matrix(tuple((Number("0"),) for _ in symbols))
    return Line(left, "~", Law(NORMAL, (zero, Matrix(spread))), closing)


def covariance_matrix(vector: Vector, residual: Residual) -> tuple[tuple[Node, ...], ...]:
    """Return the matrix of τ, in which a variance is not squared."""
    short = _short(vector, residual)
    wide = any(number > 9 for numbers in short.values() for number in numbers)
    marked = any(residual.marks.get(effect) for effect in vector.effects)

    def entry(a: Effect, b: Effect) -> Node:
        meaning = vector.covariance(a, b)
        if meaning is None:
            return Number("0")
        first, second = short[a], short[b]
        if len(first) == 1 and not marked:
            sub = numbered((*first, *second), apart=wide)
        else:
            sub = (*_pair(a, residual, first, wide), Comma(), *_pair(b, residual, second, wide))
        return Symbol("tau", (*residual.prefix, *sub), of=meaning)

    return tuple(tuple(entry(a, b) for b in vector.effects) for a in vector.effects)


def _pair(effect: Effect, residual: Residual, numbers: Sequence[int], wide: bool) -> tuple[Script, ...]:  # noqa: FBT001
    return (*residual.marks.get(effect, ()), *numbered(numbers, apart=wide))


def _short(vector: Vector, residual: Residual) -> dict[Effect, tuple[int, ...]]:
    """Drop the zeros after the first number where every effect of the vector has them."""
    numbers = {effect: residual.numbers[effect] for effect in vector.effects}
    if all(not any(n[1:]) for n in numbers.values()):
        return {effect: n[:1] for effect, n in numbers.items()}
    return numbers
