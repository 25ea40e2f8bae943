"""The distributions of residuals with mean zero, common to the levels form and the crossed form."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Comma, Index, Line, Node, Number, Root, Row, Script, Symbol
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    StandardDeviation,
    Variance,
)
from levelwise.notations.parts import normal
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.effect_vectors import Effect, Vector
from levelwise.notations.parts.letters import numbered, over_groups
from levelwise.notations.parts.normal import SQUARED


@dataclass(frozen=True)
class Spread:
    """How the parameters of a covariance matrix are written.

    Attributes
    ----------
    variance, correlation : str
        The letters of variances and covariances, and of correlations.
    squared : bool
        Whether a variance has the exponent 2, and without it is a standard deviation.
    doubled : bool
        Whether a variance has the numbers of its effect twice.
    symmetric : bool
        Whether a covariance is spelled in the same way on both sides of the diagonal.
    """

    variance: str = "tau"
    correlation: str = "rho"
    squared: bool = False
    doubled: bool = True
    symmetric: bool = False


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
    correlation_prefix : tuple of Script
        The beginning of the subscript of its correlations.
    numbers : mapping of Effect to tuple of int
        The numbers of each effect.
    superscripts : mapping of Effect to tuple of Script
        A superscript for each effect whose numbers alone would be ambiguous.
    spread : Spread
        How the parameters of its covariance matrix are written.
    """

    symbol: Symbol
    indices: tuple[Index, ...]
    prefix: tuple[Script, ...]
    correlation_prefix: tuple[Script, ...]
    numbers: Mapping[Effect, tuple[int, ...]]
    superscripts: Mapping[Effect, tuple[Script, ...]]
    spread: Spread

    def effect(self, effect: Effect) -> Symbol:
        """Return the symbol of a random effect."""
        sub = numbered(self.numbers[effect], self.indices)
        sup = (*self.symbol.sup, *self.superscripts.get(effect, ()))
        return Symbol(self.symbol.name, sub, sup, effect.meaning)


def distribution(vector: Vector, residual: Residual, letters: tuple[str, ...], *, complete: bool = True) -> Line:
    """Return the distribution of a vector of random effects with mean zero, over all groups or the cells there are."""
    symbols = [residual.effect(effect) for effect in vector.effects]
    spread = matrix(vector.effects, _Entries(vector, residual), symmetric=residual.spread.symmetric)
    groups = over_groups(vector.group, letters, complete=complete)
    return normal.distribution(symbols, [Number("0")] * len(symbols), spread, groups)


class _Entries:
    """Writes the entries of a covariance matrix."""

    def __init__(self, vector: Vector, residual: Residual) -> None:
        self.residual = residual
        self.spread = residual.spread
        # the effects are objects of the vector: to compare hundreds of them by their values would take long
        self.place = {id(effect): number for number, effect in enumerate(vector.effects)}
        short = _short(vector, residual)
        self.short = {id(effect): short[effect] for effect in vector.effects}
        self.wide = any(number > 9 for numbers in short.values() for number in numbers)
        self.paired = _marked(vector, residual) or any(len(numbers) > 1 for numbers in short.values())
        self.halves = {id(effect): self._half(effect) for effect in vector.effects}

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Symbol:
        if a is b and not self.spread.doubled:
            return Symbol(self.spread.variance, (*self.residual.prefix, *self.halves[id(a)]), self._square(), meaning)
        a, b = self.ordered(a, b)
        if self.paired:
            # numbers of two digits have commas between them, so that the two halves need another sign
            sub = (*self.halves[id(a)], Comma(";" if self.wide else ","), *self.halves[id(b)])
        else:
            sub = numbered((*self.short[id(a)], *self.short[id(b)]), apart=self.wide)
        return Symbol(self.spread.variance, (*self.residual.prefix, *sub), self._square() if a is b else (), of=meaning)

    def ordered(self, a: Effect, b: Effect) -> tuple[Effect, Effect]:
        """Return two effects in the order in which a covariance names them."""
        return (b, a) if self.spread.symmetric and self.place[id(a)] > self.place[id(b)] else (a, b)

    def _half(self, effect: Effect) -> tuple[Script, ...]:
        return (*self.residual.superscripts.get(effect, ()), *numbered(self.short[id(effect)], apart=self.wide))

    def common(self, meaning: CommonVariance) -> Symbol:
        return Symbol(self.spread.variance, self.residual.prefix, self._square(), meaning)

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        a, b = self.ordered(a, b)
        variances = [self.covariance(e, e, Variance(e.meaning)) for e in (a, b)]
        if self.spread.squared:
            pairs = zip((a, b), variances, strict=True)
            return tuple(Symbol(one.name, one.sub, of=StandardDeviation(effect.meaning)) for effect, one in pairs)
        return (Root(Row(tuple(variances))),)

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        lag = () if meaning.lag is None else (Number(str(meaning.lag)),)
        return Symbol(self.spread.correlation, (*self.residual.correlation_prefix, *lag), of=meaning)

    def _square(self) -> tuple[Script, ...]:
        return SQUARED if self.spread.squared else ()


def _marked(vector: Vector, residual: Residual) -> bool:
    return any(residual.superscripts.get(effect) for effect in vector.effects)


def _short(vector: Vector, residual: Residual) -> dict[Effect, tuple[int, ...]]:
    """Drop the zeros after the first number if every effect of the vector has them."""
    numbers = {effect: residual.numbers[effect] for effect in vector.effects}
    if all(not any(n[1:]) for n in numbers.values()):
        return {effect: n[:1] for effect, n in numbers.items()}
    return numbers
