"""Models in the languages that are not run here: the text by their manuals, and the values of the data in it."""

from __future__ import annotations

from typing import Any

import pytest

import levelwise as lw

SECTOR = {"factors": {"sector": ["pub", "cath"]}}
M4 = "math ~ ses*sector + (ses | school)"
TEXTS: dict[tuple[str, str], tuple[dict[str, Any], str]] = {
    (M4, "Stata"): (
        {"factors": {"sector": {0: "pub", 1: "cath"}}},
        "mixed math ses ib0.sector c.ses#ib0.sector || school: ses, covariance(unstructured)",
    ),
    ("y ~ x + offset(log(e)) + (1 | a/b)", "stata"): (
        {"family": "poisson"},
        "mepoisson y x, exposure(e) || a: || b:",
    ),
    ("y ~ x + (1 + x || g) + (1 | h)", "Stata"): ({}, "mixed y x || _all: R.h || g: x"),
    ("log(y) ~ I(x^2) + (1 | g)", "Stata"): (
        {},
        "generate double ln_y = ln(y)\ngenerate double x_2 = x ^ 2\nmixed ln_y x_2 || g:",
    ),
    ("y ~ f + (1 | g)", "Stata"): (
        {"factors": {"f": ["b", "a"]}},
        'label define f_code 1 "b" 2 "a"\nencode f, generate(f_code) label(f_code)\nmixed y ib1.f_code || g:',
    ),
    (M4, "SAS"): (
        SECTOR,
        """proc mixed data=d method=reml;
  class sector(ref='pub') school;
  model math = ses sector ses*sector / solution;
  random intercept ses / subject=school type=un;
run;""",
    ),
    ("cbind(s, n - s) ~ 0 + log(x) + ar1(0 + t | g)", "sas"): (
        {"family": "binomial", "factors": {"t": ["1", "2"]}},
        """data d; set d;
  log_x = log(x);
  select (t); when (1) t_1 = 1; when (2) t_1 = 0; otherwise t_1 = .; end;
  select (t); when (1) t_2 = 0; when (2) t_2 = 1; otherwise t_2 = .; end;
run;
proc glimmix data=d method=laplace;
  class g;
  model s/n = log_x / noint solution dist=binomial link=logit;
  random t_1 t_2 / subject=g type=ar(1);
run;""",
    ),
    (M4, "SPSS"): (
        SECTOR,
        """MIXED math BY sector WITH ses
  /FIXED=ses sector ses*sector | SSTYPE(3)
  /METHOD=REML
  /PRINT=SOLUTION
  /RANDOM=INTERCEPT ses | SUBJECT(school) COVTYPE(UN).""",
    ),
    ("y ~ cwc(x, g) + (x | g)", "SPSS"): (
        {"family": "poisson"},
        """AGGREGATE /OUTFILE=* MODE=ADDVARIABLES /BREAK=g /x_cwc_m=MEAN(x).
COMPUTE x_cwc = (x - x_cwc_m).
EXECUTE.
GENLINMIXED
  /DATA_STRUCTURE SUBJECTS=g
  /FIELDS TARGET=y TRIALS=NONE OFFSET=NONE
  /TARGET_OPTIONS DISTRIBUTION=POISSON LINK=LOG
  /FIXED EFFECTS=x_cwc USE_INTERCEPT=TRUE
  /RANDOM EFFECTS=x USE_INTERCEPT=TRUE SUBJECTS=g COVARIANCE_TYPE=UNSTRUCTURED.""",
    ),
    (M4, "HLM"): (
        {"factors": {"sector": ["pub", "cath"]}, "levels": {"sector": "school"}},
        """Before making the MDM file, in SPSS:
    RECODE sector ('pub'=0) ('cath'=1) INTO sector_cath.

Level-1 Model
    math = B0 + B1*(ses) + R

Level-2 Model
    B0 = G00 + G01*(sector_cath) + U0
    B1 = G10 + G11*(sector_cath) + U1

Settings
    Level-2 ID: school
    Outcome variable and distribution (Basic Settings): Normal (Continuous)""",
    ),
    ("y ~ x + (x | g)", "MLwiN"): (
        {},
        """library(R2MLwiN)
d$observation <- seq_len(nrow(d))
m <- runMLwiN(y ~ 1 + x + (1 + x | g) + (1 | observation), D = "Normal", data = d)""",
    ),
    ("y ~ x + (1 | g) + (1 | h)", "R2MLwiN"): (
        {"family": "binomial"},
        """library(R2MLwiN)
m <- runMLwiN(
  logit(y) ~ 1 + x + (1 | g) + (1 | h),
  D = "Binomial",
  estoptions = list(xc = TRUE, EstM = 1),
  data = d
)""",
    ),
    ("y ~ x + f + zerocorr(1 + x | g)", "julia"): (
        {"factors": {"f": ["a", "b"]}, "contrasts": {"f": "sum"}, "family": "poisson"},
        """using MixedModels
m = fit(
    MixedModel,
    @formula(y ~ 1 + x + f + zerocorr(1 + x | g)),
    d,
    Poisson();
    contrasts = Dict(:f => EffectsCoding(; base = "b", levels = ["a", "b"]))
)""",
    ),
    ("y ~ x + (1 + x || g)", "brms"): (
        {"weights": "w"},
        "library(brms)\nm <- brm(bf(y ~ x + (1 + x || g), sigma ~ 1 + offset(-log(w) / 2)), data = d)",
    ),
    ("cbind(s, n - s) ~ x + (x | g)", "brms"): (
        {"family": "binomial", "link": "probit"},
        'library(brms)\nm <- brm(s | trials(n) ~ x + (1 + x | g), data = d, family = binomial(link = "probit"))',
    ),
}

OCCASIONS = {"factors": {"t": ["1", "2", "3"], "f": ["a", "b"]}}
RESIDUALS = {
    ("ar1(wave | g)", "nlme"): (
        "library(nlme)\nm <- lme(y ~ x, data = d, random = ~ 1 | g, correlation = corAR1(form = ~ wave | g))"
    ),
    ("ar1(wave | g) + diag(0 + f)", "nlme"): (
        "library(nlme)\nm <- lme(\n  y ~ x,\n  data = d,\n  random = ~ 1 | g,\n"
        "  correlation = corAR1(form = ~ wave | g),\n  weights = varIdent(form = ~ 1 | f)\n)"
    ),
    ("ar1(t | g)", "glmmTMB"): (
        "library(glmmTMB)\nm <- glmmTMB(\n  y ~ x + (1 | g) + ar1(0 + factor(t, levels = c(1, 2, 3)) | g),\n"
        "  data = d,\n  dispformula = ~ 0\n)"
    ),
    ("diag(0 + f)", "brms"): "library(brms)\nm <- brm(bf(y ~ x + (1 | g), sigma ~ 0 + factor(f)), data = d)",
    ("car1(time | g)", "Stata"): "mixed y x || g:, residuals(exponential, t(time))",
    ("us(0 + t | g)", "Stata"): "mixed y x || g:, residuals(unstructured, t(t))",
    ("diag(0 + f)", "Stata"): "mixed y x || g:, residuals(independent, by(f))",
    ("ar1(wave | g)", "SAS"): (
        "proc mixed data=d method=reml;\n  class g;\n  model y = x / solution;\n"
        "  random intercept / subject=g;\n  repeated / subject=g type=sp(pow)(wave);\nrun;"
    ),
    ("toep(t | g)", "SPSS"): (
        "COMPUTE t_occasion = t.\nEXECUTE.\nMIXED y BY t_occasion WITH x\n  /FIXED=x | SSTYPE(3)\n  /METHOD=REML\n"
        "  /PRINT=SOLUTION\n  /RANDOM=INTERCEPT | SUBJECT(g)\n  /REPEATED=t_occasion | SUBJECT(g) COVTYPE(TPH)."
    ),
}


@pytest.mark.parametrize(("residual", "software"), RESIDUALS)
def test_structures_of_residuals_are_those_of_the_manual(residual: str, software: str) -> None:
    code = lw.model("y ~ x + (1 | g)", residual=residual, **OCCASIONS).code(software)
    assert code.text == RESIDUALS[residual, software]


@pytest.mark.parametrize("software", ["lme4", "statsmodels", "bambi", "julia", "HLM", "MLwiN"])
def test_software_without_structures_of_residuals_says_so(software: str) -> None:
    model = lw.model("y ~ x + (1 | g)", residual="ar1(wave | g)")
    with pytest.raises(lw.UnsupportedModelError, match=r"structure ar1\(wave \| g\); nlme, brms, Stata and SAS can"):
        model.code(software)


@pytest.mark.parametrize(("formula", "software"), TEXTS)
def test_the_text_is_that_of_the_manual(formula: str, software: str) -> None:
    options, expected = TEXTS[formula, software]
    code = lw.model(formula, **options).code(software)
    assert code.text == str(code) == expected
    assert code.software.lower().startswith(software.lower()[:3]) or software in ("julia", "R2MLwiN")
    assert all(note and not note.endswith(".") for note in code.notes)


@pytest.mark.parametrize("software", ["lme4", "statsmodels", "julia", "Stata", "SAS", "SPSS"])
def test_renamed_categories_are_found_by_the_values_of_the_data(software: str) -> None:
    data = lw.datasets.load("hsb").rename({"sch.id": "school"})
    for factors in ({"sector": ["pub", "cath"]}, {"sector": {0: "pub", 1: "cath"}}):
        text = lw.model(M4, data, factors=factors).code(software).text
        expected = {
            "lme4": 'd$sector <- factor(d$sector, levels = c(0, 1), labels = c("pub", "cath"))',
            "statsmodels": 'df["sector"].map({0: "pub", 1: "cath"})',
            "julia": "DummyCoding(; base = 0, levels = [0, 1])",
            "Stata": "ib0.sector",
            "SAS": "sector(ref='0')",
            "SPSS": "BY sector WITH ses",
        }
        assert expected[software] in text
