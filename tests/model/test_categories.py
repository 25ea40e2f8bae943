"""Responses of several categories: what the data and the hints say about them, and what the model has."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import levelwise as lw
from levelwise.model.descriptions import described
from levelwise.model.model_parameters import parameters_of
from levelwise.model.parameters import Threshold

ROWS = 60
DATA = pl.DataFrame(
    {
        "score": [1 + (n * 7 + n // 5) % 4 for n in range(ROWS)],
        "word": [("low", "middle", "high")[(n * 5 + n // 7) % 3] for n in range(ROWS)],
        "real": [0.5 + n / 7 for n in range(ROWS)],
        "x": [(n * 37 % 23) / 5 for n in range(ROWS)],
        "f": [("a", "b", "c")[n * 11 % 3] for n in range(ROWS)],
        "one": [1.0] * ROWS,
        "g": [n % 12 for n in range(ROWS)],
        "of_g": [n % 12 % 3 for n in range(ROWS)],
        "row": list(range(ROWS)),
    }
)


def spec(formula: str, family: str, data: Any = DATA, **options: Any) -> Any:
    return lw.model(formula, data, family=family, **options).spec


@pytest.mark.parametrize("data", [DATA, DATA.lazy(), None], ids=["in memory", "lazy", "no data"])
def test_the_categories_of_a_factor_are_in_the_order_of_the_hint(data: Any) -> None:
    found = spec("word ~ x + (1 | g)", "cumulative", data, factors={"word": ["low", "middle", "high"]})
    assert (found.response.kind, found.response.categories) == ("ordinal", ("low", "middle", "high"))


@pytest.mark.parametrize("data", [DATA, DATA.lazy()], ids=["in memory", "lazy"])
def test_the_order_of_strings_is_said(data: Any) -> None:
    def orders(formula: str, **options: Any) -> list[str]:
        return [note.text for note in lw.model(formula, data, **options).notes if note.code == "category-order"]

    (text,) = orders("word ~ x", family="cumulative")
    assert "'high' < 'low' < 'middle'; list them in factors=" in text
    assert orders("word ~ x", family="cumulative", factors={"word": ["low", "middle", "high"]}) == []
    assert orders("word ~ x", family="multinomial") == orders("score ~ x", family="cumulative") == []


@pytest.mark.parametrize("data", [DATA, DATA.lazy()], ids=["in memory", "lazy"])
def test_whole_numbers_are_categories_in_their_order(data: Any) -> None:
    assert spec("score ~ x", "cumulative", data).response.categories == ("1", "2", "3", "4")
    assert spec("score ~ x", "multinomial", data).response.kind == "nominal"


def test_without_data_the_categories_may_be_unknown() -> None:
    found = spec("y ~ x + (1 | g)", "cumulative", None)
    assert found.response.categories == ()
    assert parameters_of(found)[0] == Threshold(None)
    assert described(Threshold(None), found) == "the threshold of a category of y"


def test_a_call_in_the_formula_gives_the_order() -> None:
    formula = 'factor(word, levels = c("high", "middle", "low"), ordered = TRUE) ~ x'
    assert spec(formula, "cumulative").response.categories == ("high", "middle", "low")
    assert spec("cut(real, 3) ~ x", "cumulative").response.kind == "ordinal"


@pytest.mark.parametrize("formula", ["score ~ x + f", "score ~ 0 + x + f", "score ~ x + f - 1"])
def test_thresholds_stand_in_place_of_the_intercept(formula: str) -> None:
    found = spec(formula, "cumulative")
    assert [column.name for column in found.fixed] == ["x", "fb", "fc"]
    assert parameters_of(found)[:3] == (Threshold(1), Threshold(2), Threshold(3))
    assert lw.model(formula, DATA, family="cumulative").design().X.shape == (ROWS, 3)


def test_a_constant_is_dropped_as_it_is_beside_an_intercept() -> None:
    model = lw.model("score ~ one + x", DATA, family="cumulative")
    assert model.columns == ("x",)
    assert [finding.code for finding in model.check(ignore=["R30"]).findings] == ["R19"]


def test_a_multinomial_model_has_an_intercept() -> None:
    assert [column.name for column in spec("word ~ x", "multinomial").fixed] == ["(Intercept)", "x"]


@pytest.mark.parametrize(
    ("formula", "family", "message"),
    [
        ("real ~ x", "cumulative", "not whole.*cut\\(real, 5\\)"),
        ("real ~ x", "multinomial", "not whole"),
        ("one ~ x", "cumulative", "a single category"),
        ("cbind(score, g) ~ x", "cumulative", "one category per row"),
        ("poly(x, 2) ~ f", "multinomial", "several columns"),
        ("word ~ x", "gaussian", 'family="multinomial".*family="cumulative"'),
        ("ordered(word) ~ x", "gaussian", 'family="cumulative"'),
        ("factor(word) ~ x", "gaussian", 'family="cumulative"'),
    ],
)
def test_a_response_that_does_not_suit_the_family_is_an_error(formula: str, family: str, message: str) -> None:
    with pytest.raises(lw.DataError, match=message):
        lw.model(formula, DATA, family=family)


@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
def test_a_response_has_two_categories_without_data_too(family: str) -> None:
    with pytest.raises(lw.DataError, match=f"the response y has a single category; a {family} model needs two"):
        lw.model("y ~ x", family=family, factors={"y": ["a"]})


def test_more_values_than_categories_are_an_error() -> None:
    many = DATA.with_columns(pl.Series("id", range(ROWS))).join(pl.DataFrame({"k": [0, 1000]}), how="cross")
    with pytest.raises(lw.DataError, match="120 different values"):
        lw.model("s ~ x", many.with_columns(s=pl.col("id") + pl.col("k")), family="cumulative")


@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
@pytest.mark.parametrize("data", [DATA, DATA.lazy(), None], ids=["in memory", "lazy", "no data"])
def test_an_ordinary_model_has_no_finding(data: Any, family: str) -> None:
    for formula in ("score ~ x + (1 | g)", "word ~ x + f + (x | g)", "score ~ f + offset(x)"):
        assert lw.model(formula, data, family=family).check(ignore=["R30"]).findings == ()


def test_the_rules_know_single_categories() -> None:
    def codes(formula: str) -> list[str]:
        return [finding.code for finding in lw.model(formula, DATA, family="cumulative").check().findings]

    assert codes("score ~ x + (1 | row)") == ["R6"]
    assert codes("of_g ~ x + (1 | g)") == ["R22"]
    assert codes("score ~ x + (one | g)") == ["R1"]


@pytest.mark.parametrize("family", ["cumulative", "multinomial"])
def test_weights_have_no_place(family: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match="cannot contain weights"):
        lw.extract_eq("y ~ x", family=family, weights="w")


def test_the_notes_say_what_the_categories_and_the_signs_are() -> None:
    texts = {note.code: note.text for note in lw.extract_eq("score ~ x + (1 | g)", DATA, family="clm").notes}
    assert texts["categories"] == "k is the index of the categories of score: 1 = '1', 2 = '2', 3 = '3', 4 = '4'"
    assert "subtracted from the thresholds" in texts["ordinal-sign"]
    texts = {note.code: note.text for note in lw.extract_eq("score ~ x", DATA, family="clm", notation="rb").notes}
    assert "opposite sign" in texts["ordinal-sign"]
    texts = {note.code: note.text for note in lw.extract_eq("word ~ x + (1 | g)", DATA, family="softmax").notes}
    assert texts["categories"].endswith("3 = 'high'; K = 3 is the reference category")
    assert "independent" in texts["independent-categories"]
