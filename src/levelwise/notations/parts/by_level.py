"""The cells of a design column by level, for the levels form and the crossed form."""

from __future__ import annotations

from levelwise.model.spec import Cell, Key, ModelSpec

Part = tuple[Cell, ...]
"""Cells of one level, in formula order; empty for the constant."""


def stands_alone(spec: ModelSpec) -> frozenset[Key]:
    """Return the columns that are written in full in the equation of the response.

    These are the columns that are random at a factor within whose groups a part of them is constant: such an effect
    has no place in the higher-level equations.
    """
    return frozenset(
        column.key
        for block in spec.blocks
        for column in block.effects
        if any(block.group in spec.determined_by((cell,)) for cell in column.cells)
    )


def ordered_cells(spec: ModelSpec, cells: tuple[Cell, ...]) -> Part:
    """Put the cells of higher levels first, else keep formula order."""

    def height(cell: Cell) -> int:
        home = spec.home((cell,))
        return 0 if home is None else 1 + sum(home in level.within for level in spec.levels)

    return tuple(sorted(cells, key=lambda cell: -height(cell)))
