"""The symbols that covariance parameters have in the notation of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from levelwise.equation.tree import Distribution, Line, Matrix, Node, Symbol
from levelwise.equation.walk import walk
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.descriptions import described
from levelwise.model.parameters import Covariance, Meaning, Parameter, RandomEffect, Variance
from levelwise.options import applied


def symbol(case: Case, parameter: Parameter) -> str:
    """Return the symbol of a parameter in the notation of the case, or a description where it has none.

    A parameter without a symbol of its own is the entry of a covariance matrix, such as ``ρσ₀σ₁``.
    """
    return _symbols(case).get(parameter) or described(parameter, case.spec)


@cached_on_case
def _symbols(case: Case) -> Mapping[Meaning, str]:
    from levelwise.writers.unicode.scripts import on_a_line  # few checks need it

    try:
        system = case.notation.write(case.prepared.spec, applied({}, case.notation.options))
    except LevelwiseError:  # the notation cannot write the model
        return {}
    found: dict[Meaning, Node] = {}
    for line in system.lines:  # a covariance is spelled twice in a matrix: the first time, in the order of the effects
        for part in walk(line):
            if isinstance(part, Symbol) and part.of is not None:
                found.setdefault(part.of, part)
    for line in system.lines:
        for meaning, node in _entries(line):
            found.setdefault(meaning, node)
    return {meaning: on_a_line(node) for meaning, node in found.items()}


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
