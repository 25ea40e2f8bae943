"""The style options: every one works for every notation and kind of model, or is an error that says why not."""

from __future__ import annotations

from typing import Any

import pytest

import levelwise as lw
from levelwise.equation.tree import Quantity
from levelwise.equation.walk import walk
from levelwise.options import SYSTEM_OPTIONS

DATA = {"sector": ["pub", "cath"]}
MULTILEVEL = "math ~ ses * sector + (ses | school)"
STYLES: dict[str, dict[str, Any]] = {
    "colours of coefficients": {"greek_colors": ["red", None, "#0072B2"], "subscript_colors": "blue"},
    "colours of variables": {"var_colors": {"ses": "red"}, "var_subscript_colors": {"sector": "orange"}},
    "italics": {"ital_vars": True},
    "indices": {"index_variables": True},
    "no indices": {"index_variables": False},
    "names": {"swap_var_names": {"ses": "Status", "school": "School"}, "swap_subscript_names": {"cath": "Catholic"}},
    "triangle": {"triangle": "dots"},
}
FORMATS = ("docx", "html", "latex", "markdown", "mathml", "omml", "speech", "text", "typst")


def written(formula: str = MULTILEVEL, **options: Any) -> lw.Equations:
    return lw.extract_eq(formula, factors=DATA, levels={"sector": "school"}, policy="off", **options)


@pytest.mark.parametrize("notation", [notation.name for notation in lw.notations()])
def test_every_notation_takes_a_style_or_says_why_not(notation: str) -> None:
    without_variables = not any(isinstance(part, Quantity) for part in walk(written(notation=notation).system.lines))
    for options in STYLES.values():
        if without_variables and options.keys() & {"var_subscript_colors", "swap_subscript_names"}:
            with pytest.raises(lw.OptionError, match="no effect"):
                written(notation=notation, **options)
            continue
        eq = written(notation=notation, **options)
        eq.verify()
        assert eq.latex


@pytest.mark.parametrize("style", STYLES)
def test_every_format_writes_a_style(style: str) -> None:
    eq = written(**STYLES[style])
    for name in FORMATS:
        assert eq.to(name)


def test_every_option_of_this_kind_is_tested() -> None:
    tested = {name for options in STYLES.values() for name in options} | {"index_factors"}
    elsewhere = {"numbers", "level_labels", "labels", "units", "digits", "errors", "estimates", "fix_signs", "spread"}
    assert {row.name for row in SYSTEM_OPTIONS} - elsewhere <= tested


def test_names_are_swapped_in_variables_categories_and_ranges() -> None:
    text = str(written(swap_var_names={"ses": "Status", "school": "School"}, swap_subscript_names={"cath": ""}))
    assert "Status" in text
    assert "for School j" in text
    assert "ses" not in text
    assert "sector" in text
    assert "cath" not in text
    assert "x + 1" in str(lw.extract_eq("y ~ log(z + 1)", swap_var_names={"z": "x"}))
    assert "sex = male" in str(
        lw.extract_eq(
            "s ~ x",
            {"s": ["female", "male", "male"], "x": [1, 2, 4]},
            family="binomial",
            policy="off",
            swap_var_names={"s": "sex"},
        )
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"swap_var_names": {"ses": "math"}}, "same name"),
        ({"swap_var_names": {"ses": "X", "sector": "X"}}, "same name"),
        ({"swap_var_names": {"sess": "X"}}, "did you mean 'ses'"),
        ({"swap_subscript_names": {"catholic": "C"}}, "no effect"),
        ({"var_colors": {"sess": "red"}}, "did you mean 'ses'"),
        ({"var_colors": {"ses": "reddish"}}, "colours of CSS"),
        ({"var_subscript_colors": {"ses": "red"}}, "no category"),
        ({"greek_colors": ["#12345"]}, "a colour of CSS"),
        ({"greek": "\\zeta"}, "raw_tex=True"),
        ({"raw_tex": True}, "greek and intercept"),
        ({"greek": "\\hat{\\beta} + 1", "raw_tex": True}, "a letter such as gamma"),
        ({"greek": "\\gamma", "raw_tex": True}, "another meaning"),
        ({"index_factors": True, "formula": "y ~ sector + (sector | school)"}, "varies over groups"),
        ({"index_factors": True}, "look alike"),
        ({"index_factors": True, "notation": "hox"}, "look alike"),
        ({"swap_var_names": {"ses": ""}}, "mapping such as"),
        ({"swap_var_names": {"ses": " "}}, "mapping such as"),
    ],
)
def test_an_option_that_cannot_be_applied_says_why(options: dict[str, Any], message: str) -> None:
    with pytest.raises(lw.LevelwiseError, match=message):
        written(**options)


def test_a_model_without_factors_has_none_by_index() -> None:
    with pytest.raises(lw.OptionError, match="no factor"):
        lw.extract_eq("y ~ x", index_factors=True)


def test_names_can_be_typed_on_the_command_line() -> None:
    for typed in ("ses=SES", '{"ses": "SES"}'):
        assert "SES" in str(written(swap_var_names=typed))
    assert written(var_colors="ses=red,sector=blue").latex == written(var_colors={"ses": "red", "sector": "blue"}).latex
    assert "cath" not in str(written(swap_subscript_names="cath="))
    with pytest.raises(lw.OptionError, match=r'such as \{"ses": "SES"\}'):
        written(swap_var_names="ses")


def test_two_categories_do_not_look_alike() -> None:
    with pytest.raises(lw.OptionError, match="look alike"):
        lw.extract_eq("y ~ g", factors={"g": ["a", "b", "c"]}, swap_subscript_names={"b": "B", "c": "B"})


def test_letters_are_replaced_everywhere() -> None:
    eq = written(greek="\\hat{\\eta}", intercept="\\zeta", raw_tex=True)
    eq.verify()
    assert "\\hat{\\eta}_{1j[i]}" in eq.latex
    assert "\\zeta_{j[i]}" in eq.latex
    assert "\\rho_{\\zeta_{j}\\eta_{1j}}" in eq.latex
    assert "\\beta" not in eq.latex
    assert "\\beta_{0j[i]}" in written(intercept="beta").latex
    swapped = lw.extract_eq("y ~ x", greek="alpha", intercept="beta").latex
    assert "\\beta + \\alpha_{1}(" in swapped


def test_factors_have_indices() -> None:
    eq = lw.extract_eq("y ~ a * x + b", factors={"a": ["p", "q", "r"], "b": ["s", "t", "u"]}, index_factors=True)
    indexed = r"\operatorname{a}_{\operatorname{i}}"
    assert f"{{{indexed}}} + \\beta_{{1}}(\\operatorname{{x}})" in eq.latex
    assert f"({indexed} \\times \\operatorname{{x}}) + \\epsilon" in eq.latex
    assert eq.system.notes[-1].code == "factors-by-index"
    assert "A name" in lw.extract_eq(
        "y ~ 0 + x * a", factors={"a": ["p", "q"]}, index_factors=True, swap_var_names={"a": "A name"}
    ).to("text")
    eq.verify()
    assert "sector" in written("math ~ ses + sector + (ses | school)", index_factors=True).latex


def test_variables_have_the_index_of_their_unit() -> None:
    eq = written(index_variables=True)
    assert "sesᵢ" in str(eq)
    assert "\\operatorname{sector}_{\\operatorname{cath},j}" in eq.latex
    assert str(lw.extract_eq("y ~ x", index_variables=True)) == "yᵢ = α + β₁(xᵢ) + ϵᵢ"
    bare = written(notation="raudenbush-bryk", index_variables=False).latex
    assert "\\operatorname{ses}_{ij}" not in bare


def test_covariances_above_the_diagonal_are_left_out() -> None:
    assert "\\dots" in written(triangle="dots").latex.split("\\text")[0]
    assert written(triangle="lower").latex.count("\\rho") == 1


@pytest.mark.parametrize("notation", ["barr", "mcelreath", "laird-ware", "brms"])
def test_so_they_are_where_a_matrix_has_a_name(notation: str) -> None:
    columns: dict[str, Any] = {"columns": True} if notation in ("laird-ware", "brms") else {}
    eq = lw.extract_eq("math ~ ses + (ses | school)", notation=notation, triangle="dots", **columns)
    assert eq.latex.count("\\dots &") + eq.latex.count("\\dots \\\\") == 1
    eq.verify()


def test_colours_are_those_of_the_web_or_of_latex() -> None:
    eq = lw.extract_eq("y ~ x", var_colors={"x": "firebrick"}, greek_colors=["teal"])
    assert "{\\color{firebrick}{\\operatorname{x}}}" in eq.latex
    assert "{\\color{teal}{\\alpha}}" in eq.latex
    document = eq.to("latex", wrapping="document")
    assert isinstance(document, str)
    assert "\\textcolor[HTML]{B22222}" in document
    assert "\\textcolor{teal}" in document
    assert 'rgb("#B22222")' in eq.to("typst")


def test_sizes_and_environments() -> None:
    eq = lw.extract_eq("y ~ x", font_size="Large")
    assert eq.latex.startswith("\\Large\n\\begin{aligned}")
    assert "font-size:144%" in eq.to("mathml")
    assert "1.44em" in eq.to("typst")
    assert "1.44em" in eq.to("typst", fragment=False)
    assert lw.extract_eq("y ~ x", align_env="align*").latex.startswith("\\begin{align*}")
    with pytest.raises(lw.OptionError, match="wrapping=aligned"):
        eq.to("latex", align_env="align", wrapping="display")


def test_names_in_italics_are_escaped() -> None:
    eq = lw.extract_eq("y ~ `a-b` + a_b", ital_vars=True)
    assert "\\textit{a-b}" in eq.latex
    assert "(a\\_b)" in eq.latex
    assert '<m:sty m:val="i"/>' in eq.to("omml")
    assert 'italic("a_b")' in eq.to("typst")


def test_options_are_given_as_json_on_the_command_line() -> None:
    eq = lw.extract_eq("y ~ x", swap_var_names='{"x": "X"}', greek_colors='["red", null]')
    assert "\\operatorname{X}" in eq.latex
    assert "\\color{red}" in eq.latex


def test_options_about_estimates_say_why_they_are_not_taken() -> None:
    with pytest.raises(lw.OptionError, match="needs the estimates of a fitted model"):
        lw.extract_eq("y ~ x", use_coefs=True)


def test_a_coefficient_keeps_its_own_colour() -> None:
    latex = str(lw.extract_eq("y ~ x", greek_colors=["teal"]).to("latex", colours=True))
    assert "{\\color{teal}{\\alpha}}" in latex
    assert "{\\color{#0072B2}{\\beta_{1}}}" in latex
