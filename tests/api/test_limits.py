"""What is too large is refused at once, in words, and without eating the memory; docs/limits.md has the figures."""

from __future__ import annotations

import string
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.work import calls_of
from levelwise.design.columns import Design
from levelwise.errors import DataError, FormulaSyntaxError, LevelwiseError, UnsupportedModelError

CALLS = 10_000_000
"""A loose bound on the number of function calls; a name of a million characters takes four million, in a second."""

MEGABYTES = 100
LETTERS = "+".join(string.ascii_lowercase)
THIRTY = {f"f{n}": [f"c{k}" for k in range(30)] for n in range(1, 5)}
BARS = "".join(f"+(1|g{n})" for n in range(1800))
CHAIN = "/".join(f"g{n}" for n in range(60))


def wide(columns: int) -> dict[str, list[float]]:
    """Return a table of many columns."""
    return {"y": [1.0, 2, 3, 4], "g": [1, 1, 2, 2], **{f"x{n}": [1.0, 2, 2, float(n)] for n in range(columns)}}


MANY = wide(6_000)


REFUSED: dict[str, tuple[str, dict[str, Any], type[LevelwiseError], str]] = {
    "a power of a sum": (f"y ~ ({LETTERS})^26 + (1 | g)", {}, FormulaSyntaxError, "more than 5,000 terms"),
    "a product of all": (f"y ~ {LETTERS.replace('+', '*')} + (1 | g)", {}, FormulaSyntaxError, "more than 5,000 terms"),
    "parentheses": ("y ~ " + "(" * 9_000 + "x" + ")" * 9_000, {}, FormulaSyntaxError, "more than 100 levels deep"),
    "calls": ("y ~ " + "log(" * 3_900 + "x" + ")" * 3_900, {}, FormulaSyntaxError, "more than 100 levels deep"),
    "signs": ("y ~ " + "-" * 10_000 + "x", {}, FormulaSyntaxError, "more than 100 levels deep"),
    "powers": ("y ~ " + "x^" * 9_000 + "2", {}, FormulaSyntaxError, "more than 100 levels deep"),
    "a long product": ("y ~ " + ":".join(f"x{n}" for n in range(3_000)), {}, FormulaSyntaxError, "100 levels deep"),
    "a longer product": ("y ~ " + ":".join(f"x{n}" for n in range(5_000)), {}, FormulaSyntaxError, "longer than"),
    "operators alone": ("+-*/:^|&!~" * 1_500, {}, FormulaSyntaxError, "expected a name"),
    "a megabyte": ("y ~ x + " + "a" * 1_000_000, {}, FormulaSyntaxError, "1,000,008 characters is longer"),
    "a name of a megabyte": (f"y ~ `{'a' * 1_000_000}`", {}, FormulaSyntaxError, "longer than the limit of 20,000"),
    "10,000 bars": ("y ~ x" + "+(1|g)" * 10_000, {}, FormulaSyntaxError, "longer than the limit of 20,000"),
    "bars": (f"y ~ x{BARS}", {}, FormulaSyntaxError, "1,800 bars; at most 100"),
    "groups in groups": (f"y ~ x + (1 | {CHAIN}) + (1 | {CHAIN.replace('g', 'h')})", {}, FormulaSyntaxError, "factors"),
    "a degree": ("y ~ poly(x, 1000000)", {}, DataError, "a whole number from 1 to 100"),
    "a number": ("y ~ I(x * 1e999999)", {}, FormulaSyntaxError, "this number is too large"),
    "slopes of everything": ("y ~ x + (f1*f2*f3*f4 | g)", {"factors": THIRTY}, DataError, "more than 5,000 columns"),
    "a covariance matrix": ("y ~ x + (f1*f2 | g)", {"factors": THIRTY}, UnsupportedModelError, "810,000 entries"),
    "cells": ("y ~ f1*f2*f3 + (1 | g)", {"factors": THIRTY}, DataError, "24,389 columns; the limit is 5,000"),
    "categories": ("y ~ f + (1 | g)", {"factors": {"f": range(1_000_000)}}, DataError, "the maximum is 10,000"),
    "all columns": ("y ~ . + (1 | g)", {"data": MANY}, FormulaSyntaxError, "more than 5,000 terms"),
    "an unknown name": ("y ~ nobody + (1 | g)", {"data": MANY}, LevelwiseError, "there is no column 'nobody'"),
    "a degree with data": (
        "y ~ poly(x1, 1000000) + (1 | g)",
        {"data": MANY},
        DataError,
        "a whole number from 1 to 100",
    ),
}


def measured(work: Callable[[], object]) -> int:
    """Do something with a bounded number of calls; return the peak of memory in bytes."""
    tracemalloc.start()
    try:
        assert calls_of(work) < CALLS
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_too_large_is_refused(what: str) -> None:
    formula, options, kind, message = REFUSED[what]

    def refuse() -> None:
        with pytest.raises(kind) as caught:
            lw.extract_eq(formula, policy="off", **options)
        assert message in str(caught.value)
        assert len(str(caught.value)) < 5_000

    assert measured(refuse) < MEGABYTES * 1e6


@pytest.mark.slow
@pytest.mark.parametrize("what", [what for what, (_, options, *_) in REFUSED.items() if "data" in options])
def test_what_is_too_large_is_refused_of_20_000_columns(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    formula, _, kind, message = REFUSED[what]
    monkeypatch.setitem(REFUSED, what, (formula, {"data": wide(20_000)}, kind, message))
    test_what_is_too_large_is_refused(what)


def test_a_large_exponent_is_the_number_of_terms() -> None:
    """(a + b)^n says no more than (a + b)^2, as in R."""
    eq = lw.extract_eq("y ~ (a + b)^1000000 + (1 | g)")
    assert measured(lambda: lw.extract_eq("y ~ (a + b)^1000000 + (1 | g)")) < MEGABYTES * 1e6
    assert eq.latex == lw.extract_eq("y ~ (a + b)^2 + (1 | g)").latex


@pytest.mark.parametrize("length", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_a_message_shortens_a_very_long_name(length: int) -> None:
    data = {"y": [1.0, 2, 3, 4] * 2, "g": [1, 1, 2, 2, 3, 3, 4, 4], "a" * length: [3, 1, 2, 5, 1, 4, 2, 2.5]}
    with pytest.raises(LevelwiseError) as caught:
        lw.model("y ~ x + (1 | g)", data)
    assert len(str(caught.value)) < 500
    assert measured(lambda: str(lw.extract_eq("y ~ . + (1 | g)", data))) < MEGABYTES * 1e6


@pytest.fixture(scope="module")
def million() -> pl.DataFrame:
    rows = 1_000_000
    numbers = np.arange(rows)
    return pl.DataFrame({"y": numbers * 0.5, "x": numbers % 7.0, "g": numbers % 1_000, "f": numbers.astype(str)})


@pytest.mark.parametrize("formula", ["y ~ f + (1 | g)", "y ~ x*f + (1 | g)", "y ~ x + (f | g)"])
def test_a_factor_of_a_million_categories_is_no_predictor(formula: str, million: pl.DataFrame) -> None:
    """The data's own texts take more than a hundred megabytes; the columns would take eight terabytes."""
    with pytest.raises(DataError, match="f has more than 100,000 distinct values, too many"):
        lw.model(formula, million)


def test_a_million_groups_are_legal(million: pl.DataFrame) -> None:
    eq = lw.extract_eq("y ~ x + (1 | f)", million, policy="off")
    eq.verify()
    assert eq.spec.level("f").size == 1_000_000


def test_a_design_matrix_too_large_to_be_checked() -> None:
    columns = lw.model("y ~ x + f1 + f2 + (1 | g)", factors=THIRTY).spec.fixed
    with pytest.raises(DataError, match='1,000,000 rows and 60 columns is too large to be checked; policy="off"'):
        Design({}, 1_000_000).matrix(columns)
