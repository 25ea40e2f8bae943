"""The numbers printed in a system, evaluated on data: the linear predictor, the covariances and the residual variance.

Nothing here is shared with the code that prints numbers: each is read from the tree as it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import floor, log10, sqrt
from typing import Any, Literal

import numpy as np

import levelwise as lw
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Distribution,
    Fraction,
    Hat,
    Matrix,
    Number,
    Quantity,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Times,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import UnsupportedModelError
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import (
    CommonCorrelation,
    CommonVariance,
    Covariance,
    FixedEffect,
    LevelOneResidual,
    Mean,
    RandomEffect,
    ResidualVariance,
    Stacked,
    Threshold,
    Variance,
    VaryingCoefficient,
)
from levelwise.model.spec import LOCATION, ModelSpec
from levelwise.notations.table import NOTATIONS

_FROM_FIRST = Threshold(None, from_first=True)
_OPPOSITE: dict[str, Literal["+", "-"]] = {"+": "-", "-": "+"}


def _is(node: object, kind: str) -> bool:
    return isinstance(node, Symbol) and isinstance(node.of, Stacked) and node.of.kind == kind


def half_unit(value: float, digits: int) -> float:
    """Return half a unit of the last significant digit, which the rounding of a number cannot exceed."""
    return 0.5 * 10.0 ** (floor(log10(abs(value))) - digits + 1) if value else 0.0


@dataclass(frozen=True)
class Printed:
    """What is printed: the system, the model, columns for its variables, and the predicted random effects of each row.

    Without predictions the random effects are at their means.
    """

    system: System
    spec: ModelSpec
    cells: Any
    rows: int
    predicted: Mapping[RandomEffect, Any] = field(default_factory=dict)

    # --- the linear predictor -----------------------------------------------------------------

    def predictor(self) -> Any:
        """Return the linear predictor without random effects and thresholds, in each row."""
        for line in self.system.lines:
            if not self.defines_a_part(line.left) and (found := self.mean_of(line.right)) is not None:
                return self.value(found) * np.ones(self.rows)
        raise AssertionError("no line has the linear predictor")

    @staticmethod
    def defines_a_part(left: Any) -> bool:
        kinds = (RandomEffect, VaryingCoefficient, LevelOneResidual, Stacked)
        if isinstance(left, Matrix) or (isinstance(left, Brackets) and left.kind == "angle"):
            return True
        return (
            isinstance(left, Symbol)
            and isinstance(left.of, kinds)
            and not (isinstance(left.of, Stacked) and left.of.kind in ("outcomes", "predictors"))
        )

    def mean_of(self, right: Any) -> Any:
        """Return the part of a right side that is the linear predictor; None if it is a symbol for it."""
        match right:
            case Distribution(_, (Symbol(of=Mean()), *_)):
                return None
            case Distribution(_, (Apply() | Scripted() | Quantity(), Symbol(of=Mean()), *_)):
                return None
            case Distribution(_, (first, *_)):
                return self.mean_of(first)
            case Apply(_, (first,)):
                return self.mean_of(first)
            case Sum(terms) if any(self.is_threshold(term) for _, term in terms):
                kept = tuple(one for one in terms if not self.is_threshold(one[1]))
                if len(kept) == 1 and isinstance(kept[0][1], Symbol):
                    return None
                added = any(isinstance(one, Symbol) and one.of == _FROM_FIRST for _, one in terms)
                return Sum(kept) if added else Sum(tuple((_OPPOSITE[sign], one) for sign, one in kept))
            case Sum(terms) if self.unsettled(terms):
                return None
            case Symbol(of=of) if isinstance(of, Mean) or of is None:
                return None
            case Row(parts) if not any(isinstance(one, Symbol) and isinstance(one.of, Stacked) for one in parts):
                return None
            case Fraction() | Quantity() | Word() | Scripted() | Number() | Matrix() | Hat():
                return None
        return right

    @staticmethod
    def is_threshold(node: Any) -> bool:
        return isinstance(node, Symbol) and isinstance(node.of, Threshold)

    @staticmethod
    def unsettled(terms: Any) -> bool:
        return any(isinstance(one, Symbol) and isinstance(one.of, Mean) for _, one in terms)

    def value(self, node: Any) -> Any:
        """Return the value of a part in each row."""
        match node:
            case Number(text):
                return float(text)
            case Symbol():
                return self.of_symbol(node)
            case Quantity(_, of) if of is not None:
                return self.cells(of)
            case Brackets(inner) | UnderBrace(inner) | UnderSet(inner):
                return self.value(inner)
            case Scaled(coefficient, factor):
                return self.value(coefficient) * self.value(factor)
            case Sum(terms):
                return sum((1 if sign == "+" else -1) * self.value(one) for sign, one in terms)
            case Times(factors):
                return np.prod([np.asarray(self.value(one) * np.ones(self.rows)) for one in factors], axis=0)
            case Row(parts):
                return self.product(parts)
            case Scripted(base, (), (power,)):
                return self.value(base) ** self.value(power)
        raise AssertionError(f"a {type(node).__name__} is not part of a linear predictor")

    def product(self, parts: Any) -> Any:
        bare = [part.inner if isinstance(part, UnderSet) else part for part in parts]
        stacked = [one.of.kind for one in bare if isinstance(one, Symbol) and isinstance(one.of, Stacked)]
        if "random effects" in stacked:
            (vector,) = [one for one in bare if isinstance(one, Symbol) and _is(one, "random effects")]
            return sum(self.of_block(number) for number in vector.of.blocks or range(len(self.spec.blocks)))
        if stacked == ["fixed columns", "fixed effects"]:
            columns = self.listed(self.defined(bare[0]))
            vector = self.defined(bare[1])
            cells = [row[0] for row in vector.rows] if isinstance(vector, Matrix) else [vector]
            assert len(columns) == len(cells)
            return sum(self.scalar(cell) * column for cell, column in zip(cells, columns, strict=True))
        raise AssertionError(f"a product of {stacked} is not part of a linear predictor")

    def listed(self, node: Any) -> list[Any]:
        """Return the columns of a design matrix that are listed in square brackets."""
        inner = node.inner if isinstance(node, Brackets) else node
        parts = inner.parts if isinstance(inner, Row) else (inner,)
        ones = np.ones(self.rows)
        return [
            ones if isinstance(one, Symbol | Number) else self.value(one) * ones
            for one in parts
            if not isinstance(one, Comma)
        ]

    def of_symbol(self, symbol: Symbol) -> Any:
        match symbol.of:
            case LevelOneResidual():
                return 0.0
            case Stacked("offsets"):
                return self.value(self.defined(symbol))
            case Stacked("residuals"):
                return 0.0
            case RandomEffect():
                return self.mean_of_effect(symbol.of)
            case VaryingCoefficient():
                for line in self.system.lines:
                    if line.relation == "=" and isinstance(line.left, Symbol) and line.left.of == symbol.of:
                        return self.value(line.right)
                return sum(self.mean_of_effect(one) for one in self.effects() if one.key == symbol.of.key)
        raise AssertionError(f"{symbol} is not defined")

    def of_block(self, number: int) -> Any:
        """Return what the predicted random effects of a block contribute in each row."""
        found = np.zeros(self.rows)
        for column in self.spec.blocks[number].effects:
            values = np.prod([np.ones(self.rows), *map(self.cells, column.cells)], axis=0)
            found = found + values * self.predicted.get(RandomEffect(number, column.key), 0.0)
        return found

    def effects(self) -> list[RandomEffect]:
        return [RandomEffect(n, e.key) for n, block in enumerate(self.spec.blocks) for e in block.effects]

    def mean_of_effect(self, effect: RandomEffect) -> Any:
        for line in self.system.lines:
            if line.relation != "~" or not isinstance(line.right, Distribution):
                continue
            names, means = self.cells_of(line.left), self.cells_of(line.right.arguments[0])
            for name, mean in zip(names, means, strict=len(names) > 1):
                if isinstance(name, Symbol) and name.of == effect:
                    return self.value(mean) + self.predicted.get(effect, 0.0)
        raise AssertionError(f"{effect} has no distribution")

    @staticmethod
    def cells_of(node: Any) -> list[Any]:
        match node:
            case Matrix(rows):
                return [row[0] for row in rows]
            case Brackets(Row(parts), "angle"):
                return [one for one in parts if not isinstance(one, Comma)]
        return [node]

    def defined(self, symbol: Symbol) -> Any:
        for line in self.system.lines:
            if line.relation == "=" and isinstance(line.left, Symbol) and line.left == symbol:
                return line.right
        raise AssertionError(f"{symbol} is not defined")

    # --- variances ----------------------------------------------------------------------------

    def scalar(self, node: Any) -> float:
        """Return the value of a part without variables."""
        match node:
            case Number(text):
                return float(text)
            case Sum(terms):
                return sum((1 if sign == "+" else -1) * self.scalar(one) for sign, one in terms)
            case Scripted(base, (), (Number(power),)):
                return self.scalar(base) ** float(power)
            case Times(factors):
                return float(np.prod([self.scalar(one) for one in factors]))
            case Root(inner):
                return sqrt(self.scalar(inner))
            case UnderSet(inner) | Brackets(inner):
                return self.scalar(inner)
        raise AssertionError(f"a {type(node).__name__} is not a number")

    def square(self, node: Any) -> Any:
        """Return a matrix of numbers, or a product of such matrices."""
        match node:
            case Matrix(rows):
                return np.array([[self.scalar(cell) for cell in row] for row in rows])
            case Row(parts):
                found = self.square(parts[0])
                for part in parts[1:]:
                    found = found @ self.square(part)
                return found
            case Apply(_, arguments):
                cells = [cell for one in arguments for cell in self.column(one)]
                return np.diag(cells)
            case Symbol():
                return self.square(self.defined(node))
        return np.array([[self.scalar(node)]])

    def column(self, node: Any) -> list[float]:
        node = self.defined(node) if isinstance(node, Symbol) else node
        return [self.scalar(row[0]) for row in node.rows] if isinstance(node, Matrix) else [self.scalar(node)]

    def covariances(self) -> Iterator[tuple[list[RandomEffect], Any]]:
        """Yield each printed covariance matrix with its random effects."""
        for line in self.system.lines:
            blocks = self.blocks_of(line.left)
            factored = any(_is(node, "covariance factor") for node in walk(line.right))
            if line.relation == "=" and blocks is not None and not factored:
                yield [one for one in self.effects() if one.block in blocks], self.square(line.right)
            if line.relation != "~" or not isinstance(line.right, Distribution):
                continue
            names = self.cells_of(line.left)
            effects = [one.of for one in names if isinstance(one, Symbol) and isinstance(one.of, RandomEffect)]
            second = line.right.arguments[-1]
            if not effects:
                continue
            found = self.square(second)
            by_deviation = line.right.name == Word("Normal")
            yield effects, found**2 if by_deviation else found

    @staticmethod
    def blocks_of(left: Any) -> tuple[int, ...] | None:
        """Return the blocks of the matrix on a left side that is one of covariances."""
        for node in walk(left):
            if isinstance(node, Symbol) and isinstance(node.of, Stacked) and node.of.blocks:
                if node.of.kind == "covariances":
                    return node.of.blocks
                if node.of.kind == "covariance factor" and isinstance(left, Row):
                    return node.of.blocks
        return None

    def residual_variance(self) -> float | None:
        """Return the residual variance that is printed; None if there is none."""
        for line in self.system.lines:
            if line.relation != "~" or not isinstance(line.right, Distribution) or self.is_of_effects(line.left):
                continue
            second = line.right.arguments[-1]
            if isinstance(second, Fraction):
                second = second.top
            if isinstance(second, Row):
                second = second.parts[0]
            found = self.scalar(second)
            return found**2 if line.right.name == Word("Normal") else found
        return None

    def is_of_effects(self, left: Any) -> bool:
        meanings = [one.of for one in self.cells_of(left) if isinstance(one, Symbol)]
        random = ("random effects", "random vector")
        return any(
            isinstance(one, RandomEffect) or (isinstance(one, Stacked) and one.kind in random) for one in meanings
        )


def expected_covariance(estimates: Estimates, spec: ModelSpec, one: RandomEffect, other: RandomEffect) -> float:
    """Return the covariance of two random effects by the estimates."""
    if one.block != other.block:
        return 0.0
    values, block = estimates.values, one.block
    common = values.get(CommonVariance(block))
    sizes = [values[Variance(effect)] if common is None else common for effect in (one, other)]
    if one == other:
        return sizes[0]
    if Covariance(frozenset((one, other))) in values:
        return values[Covariance(frozenset((one, other)))]
    correlation = values.get(CommonCorrelation(block), 0.0)
    places = [effect.key for effect in spec.blocks[block].effects]
    lag = abs(places.index(one.key) - places.index(other.key))
    if spec.blocks[block].covariance in ("ar1", "hetar1"):
        correlation **= lag
    return correlation * sqrt(sizes[0] * sizes[1])


def prove(system: System, model: lw.Model, cells: Any, rows: int, estimates: Estimates, *, digits: int) -> None:
    """Assert that the numbers of a system are the estimates, as far as they are rounded.

    Parameters
    ----------
    system : System
        The system with numbers.
    model : Model
        The model.
    cells : callable
        Returns the values of a variable of a design column.
    rows : int
        The number of rows.
    estimates : Estimates
        The estimates.
    digits : int
        The number of significant digits.
    """
    spec = model.spec
    printed = Printed(system, spec, cells, rows)
    columns = {column.key: np.prod([np.ones(rows), *map(cells, column.cells)], axis=0) for column in spec.fixed}
    numbers = {key: estimates.values[FixedEffect(LOCATION, key)] for key in columns}
    wanted = sum((numbers[key] * column for key, column in columns.items()), np.zeros(rows))
    slack = sum((half_unit(numbers[key], digits) * abs(column) for key, column in columns.items()), np.zeros(rows))
    for offset in printed_offsets(system):
        wanted = wanted + cells(offset)
    opposite = any(
        isinstance(one, Symbol) and isinstance(one.of, Threshold) and one.of.from_first for one in walk(system.lines)
    )
    first = estimates.values[Threshold(1)] if opposite else 0.0
    if spec.response.kind == "ordinal":
        prove_thresholds(printed, estimates, wanted, slack, digits)
    if by_category(printed):
        return
    found = printed.predictor()
    if opposite:
        found, slack = first - found, slack + half_unit(first, digits)
    assert (abs(found - wanted) <= slack * (1 + 1e-9) + 1e-9 * abs(wanted)).all()
    seen: set[RandomEffect] = set()
    for effects, matrix in printed.covariances():
        assert matrix.shape == (len(effects), len(effects))
        seen.update(effects)
        for n, one in enumerate(effects):
            for m, other in enumerate(effects):
                value = expected_covariance(estimates, spec, one, other)
                # of a product of two deviations and a correlation, each factor is rounded
                assert abs(matrix[n, m] - value) <= 16 * 10.0**-digits * abs(value) + 1e-15
    assert seen == set(printed.effects())
    variance = estimates.values.get(ResidualVariance())
    shown = printed.residual_variance() if variance is not None and spec.is_linear else None
    if shown is None:
        noted = any("residual variance" in note.text for note in system.notes)
        assert noted or variance is None or not spec.is_linear
    else:
        assert variance is not None
        assert abs(shown - variance) <= 11 * 10.0**-digits * variance


def by_category(printed: Printed) -> bool:
    """Return whether an ordinal model has an equation for each category, with its threshold in it."""
    thresholds = (isinstance(one, Symbol) and isinstance(one.of, Threshold) for one in walk(printed.system.lines))
    return printed.spec.response.kind == "ordinal" and not any(thresholds)


def prove_thresholds(printed: Printed, estimates: Estimates, predictor: Any, slack: Any, digits: int) -> None:
    """Assert that the thresholds are the estimates: those in a list, or those in the equation of each category."""
    values = [value for one, value in estimates.values.items() if isinstance(one, Threshold)]
    if by_category(printed):
        assert len(printed.system.lines) == len(values)
        for line, value in zip(printed.system.lines, values, strict=True):
            difference = abs(printed.value(line.right) - (value - predictor))
            assert (difference <= (slack + half_unit(value, digits)) * (1 + 1e-9)).all()
        return
    for line in printed.system.lines:
        names = [one.of for one in printed.cells_of(line.left) if isinstance(one, Symbol)]
        known = [one for one in names if isinstance(one, Threshold) and one.number is not None]
        if line.relation != "=" or not known:
            continue
        assert [one.number for one in known] == [*range(1, len(values) + 1)]
        first = values[0] if known[0].from_first else 0.0
        for cell, value in zip(printed.cells_of(line.right), values, strict=True):
            assert abs(printed.scalar(cell) - (value - first)) <= half_unit(value - first, digits) * (1 + 1e-9)
        return
    raise AssertionError("no line has the thresholds")


def printed_offsets(system: System) -> list[Any]:
    """Return the offsets that are printed, each once."""
    found = {
        n.of: None for n in walk(system.lines) if isinstance(n, Quantity) and n.of is not None and n.of.kind == "offset"
    }
    return list(found)


def prove_on_data(model: lw.Model, *, digits: int = 4, least: int = 9) -> None:
    """Assert that the numbers of a fitted model are its estimates in every notation that writes it.

    The variables have the values of the data; those of a model that keeps none have values that are made up.
    """
    observed, design, estimates = model._prepared.observed, model._prepared.design, model.estimates
    assert estimates is not None

    @cache
    def cells(cell: Any) -> Any:
        if observed is None or design is None:
            return np.random.default_rng(sum(map(ord, cell.variable))).normal(size=50)
        return np.sum(observed.offsets, axis=0) if cell.kind == "offset" else design.cell(cell)

    rows = 50 if design is None or observed is None else design.rows
    written = 0
    for notation in NOTATIONS.own:
        try:
            eq = model.equations(notation, policy="off", estimates=True, digits=digits)
        except UnsupportedModelError:
            continue
        prove(eq.system, model, cells, rows, estimates, digits=digits)
        eq.verify()
        written += 1
    assert written >= least
