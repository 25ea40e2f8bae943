"""What random inputs brought to light, one test each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import levelwise as lw
from levelwise.errors import DataError
from levelwise.formula.syntax import quoted
from levelwise.model.spec import Cell

ROWS = {"y": [1.0, 3, 2, 5, 4, 6], "x": [3.0, 1, 4, 1, 5, 9], "g": [1, 1, 2, 2, 3, 3]}
NOTATIONS = ("equatiomatic", "raudenbush-bryk")


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_category_or_a_function_may_be_called_like_a_column(notation: str) -> None:
    formula = "y ~ x + f + log + log(x) + scale(x, center = center) + center + (1 | g)"
    lw.extract_eq(formula, factors={"f": ["x", "log"]}, notation=notation).verify()


def test_constants_carry_no_index() -> None:
    eq = lw.extract_eq("y ~ scale(x, center = FALSE) + (1 | g)", notation="raudenbush-bryk")
    eq.verify()
    assert "\\operatorname{FALSE})" in eq.latex


@pytest.mark.parametrize("notation", NOTATIONS)
def test_an_exponent_carries_its_indices(notation: str) -> None:
    lw.extract_eq("y ~ I(x^z) + (1 | g)", notation=notation).verify()


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("formula", ["y ~ I(x) + x + (1 | g)", "y ~ I(x) + x:z + I(z) + (1 | g)"])
def test_a_column_after_its_copy(formula: str, notation: str) -> None:
    lw.extract_eq(formula, notation=notation).verify()


def test_cells_of_the_same_factors_twice() -> None:
    lw.extract_eq("y ~ x + (1 | a/b) + (1 | b/a)", notation="raudenbush-bryk", policy="off").verify()
    lw.extract_eq("y ~ x + (x | b) + (1 | a/b) + (1 | a:b)", notation="raudenbush-bryk", policy="off").verify()


def test_columns_called_by_numbers() -> None:
    data = pd.DataFrame({**ROWS, 2019: ROWS["x"]})
    assert lw.model("y ~ `2019` + (1 | g)", data).columns == ("(Intercept)", "`2019`")
    with pytest.raises(DataError, match="two columns of the data are called '2019'"):
        lw.model("y ~ x", pd.DataFrame({**ROWS, 2019: ROWS["x"], "2019": ROWS["x"]}))


def test_moments_with_a_zone() -> None:
    moments = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in (0, 0, 1, 1, 2, 2)]
    for frame in (
        pd.DataFrame({**ROWS, "t": pd.Series(moments, dtype=object)}),
        pd.DataFrame({**ROWS, "t": moments}),
        pl.DataFrame({**ROWS, "t": moments}),
        pa.table({**ROWS, "t": moments}),
    ):
        assert lw.model("y ~ t + (1 | g)", frame).spec.home((Cell("t"),)) == "g"


def test_integers_of_any_size_and_missing() -> None:
    large = [2**60, 2**60, None, None, 2**60 + 1, 2**60 + 1]
    for frame in (pa.table({**ROWS, "id": large}), pl.DataFrame({**ROWS, "id": large})):
        assert lw.model("y ~ x + (1 | id)", frame).spec.level("id").size == 2
    wide = pl.DataFrame(
        {**ROWS, "id": [2**70, 2**70, None, None, 2**70 + 1, 2**70 + 1]}, schema_overrides={"id": pl.Int128}
    )
    assert lw.model("y ~ x + (1 | id)", wide).spec.level("id").size == 2


def test_infinity_behind_a_transformed_column() -> None:
    data = {**ROWS, "z": [np.inf, np.inf, 1.0, 2.0, 3.0, 3.0]}
    model = lw.model("y ~ I(1/z) + (1 | g)", data)
    assert model.spec.constant["z"] == frozenset()
    with pytest.raises(DataError, match="the offset z is infinite in 2 of the rows used"):
        lw.model("y ~ x + (1 | g)", data, offset="z")


def test_a_name_that_begins_with_a_mark_is_quoted() -> None:
    assert quoted("\u0301a") == "`\u0301a`"
    assert lw.model("y ~ `\u0301a`").columns == ("(Intercept)", "`\u0301a`")


def test_a_large_model_is_checked_in_time() -> None:
    """Hundreds of terms, each with findings and repairs."""
    sides = "*".join(f"(x{n} + z{n})" for n in range(6))
    assert lw.check(f"y ~ {sides} - x0 + (1 | g)").ok


@pytest.mark.parametrize("notation", NOTATIONS)
def test_truth_by_its_short_name_varies_nowhere(notation: str) -> None:
    model = lw.model("y ~ x + exp(T) + (1 | g)", ROWS)
    assert model.spec.home((Cell("exp(T)"),)) == "g"
    model.equations(notation, policy="off").verify()
    varying = lw.model("y ~ x + exp(T) + (1 | g)", {**ROWS, "T": ROWS["x"]})
    assert varying.spec.home((Cell("exp(T)"),)) is None
