"""The plain decomposition of small matrices agrees with numpy's, and plain arithmetic with numpy's on numbers."""

from __future__ import annotations

import itertools
from math import inf, nan

import numpy as np
import pytest

from levelwise.data.contrasts.orthogonal import are_dependent, decomposed, inverse, polynomials
from levelwise.data.functions.scalars import ARITHMETIC, OF_ONE

RANDOM = np.random.default_rng(20)
MATRICES = [RANDOM.integers(-3, 4, (rows, columns)).astype(float) for rows, columns in [(2, 1), (4, 2), (6, 5), (9, 9)]]
SPECIAL = [np.eye(3), np.array([[0.0, 1.0], [0.0, 2.0]]), np.arange(110.0)[:, None]]
NUMPY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power", "%%": "mod", "%/%": "floor_divide"}


@pytest.mark.parametrize(
    "matrix", [*MATRICES, np.eye(3), np.array([[0.0, 1.0], [0.0, 2.0]]), np.arange(110.0)[:, None]]
)
def test_the_decomposition_is_lapacks(matrix: np.ndarray) -> None:
    rotation, triangle = np.linalg.qr(matrix, mode="complete")
    basis, diagonal = decomposed(matrix.T.tolist())
    assert np.allclose(np.array(basis).T, rotation, atol=1e-13)
    assert diagonal == pytest.approx(np.diag(triangle), abs=1e-12)


def test_dependent_columns_are_found() -> None:
    for matrix in MATRICES:
        columns = matrix.T.tolist()
        assert are_dependent(columns) == (np.linalg.matrix_rank(matrix) < len(columns))
        assert are_dependent([*columns, [2 * a - b for a, b in zip(columns[0], columns[-1], strict=True)]])
    assert are_dependent([[1.0, 1.0], [0.0, 0.0]])
    assert are_dependent([[1.0], [2.0]])
    assert not are_dependent([[1e-9, 0.0], [0.0, 1e9]])


def test_the_inverse_is_numpys() -> None:
    matrix = RANDOM.normal(size=(6, 6))
    assert np.allclose(inverse(matrix.T.tolist()), np.linalg.inv(matrix), atol=1e-10)


@pytest.mark.parametrize("count", [2, 3, 7, 15])
def test_polynomials_are_orthogonal_and_of_length_one(count: int) -> None:
    columns = np.array([np.ones(count) / np.sqrt(count), *polynomials([float(n) for n in range(count)], count - 1)])
    assert np.allclose(columns @ columns.T, np.eye(count), atol=1e-12)
    assert (columns[:, -1] > 0).all()


def test_polynomials_of_large_numbers() -> None:
    assert polynomials([1e300, 2e300, 3e300], 2)[0] == pytest.approx([-(0.5**0.5), 0.0, 0.5**0.5])


@pytest.mark.parametrize("operator", ARITHMETIC)
def test_arithmetic_is_numpys(operator: str) -> None:
    numbers = (0.0, -0.0, 1.0, -1.0, 2.0, 3.0, -3.0, 0.5, -8.0, 1 / 3, 1e200, -1e200, inf, -inf, nan)
    for a, b in itertools.product(numbers, numbers):
        with np.errstate(all="ignore"):
            expected = getattr(np, NUMPY[operator])(a, b)
        if (a, b) == (-inf, 0.5):
            continue  # numpy has no number for this power; C and R have Inf
        assert ARITHMETIC[operator](a, b) == pytest.approx(expected, rel=1e-15, nan_ok=True), (a, b)


@pytest.mark.parametrize("name", OF_ONE)
def test_functions_are_numpys(name: str) -> None:
    for a in (0.0, -0.0, 1.0, -1.0, 2.5, 700.0, 800.0, -800.0, inf, -inf, nan):
        with np.errstate(all="ignore"):
            expected = getattr(np, name)(a)
        assert OF_ONE[name](a) == pytest.approx(expected, rel=1e-15, nan_ok=True), a
