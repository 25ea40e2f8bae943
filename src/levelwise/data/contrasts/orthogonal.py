"""The QR decomposition of a small matrix in plain Python, as contrasts are computed without data and so without numpy.

The method is Householder's, as in LAPACK's ``dgeqr2`` (Golub & Van Loan 2013, *Matrix Computations*, section 5.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, frexp, fsum, hypot, ldexp, sqrt
from operator import mul

from levelwise.lazy_numpy import np

Column = Sequence[float]

_LARGE = 100
"""A matrix with more rows than this is decomposed by numpy, which is then much faster."""

_DEPENDENT = 1e-10
"""A column of unit length depends on those before it if its distance from their space is at most this."""


def decomposed(columns: Sequence[Column]) -> tuple[list[list[float]], list[float]]:
    """Return the columns of Q, a basis of the whole space, and the diagonal of R in the QR decomposition of a matrix.

    Parameters
    ----------
    columns : sequence of sequence of float
        The columns of the matrix, at most as many as rows.

    Examples
    --------
    >>> basis, diagonal = decomposed([(3.0, 4.0)])
    >>> [[round(number, 2) for number in column] for column in basis], diagonal
    ([[-0.6, -0.8], [-0.8, 0.6]], [-5.0])
    """
    rows = len(columns[0])
    if rows > _LARGE:
        rotation, triangle = np.linalg.qr(np.array(columns).T, mode="complete")
        return rotation.T.tolist(), triangle.diagonal().tolist()
    rest = [list(map(float, column)) for column in columns]
    reflections: list[tuple[int, float, list[float]]] = []
    diagonal: list[float] = []
    for start, column in enumerate(rest):
        first, below = column[start], sqrt(_product(column[start + 1 :], column[start + 1 :]))
        if below == 0.0:
            diagonal.append(first)
            continue
        length = -copysign(hypot(first, below), first)
        direction = [1.0, *(number / (first - length) for number in column[start + 1 :])]
        reflection = start, (length - first) / length, direction
        for other in rest[start + 1 :]:
            _reflect(other, *reflection)
        reflections.append(reflection)
        diagonal.append(length)
    basis = [[float(row == position) for row in range(rows)] for position in range(rows)]
    for column in basis:
        for reflection in reversed(reflections):
            _reflect(column, *reflection)
    return basis, diagonal


def are_dependent(columns: Sequence[Column]) -> bool:
    """Return whether a column is a combination of those before it."""
    lengths = [sqrt(_product(column, column)) for column in columns]
    if len(columns) > len(columns[0]) or not all(lengths):
        return True
    scaled = [[number / length for number in column] for column, length in zip(columns, lengths, strict=True)]
    return min(map(abs, decomposed(scaled)[1])) <= _DEPENDENT


def inverse(columns: Sequence[Column]) -> list[list[float]]:
    """Return the rows of the inverse of a square matrix given by its independent columns."""
    size = len(columns)
    rows = [
        [*row, *(float(position == n) for n in range(size))] for position, row in enumerate(zip(*columns, strict=True))
    ]
    for position in range(size):
        pivot = max(range(position, size), key=lambda row: abs(rows[row][position]))
        rows[position], rows[pivot] = rows[pivot], rows[position]
        rows[position] = [number / rows[position][position] for number in rows[position]]
        for other in set(range(size)) - {position}:
            factor = rows[other][position]
            rows[other] = [a - factor * b for a, b in zip(rows[other], rows[position], strict=True)]
    return [row[size:] for row in rows]


def polynomials(at: Sequence[float], degree: int) -> list[list[float]]:
    """Return the orthogonal polynomials of degree 1 and up at given points, each of unit length."""
    largest = frexp(max(map(abs, at)))[1]
    within = [ldexp(number, -largest) for number in at]  # at most 1 in magnitude, so that no power overflows
    mean = fsum(within) / len(at)
    basis, diagonal = decomposed([[(number - mean) ** power for number in within] for power in range(degree + 1)])
    return [
        [copysign(1.0, length) * number for number in column]
        for column, length in zip(basis[1:], diagonal[1:], strict=False)
    ]


def _product(one: Column, other: Column) -> float:
    return float(sum(map(mul, one, other)))


def _reflect(column: list[float], start: int, scale: float, direction: list[float]) -> None:
    weight = scale * _product(direction, column[start:])
    column[start:] = [number - weight * part for number, part in zip(column[start:], direction, strict=True)]
