"""One equation with deviations of subjects and items, whose vectors are in angle brackets.

Barr, Levy, Scheepers & Tily (2013), *Random effects structure for confirmatory hypothesis testing: Keep it maximal*,
Journal of Memory and Language 68, 255–278: Y_si = β_0 + S_0s + I_0i + (β_1 + S_1s) X_i + e_si. The deviations of a
coefficient have its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Brackets,
    Comma,
    Distribution,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Row,
    Script,
    Signed,
    Sum,
    Symbol,
)
from levelwise.formula.syntax import quoted
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Correlation,
    Covariance,
    FixedEffect,
    Stacked,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import INTERCEPT, LOCATION, Cell, DesignColumn, Key, ModelSpec
from levelwise.notations.parts.by_level import ordered_cells
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.deviations import has_sole_correlation
from levelwise.notations.parts.effect_vectors import Effect, Vector, columns_of, vectors
from levelwise.notations.parts.letters import numbered
from levelwise.notations.parts.normal import NORMAL, SQUARED
from levelwise.notations.parts.variables import Namer


@dataclass(frozen=True)
class Factor:
    """A grouping factor: its index, the letter of its random effects, that of their standard deviations."""

    index: str
    effect: str
    deviation: str


class SubjectsAndItems:
    """The equations of one model.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    factors : mapping of str to Factor
        The grouping factors, in the order of their indices.
    observation : str
        The index of an observation within the groups; empty if they identify it.
    coefficient, correlation, matrix : str
        The letters of fixed coefficients, of correlations and of covariance matrices.
    """

    def __init__(
        self, spec: ModelSpec, factors: Mapping[str, Factor], observation: str, letters: tuple[str, str, str]
    ) -> None:
        self.spec = spec
        self.factors = factors
        self.coefficient, self.correlation, self.matrix = letters
        self.whole = (*(Index(one.index) for one in factors.values()), *((Index(observation),) if observation else ()))
        found = vectors(spec, intercept_first=True)
        self.vectors = sorted(found, key=lambda vector: list(factors).index(vector.group))
        self.columns = tuple(columns_of(spec, self.vectors).values())
        slopes = [column.key for column in self.columns if column.cells]
        self.numbers = {INTERCEPT: 0, **{key: number for number, key in enumerate(slopes, 1)}}
        self.fixed = {column.key for column in spec.fixed}
        self.namer = Namer(spec, self._indices, self._of_group)
        self.response = Namer(spec, lambda _: self.whole, self._of_group)

    def _indices(self, name: str) -> tuple[Index, ...]:
        home = self.spec.home((Cell(quoted(name)),))
        return self.whole if home is None else self._of_group(home)

    def _of_group(self, label: str) -> tuple[Index, ...]:
        return (Index(self.factors[label].index),)

    def mean(self) -> Node:
        """Return the linear predictor."""
        terms: list[Signed] = self.namer.offsets()
        for column in self.columns:
            own: tuple[Signed, ...] = tuple(("+", one) for one in self._coefficients(column))
            product = ordered_cells(self.spec, column.cells)
            if not product:
                terms.extend(own)
            else:
                terms.append(self.namer.term(own[0][1] if len(own) == 1 else Brackets(Sum(own)), product))
        return Sum(tuple(terms)) if terms else Number("0")

    def _coefficients(self, column: DesignColumn) -> Iterator[Symbol]:
        """Return the fixed coefficient of a column and the deviations from it."""
        if column.key in self.fixed:
            sub = numbered((self.numbers[column.key],))
            yield Symbol(self.coefficient, sub, of=FixedEffect(LOCATION, column.key))
        for vector in self.vectors:
            if (effect := vector.find(column.key)) is not None:
                yield self.effect(vector, effect)

    def effect(self, vector: Vector, effect: Effect) -> Symbol:
        """Return the deviation of a subject or an item."""
        factor = self.factors[vector.group]
        sub = numbered((self.numbers[effect.column.key],), (Index(factor.index),))
        return Symbol(factor.effect, sub, of=effect.meaning)

    def lines(self) -> list[Line]:
        """Return the distributions of the deviations, each followed by its covariance matrix."""
        several = sum(len(vector.effects) > 1 for vector in self.vectors) > 1
        return [line for vector in self.vectors for line in self._lines(vector, several=several)]

    def _lines(self, vector: Vector, *, several: bool) -> Iterator[Line]:
        factor = self.factors[vector.group]
        symbols = [self.effect(vector, effect) for effect in vector.effects]
        alone = has_sole_correlation([vector])
        named = several and not has_sole_correlation(self.vectors)
        spread = matrix(
            vector.effects, _Deviations(factor, self.numbers, vector, self.correlation, alone, named), symmetric=True
        )
        if len(symbols) == 1:
            yield Line(symbols[0], "~", Distribution(NORMAL, (Number("0"), spread[0][0])))
            return
        blocks = tuple(sorted({effect.block for effect in vector.effects}))
        sub: tuple[Script, ...] = (Symbol(factor.effect),) if several else ()
        whole = Symbol(self.matrix, sub, of=Stacked("covariances", blocks, vector.group))
        zeros = _listed([Number("0") for _ in symbols])
        yield Line(_listed(symbols), "~", Distribution(NORMAL, (zeros, whole)))
        yield Line(whole, "=", Matrix(spread))


def _listed(nodes: Sequence[Node]) -> Brackets:
    """Return a vector in angle brackets."""
    parts = tuple(part for place, one in enumerate(nodes) for part in ((Comma(), one) if place else (one,)))
    return Brackets(Row(parts), "angle")


@dataclass(frozen=True)
class _Deviations:
    """Writes a covariance matrix with standard deviations, τ_00² and ρτ_00τ_11.

    `alone` is whether the vector has one correlation, `named` whether other vectors have correlations, too.
    """

    factor: Factor
    numbers: Mapping[Key, int]
    vector: Vector
    letter: str
    alone: bool
    named: bool

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {id(effect): place for place, effect in enumerate(self.vector.effects)}

    @cached_property
    def _deviation(self) -> Mapping[int, Symbol]:
        return {
            id(effect): Symbol(self.factor.deviation, self._twice(effect), of=StandardDeviation(effect.meaning))
            for effect in self.vector.effects
        }

    def _place(self, effect: Effect) -> int:
        return self._places[id(effect)]

    def covariance(self, a: Effect, b: Effect, meaning: Variance | Covariance) -> Node:
        if isinstance(meaning, Variance):
            return Symbol(self.factor.deviation, self._twice(a), SQUARED, meaning)
        first, second = sorted((a, b), key=self._place)
        numbers = numbered((self.numbers[first.column.key], self.numbers[second.column.key]))
        sub = (*self._prefix(), *(() if self.alone else numbers))
        return Row((Symbol(self.letter, sub, of=Correlation(meaning.effects)), *self.deviations(first, second)))

    def common(self, meaning: CommonVariance) -> Symbol:
        return Symbol(self.factor.deviation, (), SQUARED, meaning)

    def deviations(self, a: Effect, b: Effect) -> tuple[Node, ...]:
        pair = sorted((a, b), key=self._place)
        return tuple(self._deviation[id(effect)] for effect in pair)

    def correlation(self, meaning: CommonCorrelation) -> Symbol:
        lag = () if meaning.lag is None else numbered((meaning.lag,))
        return Symbol(self.letter, (*self._prefix(), *lag), of=meaning)

    def _prefix(self) -> tuple[Script, ...]:
        return (Symbol(self.factor.effect),) if self.named else ()

    def _twice(self, effect: Effect) -> tuple[Script, ...]:
        number = self.numbers[effect.column.key]
        return numbered((number, number))
