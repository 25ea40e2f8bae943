"""Codes of groups are sorted and numbered as numpy does it by comparing."""

from __future__ import annotations

import numpy as np
import pytest

from levelwise.data.codes import compacted, numbered, sorting

LARGEST = (0, 1, 40, 65_535, 65_536, 10**9, 2**32 - 1, 2**32, 2**40, 2**62)


@pytest.mark.parametrize("largest", LARGEST)
@pytest.mark.parametrize("rows", [0, 1, 2, 500])
def test_codes_are_sorted_and_numbered(rows: int, largest: int) -> None:
    codes = np.random.default_rng(rows).integers(0, largest, rows, endpoint=True)
    assert np.array_equal(sorting(codes), np.argsort(codes, kind="stable"))
    for own, expected in zip(compacted(codes), np.unique(codes, return_inverse=True), strict=True):
        assert np.array_equal(own, expected)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [3.0],
        [3.0, 1.0, 3.0],
        [-5.0, 2.0, -5.0, 0.0],
        [1.5, 2.5, 1.5],
        [0.0, -0.0, 1.0],
        [2.0, float("nan"), 1.0, float("nan")],
        [float("nan")],
        [float("inf"), 1.0],
        [float("inf"), float("inf")],
        [1e308, -1e308],
        [2.0**53, 2.0**53 + 2, 2.0**53],
        [1e300, 1e300],
        [1e15, 0.0],
    ],
)
def test_values_are_numbered(values: list[float]) -> None:
    column = np.array(values)
    present, places = numbered(column)
    expected, expected_places = np.unique(column, return_inverse=True)
    assert np.array_equal(present, expected, equal_nan=True)
    assert np.array_equal(places, expected_places)
