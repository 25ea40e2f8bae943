"""The levels form: equations for each level with residuals, then the distributions of the residuals.

Raudenbush & Bryk (2002), *Hierarchical Linear Models*, 2nd ed., chapters 2 to 4 (two levels) and 8
(three levels), Snijders & Bosker (2012), Hox, Moerbeek & van de Schoot (2018) and others write this form; the letters
are those of a table.
"""

from __future__ import annotations

from dataclasses import field

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Index, Line, Node, Number, Script, Signed, Sum, Symbol, System
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
from levelwise.notations.parts.letters import numbered
from levelwise.notations.parts.normal import residual_distribution
from levelwise.notations.parts.residual_distributions import Residual, distribution
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.response_distribution import parameters_in_words, scale_of
from levelwise.notations.parts.variables import Namer


@dataclass()
class _Branch:
    """A coefficient with its equation at the next level."""

    path: tuple[int, ...]
    part: Part
    branches: dict[Key, _Branch] = field(default_factory=dict)
    fixed: Key | None = None
    effects: list[Symbol] = field(default_factory=list)
    symbol: Symbol | None = None

    def grow(self, part: Part) -> _Branch:
        """Return the branch of a part, numbered in order of appearance; the constant is 0."""
        key = frozenset(part)  # a:b and b:a are one column
        found = self.branches.get(key)
        if found is None:
            number = 0 if not part else 1 + sum(1 for other in self.branches if other)
            found = self.branches[key] = _Branch((*self.path, number), part)
        return found

    def in_order(self) -> list[_Branch]:
        """Return the branches by number."""
        return sorted(self.branches.values(), key=lambda branch: branch.path[-1])


def chain(spec: ModelSpec) -> tuple[Level, ...] | None:
    """Return the grouping factors from the finest to the coarsest; None if they are not all nested."""
    inner_first = sorted(spec.levels, key=lambda level: -len(level.within))
    for place, level in enumerate(inner_first):
        if len(level.within) != len(inner_first) - 1 - place:
            return None
    return tuple(inner_first)


def write(spec: ModelSpec, levels: tuple[Level, ...], symbols: LevelSymbols) -> System:
    """Write a model whose grouping factors form a nesting chain."""
    return writer(spec, levels, symbols).system()


def writer(spec: ModelSpec, levels: tuple[Level, ...], symbols: LevelSymbols) -> _Writer:
    """Return the state of the writing of a model, from which other forms take letters, indices and distributions."""
    symbols.check_depth(len(levels))
    return _Writer(spec, levels, symbols)


class _Writer:
    """The state of the writing of one model whose grouping factors form a nesting chain."""

    def __init__(self, spec: ModelSpec, levels: tuple[Level, ...], symbols: LevelSymbols) -> None:
        self.spec = spec
        self.symbols = symbols
        self.levels = levels
        self.depth = len(levels)
        self.labels = [level.group.label for level in levels]
        self.observation = symbols.observation
        self.letters = symbols.letters(self.labels)
        self.family = symbols.family(symbols.level_one_residual(self.depth))
        units = (self.observation, *self.letters)
        self.indices_from = [symbols.indices(units[level:]) for level in range(self.depth + 2)]
        self.namer = Namer(spec, self.indices_of_column, self.indices_of_group)
        self.alone = stands_alone(spec)
        self.vectors = vectors(spec, intercept_first=True)
        self.of_row = self.indices(0)
        self.root = _Branch((), ())
        for column in spec.fixed:
            self.leaf(column).fixed = column.key
        self.branch_of: dict[Effect, _Branch] = {}
        for vector in self.vectors:
            for effect in vector.effects:
                height = self.labels.index(vector.group)
                self.branch_of[effect] = self.leaf(effect.column, height + 1)
        self.residuals = [self.residual(vector) for vector in self.vectors]
        for vector, residual in zip(self.vectors, self.residuals, strict=True):
            for effect in vector.effects:
                self.branch_of[effect].effects.append(residual.effect(effect))

    # --- where things stand -------------------------------------------------------------------

    def level_of(self, cell: Cell) -> int:
        """Return 0 for a level-1 variable, n for a variable at the level of the n-th grouping factor."""
        home = self.spec.home((cell,))
        return 0 if home is None else 1 + self.labels.index(home)

    def leaf(self, column: DesignColumn, height: int | None = None) -> _Branch:
        """Create the branches of a column up to a level, and return the last one."""
        height = self.depth + 1 if height is None else height
        branch = self.root
        for level in range(height):
            if column.key in self.alone:
                part: Part = ordered_cells(self.spec, column.cells) if level == 0 else ()
            else:
                part = tuple(cell for cell in column.cells if self.level_of(cell) == level)
            branch = branch.grow(part)
        return branch

    # --- letters ------------------------------------------------------------------------------

    def indices(self, level: int) -> tuple[Index, ...]:
        """Return the indices of a unit of a level; level 0 is that of the observations."""
        return self.indices_from[level]

    def indices_of_column(self, name: str) -> tuple[Index, ...]:
        return self.indices(self.level_of(Cell(quoted(name))))

    def indices_of_group(self, label: str) -> tuple[Index, ...]:
        return self.indices(1 + self.labels.index(label))

    def coefficient(self, branch: _Branch) -> Symbol:
        """Return the symbol of a branch: π_1jk, β_10k or γ_100."""
        if branch.symbol is None:
            branch.symbol = self._coefficient(branch)
        return branch.symbol

    def _coefficient(self, branch: _Branch) -> Symbol:
        height = len(branch.path)  # 1 for a coefficient of the response's equation
        name = self.symbols.coefficient(height, self.depth)
        sub = numbered(branch.path, self.indices(height))
        if height == self.depth + 1:
            assert branch.fixed is not None  # the last level holds the fixed coefficients
            return Symbol(name, sub, of=FixedEffect(LOCATION, branch.fixed))
        return Symbol(name, sub, of=VaryingCoefficient(self.column_of(branch), branch.path))

    def column_of(self, branch: _Branch) -> Key:
        """Return the product of the parts along a branch."""
        cells: list[Cell] = []
        node = self.root
        for number in branch.path:
            node = next(b for b in node.branches.values() if b.path[-1] == number)
            cells.extend(node.part)
        return frozenset(cells)

    def residual(self, vector: Vector) -> Residual:
        height = self.labels.index(vector.group)
        row = self.symbols.effects(height, self.depth)
        letter = row[vector.repeat] if vector.repeat < len(row) else row[0]
        sup: tuple[Script, ...] = () if vector.repeat < len(row) else (Number(str(vector.repeat + 1)),)
        symbol = Symbol(letter, sup=sup)
        style = self.symbols.style
        several = self.depth > 1  # matrices of effects, which need names
        prefix: tuple[Script, ...] = ()
        if style.by_coefficient and several:
            prefix = (Symbol(self.symbols.coefficient(height + 1, self.depth)),)
        if style.lettered or vector.repeat or (several and not prefix and len(self.symbols.variance) == 1):
            prefix = (*prefix, symbol)
        numbers = {effect: self.branch_of[effect].path for effect in vector.effects}
        own = prefix or ((symbol,) if several else ())  # variances may have a letter for each level instead
        return Residual(symbol, self.indices(height + 1), prefix, own, numbers, {}, self.symbols.spread(height))

    # --- lines --------------------------------------------------------------------------------

    def system(self) -> System:
        lines = self.response()
        todo = self.root.in_order()
        for _ in range(self.depth):
            lines.extend(self.equation(branch) for branch in todo)
            todo = [inner for branch in todo for inner in branch.in_order()]
        if self.spec.is_linear:
            variance = scale_of(self.spec, self.family, self.indices(0))
            residuals = residual_distribution(self.level_one_residual(), variance)
            lines.extend(structured(self.spec, residuals, self.namer, self.symbols.correlation))
        by_level = sorted(range(len(self.vectors)), key=lambda n: self.labels.index(self.vectors[n].group))
        lines.extend(self.group_distribution(self.vectors[number], self.residuals[number]) for number in by_level)
        return System(tuple(lines), "", parameters_in_words(self.spec, self.family))

    def group_distribution(self, vector: Vector, residual: Residual) -> Line:
        """Return the distribution of a vector of random effects."""
        return distribution(vector, residual, (self.letters[self.labels.index(vector.group)],))

    def level_one_residual(self) -> Symbol:
        return Symbol(self.symbols.level_one_residual(self.depth), self.indices(0), of=LevelOneResidual())

    def response(self) -> list[Line]:
        namer = Namer(self.spec, lambda _: self.indices(0), self.indices_of_group)
        terms: list[Signed] = self.namer.offsets()
        terms.extend(self.term(branch) for branch in self.root.in_order())
        if not self.spec.is_linear:
            predictor: Node = Sum(tuple(terms)) if terms else Number("0")
            letter = self.symbols.coefficient(1, self.depth)
            given = Symbol(letter, self.indices(1), face="bold") if self.depth else None
            if self.symbols.style.family == "link":
                return with_link(self.spec, namer, self.indices(0), predictor, self.family)
            return three_parts(self.spec, namer, self.indices(0), given, predictor, letters=self.family)
        terms.append(("+", self.level_one_residual()))
        return [Line(namer.response(), "=", Sum(tuple(terms)))]

    def term(self, branch: _Branch) -> Signed:
        return self.namer.term(self.coefficient(branch), branch.part)

    def equation(self, branch: _Branch) -> Line:
        """Return the equation of a coefficient at the next level."""
        terms = [self.term(inner) for inner in branch.in_order()]
        terms.extend(("+", effect) for effect in branch.effects)
        return Line(self.coefficient(branch), "=", Sum(tuple(terms)))
