"""Regressions with coefficients that vary by group: the distribution of the response, then a regression for each group.

Gelman & Hill (2007), *Data Analysis Using Regression and Multilevel/Hierarchical Models*, chapters 12 and 13, for one
grouping factor. Of several nested factors, the constant of a group-level regression is the coefficient of the coarser
group, δ_k[j], as in their section 14.1; the letters of coarser factors are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Index,
    Line,
    Node,
    Number,
    Script,
    Signed,
    Sum,
    Symbol,
)
from levelwise.model.parameters import FixedEffect, VaryingCoefficient
from levelwise.model.spec import INTERCEPT, LOCATION, Cell, DesignColumn, Key, Level, ModelSpec
from levelwise.notations.forms.levels import chain
from levelwise.notations.parts.by_level import ordered_cells
from levelwise.notations.parts.covariance import matrix
from levelwise.notations.parts.deviations import Deviations, has_sole_correlation
from levelwise.notations.parts.effect_vectors import Effect, Vector, vectors
from levelwise.notations.parts.letters import over_groups
from levelwise.notations.parts.normal import distribution
from levelwise.notations.parts.units import Units
from levelwise.notations.parts.variables import Namer


@dataclass(frozen=True)
class Letters:
    """The letters of the coefficients.

    Attributes
    ----------
    intercept, slope : str
        Those of the coefficients in the distribution of the response.
    mean : str
        That of the mean of a coefficient without predictors.
    regression : str
        That of the coefficients of group-level regressions.
    coarser : tuple of str
        Those of the coefficients of coarser factors, on which those of a finer one depend.
    deviation, correlation : str
        Those of standard deviations and correlations.
    """

    intercept: str
    slope: str
    mean: str
    regression: str
    coarser: tuple[str, ...]
    deviation: str
    correlation: str


def nested(spec: ModelSpec, count: int) -> tuple[Level, ...] | None:
    """Return the grouping factors from the finest to the coarsest if a model has this form, else None.

    They have to be nested, and no coefficient may be random in two blocks of one factor; there are letters for `count`
    factors.
    """
    levels = chain(spec)
    if levels is None or len(levels) > count:
        return None
    random = [(block.group, column.key) for block in spec.blocks for column in block.effects]
    return levels if len(set(random)) == len(random) else None


@dataclass(frozen=True)
class _Row:
    """A coefficient with a regression: of the response (`group` is None), or of a group-level regression.

    Attributes
    ----------
    group : str
        The factor whose groups it belongs to.
    key : Key
        Its design column.
    """

    group: str
    key: Key


class GroupRegressions:
    """The equations of one model.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    levels : tuple of Level
        Its grouping factors from the finest to the coarsest, as returned by `nested`.
    letters : Letters
        The letters of coefficients.
    observation : str
        The index of an observation.
    indices : sequence of str
        The indices of the factors.
    """

    def __init__(
        self, spec: ModelSpec, levels: tuple[Level, ...], letters: Letters, observation: str, indices: Sequence[str]
    ) -> None:
        self.spec = spec
        self.labels = [level.group.label for level in levels]
        self.letters = letters
        self.index = dict(zip(self.labels, indices, strict=True))
        self.units = Units(spec, observation, self.index)
        self.vectors = vectors(spec, intercept_first=True)
        self.random: dict[Key, dict[str, Effect]] = {}
        for label in self.labels:
            for vector in self.vectors:
                for effect in vector.effects if vector.group == label else ():
                    self.random.setdefault(effect.column.key, {})[label] = effect
        self.fixed = {column.key for column in spec.fixed}
        self.rows: dict[_Row, list[tuple[DesignColumn, tuple[Cell, ...]]]] = {}
        self.row_of: dict[Key, tuple[_Row, int]] = {}
        self.varying: dict[Key, str] = {}  # coefficients that group-level predictors determine without an error
        level_one = [column for column in spec.fixed if not self._placed(column)]
        seen = set(self.fixed)
        for block in spec.blocks:
            for column in block.effects:
                if column.key not in seen:
                    seen.add(column.key)
                    level_one.append(column)
        self.level_one = tuple(level_one)
        slopes = [column.key for column in level_one if column.cells]
        self.numbers = {key: number for number, key in enumerate(slopes, 1)}

    # --- where coefficients are ---------------------------------------------------------------

    def _placed(self, column: DesignColumn) -> bool:
        """Put a fixed coefficient in the regression of another coefficient if it belongs there."""
        grouped = tuple(cell for cell in column.cells if self.spec.home((cell,)) is not None)
        home = self.spec.home(grouped)
        if home is None:
            return False
        moderated = frozenset(column.cells) - frozenset(grouped)
        where = self.random.get(column.key, {})
        possible = [one for one in self.random.get(moderated, ()) if one == home or home in self._coarser(one)]
        if possible:
            group = possible[-1]
        elif moderated and moderated in self.fixed and not self.random.get(moderated):
            group = home
        else:
            return False
        if not all(one in self._coarser(group) for one in where):
            return False
        if not possible:
            self._vary(moderated, home)
            group = self.varying[moderated]
        entries = self.rows.setdefault(_Row(group, moderated), [])
        entries.append((column, ordered_cells(self.spec, grouped)))
        self.row_of[column.key] = (_Row(group, moderated), len(entries))
        return True

    def _vary(self, key: Key, home: str) -> None:
        """Let a coefficient vary by the groups of the finest factor that has predictors of it."""
        before = self.varying.get(key, home)
        finest = before if home in self._coarser(before) else home
        self.varying[key] = finest
        if finest != before:
            entries = self.rows.pop(_Row(before, key), [])
            self.rows[_Row(finest, key)] = entries
            for number, (column, _) in enumerate(entries, 1):
                self.row_of[column.key] = (_Row(finest, key), number)

    def _coarser(self, label: str) -> Sequence[str]:
        return self.labels[self.labels.index(label) + 1 :]

    # --- symbols ------------------------------------------------------------------------------

    def bare(self, key: Key, group: str | None = None) -> Symbol:
        """Return the symbol of a coefficient without index, as it depends on a coarser `group` if one is given."""
        if (found := self.row_of.get(key)) is not None:
            row, number = found
            base = Symbol(self.letters.regression, (Number(str(number)),), (self.bare(row.key, row.group),))
        elif key == INTERCEPT:
            base = Symbol(self.letters.intercept)
        else:
            base = Symbol(self.letters.slope, (Number(str(self.numbers[key])),))
        where = list(self.random.get(key, ()))
        if group is None or group in where[:1] or group not in where:
            return base
        return Symbol(self.letters.coarser[self.labels.index(group) - 1], base.sub, base.sup)

    def coefficient(self, key: Key, of: str | None) -> Symbol:
        """Return a coefficient with the index of its group, in the equation of a factor or of an observation."""
        base = self.bare(key)
        if where := self.random.get(key):
            finest = next(iter(where))
            return self._indexed(base, self.units.group(finest, of), where[finest])
        if key in self.varying:
            index = self.units.group(self.varying[key], of)
            return Symbol(base.name, (*base.sub, index), base.sup, VaryingCoefficient(key))
        return Symbol(base.name, base.sub, base.sup, FixedEffect(LOCATION, key))

    def effect(self, effect: Effect, group: str, of: str) -> Symbol:
        """Return a random coefficient of a factor."""
        return self._indexed(self.bare(effect.column.key, group), self.units.group(group, of), effect)

    @staticmethod
    def _indexed(base: Symbol, index: Index, effect: Effect) -> Symbol:
        return Symbol(base.name, (*base.sub, index), base.sup, effect.meaning)

    # --- equations ----------------------------------------------------------------------------

    @cached_property
    def namer(self) -> Namer:
        """The namer of the equation of an observation."""
        return self.units.namer()

    def mean(self) -> Node:
        """Return the linear predictor of an observation."""
        terms: list[Signed] = self.namer.offsets()
        for column in self.level_one:
            terms.append(self.namer.term(self.coefficient(column.key, None), ordered_cells(self.spec, column.cells)))
        return Sum(tuple(terms)) if terms else Number("0")

    def lines(self) -> list[Line]:
        """Return the equations of coefficients without an error, then the distributions, the finest factor first."""
        found = [self._without_error(key, group) for key, group in self.varying.items()]
        sole = has_sole_correlation(self.vectors)
        for label in self.labels:
            namer = self.units.namer(label)
            found.extend(self._distribution(one, namer, sole=sole) for one in self.vectors if one.group == label)
        return found

    def _without_error(self, key: Key, group: str) -> Line:
        base = self.bare(key)
        left = Symbol(base.name, (*base.sub, Index(self.index[group])), base.sup, VaryingCoefficient(key))
        return Line(left, "=", self._regression(key, group, self.units.namer(group)))

    def _distribution(self, vector: Vector, namer: Namer, *, sole: bool) -> Line:
        group = vector.group
        symbols = [self.effect(effect, group, group) for effect in vector.effects]
        means = [self._regression(effect.column.key, group, namer) for effect in vector.effects]
        named = {effect: self.bare(effect.column.key, group) for effect in vector.effects}
        spelled = Deviations(named, vector.effects, sole, self.letters.deviation, self.letters.correlation)
        spread = matrix(vector.effects, spelled, symmetric=True)
        return distribution(symbols, means, spread, over_groups(group, (self.index[group],), as_text=False))

    def _regression(self, key: Key, group: str, namer: Namer) -> Node:
        """Return the mean of a coefficient of a factor, or what determines it."""
        entries = self.rows.get(_Row(group, key), [])
        where = list(self.random.get(key, ()))
        after = where[where.index(group) + 1 :] if group in where else []
        terms: list[Signed] = []
        above: tuple[Script, ...] = (self.bare(key, group),)
        if after:
            terms.append(("+", self.effect(self.random[key][after[0]], after[0], group)))
        elif key in self.fixed:
            own = FixedEffect(LOCATION, key)
            if not entries:
                return Symbol(self.letters.mean, above, of=own)
            terms.append(("+", Symbol(self.letters.regression, (Number("0"),), above, own)))
        for column, shown in entries:
            terms.append(namer.term(self.coefficient(column.key, group), shown))
        return Sum(tuple(terms)) if len(terms) > 1 else terms[0][1] if terms else Number("0")
