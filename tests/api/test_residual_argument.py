"""``residual=``: what it takes, what the data must be, and what the equations say of it."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

import levelwise as lw
from helpers.command import run

DATA: Mapping[str, Any] = {
    "y": [1.0, 2.0, 3.0, 4.5, 2.0, 3.3, 4.0, 1.0],
    "wave": [1, 2, 3, 1, 2, 3, 1, 2],
    "id": ["a"] * 3 + ["b"] * 3 + ["c"] * 2,
    "sex": ["m"] * 3 + ["f"] * 3 + ["m"] * 2,
}


def model(residual: str, data: Any = DATA, formula: str = "y ~ wave + (1 | id)", **options: Any) -> lw.Model:
    return lw.model(formula, data, residual=residual, **options)


def test_data_give_categories_and_levels() -> None:
    eq = model("us(wave | id)").equations("raudenbush-bryk", policy="off")
    assert [one.text for one in eq.notes if one.code == "residual-structure"]
    assert "σ₃²  if waveᵢⱼ = 3" in str(eq)
    assert "if sexⱼ = f" in str(model("diag(sex)").equations("raudenbush-bryk", policy="off"))


@pytest.mark.parametrize(
    ("residual", "changed", "message"),
    [
        (
            "ar1(wave | id)",
            {"wave": [1, 1, 3, 1, 2, 3, 2, 2]},
            "rows 1 and 2, 7 and 8 have the same id and",
        ),
        ("us(wave | id)", {"wave": [1, 2, 3, 1, 2, 2, 1, 2]}, r"rows 5 and 6"),
        ("ar1(wave | id)", {"wave": [1, 2, 3.5, 1, 2, 3, 1, 2]}, r"not a whole number in row 3; car1\(wave \| id\)"),
        ("car1(sex | id)", {}, "car1.* takes a numeric time, but sex is a factor"),
        ("diag(wave)", {}, r"write diag\(0 \+ factor\(wave\)\)"),
        ("diag(sex)", {"sex": ["m"] * 8}, "only one category"),
    ],
)
def test_data_that_do_not_fit_are_an_error_with_their_rows(residual: str, changed: Any, message: str) -> None:
    with pytest.raises(lw.DataError, match=message):
        model(residual, {**DATA, **changed})


def test_rows_in_which_it_is_missing_are_left_out() -> None:
    data = {**DATA, "wave": [1, None, 3, 1, 1, 3, 1, 2], "y": [1.0, 2.0, 3.0, 4.5, None, 3.3, 4.0, 1.0]}
    made = model("ar1(wave | id)", data, "y ~ 1 + (1 | id)")
    assert made.spec.rows == 6


def test_an_unknown_column_is_named_with_the_nearest_one() -> None:
    with pytest.raises(lw.UnknownNameError, match=r"did you mean 'wave'\?[\s\S]*in residual='ar1\(wvae \| id\)'"):
        model("ar1(wvae | id)")
    with pytest.raises(lw.UnknownNameError, match="did you mean 'id'"):
        model("ar1(wave | idd)")


def test_a_lazily_evaluated_table_gives_the_same_equations() -> None:
    frame = pl.DataFrame(DATA)
    for residual in ("hetar1(wave | id)", "us(factor(wave) | id)", "ar1(wave | id) + diag(sex)", "cs(1 | id)"):
        lazy = model(residual, frame.lazy()).equations("raudenbush-bryk", policy="off")
        assert str(lazy) == str(model(residual, frame).equations("raudenbush-bryk", policy="off"))
        assert str(model(residual, frame.lazy()).check("mixed"))


@pytest.mark.parametrize("family", ["binomial", "poisson", "gaussian(log)"])
def test_other_families_have_no_residuals(family: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match="only gaussian models with the identity link have"):
        lw.model("y ~ x + (1 | id)", residual="ar1(wave | id)", family=family)


def test_categories_are_needed_without_data() -> None:
    with pytest.raises(lw.DataError, match=r'factors=\{"wave": \["1", "2"\]\}'):
        lw.model("y ~ x + (1 | id)", residual="us(wave | id)")


@pytest.mark.parametrize("residual", ["ar1(visit | id)", "us(factor(visit) | id)"])
def test_occasions_differ_within_groups(residual: str) -> None:
    hints: Mapping[str, Any] = {"levels": {"visit": "id"}, "factors": {"visit": ["1", "2"]}}
    with pytest.raises(lw.DataError, match="visit is constant within id"):
        lw.model("y ~ visit + (1 | id)", residual=residual, **hints)


@pytest.mark.parametrize("given", ["", " ", 3, ["ar1(wave | id)"]])
def test_it_is_a_string(given: Any) -> None:
    with pytest.raises(lw.DataError, match="residual= takes a structure as a string"):
        model(given)


def test_groups_that_are_no_factor_of_the_model_have_a_note() -> None:
    codes = [one.code for one in lw.model("y ~ x", residual="ar1(wave | id)").notes]
    assert "residual-group" in codes
    assert "residual-group" not in [one.code for one in model("ar1(wave | id)").notes]


def test_repairs_keep_the_structure() -> None:
    report = lw.check("y ~ sex + (sex | id)", DATA, residual="homcs(1 | id)")
    assert {finding.code for finding in report.errors} >= {"R1"}
    repairs = [repair for finding in report.findings for repair in finding.repairs]
    assert repairs
    for repair in repairs:
        assert not {"R1", "R5"} & {one.code for one in lw.check(repair, DATA, residual="homcs(1 | id)").errors}


def test_the_command_line_takes_it() -> None:
    arguments = ("write", "y ~ age + (1 | id)", "--residual", "ar1(wave | id)", "--to", "text")
    shown = run(*arguments, "--notation", "hox")
    assert shown.exit_code == 0
    assert "corr" in shown.stdout
    wrong = run("write", "y ~ age + (1 | id)", "--residual", "ar2(wave | id)")
    assert wrong.exit_code == 2
    assert "not a structure of the residuals" in wrong.stderr
    assert "residual" in run("write", "y ~ age + (1 | id)", "--correlation", "ar1").stderr


def test_colours_dictionaries_and_other_letters_know_it() -> None:
    eq = lw.extract_eq("y ~ age + (1 | id)", residual="ar1(wave | id)", notation="raudenbush-bryk", colours=True)
    assert "corr" in eq.latex
    pairs = str(eq.symbols_in("hox"))
    assert "ρ" in pairs
    other = lw.notation("raudenbush-bryk").replace(correlation="phi", residual="e")
    changed = eq.in_notation(other)
    changed.verify()
    assert "\\phi^{" in changed.latex


def test_every_format_writes_it() -> None:
    eq = lw.extract_eq(
        "y ~ age + (1 | id)",
        residual="us(wave | id)",
        factors={"wave": ["1", "2", "3"]},
        notation="raudenbush-bryk",
        policy="off",
    )
    for name in ("latex", "typst", "mathml", "html", "markdown", "omml", "speech", "text"):
        assert eq.to(name)
    assert eq.to("docx")
