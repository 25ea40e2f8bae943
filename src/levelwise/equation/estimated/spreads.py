"""Variances and covariances as standard deviations and correlations, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan, nan, sqrt

from levelwise.equation.estimated.numbers import signed
from levelwise.equation.estimated.values import Values
from levelwise.equation.tree import Apply, Line, Matrix, Node, Number, Row, Scripted, Symbol, Word
from levelwise.equation.walk import walk
from levelwise.model.parameters import Stacked


def with_deviations(cells: Sequence[Sequence[float]], digits: int) -> Node:
    """Return a covariance matrix as the product diag(σ) R diag(σ); a diagonal one has its squares on the diagonal."""
    places = range(len(cells))
    deviations = [sqrt(max(cells[n][n], 0.0)) for n in places]
    if all(cells[n][m] == 0 for n in places for m in places if n != m):
        squares = [squared(one, digits) for one in deviations]
        zero = Number("0")
        return Matrix(tuple(tuple(squares[n] if n == m else zero for m in places) for n in places))
    correlations = [[_correlation(cells, deviations, n, m) for m in places] for n in places]
    rows = [[Number("1") if n == m else signed(correlations[n][m], digits) for m in places] for n in places]
    around = Apply(Word("diag"), tuple(signed(one, digits) for one in deviations))
    return Row((around, Matrix(tuple(map(tuple, rows))), around))


def _correlation(cells: Sequence[Sequence[float]], deviations: Sequence[float], n: int, m: int) -> float:
    scale = deviations[n] * deviations[m]
    if cells[n][m] == 0:
        return 0.0 if scale else nan
    return cells[n][m] / scale if scale else nan


def squared(deviation: float, digits: int) -> Node:
    """Return a variance as the square of a standard deviation."""
    number = signed(deviation, digits)
    return Scripted(number, (), (Number("2"),)) if deviation else number


def multiplied_out(lines: Iterable[Line], values: Values, digits: int) -> tuple[Line, ...]:
    """Return lines in which each product diag(σ) R diag(σ) is one matrix, without the lines that define its factors."""
    lines = tuple(lines)
    defined = {line.left: line.right for line in lines if line.relation == "="}
    found: list[Line] = []
    for line in lines:
        cells = _product(line.right, defined, values)
        if cells is None:
            found.append(line)
        elif len(cells) == 1:
            found.append(Line(line.left, line.relation, signed(cells[0][0], digits), line.ranges))
        else:
            rows = tuple(tuple(signed(cell, digits) for cell in row) for row in cells)
            found.append(Line(line.left, line.relation, Matrix(rows), line.ranges))
    changed = [now is not then for now, then in zip(found, lines, strict=True)]
    if not any(changed):
        return lines
    factors = {
        node
        for line, is_new in zip(lines, changed, strict=True)
        if is_new
        for node in walk(line.right)
        if _is_factor(node)
    }
    return tuple(line for line in found if line.left not in factors)


def _is_factor(node: object) -> bool:
    kinds = ("correlations", "deviations")
    return isinstance(node, Symbol) and isinstance(node.of, Stacked) and node.of.kind in kinds


def _product(node: Node, defined: dict[Node, Node], values: Values) -> list[list[float]] | None:
    """Return the covariances of a product diag(σ) R diag(σ); None for anything else, or if a value is unknown."""
    if not isinstance(node, Row) or len(node.parts) != 3 or not any(map(_is_factor, node.parts)):
        return None
    around, middle, _ = node.parts
    if not isinstance(around, Apply):
        return None
    deviations = [value for one in around.arguments for value in _column(defined.get(one, one), values)]
    inner = defined.get(middle)
    correlations = values.matrix(inner) if isinstance(inner, Matrix) else [[1.0]]
    if correlations is None or any(map(isnan, deviations)) or len(correlations) != len(deviations):
        return None
    places = range(len(deviations))
    scales = [[deviations[n] * deviations[m] for m in places] for n in places]
    return [[scales[n][m] and scales[n][m] * correlations[n][m] for m in places] for n in places]


def _column(node: Node, values: Values) -> list[float]:
    cells = [cell for row in node.rows for cell in row] if isinstance(node, Matrix) else [node]
    known = [values.constant(cell) for cell in cells]
    return [nan if value is None else value for value in known]
