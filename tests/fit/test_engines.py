"""The engines: which fits what, two attempts, and honest words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.fit_models import data_of
from levelwise.fit.design import FitDesign
from levelwise.fit.engine import ATTRIBUTES, EngineResult
from levelwise.fit.table import ENGINES
from levelwise.model.parameters import Dispersion

SLEEP = lw.datasets.load("sleepstudy")
FORMULA = "Reaction ~ Days + (Days | Subject)"


class Recorded:
    """An engine that records its designs and returns what mixedlm estimates, with changes."""

    name, title = "recorded", "a test"

    def __init__(self, *changes: Mapping[str, Any], reason: str = "") -> None:
        self.changes, self.reason = list(changes), reason
        self.designs: list[FitDesign] = []
        self.patience: list[bool] = []

    def refusal(self, design: FitDesign) -> str:
        return self.reason

    def fit(self, design: FitDesign, *, patient: bool = False) -> EngineResult:
        self.designs.append(design)
        self.patience.append(patient)
        made = ENGINES.named("mixedlm").fit(design)
        return replace(made, **self.changes.pop(0)) if self.changes else made


def codes(fit: lw.Fit) -> list[str]:
    return [note.code for note in fit.notes]


def test_a_design_has_names_without_meaning_and_each_column_once() -> None:
    engine = Recorded()
    lw.lmer("Reaction ~ Days + I(Days^2) + (Days || Subject)", SLEEP, engine=engine)
    design = engine.designs[0]
    assert design.fixed == ("x0", "x1", "x2")
    assert [(part.group, part.columns, part.size) for part in design.parts] == [
        ("g0", ("x0",), 18),
        ("g1", ("x1",), 18),
    ]
    assert design.constant == "x0"
    assert list(design.columns) == ["x0", "x1", "x2"]
    assert design.columns["x2"].tolist() == [days**2 for days in SLEEP["Days"]]


def test_names_that_no_formula_of_another_package_could_read() -> None:
    data = SLEEP.rename({"Days": "x) + (1 | y", "Subject": "1 ~ `"})
    fit = lw.lmer(r"Reaction ~ `x) + (1 | y` + (1 | `1 ~ \``)", data)
    plain = lw.lmer("Reaction ~ Days + (1 | Subject)", SLEEP)
    assert fit.loglik == pytest.approx(plain.loglik)


def test_a_diagonal_block_has_no_covariance_and_one_table_of_effects() -> None:
    diagonal = lw.lmer("Reaction ~ Days + diag(Days | Subject)", SLEEP)
    bars = lw.lmer("Reaction ~ Days + (Days || Subject)", SLEEP)
    assert diagonal.loglik == pytest.approx(bars.loglik)
    assert [row.other for row in diagonal.variances] == [None, None, None]
    assert diagonal.random["Subject"].values.shape == (18, 2)


def test_an_engine_that_does_not_converge_makes_a_second_attempt() -> None:
    engine = Recorded({"converged": False})
    fit = lw.lmer(FORMULA, SLEEP, engine=engine)
    assert engine.patience == [False, True]
    assert fit.converged
    assert "converged-late" in codes(fit)


def test_a_fit_that_does_not_converge_says_so_everywhere() -> None:
    fit = lw.lmer(FORMULA, SLEEP, engine=Recorded({"converged": False}, {"converged": False}))
    assert not fit.converged
    assert codes(fit).count("not-converged") == 1
    assert not fit.estimates.converged
    for text in (str(fit), str(fit.report.to_dict()), str(fit.estimates.notes)):
        assert "did not converge" in text


def test_of_two_attempts_that_fail_the_better_one_counts() -> None:
    changes = ({"converged": False}, {"converged": False, "loglik": -1e6})
    assert lw.lmer(FORMULA, SLEEP, engine=Recorded(*changes)).loglik > -1e6


def test_a_singular_fit_says_so() -> None:
    rng = np.random.default_rng(1)
    data = pl.DataFrame({"y": rng.normal(size=200), "g": [f"g{n % 40}" for n in range(200)]})
    fit = lw.lmer("y ~ 1 + (1 | g)", data)
    if fit.variances[0].value > 0:
        pytest.skip("this sample is not singular")
    assert fit.singular
    assert "singular" in codes(fit)
    assert "zero" in str(fit)


def test_an_illegitimate_model_is_not_fitted() -> None:
    engine = Recorded()
    hsb = lw.datasets.load("hsb")
    with pytest.raises(lw.IllegitimateModelError) as caught:
        lw.lmer("math ~ sector + (sector | sch.id)", hsb, engine=engine)
    assert caught.value.report.codes == ("R1",)
    assert engine.designs == []


@pytest.mark.parametrize(
    ("formula", "options", "words"),
    [
        ("Reaction ~ Days", {}, "no random effects"),
        ("Reaction ~ Days + cs(1 + Days | Subject)", {}, "covariance structure cs cannot be fitted"),
        (FORMULA, {"residual": "ar1(Days | Subject)"}, r"structured residuals \(ar1\(Days \| Subject\)\)"),
        (
            "Reaction ~ Days + (0 + Days | Subject)",
            {"engine": "glmm"},
            "intercept in each random-effects term.*engine='mixedlm'",
        ),
        (FORMULA, {"engine": Recorded(reason="not this one")}, "not this one; engine='mixedlm'"),
    ],
)
def test_what_cannot_be_fitted_is_said(formula: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(lw.UnsupportedModelError, match=words):
        lw.lmer(formula, SLEEP, policy="off", **options)


def test_an_ordinal_response_is_not_fitted() -> None:
    data = SLEEP.with_columns(y=pl.col("Days") // 4)
    with pytest.raises(lw.UnsupportedModelError, match="cumulative family"):
        lw.glmer("y ~ Reaction + (1 | Subject)", data, family="cumulative", policy="off")


def test_a_link_that_neither_engine_has() -> None:
    with pytest.raises(lw.UnsupportedModelError, match=r"glmm does not fit .* and mixedlm .* glmmTMB|mixedlm .* glmm"):
        lw.glmer("Reaction ~ Days + (1 | Subject)", SLEEP, family="gaussian", link="log", policy="off")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: lw.lmer("minority ~ ses + (1 | sch.id)", lw.datasets.load("hsb"), family="binomial"), "glmer"),
        (lambda: lw.glmer(FORMULA, SLEEP), "needs a family"),
        (lambda: lw.lmer(FORMULA, SLEEP, nAGQ=9), "argument for fitting"),
        (lambda: lw.extract_eq(lw.lmer(FORMULA, SLEEP), SLEEP), "give them to lmer"),
    ],
)
def test_options_of_the_other_function(call: Any, words: str) -> None:
    with pytest.raises(lw.OptionError, match=words):
        call()


def test_a_model_without_data_is_not_fitted() -> None:
    with pytest.raises(lw.DataError, match="without data cannot be fitted"):
        lw.lmer(FORMULA, None)


def test_one_group_has_no_variance() -> None:
    with pytest.raises(lw.DataError, match="Subject has only one group, 308"):
        lw.lmer("Reaction ~ Days + (1 | Subject)", SLEEP.head(10), policy="off")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mixedlm", None)
    monkeypatch.setitem(sys.modules, "glmm", None)
    with pytest.raises(lw.MissingExtraError, match=r"mixedlm, which is not installed: pip install 'levelwise\[fit\]'"):
        lw.lmer(FORMULA, SLEEP)


def test_an_unknown_engine_is_not_guessed() -> None:
    with pytest.raises(lw.UnknownNameError, match="engine"):
        lw.lmer(FORMULA, SLEEP, engine="mixedlmm")


def test_engines_have_what_those_of_other_packages_must_have() -> None:
    for name, engine in ENGINES.all().items():
        assert engine.name == name
        assert all(hasattr(engine, attribute) for attribute in ATTRIBUTES)


def test_maximum_likelihood_is_asked_for_as_here_or_as_in_r() -> None:
    fits = [lw.lmer(FORMULA, SLEEP, reml=False), lw.lmer(FORMULA, SLEEP, REML=False)]
    assert fits[0].loglik == fits[1].loglik == pytest.approx(-875.97, abs=0.01)  # lme4's
    assert fits[0].estimates.method == "ML"
    assert "maximum likelihood" in fits[0].summary()


def test_a_lazily_evaluated_table_is_loaded() -> None:
    assert lw.lmer(FORMULA, SLEEP.lazy()).loglik == lw.lmer(FORMULA, SLEEP).loglik


def test_rows_with_missing_values_are_left_out_of_everything() -> None:
    data = SLEEP.with_columns(Days=pl.when(pl.int_range(pl.len()) == 3).then(None).otherwise("Days"))
    fit = lw.lmer(FORMULA, data)
    assert fit.nobs == len(fit.fitted) == len(fit.fixed_predictor) == 179
    assert "dropped-rows" in codes(fit)


def test_equations_are_those_of_the_model_with_its_estimates() -> None:
    fit = lw.lmer(FORMULA, SLEEP)
    eq = lw.extract_eq(fit, notation="raudenbush-bryk")
    assert eq.latex == lw.extract_eq(FORMULA, SLEEP, notation="raudenbush-bryk").latex
    assert lw.model(fit).estimates is fit.estimates
    assert lw.check(fit).ok


def test_the_random_part_may_be_given_beside_the_formula() -> None:
    fit = lw.lmer("Reaction ~ Days", SLEEP, groups="Subject", re_formula="~Days")
    assert fit.loglik == pytest.approx(lw.lmer(FORMULA, SLEEP).loglik)


def test_the_two_engines_agree() -> None:
    pytest.importorskip("glmm", reason="the second engine is not installed")
    hsb = lw.datasets.load("hsb")
    for formula in ("math ~ ses + (ses | sch.id)", "math ~ ses*gender + (ses + gender | sch.id)"):
        one, other = (lw.lmer(formula, hsb, policy="mixed", engine=name) for name in ("mixedlm", "glmm"))
        assert one.loglik == pytest.approx(other.loglik, abs=1e-3)
        assert np.allclose(list(one.fixed.values()), list(other.fixed.values()), rtol=1e-3)
        assert np.allclose(list(one.errors.values()), list(other.errors.values()), rtol=1e-3)
        assert np.allclose(one.fitted, other.fitted, rtol=1e-2)


def test_the_two_engines_agree_on_counts() -> None:
    pytest.importorskip("glmm", reason="the second engine is not installed")
    formula = "cbind(hit, miss) ~ wave + treatment + (1 | student)"
    fits = [lw.glmer(formula, data_of("growth"), family="binomial", engine=name) for name in ("mixedlm", "glmm")]
    assert fits[0].loglik == pytest.approx(fits[1].loglik, abs=1e-4)
    for ours, theirs in (("fixed", 1e-3), ("errors", 0.1)):
        one, other = (list(getattr(fit, ours).values()) for fit in fits)
        assert np.allclose(one, other, rtol=theirs)
    assert "conditional-errors" in codes(fits[0])
    assert np.allclose(fits[0].random["student"].values, fits[1].random["student"].values, atol=1e-3)


def test_families_with_a_dispersion() -> None:
    pytest.importorskip("glmm", reason="the engine of these families is not installed")
    for family, link in (("Gamma", "log"), ("nbinom2", None)):
        data = data_of("growth").with_columns(y=pl.col("hit") + 1)
        fit = lw.glmer("y ~ wave + (1 | student)", data, family=family, link=link)
        assert fit.estimates.software.startswith("glmm")
        assert fit.estimates.values[Dispersion()] > 0
        assert "Dispersion" in fit.summary()
