"""Tables of fitted models."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import levelwise as lw
from levelwise.equation.model_table import ModelTable, TableRow

SECTOR = {"sector": ["pub", "cath"]}


@cache
def fits() -> tuple[lw.Fit, ...]:
    hsb = lw.datasets.load("hsb")
    return (
        lw.lmer("math ~ 1 + (1 | sch.id)", hsb),
        lw.lmer("math ~ ses + (1 | sch.id)", hsb),
        lw.lmer("math ~ ses*sector + meanses + (ses | sch.id)", hsb, factors=SECTOR),
    )


def rows(table: lw.Table) -> dict[str, list[str]]:
    """Return the cells of each row by its label, read from Markdown without its mathematics."""
    found: dict[str, list[str]] = {}
    head, _, body = str(table.to("markdown")).partition("--:|\n")
    for line in body.splitlines():
        if line.startswith("|"):
            cells = [re.sub(r"[`$\\]|mathrm|times|[{}]", "", one).strip() for one in line.split("|")[1:-1]]
            label, *numbers = cells[head.count(":--|") - 1 :]
            found[label or f"below {list(found)[-1]}"] = numbers
    return found


def content(table: lw.Table) -> ModelTable:
    return table.content


def test_the_numbers_are_those_of_the_fits() -> None:
    found = rows(lw.table(list(fits()), notation="raudenbush-bryk", digits=6))
    for place, fit in enumerate(fits()):
        fixed = {name: f"{value:.6g}".replace("-", "−") for name, value in fit.fixed.items()}
        errors = {name: f"({value:#.6g})" for name, value in fit.errors.items()}
        assert float(found["intercept"][place]) == pytest.approx(float(fixed["(Intercept)"]), rel=1e-5)
        assert found["below intercept"][place] == errors["(Intercept)"]
        variances = {(row.effect, row.other): row.value for row in fit.variances}
        assert float(found["sch.id: intercept"][place]) == pytest.approx(variances["(Intercept)", None], rel=1e-5)
        assert float(found["residual"][place]) == pytest.approx(variances[None, None], rel=1e-5)
        assert found["observations"][place] == f"{fit.nobs:,}"
        assert found["log-likelihood"][place] == f"{fit.loglik:,.1f}".replace("-", "−")
    assert found["ses"][0] == ""
    assert found["meanses"][:2] == ["", ""]


def test_criteria_are_those_of_the_fits() -> None:
    hsb = lw.datasets.load("hsb")
    made = [lw.lmer(f"math ~ {fixed} + (1 | sch.id)", hsb, reml=False) for fixed in ("1", "ses")]
    found = rows(lw.table(made))
    for name, values in (("AIC", [one.aic for one in made]), ("BIC", [one.bic for one in made])):
        assert found[name] == [f"{value:,.1f}" for value in values]
    assert "AIC" not in rows(lw.table(list(fits())))
    assert "AIC and BIC are omitted: fits by REML" in str(lw.table(list(fits())))
    same = [lw.lmer(f"math ~ ses + ({slope} | sch.id)", hsb) for slope in ("1", "ses")]
    assert rows(lw.table(same))["AIC"] == [f"{one.aic:,.1f}" for one in same]


def test_symbols_are_those_of_the_equations() -> None:
    table = lw.table(list(fits()), notation="raudenbush-bryk")
    symbols = {line[:5].strip() for line in str(table).splitlines()}
    assert {"γ₀₀", "γ₁₀", "γ₀₁", "γ₁₁", "τ₀₀", "τ₀₁", "τ₁₁", "σ²"} <= symbols
    default = str(lw.table(list(fits())))
    assert "β₁, γ₀^(β₁)  ses" in default  # its symbol differs between the models


def test_rows_of_a_parameter_are_merged_in_order() -> None:
    sections = content(lw.table([fits()[0], fits()[2], fits()[1]], notation="hox")).sections
    assert [section.heading for section in sections] == ["Fixed effects", "Variances and covariances", "Fit"]

    def filled(row: TableRow) -> int:
        return sum(cell is not None for cell in row.cells)

    assert [filled(row) for row in sections[0].rows] == [3, 2, 1, 1, 1]
    assert [filled(row) for row in sections[1].rows] == [3, 1, 1, 3]


def test_standard_deviations_and_correlations() -> None:
    found = rows(lw.table([fits()[2]], spread="sd", digits=5))
    rows_of = {(row.effect, row.other): row.value for row in fits()[2].variances}
    deviations = [rows_of["(Intercept)", None] ** 0.5, rows_of["ses", None] ** 0.5]
    assert float(found["sch.id: intercept"][0]) == pytest.approx(deviations[0], rel=1e-4)
    correlation = rows_of["(Intercept)", "ses"] / (deviations[0] * deviations[1])
    assert float(found["sch.id: intercept, ses"][0]) == pytest.approx(correlation, rel=1e-4)


def test_errors_beside_and_none() -> None:
    beside = rows(lw.table([fits()[1]], errors="beside"))
    assert beside["ses"] == ["2.39", "(0.106)"]
    without = lw.table([fits()[1]], errors=False)
    assert "(0.106)" not in str(without)
    assert "Standard errors" not in str(without)


def test_families_and_categories_have_their_rows() -> None:
    data = {
        "y": [0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0] * 10,
        "n": [3, 0, 1, 2, 5, 1, 0, 2, 4, 1, 1, 0] * 10,
        "x": [float(k % 7) for k in range(120)],
        "g": [k // 6 for k in range(120)],
    }
    binary = lw.glmer("y ~ x + (1 | g)", data, family="binomial")
    counts = lw.glmer("n ~ x + (1 | g)", data, family="poisson")
    found = rows(lw.table([binary, counts]))
    assert found["family \\(link\\)".replace("\\", "")] == ["binomial (logit)", "poisson (log)"]
    assert found["response"] == ["y", "n"]
    assert "residual" not in found
    assert found["estimation method"] == ["Laplace", "Laplace"]


def test_models_of_statsmodels_have_rows() -> None:
    smf: Any = pytest.importorskip("statsmodels.formula.api", reason="statsmodels is not installed")
    hsb = lw.datasets.load("hsb").to_pandas()
    ols = smf.ols("math ~ ses + meanses", hsb).fit()
    mixed = smf.mixedlm("math ~ ses + meanses", hsb, groups="sch.id").fit()
    found = rows(lw.table([ols, mixed, lw.extract_eq(mixed, estimates=True)], digits=4))
    assert float(found["meanses"][0]) == pytest.approx(ols.params["meanses"], rel=1e-3)
    assert found["meanses"][1] == found["meanses"][2]
    assert found["estimation method"] == ["least squares", "REML", "REML"]


@pytest.mark.parametrize("ending", ["txt", "md", "tex", "html", "typ", "docx", "pdf", "png", "svg"])
def test_every_format_of_documents_has_tables(ending: str, tmp_path: Path) -> None:
    if ending == "docx":
        pytest.importorskip("docx", reason="python-docx is not installed")
    if ending in ("pdf", "png", "svg"):
        pytest.importorskip("typst", reason="the package typst is not installed")
    path = lw.table(list(fits()), caption="Students in schools").save(tmp_path / f"table.{ending}")
    assert path.stat().st_size > 500


HOSTILE = "a_b <script> & $x$ #5 | \\end{document} *c*"


def test_names_are_text_in_every_format(tmp_path: Path) -> None:
    table = lw.table([fits()[0]], [HOSTILE], caption=HOSTILE)
    assert r"a\_b" in str(table.to("latex"))
    assert r"\textbackslash" in str(table.to("latex"))
    assert r"\end{document}" not in str(table.to("latex"))
    assert "<script>" not in str(table.to("html"))
    assert r"\#5" in str(table.to("typst"))
    assert all(
        line.count("|") - line.count(r"\|") == 4 for line in str(table.to("markdown")).splitlines() if line[:1] == "|"
    )
    pytest.importorskip("docx", reason="python-docx is not installed")
    with zipfile.ZipFile(table.save(tmp_path / "t.docx")) as packed:
        assert "a_b &lt;script&gt; &amp; $x$ #5" in packed.read("word/document.xml").decode()


def test_what_a_table_refuses() -> None:
    fit = fits()[0]
    for models, options, words in (
        ("math ~ ses", {}, "a formula is none; lmer"),
        ([], {}, "the list is empty"),
        ([lw.model("math ~ ses + (1 | sch.id)")], {}, "has no estimates"),
        ([fit], {"names": ["a", "b"]}, "a string for each of the 1 models"),
        ([fit], {"names": "a"}, "a string for each of the 1 models"),
        ([fit], {"errors": "above"}, "errors= takes True, False, 'below' or 'beside'"),
        ([fit], {"spread": "se"}, "spread= takes 'variance' or 'sd'"),
        ([fit], {"digits": 0}, "digits"),
        ([fit], {"caption": 3}, "caption= takes a string"),
    ):
        with pytest.raises(lw.LevelwiseError, match=words):
            lw.table(models, **options)
    table = lw.table(fit)
    with pytest.raises(lw.OptionError, match="the format mathml has no tables"):
        table.to("mathml")
    with pytest.raises(lw.OptionError, match="the option wrap does not apply to tables in the format latex"):
        table.to("latex", wrap=True)
    with pytest.raises(lw.UnknownNameError, match="papre"):
        table.to("latex", papre="a4")


def test_an_illegitimate_model_has_no_table() -> None:
    hsb = lw.datasets.load("hsb")
    made = lw.lmer("math ~ meanses + (ses | sch.id)", hsb, policy="mixed")
    with pytest.raises(lw.IllegitimateModelError):
        lw.table([made])
    assert "meanses" in str(lw.table([made], policy="mixed"))


def test_a_notebook_shows_a_table() -> None:
    shown = lw.table(list(fits()))._repr_html_()
    assert shown.startswith("<table")
    assert shown.count('scope="col"') == 3


def test_a_variance_is_one_row_in_whichever_term_it_stands() -> None:
    sleep = lw.datasets.load("sleepstudy")
    made = [lw.lmer(f"Reaction ~ Days + ({bar} Subject)", sleep) for bar in ("Days |", "Days ||")]
    found = rows(lw.table(made, digits=4))
    assert [bool(one) for one in found["Subject: Days"]] == [True, True]
    assert [bool(one) for one in found["Subject: intercept, Days"]] == [True, False]
    assert "μ_β₁ⱼ, μ_β₁ⱼ" not in str(lw.table(made))


def test_unordered_categories_have_rows_of_their_own() -> None:
    smf: Any = pytest.importorskip("statsmodels.formula.api", reason="statsmodels is not installed")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    data = pandas.DataFrame({"k": [0, 1, 2, 1, 0, 2, 2, 1, 0, 0] * 9, "x": [float(n % 7) for n in range(90)]})
    results = smf.mnlogit("k ~ x", data).fit(disp=0)
    found = rows(lw.table([results], digits=6))
    assert float(found["1: x"][0].replace("−", "-")) == pytest.approx(results.params[0]["x"], rel=1e-4)
    assert float(found["2: intercept"][0].replace("−", "-")) == pytest.approx(results.params[1]["Intercept"], rel=1e-4)


def test_models_of_different_responses_are_not_compared() -> None:
    hsb = lw.datasets.load("hsb")
    made = [lw.lmer(f"{response} ~ ses + (1 | sch.id)", hsb, reml=False) for response in ("math", "log(math + 10)")]
    shown = str(lw.table(made))
    assert "AIC and BIC are omitted: the models have different responses" in shown
    assert "BIC  " not in shown
