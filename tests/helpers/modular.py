"""Matrices of fractions, exactly and modulo a prime."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

PRIME = 2**127 - 1


SECOND = 2**107 - 1  # what is found modulo one prime is checked modulo another


Floats = NDArray[np.float64]


Exact = NDArray[Any]  # of Python's integers or Fractions


class Residue(int):
    """An integer modulo PRIME that can be divided, for `derivative`."""

    def __new__(cls, value: int) -> Self:
        return super().__new__(cls, value % PRIME)

    def __add__(self, other: int) -> Residue:
        return Residue(int(self) + int(other))

    def __mul__(self, other: int) -> Residue:
        return Residue(int(self) * int(other))

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: int) -> Residue:
        return Residue(int(self) * pow(int(other), -1, PRIME))

    def __pow__(self, exponent: int, _: object = None) -> Residue:
        return Residue(pow(int(self), int(exponent), PRIME))


def rational(value: float) -> Fraction | None:
    """Return the fraction a float was computed from: a short decimal or a small denominator; None without any."""
    text = repr(float(value))
    if len(text.split("e")[0].strip("-0.").replace(".", "")) <= 10:
        return Fraction(text)
    near = Fraction(value).limit_denominator(2000)
    return near if abs(float(near) - value) <= 4e-16 * abs(value) else None


def fractions(matrix: Floats) -> Exact | None:
    """Return a matrix of fractions, or None when a number is none (``poly``, ``scale``, ``log`` …)."""
    known = {value: rational(value) for value in set(matrix.ravel().tolist())}
    if None in known.values():
        return None
    return np.array([known[value] for value in matrix.ravel().tolist()], dtype=object).reshape(matrix.shape)


def modulo(matrix: Exact, prime: int) -> Exact:
    """Return fractions as integers modulo a prime."""
    inverse: dict[int, int] = {}
    flat = []
    for value in matrix.ravel().tolist():
        below = value.denominator
        if below not in inverse:
            inverse[below] = pow(below, -1, prime)
        flat.append(int(value.numerator) * inverse[below] % prime)
    return np.array(flat, dtype=object).reshape(matrix.shape)


def reduced(matrix: Exact, prime: int) -> tuple[Exact, list[int]]:
    """Return the reduced row echelon form modulo a prime, and the columns of its pivots."""
    rows = np.array(matrix, dtype=object)
    pivots: list[int] = []
    for column in range(rows.shape[1]):
        place = len(pivots)
        below = np.flatnonzero(rows[place:, column] != 0)
        if not len(below):
            continue
        other = place + int(below[0])
        rows[[place, other]] = rows[[other, place]]
        rows[place] = rows[place] * pow(int(rows[place, column]), -1, prime) % prime
        targets = np.flatnonzero(rows[:, column] != 0)
        targets = targets[targets != place]
        rows[targets] = (rows[targets] - np.outer(rows[targets, column], rows[place])) % prime
        pivots.append(column)
        if len(pivots) == len(rows):
            break
    return rows[: len(pivots)], pivots


def null_of(matrix: Exact, prime: int) -> tuple[Exact, list[int]]:
    """Return a basis of the null space modulo a prime, one vector a row, and the columns where it is the identity."""
    rows, pivots = reduced(matrix, prime)
    free = [column for column in range(matrix.shape[1]) if column not in pivots]
    basis = np.zeros((len(free), matrix.shape[1]), dtype=object)
    for number, column in enumerate(free):
        basis[number, column] = 1
        basis[number, pivots] = (-rows[:, column]) % prime
    return basis, free


def reconstructed(value: int, prime: int) -> Fraction | None:
    """Return the one small fraction that is `value` modulo the prime (Wang 1981), or None."""
    bound = int((prime // 2) ** 0.5)
    r0, r1, t0, t1 = prime, value % prime, 0, 1
    while r1 > bound:
        r0, r1, t0, t1 = r1, r0 % r1, t1, t0 - (r0 // r1) * t1
    return Fraction(r1, t1) if t1 and abs(t1) <= bound else None
