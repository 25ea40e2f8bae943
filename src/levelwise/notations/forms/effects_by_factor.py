"""Random effects with mean zero and a letter for each factor, and one mean: μ + γ_j[i] + δ_k[i].

Gelman & Hill (2007), *Data Analysis Using Regression and Multilevel/Hierarchical Models*, p. 289, for grouping factors
that are not nested, with varying intercepts. A slope that varies by a factor has the letter of that factor and the
number of its fixed coefficient.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Line, Node, Number, Scaled, Script, Sum, Symbol
from levelwise.model.parameters import FixedEffect
from levelwise.model.spec import INTERCEPT, LOCATION, DesignColumn, Key, ModelSpec
from levelwise.notations.forms.group_regressions import distribution
from levelwise.notations.parts.by_level import ordered_cells
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.deviations import Deviations, has_sole_correlation
from levelwise.notations.parts.effect_vectors import Effect, Vector, vectors
from levelwise.notations.parts.units import Units

Signed = tuple[Literal["+", "-"], Node]


@dataclass(frozen=True)
class Letters:
    """The letters of the coefficients.

    Attributes
    ----------
    intercept, slope : str
        Those of the fixed coefficients.
    effects : tuple of str
        Those of the random effects of each vector; further vectors have them again, with a number above.
    deviation, correlation : str
        Those of standard deviations and correlations.
    """

    intercept: str
    slope: str
    effects: tuple[str, ...]
    deviation: str
    correlation: str


class EffectsByFactor:
    """The equations of one model.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    letters : Letters
        The letters of coefficients.
    observation : str
        The index of an observation.
    indices : sequence of str
        The indices of the grouping factors, in the order of the model's levels.
    """

    def __init__(self, spec: ModelSpec, letters: Letters, observation: str, indices: Sequence[str]) -> None:
        self.spec = spec
        self.letters = letters
        self.index = dict(zip((level.group.label for level in spec.levels), indices, strict=True))
        self.units = Units(spec, observation, self.index)
        self.namer = self.units.namer()
        self.vectors = vectors(spec, intercept_first=True)
        self.columns = _columns(spec, self.vectors)
        slopes = [column.key for column in self.columns if column.cells]
        self.numbers = {key: number for number, key in enumerate(slopes, 1)}

    def number(self, key: Key) -> tuple[Script, ...]:
        """Return the number of a slope; an intercept has none."""
        return () if key == INTERCEPT else (Number(str(self.numbers[key])),)

    def bare(self, number: int, effect: Effect) -> Symbol:
        """Return the symbol of a random effect of a vector, without index."""
        table = self.letters.effects
        again = number // len(table)
        above = (Number(str(again + 1)),) if again else ()
        return Symbol(table[number % len(table)], self.number(effect.column.key), above)

    def effect(self, number: int, effect: Effect, of: str | None) -> Symbol:
        """Return a random effect with the index of its group, in the equation of a factor or of an observation."""
        base = self.bare(number, effect)
        index = self.units.group(self.vectors[number].group, of)
        return Symbol(base.name, (*base.sub, index), base.sup, effect.meaning)

    def mean(self) -> Node:
        """Return the linear predictor of an observation."""
        terms: list[Signed] = [("+", self.namer.offset(offset)) for offset in self.spec.offsets]
        for column in self.spec.fixed:
            name = self.letters.slope if column.cells else self.letters.intercept
            terms.append(
                self._term(Symbol(name, self.number(column.key), of=FixedEffect(LOCATION, column.key)), column)
            )
        for number, vector in enumerate(self.vectors):
            terms.extend(self._term(self.effect(number, one, None), one.column) for one in vector.effects)
        return Sum(tuple(terms)) if terms else Number("0")

    def _term(self, symbol: Symbol, column: DesignColumn) -> Signed:
        product = ordered_cells(self.spec, column.cells)
        return ("+", Scaled(symbol, self.namer.product(product)) if product else symbol)

    def lines(self) -> list[Line]:
        """Return the distributions of the random effects."""
        sole = has_sole_correlation(self.vectors)
        return [self._distribution(number, vector, sole=sole) for number, vector in enumerate(self.vectors)]

    def _distribution(self, number: int, vector: Vector, *, sole: bool) -> Line:
        symbols = [self.effect(number, effect, vector.group) for effect in vector.effects]
        named = {effect: self.bare(number, effect) for effect in vector.effects}
        spelled = Deviations(named, vector.effects, sole, self.letters.deviation, self.letters.correlation)
        zeros = [Number("0") for _ in symbols]
        return distribution(symbols, zeros, matrix(vector.effects, spelled), vector, self.index[vector.group])


def _columns(spec: ModelSpec, found: Sequence[Vector]) -> tuple[DesignColumn, ...]:
    """Return the columns of a model, those that are only random last, in the order of their effects."""
    columns = {column.key: column for column in spec.fixed}
    for vector in found:
        for effect in vector.effects:
            columns.setdefault(effect.column.key, effect.column)
    return tuple(columns.values())
