"""The meanings of symbols in words, as a statistician writes them below an equation."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.legend import Prose
from levelwise.equation.tree import Index, Node, Number, Symbol
from levelwise.equation.units import Units
from levelwise.equation.walk import walk
from levelwise.model.descriptions import described
from levelwise.model.model_parameters import effects_of_block
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    FixedEffect,
    LevelOneResidual,
    Mean,
    Meaning,
    MeanShare,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Threshold,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import LOCATION, DesignColumn, Key, ModelSpec
from levelwise.notations.parts.variables import Namer

_COUNTS = ("poisson", "nbinom1", "nbinom2")


@dataclass(frozen=True)
class Words:
    """Says meanings; the symbols of random effects whose distribution has mean zero are `deviations`."""

    spec: ModelSpec
    units: Units
    namer: Namer
    deviations: frozenset[Node]

    def of(self, symbol: Symbol, meaning: Meaning) -> Prose:
        """Return the meaning of a symbol as a noun phrase; that of a category of the response names it."""
        whole = self._of(symbol, meaning)
        index = next((part for part in walk(symbol) if isinstance(part, Index) and part.apart), None)
        return whole if index is None else (*whole, " for category ", Index(index.letter))

    def _of(self, symbol: Symbol, meaning: Meaning) -> Prose:
        match meaning:
            case FixedEffect(predictor, key):
                return (*self._fixed(key), *self._predictor(predictor))
            case MeanShare(key, block):
                group = self.units.factor(self.spec.blocks[block].group)
                return ("the part of ", *self._fixed(key), f" in the distribution of {group}")
            case VaryingCoefficient(key, _) if self._is_deviation(symbol):
                return ("the random effect", *self.units.where(_indices(symbol), "of"), " on the ", *self._effect(key))
            case VaryingCoefficient(key, _):
                return ("the ", *self._effect(key), *self.units.where(_indices(symbol)))
            case RandomEffect(block, key):
                return self._random_effect(symbol, block, key)
            case Variance(effect):
                return ("the variance of ", *self._all(effect), *self._across(effect.block))
            case StandardDeviation(effect):
                return ("the standard deviation of ", *self._all(effect), *self._across(effect.block))
            case Covariance(effects) | Correlation(effects):
                what = "covariance" if isinstance(meaning, Covariance) else "correlation"
                block = next(iter(effects)).block
                first, second = sorted(effects, key=effects_of_block(self.spec, block).index)
                other = self._effect(second.key, several=True)
                return (f"the {what} of ", *self._all(first), " and ", *other, *self._across(block))
            case CommonVariance(block):
                return ("the common variance of all random effects", *self._across(block))
            case CommonCorrelation(block, lag):
                at = "" if lag is None else f" at lag {lag}"
                return (f"the common correlation{at} of the random effects", *self._across(block))
            case CommonDeviation(block):
                return ("the common standard deviation of all random effects", *self._across(block))
            case ResidualVariance(category):
                one = " of an observation with weight 1" if self.spec.weights is not None else ""
                return (f"the {self._level_one}residual variance{one}", *self._where(category))
            case ResidualDeviation(category):
                return (f"the {self._level_one}residual standard deviation", *self._where(category))
            case LevelOneResidual():
                return (f"the {self._level_one}residual",)
            case Threshold(None, from_first):
                minus = " minus the first threshold" if from_first else ""
                return ("the threshold of category ", *_indices(symbol), f" of {self.spec.response.text}{minus}")
            case Mean(on_link_scale):
                return self._mean(symbol, on_link_scale=on_link_scale)
            case _:
                return (described(meaning, self.spec),)

    def _where(self, category: str | None) -> Prose:
        """Return the category of a residual variance."""
        variances = self.spec.residual.variances
        if category is None or variances is None:
            return ()
        return (" where ", self.namer.typeset(variances.variable), f" is {category}")

    @property
    def _level_one(self) -> str:
        return "level-1 " if self.spec.levels else ""

    def _predictor(self, predictor: str) -> Prose:
        return () if predictor == LOCATION else (f" in the predictor of {predictor}",)

    def _fixed(self, key: Key) -> Prose:
        column = self.column(key)
        if column is None or not column.cells:
            return ("the fixed intercept",) if self.spec.levels else ("the intercept",)
        homes = {self.spec.home((cell,)) for cell in column.cells}
        fixed = "fixed " if self.spec.levels else ""
        if len(homes) > 1:
            return (f"the {fixed}coefficient of the cross-level interaction ", self.namer.product(column.cells))
        if len(column.cells) > 1:
            return (f"the {fixed}coefficient of the interaction ", self.namer.product(column.cells))
        return (f"the {fixed}", *self._effect(key))

    def _effect(self, key: Key, *, several: bool = False) -> Prose:
        """Return what a column has: an intercept, the slope of a number, the effect of an indicator."""
        s = "s" if several else ""
        column = self.column(key)
        if column is None or not column.cells:
            return (f"intercept{s}",)
        if all(cell.kind == "numeric" for cell in column.cells) and len(column.cells) == 1:
            return (f"slope{s} of ", self.namer.product(column.cells))
        if len(column.cells) == 1:
            return (f"effect{s} of ", self.namer.product(column.cells))
        return (f"coefficient{s} of ", self.namer.product(column.cells))

    def _random_effect(self, symbol: Symbol, block: int, key: Key) -> Prose:
        where = self.units.where(_indices(symbol), "of")
        group = self.spec.blocks[block].group
        if symbol not in self.deviations and not self._is_deviation(symbol):
            return ("the ", *self._effect(key), *self.units.where(_indices(symbol)))
        of_whom = where or (f" of {self.units.factor(group)}",)
        return ("the random effect", *of_whom, " on the ", *self._effect(key))

    def _is_deviation(self, symbol: Symbol) -> bool:
        """Return whether a symbol with the index of the group of a row, γ_j[i], is a deviation γ_j with mean zero."""
        if sum(not index.apart for index in _indices(symbol)) != 1:
            return False
        alike = (one for one in self.deviations if isinstance(one, Symbol))
        return any((one.name, one.sup, _numbers(one)) == (symbol.name, symbol.sup, _numbers(symbol)) for one in alike)

    def _all(self, effect: RandomEffect) -> Prose:
        return ("the random ", *self._effect(effect.key, several=True))

    def _across(self, block: int) -> Prose:
        group = self.spec.blocks[block].group
        return (f" across {'' if group in self.units.names else 'the '}{self.units.plural(group)}",)

    def _mean(self, symbol: Symbol, *, on_link_scale: bool) -> Prose:
        if on_link_scale:
            return ("the linear predictor",)
        response = self.spec.response
        name = response.text
        if response.is_categorical:
            lower = " or a lower one" if response.kind == "ordinal" else ""
            return (f"the probability that {name} is in category ", symbol.sub[0], lower)
        if self.spec.family == "binomial":
            if response.success is not None:
                return (f"the probability that {name} is {response.success}",)
            return (
                ("the probability of success",) if response.kind != "binary" else (f"the probability that {name} is 1",)
            )
        what = "expected count" if self.spec.family in _COUNTS else "expected value"
        given = " given the random effects" if self.spec.blocks else ""
        return (f"the {what} of {name}{given}",)

    def column(self, key: Key) -> DesignColumn | None:
        """Return the design column of a key, as the model has it."""
        predictors = self.spec.predictors
        fixed = (column for one in predictors for column in one.fixed)
        random = (column for one in predictors for block in one.blocks for column in block.effects)
        return next((column for column in (*fixed, *random) if column.key == key), None)


def _indices(symbol: Symbol) -> tuple[Index, ...]:
    return tuple(part for part in symbol.sub if isinstance(part, Index))


def _numbers(symbol: Symbol) -> tuple[Node, ...]:
    return tuple(part for part in symbol.sub if isinstance(part, Number))
