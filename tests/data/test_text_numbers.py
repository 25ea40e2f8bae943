"""Columns of text that were meant to be numbers or dates: what they are taken for, and what errors say about them."""

from __future__ import annotations

import io

import pandas as pd
import polars as pl
import pytest

import levelwise as lw
from levelwise.data.text_numbers import looks_like, text_numbers

NUMBERS = [f"{number / 7:.2f}" for number in range(40)]


@pytest.mark.parametrize(
    ("value", "look"),
    [
        (".", "missing"),
        ("N/A", "missing"),
        ("#VALUE!", "missing"),
        ("n.a.", "missing"),
        ("12,5", "decimal comma"),
        ("1.234,5", "decimal comma"),
        ("1,000.50", "thousands"),
        ("5%", "percentage"),
        ("€ 12.50", "money"),
        ("<0.5", "bound"),
        ("−3", "minus"),
        ("12.5 mm", "unit"),
        ("103b", "letter"),
        ("oats", ""),
        ("2021-01-31", ""),
    ],
)
def test_a_value_among_numbers_is_recognised(value: str, look: str) -> None:
    found = looks_like(value)
    assert look in found if look else not found


@pytest.mark.parametrize(
    ("labels", "odd"),
    [
        ([*NUMBERS, "x"], ("x",)),
        ([*NUMBERS, "5%", "."], ("5%",)),
        (["1.5", "2.5", "4", "x"], ("x",)),
        (["1", "2", "3", "."], (".",)),
        ([str(number) for number in range(30)], ()),
        ([f"{number},5" for number in range(30)], tuple(f"{number},5" for number in range(30))),
    ],
)
def test_text_that_is_nearly_all_numbers_is_recognised(labels: list[str], odd: tuple[str, ...]) -> None:
    found = text_numbers(labels)
    assert found is not None
    assert (found.what, found.odd) == ("number", odd)


@pytest.mark.parametrize(
    "labels",
    [
        [f"2021-01-{day:02}" for day in range(1, 21)],
        [f"{day:02} Jan 2021" for day in range(1, 21)],
        [f"{day}.1.2021 12:30" for day in range(1, 21)],
        [f"1/{day}/21" for day in range(1, 21)],
    ],
)
def test_dates_are_recognised(labels: list[str]) -> None:
    found = text_numbers(labels)
    assert found is not None
    assert found.what == "date"


@pytest.mark.parametrize(
    "labels",
    [
        ["1", "2", "3"],
        ["1", "2", "3", ">3"],
        ["5%", "10%", "20%"],
        ["low", "high"],
        ["2020", "2021", "2022"],
        ["18-25", "26-35", "36+"],
        ["A1", "A2", "B1", "B2"],
        [f"S{number}" for number in range(40)],
        ["2021-01-01", "2021-07-01", "2022-01-01"],
        ["-", "oat", "rye"],
        [],
    ],
)
def test_categories_stay_categories(labels: list[str]) -> None:
    assert text_numbers(labels) is None


def data(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"y": [float(i * 7 % 5) for i in range(40)], "g": [i // 4 for i in range(40)], **columns})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([*NUMBERS[:-1], "."], ("'.' in row 40, among 39 numbers,", "missing")),
        ([*NUMBERS[:-2], "5%", "x"], ("'5%' in row 39 (and in 1 other row)", "percentage")),
        ([one.replace(".", ",") for one in NUMBERS], ("'0,00' in row 1", "decimal comma", "convert")),
        (NUMBERS, ("numbers stored as text",)),
        (["yes", "no"] * 20, ("categories 'no' and 'yes'", 'family="binomial"')),
        ([f"2021-01-{1 + i % 28:02}" for i in range(40)], ("dates stored as text",)),
        (["a", "b", "c", "d"] * 10, ("not numeric",)),
    ],
)
@pytest.mark.parametrize("lazily", [False, True])
def test_a_response_of_text_says_which_value_is_none(
    values: list[object], words: tuple[str, ...], lazily: bool
) -> None:
    frame = pl.from_pandas(data(z=values))
    with pytest.raises(lw.DataError) as caught:
        lw.model("z ~ y + (1 | g)", frame.lazy() if lazily else frame)
    for word in words:
        if not (lazily and "row" in word):
            assert word in str(caught.value)


@pytest.mark.parametrize("call", ["log(x)", "poly(x, 2)", "scale(x)", "I(x^2)"])
def test_arithmetic_with_text_says_which_value_is_none(call: str) -> None:
    with pytest.raises(lw.DataError, match="'1 mm' in row 40"):
        lw.model(f"y ~ {call} + (1 | g)", data(x=[*NUMBERS[:-1], "1 mm"]))


def test_marks_of_missing_values_in_files_are_counted() -> None:
    frame = data(x=[*NUMBERS[:-3], ".", "N/A", "."], z=[*range(38), "?", 5], f=["-", "oat"] * 20)
    table = lw.read(io.StringIO(frame.to_csv(index=False)))
    (note,) = (note for note in lw.model("y ~ x + f + (1 | g)", table).notes if note.code == "missing-marks")
    assert note.text == "read as missing values: 'N/A' in 1 row and '.' in 2 rows of x"
    assert lw.model("y ~ x + f + (1 | g)", table).columns == ("(Intercept)", "x", "foat")
