"""Formulas whose equations the proof once refused although they were right."""

from __future__ import annotations

import pytest

import levelwise as lw
from levelwise.model.spec import Cell

ROWS = {"y": [1.0, 3, 2, 5, 4, 6], "x": [3.0, 1, 4, 1, 5, 9], "g": [1, 1, 2, 2, 3, 3]}
NOTATIONS = ("equatiomatic", "raudenbush-bryk")


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_category_or_a_function_may_share_the_name_of_a_column(notation: str) -> None:
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


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_logical_short_name_is_constant(notation: str) -> None:
    model = lw.model("y ~ x + exp(T) + (1 | g)", ROWS)
    assert model.spec.home((Cell("exp(T)"),)) == "g"
    model.equations(notation, policy="off").verify()
    varying = lw.model("y ~ x + exp(T) + (1 | g)", {**ROWS, "T": ROWS["x"]})
    assert varying.spec.home((Cell("exp(T)"),)) is None
