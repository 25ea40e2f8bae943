"""Random effects with a letter for each factor, all in the equation of an observation.

Gelman & Hill (2007), *Data Analysis Using Regression and Multilevel/Hierarchical Models*, p. 289, write one mean and
effects with mean zero, μ + γ_j[i] + δ_k[i], for grouping factors that are not nested. In McElreath (2020), *Statistical
Rethinking*, section 13.3, the first of the factors has the mean: α_actor[i] + γ_block[i] with α_j ~ Normal(α, σ_α). A
slope that varies by a factor has the letter of that factor and the number of its coefficient.
"""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Comma, Line, Node, Number, Script, Signed, Sum, Symbol
from levelwise.model.parameters import FixedEffect
from levelwise.model.spec import INTERCEPT, LOCATION, DesignColumn, Key, ModelSpec
from levelwise.notations.parts.by_level import ordered_cells
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.deviations import Deviations, has_sole_correlation
from levelwise.notations.parts.effect_vectors import Effect, Vector, columns_of, vectors
from levelwise.notations.parts.letters import letter_of, over_groups
from levelwise.notations.parts.normal import distribution
from levelwise.notations.parts.units import Units


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
    centred : bool
        Whether a coefficient has its mean in its first distribution, so that only the others have the mean zero, and
        groups of observations have the name of their factor as their index, as in ``school[i]``.
    """

    def __init__(
        self, spec: ModelSpec, letters: Letters, observation: str, indices: Sequence[str], *, centred: bool = False
    ) -> None:
        self.spec = spec
        self.letters = letters
        self.index = dict(zip((level.group.label for level in spec.levels), indices, strict=True))
        self.units = Units(spec, observation, self.index, named=centred)
        self.namer = self.units.namer()
        self.vectors = vectors(spec, intercept_first=True)
        self.columns = tuple(columns_of(spec, self.vectors).values())
        self.fixed = {column.key for column in spec.fixed}
        slopes = [column.key for column in self.columns if column.cells]
        self.numbers = {key: number for number, key in enumerate(slopes, 1)}
        self.sole = centred and has_sole_slope(spec)
        self.first: dict[Key, int] = {}
        for number, vector in enumerate(self.vectors if centred else ()):
            for effect in vector.effects:
                self.first.setdefault(effect.column.key, number)
        others = [n for n, one in enumerate(self.vectors) if any(not self.is_first(n, e) for e in one.effects)]
        self.places = {number: place for place, number in enumerate(others)}

    def is_first(self, number: int, effect: Effect) -> bool:
        """Return whether an effect is the coefficient itself, with its mean."""
        return self.first.get(effect.column.key) == number

    def number(self, key: Key) -> tuple[Script, ...]:
        """Return the number of a slope; an intercept has none, nor has the only slope of a model."""
        return () if key == INTERCEPT or self.sole else (Number(str(self.numbers[key])),)

    def bare(self, number: int, effect: Effect) -> Symbol:
        """Return the symbol of a random effect of a vector, without index."""
        key = effect.column.key
        if self.is_first(number, effect):
            return Symbol(self.letters.slope if key else self.letters.intercept, self.number(key))
        return letter_of(self.letters.effects, self.places[number], self.number(key))

    def effect(self, number: int, effect: Effect, of: str | None) -> Symbol:
        """Return a random effect with the index of its group, in the equation of a factor or of an observation."""
        base = self.bare(number, effect)
        index = self.units.group(self.vectors[number].group, of)
        apart = (Comma(),) if index.named and base.sub else ()
        return Symbol(base.name, (*base.sub, *apart, index), base.sup, effect.meaning)

    def mean(self) -> Node:
        """Return the linear predictor of an observation."""
        terms: list[Signed] = self.namer.offsets()
        for column in self.spec.fixed:
            terms.append(self._term(self._coefficient(column), column))
        for number, vector in enumerate(self.vectors):
            for one in vector.effects:
                if not self.is_first(number, one) or one.column.key not in self.fixed:
                    terms.append(self._term(self.effect(number, one, None), one.column))
        return Sum(tuple(terms)) if terms else Number("0")

    def _coefficient(self, column: DesignColumn) -> Symbol:
        """Return the coefficient of a fixed column, which may vary by the groups of the first factor of its effects."""
        if (number := self.first.get(column.key)) is not None:
            own = self.vectors[number].find(column.key)
            assert own is not None  # that vector has it
            return self.effect(number, own, None)
        return self.constant(column.key)

    def constant(self, key: Key) -> Symbol:
        """Return a fixed coefficient."""
        name = self.letters.slope if key else self.letters.intercept
        return Symbol(name, self.number(key), of=FixedEffect(LOCATION, key))

    def _term(self, symbol: Symbol, column: DesignColumn) -> Signed:
        return self.namer.term(symbol, ordered_cells(self.spec, column.cells))

    def mean_of(self, number: int, effect: Effect) -> Node:
        """Return the mean of a random effect."""
        has_mean = self.is_first(number, effect) and effect.column.key in self.fixed
        return self.constant(effect.column.key) if has_mean else Number("0")

    def named(self, number: int) -> dict[Effect, Symbol]:
        """Return the symbols of the effects of a vector without index."""
        return {effect: self.bare(number, effect) for effect in self.vectors[number].effects}

    def spelled(self, number: int) -> Deviations:
        """Return how the covariance matrix of a vector is written."""
        sole = has_sole_correlation(self.vectors)
        effects = self.vectors[number].effects
        return Deviations(self.named(number), effects, sole, self.letters.deviation, self.letters.correlation)

    def lines(self) -> list[Line]:
        """Return the distributions of the random effects."""
        return [self._distribution(number, vector) for number, vector in enumerate(self.vectors)]

    def _distribution(self, number: int, vector: Vector) -> Line:
        symbols = [self.effect(number, effect, vector.group) for effect in vector.effects]
        means = [self.mean_of(number, effect) for effect in vector.effects]
        spread = matrix(vector.effects, self.spelled(number))
        groups = over_groups(vector.group, (self.index[vector.group],), as_text=False)
        return distribution(symbols, means, spread, groups)


def has_sole_slope(spec: ModelSpec) -> bool:
    """Return whether a model has one slope, which is random in at most one block."""
    columns = [column.key for column in spec.fixed if column.cells]
    random = [column.key for block in spec.blocks for column in block.effects if column.cells]
    return len({*columns, *random}) == 1 and len(random) < 2
