"""The form in which every design column has one coefficient, and those that vary have an equation.

The *Equations* window of MLwiN writes it: y_ij = β_0ij + β_1j x_ij + β_2 w_j, β_0ij = β_0 + u_0j + e_0ij,
β_1j = β_1 + u_1j (Rasbash, Steele, Browne & Goldstein, *A User's Guide to MLwiN*; Goldstein 2011, *Multilevel
Statistical Models*, 4th ed., chapter 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from levelwise.equation.tree import Index, Line, Node, Number, Signed, Sum, Symbol, System
from levelwise.model.parameters import FixedEffect, VaryingCoefficient
from levelwise.model.spec import INTERCEPT, LOCATION, DesignColumn, Key, ModelSpec
from levelwise.notations.forms import crossed, levels
from levelwise.notations.forms.generalized import with_link
from levelwise.notations.forms.level_symbols import LevelSymbols
from levelwise.notations.parts.by_level import ordered_cells
from levelwise.notations.parts.effect_vectors import Effect, columns_of
from levelwise.notations.parts.letters import numbered
from levelwise.notations.parts.normal import residual_distribution
from levelwise.notations.parts.residual_distributions import Residual
from levelwise.notations.parts.residual_structure import structured
from levelwise.notations.parts.response_distribution import parameters_in_words, scale_of
from levelwise.notations.parts.variables import Namer


def write(spec: ModelSpec, symbols: LevelSymbols) -> System:
    """Write a model with a coefficient for each design column."""
    return _Writer(spec, symbols).system()


class _Writer:
    def __init__(self, spec: ModelSpec, symbols: LevelSymbols) -> None:
        self.spec = spec
        self.symbols = symbols
        nested = levels.chain(spec)
        # the letters and the indices of groups are those of levels or of crossed factors
        self.groups = crossed.writer(spec, symbols) if nested is None else levels.writer(spec, nested, symbols)
        self.columns = columns_of(spec, self.groups.vectors)
        others = [key for key in self.columns if key]
        self.numbers = {INTERCEPT: 0, **{key: place for place, key in enumerate(others, 1)}}
        self.fixed = {column.key for column in spec.fixed}
        self.residuals = [self.residual(residual) for residual in self.groups.residuals]
        self.effects: dict[Key, list[tuple[Effect, Residual]]] = {}
        for place in self.from_the_top():
            for effect in self.groups.vectors[place].effects:
                self.effects.setdefault(effect.column.key, []).append((effect, self.residuals[place]))

    def residual(self, known: Residual) -> Residual:
        """Return how a vector of random effects is written: each effect has the number of its column."""
        numbers = {effect: (self.numbers[effect.column.key],) for effect in known.numbers}
        return replace(known, numbers=numbers, superscripts={})

    def from_the_top(self) -> list[int]:
        """Return the places of the vectors, those of the coarsest groups first."""
        within = [len(self.spec.level(vector.group).within) for vector in self.groups.vectors]
        return sorted(range(len(within)), key=within.__getitem__)

    # --- lines --------------------------------------------------------------------------------

    def system(self) -> System:
        lines = [*self.response(), *self.definitions()]
        lines.extend(
            self.groups.group_distribution(self.groups.vectors[n], self.residuals[n]) for n in self.from_the_top()
        )
        if self.spec.is_linear:
            variance = scale_of(self.spec, self.groups.family, self.groups.of_row)
            residuals = residual_distribution(self.level_one_residual(), variance)
            lines.extend(structured(self.spec, residuals, self.groups.namer, self.symbols.correlation))
        return System(tuple(lines), "", parameters_in_words(self.spec, self.groups.family))

    def level_one_residual(self) -> Symbol:
        known = self.groups.level_one_residual()
        return replace(known, sub=(Number("0"), *known.sub))

    def response(self) -> list[Line]:
        row = self.groups.of_row
        namer = Namer(self.spec, lambda _: row, self.groups.namer.unit)
        terms: list[Signed] = self.groups.namer.offsets()
        terms.extend(self.term(column) for column in self.columns.values())
        if not self.spec.is_linear:
            predictor: Node = Sum(tuple(terms)) if terms else Number("0")
            return with_link(self.spec, namer, row, predictor, self.groups.family)
        if INTERCEPT not in self.columns:
            terms.append(("+", self.level_one_residual()))
        return [Line(namer.response(), "=", Sum(tuple(terms)))]

    def term(self, column: DesignColumn) -> Signed:
        return self.groups.namer.term(self.coefficient(column.key), ordered_cells(self.spec, column.cells))

    def coefficient(self, key: Key) -> Symbol:
        """Return the coefficient of a column in the response's equation: β_0ij, β_1j, or β_2 if it does not vary."""
        if not self.varies(key):
            return self.fixed_effect(key)
        indices = self.indices(key)
        letter = self.symbols.crossed_varying
        return Symbol(letter, numbered((self.numbers[key],), indices), of=VaryingCoefficient(key))

    def varies(self, key: Key) -> bool:
        return key in self.effects or (key == INTERCEPT and self.spec.is_linear)

    def indices(self, key: Key) -> tuple[Index, ...]:
        """Return the indices of a coefficient: those of the groups over which it varies, and of the residual in it."""
        if key == INTERCEPT and self.spec.is_linear:
            return self.groups.of_row
        own = {index for _, residual in self.effects[key] for index in residual.indices}
        return tuple(index for index in self.groups.of_row if index in own)

    def fixed_effect(self, key: Key) -> Symbol:
        sub = numbered((self.numbers[key],))
        return Symbol(self.symbols.crossed_fixed, sub, of=FixedEffect(LOCATION, key))

    def definitions(self) -> Iterator[Line]:
        """Yield the equations of the coefficients that vary."""
        for key in self.columns:
            if not self.varies(key):
                continue
            parts = [self.fixed_effect(key)] if key in self.fixed else []
            parts.extend(residual.effect(effect) for effect, residual in self.effects.get(key, ()))
            if key == INTERCEPT and self.spec.is_linear:
                parts.append(self.level_one_residual())
            yield Line(self.coefficient(key), "=", Sum(tuple(("+", part) for part in parts)))
