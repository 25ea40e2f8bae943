"""The distributions of residuals with mean zero, common to the levels form and the crossed form."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Comma, Distribution, Index, Line, Matrix, Node, Number, Root, Row, Script, Symbol
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    Variance,
)
from levelwise.notations.forms.distributional import NORMAL
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.effect_vectors import Effect, Vector
from levelwise.notations.parts.letters import numbered, over_groups


@dataclass(frozen=True)
class Residual:
    """How the random effects of one vector are written.

    Attributes
    ----------
    symbol : Symbol
        The letter, with a superscript if it needs one.
    indices : tuple of Index
        The indices of the effects.
    prefix : tuple of Script
        The beginning of the subscript of its variances: empty, or the letter of a matrix.
    numbers : mapping of Effect to tuple of int
        The numbers of each effect.
    """

    symbol: Symbol
    indices: tuple[Index, ...]
    prefix: tuple[Script, ...]
    numbers: Mapping[Effect, tuple[int, ...]]
    superscripts: Mapping[Effect, tuple[Script, ...]]
    """A superscript for each effect whose numbers alone would be ambiguous."""

    def effect(self, effect: Effect) -> Symbol:
        """Return the symbol of a random effect."""
        sub = numbered(self.numbers[effect], self.indices)
        sup = (*self.symbol.sup, *self.superscripts.get(effect, ()))
        return Symbol(self.symbol.name, sub, sup, effect.meaning)


def distribution(vector: Vector, residual: Residual, letters: tuple[str, ...], *, complete: bool = True) -> Line:
    """Return the distribution of a vector of random effects with mean zero, over all groups or the cells there are."""
    symbols = [residual.effect(effect) for effect in vector.effects]
    spread = matrix(vector.effects, _Taus(vector, residual))
    groups = (over_groups(vector.name, letters, complete=complete),)
    if len(symbols) == 1:
        return Line(symbols[0], "~", Distribution(NORMAL, (Number("0"), spread[0][0])), groups)
    left = Matrix(tuple((symbol,) for symbol in symbols))
    zero = Matrix(tuple((Number("0"),) for _ in symbols))
    return Line(left, "~", Distribution(NORMAL, (zero, Matrix(spread))), groups)


class _Taus:
    """Writes a covariance matrix with τ, which is a variance and not squared, and ρ."""

    def __init__(self, vector: Vector, residual: Residual) -> None:
        self.residual = residual
        self.short = _short(vector, residual)
        self.wide = any(number > 9 for numbers in self.short.values() for number in numbers)
        self.paired = _marked(vector, residual) or any(len(numbers) > 1 for numbers in self.short.values())

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Symbol:
        if self.paired:
            # numbers of two digits have commas between them, so that the two halves need another sign
            sub = (*self.half(a), Comma(";" if self.wide else ","), *self.half(b))
        else:
            sub = numbered((*self.short[a], *self.short[b]), apart=self.wide)
        return Symbol("tau", (*self.residual.prefix, *sub), of=meaning)

    def half(self, effect: Effect) -> tuple[Script, ...]:
        return (*self.residual.superscripts.get(effect, ()), *numbered(self.short[effect], apart=self.wide))

    def common(self, meaning: CommonVariance) -> Symbol:
        return Symbol("tau", self.residual.prefix, of=meaning)

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        variances = (self.covariance(e, e, Variance(e.meaning)) for e in (a, b))
        return (Root(Row(tuple(variances))),)

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        lag = () if meaning.lag is None else (Number(str(meaning.lag)),)
        return Symbol("rho", (*self.residual.prefix, *lag), of=meaning)


def _marked(vector: Vector, residual: Residual) -> bool:
    return any(residual.superscripts.get(effect) for effect in vector.effects)


def _short(vector: Vector, residual: Residual) -> dict[Effect, tuple[int, ...]]:
    """Drop the zeros after the first number if every effect of the vector has them."""
    numbers = {effect: residual.numbers[effect] for effect in vector.effects}
    if all(not any(n[1:]) for n in numbers.values()):
        return {effect: n[:1] for effect, n in numbers.items()}
    return numbers
