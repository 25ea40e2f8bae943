"""Mappings read without polars are what polars makes of them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.columns import assert_same
from levelwise.data.columns import Categories
from levelwise.data.frames.foreign import ForeignTable
from levelwise.data.frames.in_memory import in_memory
from levelwise.data.frames.table import plain_table, table_of_any

POOL: Mapping[str, list[Any]] = {
    "whole": [0, 1, -5, 7, 2**31],
    "large": [2**53, 2**53 - 1, -(2**60), 2**62],
    "logical": [True, False],
    "number": [0.5, -1.0, float("nan"), float("inf"), 1e300, 3.0],
    "string": ["a", "b", "", "NA", "é", "10"],
    "date": [dt.date(2020, 1, 2), dt.date(1960, 5, 5)],
    "moment": [dt.datetime(2020, 1, 2, 3, 4, 5, 678), dt.datetime(1950, 1, 1)],  # noqa: DTZ001 - no zone is meant
    "missing": [None],
}
ARRAYS = [
    *(np.arange(4, dtype=kind) for kind in ("i1", "u1", "i8", "u8", ">i4", "f4", "f8")),
    np.array([True, False]),
    np.array(["b", "a", "b"]),
    np.array([2**60, 1]),
    np.array([2**63 + 5], dtype="u8"),
    np.array([-(2**63)]),
    np.array([np.nan, 1]),
]


def of_polars(data: Mapping[str, Any]) -> ForeignTable:
    return ForeignTable(nw.from_native(pl.DataFrame(dict(data), strict=False), eager_only=True))


def test_lists_of_one_kind_or_several() -> None:
    choose = random.Random(5)
    compared = 0
    for _ in range(2_000):
        kinds = choose.sample(list(POOL), choose.choice([1, 1, 1, 2, 2, 3]))
        values = [choose.choice(POOL[choose.choice(kinds)]) for _ in range(choose.randint(1, 6))]
        table = plain_table({"a": values})
        mixed = {isinstance(value, str) for value in values if value is not None} == {True, False}
        if table is not None and not mixed:  # polars writes true and 2.0 where R has TRUE and 2
            assert_same(table.column("a"), of_polars({"a": values}).column("a"))
            compared += 1
    assert compared > 1_000


@pytest.mark.parametrize("values", ARRAYS, ids=lambda values: f"{values.dtype}-{len(values)}")
def test_arrays(values: np.ndarray) -> None:
    table = plain_table({"a": values})
    assert table is not None
    native = values.astype(values.dtype.newbyteorder("="))  # polars does not take other byte orders in every version
    assert_same(table.column("a"), of_polars({"a": native}).column("a"))


@pytest.mark.parametrize(
    "data",
    [{"a": 1, "b": [1, 2]}, {"a": "x", "b": (1, 2)}, {"a": None, "b": range(2)}, {"a": 3}, {"a": [1.5], "b": True}],
)
def test_a_single_value_stands_in_every_row(data: Mapping[str, Any]) -> None:
    table = plain_table(data)
    assert table is not None
    for name in data:
        assert_same(table.column(name), of_polars(data).column(name))


@pytest.mark.parametrize(
    "values",
    [
        [dt.timedelta(1)],
        [b"x"],
        [[1], [2]],
        [np.bool_(True), 2],
        np.zeros((2, 2)),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.ma.array([1, 2], mask=[0, 1]),
        {1, 2},
        pl.Series([1, 2]),
        [dt.datetime(2020, 1, 1, tzinfo=dt.UTC)],
        object(),
    ],
    ids=lambda values: f"{type(values).__name__} {str(values)[:20]}",
)
def test_what_is_not_plain_is_left_to_polars(values: object) -> None:
    assert plain_table({"a": values}) is None


def test_names_that_are_not_strings_are_left_to_polars() -> None:
    assert plain_table({1: [1]}) is None


@pytest.mark.parametrize(
    ("values", "labels"), [([1, "b"], ("1", "b")), ([True, "b", None], ("TRUE", "b")), ([b"y", b"x"], ("b'x'", "b'y'"))]
)
def test_without_polars_other_columns_are_categories(values: list[object], labels: tuple[str, ...]) -> None:
    column = table_of_any({"a": values}).column("a")
    assert isinstance(column, Categories)
    assert column.labels == labels


def test_without_polars_arrays_of_any_type_are_read() -> None:
    table = table_of_any({"a": pl.Series([1, 2]).to_numpy().astype(object), "b": np.int64(3), "c": iter([1.5, 2.5])})
    assert table.to_dict() == {"a": [1, 2], "b": [3, 3], "c": [1.5, 2.5]}
    with pytest.raises(lw.DataError, match="not a table of columns of equal length: 'a' is of type object"):
        table_of_any({"a": object()})


def test_columns_of_unequal_length_are_refused() -> None:
    message = "this mapping is not a table of columns of equal length: 'a' has 1 values and 'b' 2"
    with pytest.raises(lw.DataError, match=message):
        in_memory({"a": [1], "b": [1, 2]})


def test_a_mapping_needs_no_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelwise.data.frames.in_memory.is_installed", lambda _: False)
    assert in_memory({"a": [1, "b"]}).to_list("a") == ["1", "b"]


def test_large_mappings_are_queried() -> None:
    data = {"y": np.arange(250_000.0), "g": np.arange(250_000) % 50}
    assert "examined individually" in lw.check("y ~ 1 + (1 | g)", data).basis


def test_a_table_becomes_a_polars_frame() -> None:
    data = {
        "w": [1, None],
        "x": [0.5, None],
        "l": [True, None],
        "s": ["b", None],
        "i": [2**60, None],
        "n": [None, None],
    }
    table = plain_table(data)
    assert table is not None
    frame = table.to_polars()
    kinds = [pl.Int64, pl.Float64, pl.Boolean, pl.String, pl.Int64, pl.String]
    assert frame.schema == dict(zip(data, kinds, strict=True))
    assert frame.to_dict(as_series=False) == data == table.to_dict()
    assert table.shape == frame.shape
    assert repr(table) == "<Table of 2 rows: w, x, l, s, i, n>"
