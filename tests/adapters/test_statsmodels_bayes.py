"""Bayesian mixed models of statsmodels: means of coefficients, and variances from log standard deviations."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from levelwise.model.parameters import FixedEffect, RandomEffect, Variance

sm = pytest.importorskip("statsmodels.api")


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    school = np.repeat(np.arange(15), 12)
    data = pd.DataFrame({"school": school, "lane": np.arange(180) % 4, "ses": rng.normal(size=180)})
    data["sector"] = np.where(data["lane"] < 2, "pub", "cath")
    predictor = rng.normal(size=15)[school] + 0.8 * data["ses"]
    data["passed"] = (rng.uniform(size=180) < 1 / (1 + np.exp(-predictor))).astype(int)
    data["count"] = rng.poisson(np.exp(predictor / 2))
    return data


def read(kind: str, formula: str, components: dict[str, str], method: str) -> tuple[Any, Any]:
    built = getattr(sm, kind).from_formula(formula, components, frame())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = getattr(built, method)()
    return results, lw.model(results)


COMPONENTS = {"school": "0 + C(school)", "a": "0 + C(lane):ses"}


@pytest.mark.parametrize(("method", "words"), [("fit_map", "posterior mode"), ("fit_vb", "posterior mean")])
@pytest.mark.parametrize(
    ("kind", "formula", "family"),
    [
        ("BinomialBayesMixedGLM", "passed ~ ses*sector", "binomial"),
        ("PoissonBayesMixedGLM", "count ~ 0 + sector + ses", "poisson"),
    ],
)
def test_estimates_are_those_of_the_results(kind: str, formula: str, family: str, method: str, words: str) -> None:
    results, model = read(kind, formula, COMPONENTS, method)
    estimates = model.estimates
    assert model.spec.family == family
    assert estimates.method.startswith(words)
    assert estimates.error_kind == "posterior standard deviations"
    coefficients = np.array([estimates.value(FixedEffect("location", column.key)) for column in model.spec.fixed])
    np.testing.assert_allclose(model.design().X @ coefficients, results.model.exog @ results.fe_mean, rtol=1e-10)
    assert sorted(estimates.errors.values()) == pytest.approx(sorted(results.fe_sd))
    found = {
        block.group: estimates.value(Variance(RandomEffect(number, block.effects[0].key)))
        for number, block in enumerate(model.spec.blocks)
    }
    variances = np.exp(2 * results.vcp_mean)
    assert found == {"school": pytest.approx(variances[0]), "lane": pytest.approx(variances[1])}
    assert dict(model.blocks) == {"school": ("(Intercept)",), "lane": ("ses",)}


def test_a_built_model_has_equations_without_estimates() -> None:
    built = sm.BinomialBayesMixedGLM.from_formula("passed ~ ses", {"g": "0 + C(school)"}, frame())
    eq = lw.extract_eq(built)
    assert eq.estimates is None
    assert eq.latex == lw.extract_eq("passed ~ ses + (1 | school)", frame(), family="binomial").latex


def test_a_model_of_arrays_and_an_unusual_component_are_refused() -> None:
    data = frame()
    indicators = pd.get_dummies(data["school"]).astype(float)
    built = sm.PoissonBayesMixedGLM(data["count"], data[["ses"]], indicators, np.zeros(15, int))
    with pytest.raises(lw.UnsupportedModelError, match="has no names for its random effects"):
        lw.model(built)
    several = sm.PoissonBayesMixedGLM.from_formula("count ~ ses", {"g": "0 + C(school) + ses"}, data)
    with pytest.raises(lw.UnsupportedModelError, match="the variance component 'g' of statsmodels"):
        lw.model(several)
