"""R32: predictors of text whose values are nearly all numbers, or dates."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import levelwise as lw
from levelwise.legitimacy.report.report import Finding

N = 60
NUMBERS = [f"{number * 37 % 61 / 7:.2f}" for number in range(N)]


def data(x: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"y": [float(i * 7 % 11) for i in range(N)], "g": [i // 5 for i in range(N)], "x": x})


def found(formula: str, frame: object, **options: object) -> list[Finding]:
    return [finding for finding in lw.check(formula, frame, **options).findings if finding.code == "R32"]


@pytest.mark.parametrize("odd", ["x", "5%", "12,5", "1,000.50", ".", "NULL", "<0.1"])
def test_one_value_is_named_with_its_row(odd: str) -> None:
    (finding,) = found("y ~ x + (1 | g)", data([*NUMBERS[:30], odd, *NUMBERS[31:]]))
    assert finding.severity == "warning"
    assert f"{odd!r} in row 31" in finding.title
    assert finding.repairs[0] == "y ~ as.numeric(x) + (1 | g)"


def test_the_cause_is_named_beside_other_findings() -> None:
    report = lw.check("y ~ x + (x | g)", data([*NUMBERS[:30], "x", *NUMBERS[31:]]))
    assert report.errors
    assert "R32" in [finding.code for finding in report.warnings]


def test_the_row_is_that_of_the_data_even_if_the_row_is_dropped() -> None:
    frame = data([*NUMBERS[:30], "x", *NUMBERS[31:]])
    frame.loc[[3, 30], "y"] = None
    (finding,) = found("y ~ x + (1 | g)", frame)
    assert "'x' in row 31" in finding.title


def test_dates_and_numbers_stored_as_text() -> None:
    (finding,) = found("y ~ x + (1 | g)", data([f"2021-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(N)]))
    assert finding.title == "x is text, though its 60 different values are dates"
    (finding,) = found("y ~ x + (1 | g)", data(NUMBERS))
    assert (finding.severity, finding.title) == ("warning", "x is text, though its 60 different values are numbers")
    (finding,) = found("y ~ x + (1 | g)", data([str(i % 12) for i in range(N)]))
    assert finding.severity == "note"


def test_a_large_table_names_the_row_too() -> None:
    frame = pl.from_pandas(data([*NUMBERS[:30], "x", *NUMBERS[31:]]))
    (finding,) = found("y ~ x + (1 | g)", frame.lazy())
    assert "'x' in row 31" in finding.title
    many = pl.select(y=pl.int_range(300_000) % 7.0, g=pl.int_range(300_000) // 20, x=pl.int_range(300_000) / 7)
    text = many.with_columns(pl.col("x").cast(pl.String)).with_row_index()
    text = text.with_columns(x=pl.when(pl.col("index") == 1233).then(pl.lit("5%")).otherwise("x"))
    with pytest.raises(lw.DataError, match="because of '5%' in row 1,234, which is not a number"):
        lw.check("y ~ x + (1 | g)", text)


@pytest.mark.parametrize(
    ("formula", "options"),
    [
        ("y ~ factor(x) + (1 | g)", {}),
        ("y ~ 1 + (1 | x)", {}),
        ("y ~ x + (1 | g)", {"factors": {"x": True}}),
    ],
)
def test_deliberate_factors_are_none_of_its_business(formula: str, options: dict[str, object]) -> None:
    assert not found(formula, data([*NUMBERS[:30], "x", *NUMBERS[31:]]), **options)


@pytest.mark.parametrize("values", [NUMBERS, list(range(N))])
def test_a_categorical_column_may_have_numbers_as_categories(values: list[object]) -> None:
    assert not found("y ~ x + (1 | g)", data(NUMBERS).assign(x=pd.Categorical(values)))
    (finding,) = found("y ~ x + (1 | g)", data(NUMBERS).assign(x=pd.Categorical([*NUMBERS[:30], "x", *NUMBERS[31:]])))
    assert "'x' in row 31" in finding.title
