"""Symbols of two notations side by side, and several models in one system."""

from __future__ import annotations

from pathlib import Path

import pytest

import levelwise as lw
from levelwise.comparison.quantities import quantities
from levelwise.equation.tree import Coloured
from levelwise.equation.walk import walk
from levelwise.model.model_parameters import parameters_of
from levelwise.model.parameters import FixedEffect
from levelwise.notations.table import NOTATIONS

GROWING = ["math ~ 1 + (1 | school)", "math ~ ses + (1 | school)", "math ~ ses*sector + (ses | school)"]
LEVELS = {"sector": "school"}


def test_symbols_have_their_counterparts() -> None:
    eq = lw.extract_eq(GROWING[2], levels=LEVELS, notation="raudenbush-bryk")
    names = eq.symbols_in("equatiomatic")
    assert names[r"\gamma_{11}"] == r"\gamma_{1}^{\beta_{1}}"
    assert names[r"\tau_{01}"] == r"\rho_{\alpha_{j}\beta_{1j}}"
    assert names["u_{0j}"].startswith(r"\alpha_{j} - (\gamma_{0}^{\alpha}")  # a coefficient that has its mean
    assert "r_{ij}" not in names  # the default notation has no residual
    assert {pair.meaning: pair.there for pair in names.pairs}["the residual of an observation"] is None


def test_a_mean_in_parts_is_a_sum() -> None:
    names = lw.extract_eq("y ~ 1 + (1 | a) + (1 | b)", notation="raudenbush-bryk").symbols_in("equatiomatic")
    assert names[r"\theta_{0}"] == r"\mu_{\alpha_{j}} + \mu_{\alpha_{k}}"


@pytest.mark.parametrize("there", sorted(NOTATIONS.own))
@pytest.mark.parametrize("formula", [GROWING[2], "y ~ x + (x | a) + (1 | b)"])
def test_every_parameter_has_a_pair(formula: str, there: str) -> None:
    eq = lw.extract_eq(formula, levels=LEVELS if "sector" in formula else {}, notation="raudenbush-bryk")
    full = {"columns": True} if any(row.name == "columns" for row in NOTATIONS.own[there].options) else {}
    try:
        system = eq.in_notation(there, **full).system
    except lw.UnsupportedModelError:
        return  # the notation has a scope
    expected = set(parameters_of(eq.spec))
    if full:  # the fixed effects are a vector
        expected = {one for one in expected if not isinstance(one, FixedEffect)}
    assert expected <= set(quantities(system))
    assert len(eq.symbols_in(there)) > 3


def test_names_in_the_table_are_no_markdown() -> None:
    eq = lw.extract_eq("y ~ `a|b*` + (1 | g)", notation="raudenbush-bryk")
    rows = eq.symbols_in("equatiomatic").to_markdown().splitlines()
    assert all(row.replace(r"\|", "").count("|") == 4 for row in rows)


# --- several models -----------------------------------------------------------------------------


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
def test_what_is_new_is_coloured(notation: str) -> None:
    models = lw.extract_eq(GROWING, levels=LEVELS, notation=notation)
    assert len(models) == 3
    models.verify()
    counts = [sum(isinstance(node, Coloured) for node in walk(one.system)) for one in models.highlighted]
    assert counts[0] == 0
    assert 0 < counts[1] < counts[2]
    assert models.changes[0] == "adds the fixed coefficient of ses"
    assert "the variance of the slopes of ses over school" in models.changes[1]
    assert r"\color" in models.latex


def test_what_is_the_same_has_no_colour() -> None:
    models = lw.extract_eq(["y ~ x + (1 | g)", "y ~ x + (1 | g)"])
    assert models.changes == ("",)
    assert "textcolor" not in models.latex


def test_blocks_are_compared_by_name() -> None:
    models = lw.extract_eq(["y ~ x + (1 | b)", "y ~ x + (1 | a) + (1 | b)"])
    assert models.changes == ("adds the variance of the intercepts over a",)


def test_hints_apply_where_their_names_are() -> None:
    with pytest.raises(lw.UnknownNameError, match="sectr"):
        lw.extract_eq(GROWING, levels={"sectr": "school"})
    assert len(lw.extract_eq(GROWING, levels=LEVELS, factors={"sector": ["pub", "cath"]})) == 3


def test_a_document_has_the_formulas_and_the_changes(tmp_path: Path) -> None:
    models = lw.extract_eq(GROWING, levels=LEVELS)
    written = models.save(tmp_path / "models.html").read_text("utf-8")
    assert "Model 2" in written
    assert "adds the fixed coefficient of ses" in written
    assert models[1:].changes == models.changes[1:]


def test_text_has_all_equations_as_one_system(tmp_path: Path) -> None:
    models = lw.extract_eq(GROWING, levels=LEVELS)
    assert models.save(tmp_path / "models.txt").read_text("utf-8").strip() == str(models).strip()
    with pytest.raises(lw.OptionError, match="numbered"):
        models.save(tmp_path / "models.txt", numbered=True)


def test_no_formula_is_an_error() -> None:
    with pytest.raises(lw.UnsupportedModelError, match="the list is empty"):
        lw.extract_eq([])
    with pytest.raises(lw.UnsupportedModelError, match="not an int"):
        lw.extract_eq(["y ~ x", 3])  # type: ignore[list-item]


def test_coefficients_added_to_thresholds_have_the_opposite_sign() -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)", family="cumulative")
    pairs = eq.symbols_in("raudenbush-bryk")
    assert pairs[r"\theta_{k}"] == r"\gamma_{00} + \delta_{m}"
    assert pairs[r"\beta_{1}"] == r"-\gamma_{10}"
    assert pairs[r"\alpha_{j}"] == "-u_{0j}"
    assert eq.in_notation("raudenbush-bryk").symbols_in("equatiomatic")[r"\gamma_{10}"] == r"-\beta_{1}"
