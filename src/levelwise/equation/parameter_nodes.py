"""The symbols that parameters have in a system of equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from levelwise.equation.tree import Distribution, Line, Matrix, Node, Symbol, System
from levelwise.equation.walk import walk
from levelwise.model.parameters import Covariance, Meaning, RandomEffect, Variance


def parameter_nodes(system: System) -> Mapping[Meaning, Node]:
    """Return the symbol of each parameter, or of another quantity, that has one.

    A parameter without a symbol of its own is the entry of a covariance matrix, such as ``ρσ₀σ₁``.
    """
    found: dict[Meaning, Node] = {}
    for line in system.lines:  # a covariance is spelled twice in a matrix: the first time, in the order of the effects
        for part in walk(line):
            if isinstance(part, Symbol) and part.of is not None:
                found.setdefault(part.of, part)
    for line in system.lines:
        for meaning, node in _entries(line):
            found.setdefault(meaning, node)
    return found


def _entries(line: Line) -> Iterator[tuple[Meaning, Node]]:
    """Return the entries of a covariance matrix, each with the variance or covariance that it is."""
    match line:
        case Line(Matrix(vector), "~", Distribution(_, (_, Matrix(rows)))):
            effects = [row[0].of for row in vector if isinstance(row[0], Symbol)]
            if len(effects) != len(rows):
                return
            for (row, one), (column, other) in product(enumerate(effects), repeat=2):
                if isinstance(one, RandomEffect) and isinstance(other, RandomEffect) and column >= row:
                    whole = Variance(one) if one == other else Covariance(frozenset((one, other)))
                    yield whole, rows[row][column]
