"""Legends: their wording, what is known of variables, and how each format writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

import levelwise as lw
from helpers.command import run
from helpers.hostile_names import NAMES
from helpers.latex import balanced
from levelwise.text.plurals import singular
from levelwise.writers.legends.clauses import Form
from levelwise.writers.legends.docx import docx

HSB = lw.datasets.load("hsb")
FORMULA = "math ~ ses*sector + (ses | sch.id)"
KNOWN: dict[str, Any] = {
    "factors": {"sector": ["pub", "cath"]},
    "labels": {"ses": "socioeconomic status", "math": "mathematics achievement"},
    "units": {"math": "points"},
}
SECTOR = (
    "sector_{cath,j} is the indicator of the category cath of the level-2 factor sector (the reference category is pub)"
)
NAMED = {"observation": "students", "sch.id": "schools"}


def lines(eq: lw.Equations, **options: Any) -> list[str]:
    """A line for each symbol, in LaTeX without its commands for names."""
    written = str(eq.legend(**options).to("latex"))
    found = re.findall(r"\\item (.*)[.;]$", written, re.MULTILINE)
    return [re.sub(r"\\operatorname\{([^{}]*)\}", r"\1", one).replace("$", "") for one in found]


def test_two_levels_in_the_notation_of_raudenbush_and_bryk() -> None:
    eq = lw.extract_eq(FORMULA, HSB, notation="raudenbush-bryk", **KNOWN)
    assert lines(eq, level_labels=NAMED) == [
        "math_{ij} is the response, mathematics achievement (in points)",
        "i is the index of the 7,185 students",
        "j is the index of the 160 schools (sch.id)",
        r"\beta_{0j} is the intercept in school j",
        r"\beta_{1j} is the slope of ses in school j",
        "ses_{ij} is socioeconomic status, a level-1 predictor",
        "r_{ij} is the level-1 residual",
        r"\gamma_{00} is the fixed intercept",
        r"\gamma_{01} is the fixed effect of sector_{cath}",
        SECTOR,
        "u_{0j} is the random effect of school j on the intercept",
        r"\gamma_{10} is the fixed slope of ses",
        r"\gamma_{11} is the fixed coefficient of the cross-level interaction ses \times sector_{cath}",
        "u_{1j} is the random effect of school j on the slope of ses",
        "N is the normal distribution, specified by its mean and variance (covariance matrix)",
        r"\sigma^{2} is the level-1 residual variance",
        r"\tau_{00} is the variance of the random intercepts across schools",
        r"\tau_{01} = \tau_{10} is the covariance of the random intercepts and slopes of ses across schools",
        r"\tau_{11} is the variance of the random slopes of ses across schools",
        "J is the number of schools (160)",
    ]


def test_the_default_notation_names_the_group_of_an_observation() -> None:
    found = lines(lw.extract_eq(FORMULA, HSB, **KNOWN))
    assert r"\alpha_{j[i]} is the intercept in sch.id j[i]" in found
    assert "j[i] is the sch.id of observation i" in found
    assert r"\alpha_{j} is the intercept in sch.id j" in found
    assert r"\sigma_{\beta_{1j}}^{2} is the variance of the random slopes of ses across the groups of sch.id" in found
    assert r"J is the number of groups of sch.id (160)" in found


def test_three_levels_name_the_groups_from_the_inside() -> None:
    eq = lw.extract_eq("y ~ x + (x | school/class)", notation="raudenbush-bryk")
    found = lines(eq)
    assert r"\pi_{1jk} is the slope of x in class j of school k" in found
    assert "r_{1jk} is the random effect of class j in school k on the slope of x" in found
    assert "u_{10k} is the random effect of school k on the slope of x" in found
    assert "i is the index of the observations" in found
    assert "J is the number of groups of class" in found


def test_crossed_factors_have_no_numbers_of_levels() -> None:
    eq = lw.extract_eq("y ~ x + w + (x | subject) + (1 | item)", levels={"w": "item"}, notation="raudenbush-bryk")
    found = lines(eq)
    assert r"\pi_{0jk} is the intercept in subject j and item k" in found
    assert "w_{k} is an item-level predictor" in found
    assert {row.level for row in eq.legend()} == {"", "level 1 (observations)", "item", "subject"}


FAMILIES = {
    ("pass ~ x + (1 | g)", "binomial"): r"\phi_{ij} is the probability that pass is yes",
    ("n ~ x + (1 | g)", "poisson"): r"\lambda_{ij} is the expected count of n given the random effects",
    ("y ~ x + (1 | g)", "Gamma"): r"\mu_{ij} is the expected value of y given the random effects",
}
DATA = {
    "pass": ["no", "yes", "yes", "no", "yes", "no"],
    "n": [1, 4, 2, 6, 3, 8],
    "y": [1.5, 2.5, 4.0, 5.5, 3.0, 9.0],
    "x": [1.0, 2.0, 4.0, 3.0, 1.0, 5.0],
    "g": list("aabbcc"),
}


@pytest.mark.parametrize(("formula", "family"), FAMILIES)
def test_the_mean_of_a_family_has_its_name(formula: str, family: str) -> None:
    eq = lw.extract_eq(formula, DATA, policy="off", family=family, notation="raudenbush-bryk")
    assert FAMILIES[formula, family] in lines(eq)
    assert r"\eta_{ij} is the linear predictor" in lines(eq)


CODED = {
    "y ~ f + (1 | g)": "f_{v} is the indicator of the category v of the level-1 factor f (the reference category is u)",
    "y ~ log(x + 1) + (1 | g)": r"\log({x} + 1) is a level-1 predictor (x is a covariate (in m))",
    "y ~ poly(x, 2) + (1 | g)": r"poly_{2}(x) is the second column of poly(x, 2), a level-1 predictor "
    "(x is a covariate (in m))",
    "y ~ gm(x, g) + (1 | g)": r"\overline{x}_{g} is the mean of a covariate (in m) within g, a level-2 predictor",
    "y ~ cwc(x, g) + (1 | g)": r"{x} - \overline{x}_{g} is a covariate (in m), centred within g, a level-1 predictor",
    "y ~ I(x > 1) + (1 | g)": "x > 1 is the indicator of this condition, a level-1 predictor (x is a covariate (in m))",
    "y ~ x + offset(log(e)) + (1 | g)": r"\log(e) is the offset, a term whose coefficient is 1 (e is the exposure)",
    "y ~ 0 + f + (1 | g)": "f_{u} is the indicator of the category u of the level-1 factor f",
}


LABELS = {"x": "a covariate", "e": "the exposure"}


@pytest.mark.parametrize("formula", CODED)
def test_variables_are_described_by_their_coding(formula: str) -> None:
    eq = lw.extract_eq(
        formula,
        factors={"f": ["u", "v"]},
        policy="off",
        labels={
            name: text for name, text in {"x": "a covariate", "e": "the exposure"}.items() if f"({name}" in formula
        },
        units={"x": "m"} if "(x" in formula else {},
    )
    found = [one for one in lines(eq) if "predictor" in one or "offset" in one or "indicator" in one]
    assert CODED[formula] in found


def test_the_label_of_a_factor_stands_before_its_coding() -> None:
    eq = lw.extract_eq("y ~ f + (1 | g)", factors={"f": ["u", "v"]}, labels={"f": "the form"})
    said = (
        "f_{v} is the indicator of the category v of the level-1 factor f (f is the form; the reference category is u)"
    )
    assert said in lines(eq)


def test_contrasts_have_their_weights() -> None:
    eq = lw.extract_eq("y ~ f + (1 | g)", factors={"f": ["a", "b", "c"]}, contrasts={"f": "sum"})
    text = str(eq.legend().to("text", width=200))
    assert "the contrast S.a of the level-1 factor f (coded 1 for a, 0 for b and −1 for c)" in text


def test_a_legend_says_where_r_would_choose_another_reference_category() -> None:
    import polars as pl

    data = pl.DataFrame({**DATA, "f": ["v", "u", "v", "u", "u", "v"]}).with_columns(
        pl.col("f").cast(pl.Enum(["v", "u"]))
    )
    text = str(lw.extract_eq("y ~ f + (1 | g)", data, policy="off").legend().to("text", width=200))
    assert "(the reference category is v; R takes u unless the order of the categories is given)" in text
    lazy = lw.extract_eq("y ~ f + (1 | g)", data.lazy(), policy="off").legend().to("text", width=200)
    assert "R takes u" in str(lazy)
    same = lw.extract_eq("y ~ f + (1 | g)", data.with_columns(pl.col("f").cast(pl.String)), policy="off").legend()
    assert "R takes" not in str(same)


def test_labels_and_units_come_with_the_data(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(DATA)
    frame.attrs = {"labels": {"x": "a covariate"}, "y": {"label": "an outcome", "units": "s"}}
    found = lines(lw.extract_eq("y ~ x + (1 | g)", frame, policy="off"))
    assert "y_{i} is the response, an outcome (in s)" in found
    assert "x is a covariate, a level-1 predictor" in found
    arrow = pytest.importorskip("pyarrow")
    fields = [("y", {"label": "an outcome"}), ("x", {"label": "a covariate", "units": "m"}), ("g", None)]
    types = {"y": arrow.float64(), "x": arrow.float64(), "g": arrow.string()}
    schema = arrow.schema([arrow.field(name, types[name], metadata=about) for name, about in fields])
    table = arrow.table({name: DATA[name] for name, _ in fields}, schema=schema)
    assert "x is a covariate (in m), a level-1 predictor" in lines(
        lw.extract_eq("y ~ x + (1 | g)", table, policy="off")
    )
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "study.sav"
    labels = {"x": "agreement", "y": "an outcome"}
    values = {"x": {1: "low", 5: "high"}}
    pyreadstat.write_sav(pandas.DataFrame(DATA), str(path), column_labels=labels, variable_value_labels=values)
    found = lines(lw.extract_eq("y ~ x + (1 | g)", lw.read(path), policy="off"))
    assert "x is agreement, a level-1 predictor (the value 1 means low and 5 means high)" in found
    again = lw.extract_eq("y ~ x + (1 | g)", lw.read(path), policy="off", labels={"x": "mine"})
    assert any(one.startswith("x is mine, a level-1 predictor") for one in lines(again))


REFUSED = [
    ({"labels": {"z": "a"}}, "there is no column 'z' in the formula"),
    ({"units": {"z": "a"}}, "there is no column 'z' in the formula"),
    ({"labels": {"x": 3}}, "labels= takes strings such as"),
    ({"level_labels": {"h": "schools"}}, "there is no level 'h' in the model; available: g, observation"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED)
def test_words_for_what_there_is_not_are_an_error(given: dict[str, Any], message: str) -> None:
    with pytest.raises(lw.LevelwiseError, match=re.escape(message)):
        lw.extract_eq("y ~ x + (1 | g)").legend(**given)
    if "level_labels" not in given:
        with pytest.raises(lw.LevelwiseError, match=re.escape(message)):
            lw.model("y ~ x + (1 | g)", **given)


PLURALS = {"schools": "school", "classes": "class", "countries": "country", "children": "child", "staff": "staff"}
PLURALS |= {"primary schools": "primary school", "time points": "time point", "churches": "church", "boxes": "box"}


@pytest.mark.parametrize("plural", PLURALS)
def test_plural_names_have_a_singular(plural: str) -> None:
    assert singular(plural) == PLURALS[plural]


# --- formats ------------------------------------------------------------------------------------


def test_a_sentence_is_one() -> None:
    eq = lw.extract_eq("y ~ 1 + (1 | g)", notation="raudenbush-bryk")
    written = str(eq.legend().to("markdown", dialect="pandoc", form="sentence"))
    assert written.startswith(r"where $\text{y}_{ij}$ is the response; $i$ is the index of the observations; ")
    assert written.endswith(" and $J$ is the number of groups of g.")
    assert "\n" not in written


@pytest.mark.parametrize("ending", ["tex", "html", "typ", "md", "qmd", "txt", "docx"])
@pytest.mark.parametrize("form", [True, "sentence"])
def test_files_have_a_legend_below_the_equations(ending: str, form: Any, tmp_path: Path) -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)", notation="raudenbush-bryk", labels={"x": "a covariate"})
    path = eq.save(tmp_path / f"m.{ending}", legend=form)
    if ending == "docx":
        with ZipFile(path) as file:
            words = "".join(ET.fromstring(file.read("word/document.xml")).itertext())
    else:
        words = path.read_text(encoding="utf-8")
    assert "covariate" in words
    assert "random effect of g" in words
    assert ("where" in words) is (form == "sentence" or ending in ("tex", "typ", "md", "qmd"))


def test_a_document_has_a_legend_after_each_equation(tmp_path: Path) -> None:
    models = [lw.extract_eq(f"y ~ {x} + (1 | g)", labels={x: f"label of {x}"}) for x in ("a", "b")]
    path = lw.document(models, tmp_path / "m.tex", ["One", "Two"], legend=True, numbered=True)
    written = path.read_text(encoding="utf-8")
    places = [written.index(part) for part in ("One", "label of a", "Two", "label of b")]
    assert places == sorted(places)
    lw.document(models, tmp_path / "m.html", legend="sentence")
    assert (tmp_path / "m.html").read_text(encoding="utf-8").count('<p class="legend">') == 2


def test_formats_without_running_text_say_which_have_it(tmp_path: Path) -> None:
    eq = lw.extract_eq("y ~ x + (1 | g)")
    with pytest.raises(lw.OptionError, match="the format mathml cannot contain a legend; latex, markdown"):
        eq.legend().to("mathml")
    with pytest.raises(lw.OptionError, match="the format svg cannot contain a legend"):
        eq.save(tmp_path / "m.svg", legend=True)
    with pytest.raises(lw.OptionError, match="the form of a legend is 'list' or 'sentence', not 'table'"):
        eq.legend().to("html", form="table")


def test_the_command_line_writes_a_legend() -> None:
    words = ("write", "y ~ x + (1 | g)", "--to", "text", "--label", "x=a covariate", "--unit", "x=m")
    assert "a covariate (in m), a level-1 predictor" in run(*words, "--legend").stdout
    assert "where" in run(*words, "--legend-form", "sentence").stdout
    assert "covariate" not in run(*words).stdout
    every = run(*words, "--legend", "--notation", "all", "--option", "level_labels=g=schools").stdout
    assert every.count("a covariate (in m), a level-1 predictor") > 5
    assert every.count("for schools j = 1") > 5


FORMS: tuple[Form, ...] = ("list", "sentence")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_format_escapes_labels(name: str) -> None:
    if not name.strip():
        return
    eq = lw.extract_eq("y ~ x + (1 | g)", labels={"x": name}, units={"y": name})
    legend = eq.legend(level_labels={"g": name})
    latex = str(legend.to("latex"))
    assert balanced(latex)
    assert latex.count("\\begin") == 1
    for line in str(legend.to("text", width=10_000)).splitlines():
        assert line.isprintable()
    ET.fromstring(str(legend.to("html")))
    for form in FORMS:
        ET.fromstring(docx(legend.rows, form, 9000))


def test_the_categories_of_a_response_are_named() -> None:
    def said(family: str, notation: str) -> list[str]:
        return lines(lw.extract_eq("y ~ x + (x | g)", family=family, notation=notation, factors={"y": ["a", "b", "c"]}))

    ordinal = said("cumulative", "raudenbush-bryk")
    assert r"\phi_{mij}^{\ast} is the probability that y is in category m or a lower one" in ordinal
    assert r"M is the number of categories of y (3)" in ordinal
    nominal = said("multinomial", "equatiomatic")
    assert r"k is the index of the categories of y (in the order a, b, c)" in nominal
    assert r"\mu_{\beta_{1j(k)}} is the fixed slope of x for category k" in nominal


def test_the_columns_of_design_matrices_are_listed() -> None:
    found = lines(lw.extract_eq("y ~ x + z + (x | g)", notation="laird-ware"))
    assert any(one.endswith(", with the columns 1, x, z") for one in found if one.startswith(r"\mathbf{X}"))
    assert any(one.endswith(", with the columns 1, x") for one in found if one.startswith(r"\mathbf{Z}"))


@pytest.mark.parametrize("notation", ["barr", "mcelreath"])
def test_a_named_covariance_matrix_is_that_of_a_single_group(notation: str) -> None:
    legend = str(lw.extract_eq("y ~ x + (x | g)", notation=notation).legend())
    assert "the covariance matrix of the effects of a group of g (2 × 2)" in legend
    assert "of all groups" not in legend


def test_the_index_of_a_group_in_a_coarser_one_is_that_of_the_group() -> None:
    eq = lw.extract_eq("y ~ x + (1 | school/class)", notation="gelman-hill")
    assert "k[j] is the school of class j" in lines(eq)
    assert "j[i] is the class of observation i" in lines(eq)


@pytest.mark.parametrize(("notation", "index"), [("gelman-hill", "k[i]"), ("mcelreath", "item[i]")])
def test_a_deviation_is_no_intercept(notation: str, index: str) -> None:
    legend = " ".join(str(lw.extract_eq("y ~ x + (x | subj) + (1 | item)", notation=notation).legend()).split())
    assert f"the random effect of {'item ' if index == 'k[i]' else ''}{index} on the intercept" in legend
    assert "the intercept in item" not in legend


@pytest.mark.parametrize("notation", ["equatiomatic", "gelman-hill"])
def test_random_intercepts_beside_thresholds_are_deviations(notation: str) -> None:
    found = lines(lw.extract_eq("mood ~ dose + (1 | site)", family="cumulative", notation=notation))
    assert r"\alpha_{j[i]} is the random effect of site j[i] on the intercept" in found
    assert not any("is the intercept in" in line for line in found)
