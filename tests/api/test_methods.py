"""The description of a model for a methods section states what is true of the model, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import levelwise as lw
from helpers.draws import examples
from helpers.random_models import Case, cases
from levelwise.api.methods import methods_of
from levelwise.equation.units import Units

SECTOR = {"sector": ["pub", "cath"]}
PUPILS = {"sch.id": "schools", "observation": "students"}

TEXTS: dict[str, tuple[tuple[Any, ...], dict[str, Any], list[str]]] = {
    "intercept": (
        ("math ~ 1 + (1 | sch.id)", "hsb"),
        {},
        [
            "The response math was modelled with a two-level linear mixed model.",
            "The data consist of 7,185 observations (level 1) nested in 160 groups of sch.id (level 2).",
            "There are no predictors.",
            "The intercept varies randomly across groups of sch.id.",
            "The random effects are normally distributed with mean zero.",
            "The residuals are independent and normally distributed with constant variance.",
        ],
    ),
    "cross-level interaction": (
        ("math ~ ses*sector + meanses + (ses | sch.id)", "hsb"),
        {"factors": {"sector": ["pub", "cath"]}},
        [
            "The response math was modelled with a two-level linear mixed model.",
            "The data consist of 7,185 observations (level 1) nested in 160 groups of sch.id (level 2).",
            "The predictors are ses at level 1 (observations); and sector and meanses at level 2 (sch.id).",
            "The interaction of ses and sector is included.",
            "The reference category of sector is pub.",
            (
                "The intercept and the slope of ses vary randomly across groups of sch.id; their covariance "
                "matrix is unstructured."
            ),
            "The random effects are normally distributed with mean zero.",
            "The residuals are independent and normally distributed with constant variance.",
        ],
    ),
    "centring": (
        ("math ~ cwc(ses, sch.id) + gm(ses, sch.id) + (cwc(ses, sch.id) || sch.id)", "hsb"),
        {},
        [
            "The response math was modelled with a two-level linear mixed model.",
            "The data consist of 7,185 observations (level 1) nested in 160 groups of sch.id (level 2).",
            "The predictors are ses at level 1 (observations) and gm(ses, sch.id) at level 2 (sch.id).",
            "ses was centred at its means within sch.id.",
            "gm(ses, sch.id) is the mean of ses within sch.id.",
            "The intercept varies randomly across groups of sch.id.",
            "The slope of cwc(ses, sch.id) varies randomly across groups of sch.id.",
            "The random effects are normally distributed with mean zero.",
            "Random effects in different terms are independent.",
            "The residuals are independent and normally distributed with constant variance.",
        ],
    ),
    "nested": (
        ("y ~ x + (1 | school/class)", None),
        {},
        [
            "The response y was modelled with a three-level linear mixed model.",
            (
                "The data consist of observations (level 1) nested in groups of class (level 2), which are "
                "nested in groups of school (level 3)."
            ),
            "The predictor is x at level 1 (observations).",
            "The intercept varies randomly across groups of class.",
            "The intercept varies randomly across groups of school.",
            "The random effects are normally distributed with mean zero.",
            "Random effects of different grouping factors are independent.",
            "The residuals are independent and normally distributed with constant variance.",
        ],
    ),
    "crossed": (
        ("y ~ x + (x | s) + (1 | i)", None),
        {},
        [
            "The response y was modelled with a linear mixed model.",
            "The data consist of observations, classified by groups of s and groups of i.",
            "The predictor is x at level 1 (observations).",
            (
                "The intercept and the slope of x vary randomly across groups of s; their covariance matrix is "
                "unstructured."
            ),
            "The intercept varies randomly across groups of i.",
            "The random effects are normally distributed with mean zero.",
            "Random effects of different grouping factors are independent.",
            "The residuals are independent and normally distributed with constant variance.",
        ],
    ),
    "counts": (
        ("n ~ x + offset(log(size)) + (1 | g)", None),
        {"family": "poisson"},
        [
            (
                "The response n was modelled with a two-level generalized linear mixed model with a Poisson "
                "distribution and a log link."
            ),
            "The data consist of observations (level 1) nested in groups of g (level 2).",
            "The predictor is x at level 1 (observations).",
            "The intercept varies randomly across groups of g.",
            "The random effects are normally distributed with mean zero.",
            "The linear predictor has the offset log(size).",
        ],
    ),
    "ordered categories": (
        ("y ~ x", None),
        {"family": "cumulative", "factors": {"y": ["lo", "mid", "hi"]}},
        [
            (
                "The response y was modelled with a cumulative model with a logit link for the ordered "
                "categories lo, mid and hi."
            ),
            "The predictor is x.",
        ],
    ),
    "unordered categories": (
        ("y ~ x + (1 | g)", None),
        {"family": "multinomial", "factors": {"y": ["a", "b", "c"]}},
        [
            (
                "The response y was modelled with a two-level multinomial mixed model with a logit link; the "
                "reference category is a."
            ),
            "The data consist of observations (level 1) nested in groups of g (level 2).",
            "The predictor is x at level 1 (observations).",
            "Each category but the reference category has random effects of its own.",
            "The intercept varies randomly across groups of g.",
            "The random effects are normally distributed with mean zero.",
        ],
    ),
    "residuals": (
        ("y ~ x + (1 | p)", None),
        {"residual": "ar1(t | p)"},
        [
            "The response y was modelled with a two-level linear mixed model.",
            "The data consist of observations (level 1) nested in groups of p (level 2).",
            "The predictor is x at level 1 (observations).",
            "The intercept varies randomly across groups of p.",
            "The random effects are normally distributed with mean zero.",
            "The level-1 residuals have the covariance structure ar1(t | p).",
        ],
    ),
    "weights": (
        ("y ~ x", None),
        {"weights": "w"},
        [
            "The response y was modelled with a linear regression model.",
            "The predictor is x.",
            (
                "The residuals are independent and normally distributed, with variances inversely proportional "
                "to the weights w."
            ),
        ],
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_paragraph(name: str) -> None:
    (formula, data), options, text = TEXTS[name]
    table = None if data is None else lw.datasets.load(data)
    section = lw.extract_eq(formula, table, policy="off", **options).methods()
    assert list(section.sentences) == text
    assert str(section) == " ".join(text)


def test_units_have_the_names_that_are_given() -> None:
    eq = lw.extract_eq("math ~ ses + (1 | sch.id)", lw.datasets.load("hsb"))
    text = eq.methods(level_labels=PUPILS).text
    assert "7,185 students (level 1) nested in 160 schools (level 2)" in text
    assert "varies randomly across schools" in text
    with pytest.raises(lw.UnknownNameError):
        eq.methods(level_labels={"town": "towns"})


def test_the_fit_is_described() -> None:
    sleep = lw.datasets.load("sleepstudy")
    fit = lw.lmer("Reaction ~ Days + (Days | Subject)", sleep)
    last = lw.extract_eq(fit).methods().sentences[-1]
    assert last.startswith("The model was fitted by restricted maximum likelihood using mixedlm ")
    ml = lw.lmer("Reaction ~ Days + (Days | Subject)", sleep, reml=False)
    assert "fitted by maximum likelihood using mixedlm" in lw.extract_eq(ml).methods().text
    hsb = lw.datasets.load("hsb")
    singular = lw.lmer("math ~ ses*sector + (ses | sch.id)", hsb, factors=SECTOR)
    assert lw.extract_eq(singular).methods().sentences[-1].startswith("The fit is singular")
    binary = lw.glmer("I(Reaction > 300) ~ Days + (1 | Subject)", sleep, family="binomial")
    assert "maximum likelihood with the Laplace approximation using glmm" in lw.extract_eq(binary).methods().text


def test_missing_rows_are_counted() -> None:
    data = {"y": [1.0, 2.0, None, 4.0, 5.0, 7.0], "x": [1.0, 0.0, 2.0, 1.0, 3.0, 3.0], "g": list("aabbcc")}
    section = lw.extract_eq("y ~ x + (1 | g)", data, policy="off").methods()
    assert "1 row with missing values was left out." in section.sentences
    covered = {item.number: item.covered for item in section.items}
    assert covered["5 (c)"] == "how many rows were left out for missing values"


def test_the_items_say_what_is_left_to_the_author() -> None:
    section = lw.extract_eq("y ~ x + (1 | g)").methods()
    assert [item.number for item in section.items] == ["3", "4 (a)", "5 (a)", "5 (c)", "6 (a)", "6 (b)", "8 (a)"]
    known = {item.number: item for item in section.items}
    assert known["5 (a)"].covered == ""
    assert "sampled" in known["5 (a)"].left
    assert "estimation" not in known["8 (a)"].covered
    assert section.checklist.count("\n") == 6
    assert "10.1186/s12874-019-0876-8" in section.source


@examples(60)
@given(cases())
def test_every_random_effect_level_and_predictor_is_named(case: Case) -> None:
    prepared = case.build()
    spec, section = prepared.spec, methods_of(prepared.spec, prepared.schema, None, None)
    units = Units(spec, {}, {})
    for level in spec.levels:
        assert units.plural(level.group.label) in section.text
    random = [one for one in section.sentences if "randomly across" in one]
    assert len(random) == len(spec.blocks)
    for block, sentence in zip(spec.blocks, random, strict=True):
        assert f"randomly across {units.plural(block.group)}" in sentence
        assert sentence.count("slope of") + sentence.count("effect of") == sum(bool(one.cells) for one in block.effects)
    depth = {0: "", 1: "two-level", 2: "three-level", 3: "four-level", 4: "five-level", 5: "six-level"}[
        len(spec.levels)
    ]
    assert (depth in section.sentences[0]) if units.is_nested else ("-level" not in section.sentences[0])
    assert all(one.endswith(".") and "\n" not in one for one in section.sentences)


def test_generalized_estimating_equations_are_a_marginal_model() -> None:
    smf: Any = pytest.importorskip("statsmodels.formula.api", reason="statsmodels is not installed")
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    hsb = lw.datasets.load("hsb")[:300].rename({"sch.id": "school"})
    data = pandas.DataFrame({name: hsb[name].to_list() for name in ("math", "ses", "school")})
    text = lw.extract_eq(smf.gee("math ~ ses", "school", data).fit()).methods().text
    assert text.startswith("The mean of math was modelled with a marginal model with an identity link.")
    assert "normally distributed" not in text
    assert "fitted by generalized estimating equations using statsmodels" in text
    assert "with a working correlation within" in text
    assert "Robust standard errors are reported." in text


def test_a_penalised_fit_is_called_so() -> None:
    smf: Any = pytest.importorskip("statsmodels.formula.api", reason="statsmodels is not installed")
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    data = pandas.DataFrame({"y": [1.0, 3.0, 2.0, 5.0, 4.0], "x": [1.0, 2.0, 3.0, 4.0, 5.0]})
    eq = lw.extract_eq(smf.ols("y ~ x", data).fit_regularized(alpha=0.1))
    assert "The model was fitted by penalised least squares using statsmodels" in eq.methods().text


def test_a_binary_response_has_a_probability() -> None:
    eq = lw.extract_eq("k ~ x + (1 | g)", family="binomial", factors={"k": ["no", "yes"]})
    first = "a two-level generalized linear mixed model for the probability of yes, with a binomial distribution"
    assert first in eq.methods().sentences[0]
