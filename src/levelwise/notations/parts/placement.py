"""The place of each coefficient in the distributional form.

A coefficient occurs either in the distribution of the response (a *level-1 term*) or in the mean of a group-level
effect, a *row* of the distribution of a grouping factor.
"""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.model.spec import INTERCEPT, Cell, DesignColumn, Key, ModelSpec
from levelwise.notations.parts.effect_vectors import Vector

RowKey = tuple[int, Key]
"""A row: the number of its vector, and the design column of its effect."""


@dataclass(frozen=True)
class Entry:
    """A group-level predictor in a row: its column and the cells printed there."""

    column: DesignColumn
    shown: tuple[Cell, ...]


@dataclass(frozen=True)
class Placement:
    """The places of all coefficients.

    Attributes
    ----------
    level_one : tuple of DesignColumn
        In the order in which they are numbered, random-only columns last.
    rows : dict of RowKey to list of Entry
        The predictors on each row.
    borrowed : tuple of DesignColumn
        Cross-level interactions written in full in the row of an intercept.
    """

    level_one: tuple[DesignColumn, ...]
    rows: dict[RowKey, list[Entry]]
    borrowed: tuple[DesignColumn, ...]


def place(spec: ModelSpec, vectors: tuple[Vector, ...]) -> Placement:
    """Determine the place of each fixed coefficient and each column that is only random."""
    level_one: list[DesignColumn] = []
    rows: dict[RowKey, list[Entry]] = {}
    borrowed: list[DesignColumn] = []
    random: dict[Key, list[str]] = {}
    for vector in vectors:
        for effect in vector.effects:
            random.setdefault(effect.column.key, []).append(vector.group)
    for column in spec.fixed:
        row = _row(spec, vectors, column, random)
        if row is None:
            level_one.append(column)
            continue
        key, shown = row
        rows.setdefault(key, []).append(Entry(column, shown))
        if any(not spec.determined_by((cell,)) for cell in shown):
            borrowed.append(column)
    seen = {column.key for column in spec.fixed}
    for block in spec.blocks:
        for column in block.effects:
            if column.key not in seen:
                seen.add(column.key)
                level_one.append(column)
    return Placement(tuple(level_one), rows, tuple(borrowed))


def _row(
    spec: ModelSpec, vectors: tuple[Vector, ...], column: DesignColumn, random: dict[Key, list[str]]
) -> tuple[RowKey, tuple[Cell, ...]] | None:
    """Return the row of a coefficient and the cells printed there; None for a level-1 term."""
    if not column.cells:
        return None
    grouped = tuple(cell for cell in column.cells if spec.determined_by((cell,)))
    if not grouped:
        return None
    home = spec.home(grouped)
    if home is None:  # the parts belong to crossed factors: no group determines their product
        return None
    where = random.get(column.key, [])
    if len(grouped) == len(column.cells):
        if any(group not in spec.level(home).within for group in where):
            return None
        if not where and (slope_row := _moderated(spec, vectors, column)) is not None:
            return slope_row
        number = _intercept_row(spec, vectors, grouped)
        return None if number is None else ((number, INTERCEPT), column.cells)
    if where:
        return None
    slope = frozenset(column.cells) - frozenset(grouped)
    for number, vector in enumerate(vectors):
        if vector.group == home and vector.find(slope):
            return (number, slope), grouped
    for number, vector in enumerate(vectors):
        if vector.group == home and vector.find(INTERCEPT):
            return (number, INTERCEPT), column.cells
    return None


def _moderated(
    spec: ModelSpec, vectors: tuple[Vector, ...], column: DesignColumn
) -> tuple[RowKey, tuple[Cell, ...]] | None:
    """Return the row of the slope of a group-level predictor that varies over a coarser factor and is moderated there.

    The other cells of the product, which are shown, belong to that factor.
    """
    for number, vector in enumerate(vectors):
        for effect in vector.effects:
            rest = tuple(cell for cell in column.cells if cell not in effect.column.key)
            proper = effect.column.key and len(rest) + len(effect.column.key) == len(column.cells)
            if proper and rest and spec.home(rest) == vector.group:
                return (number, effect.column.key), rest
    return None


def _intercept_row(spec: ModelSpec, vectors: tuple[Vector, ...], cells: tuple[Cell, ...]) -> int | None:
    """Return the first vector with an intercept at the coarsest factor that determines the cells."""
    constant = spec.determined_by(cells)
    candidates = {v.group for v in vectors if v.group in constant and v.find(INTERCEPT)}
    coarsest = {g for g in candidates if not spec.level(g).within & candidates}
    for number, vector in enumerate(vectors):
        if vector.group in coarsest and vector.find(INTERCEPT):
            return number
    return None
