"""The crossed form: an equation of the response, one for each of its coefficients, then the distributions.

Raudenbush & Bryk (2002), *Hierarchical Linear Models*, 2nd ed., chapter 12, write this form. Models with both nested
and crossed factors are written in it, too; the letters are those of a table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from math import prod

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Brackets,
    Index,
    Line,
    Node,
    Number,
    Scaled,
    Script,
    Signed,
    Sum,
    Symbol,
    System,
)
from levelwise.formula.syntax import quoted
from levelwise.model.parameters import (
    FixedEffect,
    LevelOneResidual,
    VaryingCoefficient,
)
from levelwise.model.spec import LOCATION, Cell, DesignColumn, Key, Level, ModelSpec
from levelwise.notations.forms.generalized import with_link
from levelwise.notations.forms.level_symbols import LevelSymbols
from levelwise.notations.forms.three_parts import three_parts
from levelwise.notations.parts.by_level import Part, ordered_cells, stands_alone
from levelwise.notations.parts.effect_vectors import Effect, Vector, vectors
from levelwise.notations.parts.letters import letter_of, numbered
from levelwise.notations.parts.normal import residual_distribution
from levelwise.notations.parts.residual_distributions import Residual, distribution
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.response_distribution import parameters_in_words, scale_of
from levelwise.notations.parts.variables import Namer


@dataclass()
class _Slope:
    """A coefficient in the equation of the response, and its group-level predictors."""

    number: int
    part: Part
    fixed: Key | None = None
    effects: list[Effect] = field(default_factory=list)
    predictors: dict[Key, _Predictor] = field(default_factory=dict)


@dataclass()
class _Predictor:
    """A group-level predictor: its factor, its number among the predictors of that factor, its random effects."""

    part: Part
    factor: str
    number: int
    fixed: Key | None = None
    effects: list[Effect] = field(default_factory=list)


def write(spec: ModelSpec, symbols: LevelSymbols) -> System:
    """Write a model whose grouping factors are not all nested."""
    return writer(spec, symbols).system()


def writer(spec: ModelSpec, symbols: LevelSymbols) -> _Writer:
    """Return the state of the writing of a model, from which other forms take letters, indices and distributions."""
    return _Writer(spec, symbols)


class _Writer:
    """The state of the writing of one model whose grouping factors are not all nested."""

    def __init__(self, spec: ModelSpec, symbols: LevelSymbols) -> None:
        self.spec = spec
        self.symbols = symbols
        self.cells = _cells(spec.levels)
        plain = [level.group.label for level in spec.levels if level.group.label not in self.cells]
        self.letters = dict(zip(plain, symbols.letters(plain), strict=True))
        self.names = {label: letter_of(symbols.factors, n) for n, label in enumerate(plain)}
        one = (symbols.crossed_fixed,)
        self.apart = bool(symbols.predictors)  # a letter for the predictors of each factor
        self.predictor_letters = {
            label: letter_of(symbols.predictors or one, n if self.apart else 0) for n, label in enumerate(plain)
        }
        self.all_indices = symbols.indices(tuple(self.letters.values()))
        self.of_row = symbols.indices((symbols.observation, *self.letters.values()))
        self.family = symbols.family(symbols.crossed_level_one_residual)
        self.namer = Namer(spec, self.indices_of_column, self.indices)
        self.alone = stands_alone(spec)
        self.vectors = vectors(spec, intercept_first=True)
        self.slopes: dict[Key, _Slope] = {}
        self.numbers: dict[Effect, tuple[int, ...]] = {}
        for column in spec.fixed:
            self.place(column).fixed = column.key
        for vector in self.vectors:
            for effect in vector.effects:
                self.place(effect.column).effects.append(effect)
        for slope in self.slopes.values():
            for effect in slope.effects:
                self.numbers[effect] = (slope.number, 0)
            for predictor in slope.predictors.values():
                for effect in predictor.effects:
                    self.numbers[effect] = (slope.number, predictor.number)
        self.residuals = self._residuals()

    # --- where things stand -------------------------------------------------------------------

    def place(self, column: DesignColumn) -> _Slope | _Predictor:
        """Return the slope, or the predictor of a slope, that corresponds to a design column."""
        grouped = tuple(cell for cell in column.cells if self.spec.home((cell,)) is not None)
        home = self.spec.home(grouped)
        if column.key in self.alone or (grouped and (home is None or home in self.cells)):
            return self.slope(ordered_cells(self.spec, column.cells))
        slope = self.slope(tuple(cell for cell in column.cells if cell not in grouped))
        if home is None:
            return slope
        part = ordered_cells(self.spec, grouped)
        found = slope.predictors.get(frozenset(part))
        if found is None:
            others = [other for other in slope.predictors.values() if other.factor == home or not self.apart]
            number = 1 + len(others)
            found = slope.predictors[frozenset(part)] = _Predictor(part, home, number)
        return found

    def slope(self, part: Part) -> _Slope:
        key = frozenset(part)  # a:b and b:a are one column
        found = self.slopes.get(key)
        if found is None:
            number = 0 if not part else 1 + sum(1 for other in self.slopes if other)
            found = self.slopes[key] = _Slope(number, part)
        return found

    def in_order(self) -> list[_Slope]:
        return sorted(self.slopes.values(), key=lambda slope: slope.number)

    # --- letters ------------------------------------------------------------------------------

    def indices(self, group: str) -> tuple[Index, ...]:
        """Return the index of a factor; for a cell, the indices of the factors that it combines."""
        members = self.cells.get(group, (group,))
        return self.symbols.indices([letter for member, letter in self.letters.items() if member in members])

    def complete(self, group: str) -> bool:
        """Return whether every combination of the factors of a cell is known to occur; a factor has all its groups."""
        if group not in self.cells:
            return True
        cells = self.spec.level(group).size
        return cells is not None and cells == prod(self.spec.level(one).size or 0 for one in self.cells[group])

    def indices_of_column(self, name: str) -> tuple[Index, ...]:
        home = self.spec.home((Cell(quoted(name)),))
        if home is None or home in self.cells:
            return self.of_row
        return self.indices(home)

    def _residuals(self) -> list[Residual]:
        used = len(self.names)
        clashing = self._clashing()
        result: list[Residual] = []
        counts: Counter[tuple[Index, ...]] = Counter()  # two cells may combine the same factors
        for vector in self.vectors:
            indices = self.indices(vector.group)
            if vector.group in self.cells and not counts[indices]:
                symbol = Symbol(self.symbols.cell)
                counts[indices] += 1
            elif vector.group not in self.cells and vector.repeat == 0:
                symbol = self.names[vector.group]
            else:
                symbol = letter_of(self.symbols.factors, used)
                used += 1
            prefix: tuple[Script, ...] = (symbol,)
            numbers = {effect: self.numbers[effect] for effect in vector.effects}
            if vector.group in self.cells and len(self.cells) > 1:
                prefix = (Symbol(symbol.name, self.indices(vector.group), symbol.sup),)
            if (vector.group in self.cells or not self.apart) and not any(n[1] for n in numbers.values()):
                numbers = {e: n[:1] for e, n in numbers.items()}
            superscripts = {effect: clashing[effect] for effect in vector.effects if effect in clashing}
            spread = self.symbols.spread_of(self.symbols.variance[0])
            indices = self.indices(vector.group)
            result.append(Residual(symbol, indices, prefix, prefix, numbers, superscripts, spread))
        return result

    def _clashing(self) -> dict[Effect, tuple[Script, ...]]:
        """Return superscripts for effects of predictors of two factors with the same numbers in one vector."""
        owner: dict[Effect, str] = {}
        for slope in self.slopes.values():
            for predictor in slope.predictors.values():
                owner.update(dict.fromkeys(predictor.effects, predictor.factor))
        superscripts: dict[Effect, tuple[Script, ...]] = {}
        for vector in self.vectors:
            pairs = [self.numbers[effect] for effect in vector.effects]
            for effect in vector.effects:
                if effect in owner and pairs.count(self.numbers[effect]) > 1:
                    superscripts[effect] = (self.predictor_letters[owner[effect]],)
        return superscripts

    # --- lines --------------------------------------------------------------------------------

    def system(self) -> System:
        lines = self.response()
        lines.extend(self.equation(slope) for slope in self.in_order())
        if self.spec.is_linear:
            variance = scale_of(self.spec, self.family, self.of_row)
            residuals = residual_distribution(self.level_one_residual(), variance)
            lines.extend(structured(self.spec, residuals, self.namer, self.symbols.correlation))
        for vector, residual in zip(self.vectors, self.residuals, strict=True):
            lines.append(self.group_distribution(vector, residual))
        return System(tuple(lines), "", parameters_in_words(self.spec, self.family))

    def group_distribution(self, vector: Vector, residual: Residual) -> Line:
        """Return the distribution of a vector of random effects."""
        letters = tuple(index.letter for index in self.indices(vector.group))
        return distribution(vector, residual, letters, complete=self.complete(vector.group))

    def level_one_residual(self) -> Symbol:
        return Symbol(self.symbols.crossed_level_one_residual, self.of_row, of=LevelOneResidual())

    def pi(self, slope: _Slope) -> Symbol:
        sub = numbered((slope.number,), self.all_indices)
        return Symbol(self.symbols.crossed_varying, sub, of=VaryingCoefficient(frozenset(slope.part)))

    def response(self) -> list[Line]:
        namer = Namer(self.spec, lambda _: self.of_row, self.indices)
        terms: list[Signed] = self.namer.offsets()
        for slope in self.in_order():
            terms.append(self.namer.term(self.pi(slope), slope.part))
        if not self.spec.is_linear:
            predictor: Node = Sum(tuple(terms)) if terms else Number("0")
            given = Symbol(self.symbols.crossed_varying, self.all_indices, face="bold")
            if self.symbols.style.family == "link":
                return with_link(self.spec, namer, self.of_row, predictor, self.family)
            return three_parts(self.spec, namer, self.of_row, given, predictor, letters=self.family)
        terms.append(("+", self.level_one_residual()))
        return [Line(namer.response(), "=", Sum(tuple(terms)))]

    def equation(self, slope: _Slope) -> Line:
        terms: list[Signed] = []
        if slope.fixed is not None:
            sub = numbered((slope.number,) if self.apart else (slope.number, 0))
            constant = Symbol(self.symbols.crossed_fixed, sub, of=FixedEffect(LOCATION, slope.fixed))
            terms.append(("+", constant))
        predictors = list(slope.predictors.values())
        if self.apart:
            predictors.sort(key=lambda predictor: tuple(self.predictor_letters).index(predictor.factor))
        terms.extend(self.predictor(slope, predictor) for predictor in predictors)
        terms.extend(("+", self.effect(effect)) for effect in slope.effects)
        return Line(self.pi(slope), "=", Sum(tuple(terms)))

    def predictor(self, slope: _Slope, predictor: _Predictor) -> Signed:
        own: list[Signed] = []
        if predictor.fixed is not None:
            letter = self.predictor_letters[predictor.factor]
            sub = numbered((slope.number, predictor.number))
            own.append(("+", Symbol(letter.name, sub, letter.sup, FixedEffect(LOCATION, predictor.fixed))))
        own.extend(("+", self.effect(effect)) for effect in predictor.effects)
        product = self.namer.product(predictor.part)
        first = own[0][1]
        if len(own) == 1 and isinstance(first, Symbol):
            return ("+", Scaled(first, product))
        return ("+", Scaled(Brackets(Sum(tuple(own))), product))

    def effect(self, effect: Effect) -> Symbol:
        for vector, residual in zip(self.vectors, self.residuals, strict=True):
            if effect in vector.effects:
                return residual.effect(effect)
        raise KeyError(effect)


def _cells(levels: tuple[Level, ...]) -> dict[str, tuple[str, ...]]:
    """Return the factors that are the cells of other factors of the model, with those factors."""
    found: dict[str, tuple[str, ...]] = {}
    for level in levels:
        parts = set(level.group.parts)
        members = tuple(other.group.label for other in levels if other is not level and set(other.group.parts) < parts)
        covered = {part for other in levels if other.group.label in members for part in other.group.parts}
        single = [m for m in members if not _nested_in_other(m, members, levels)]
        if len(single) > 1 and covered == parts:
            found[level.group.label] = tuple(single)
    return {label: tuple(m for m in members if m not in found) for label, members in found.items()}


def _nested_in_other(label: str, members: tuple[str, ...], levels: tuple[Level, ...]) -> bool:
    level = next(one for one in levels if one.group.label == label)
    return any(other in level.within for other in members)
