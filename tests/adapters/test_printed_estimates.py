"""The numbers in the equations of models of other packages, evaluated on their data, are the packages' estimates."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from helpers.numeric_proof import prove_on_data


@cache
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(5)
    group = np.repeat(np.arange(24), 10)
    data = pd.DataFrame({"g": group, "pupil": np.tile(np.arange(10), 24), "x": draw.normal(size=240)})
    data["w"] = draw.random(240) + 0.5
    data["f"] = draw.choice(["a", "b", "c"], 240)
    eta = 0.3 + 0.5 * data["x"] - 0.4 * (data["f"] == "b") + draw.normal(size=24)[group]
    eta += 0.5 * draw.normal(size=24)[group] * data["x"]
    data["y"] = eta + draw.normal(size=240)
    data["hit"] = (draw.random(240) < 1 / (1 + np.exp(-eta))).astype(int)
    data["count"] = draw.poisson(np.exp(eta / 2))
    data["positive"] = draw.gamma(4, np.exp(eta / 3) / 4) + 0.01
    data["grade"] = pd.Categorical.from_codes(np.digitize(eta, [-0.5, 0.7]), ["lo", "mid", "hi"], ordered=True)
    return data


def panel() -> pd.DataFrame:
    return frame().set_index(["g", "pupil"])


def polars_frame() -> Any:
    import polars as pl

    return pl.DataFrame(
        {"y": frame()["y"].tolist(), "x": frame()["x"].tolist(), "g": frame()["g"].astype(str).tolist()}
    )


def glm(families: Any, formula: str, family: Any, **options: Any) -> Any:
    return import_module("statsmodels.formula.api").glm(formula, frame(), family=family(families), **options).fit()


BAYES = "statsmodels.genmod.bayes_mixed_glm"
MIXED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "MixedLM": ("statsmodels.formula.api", lambda m: m.mixedlm("y ~ x*f", frame(), groups="g", re_formula="~x").fit()),
    "MixedLM, components": (
        "statsmodels.formula.api",
        lambda m: m.mixedlm("y ~ x", frame(), groups="g", vc_formula={"f": "0 + C(f)"}).fit(),
    ),
    "Bayes": (
        BAYES,
        lambda m: m.BinomialBayesMixedGLM.from_formula("hit ~ x", {"g": "0 + C(g)"}, frame()).fit_vb(),
    ),
    "mixedlm, linear": ("mixedlm", lambda m: m.lmer("y ~ x + f + (x | g)", frame())),
    "mixedlm, counts": ("mixedlm", lambda m: m.glmer("count ~ x + (1 | g)", frame(), m.families.Poisson())),
    "mixedlm-rs": ("mixedlm_rs", lambda m: m.mixedlm("y ~ x", frame(), groups="g", re_formula="~x").fit()),
    "interlace": ("interlace", lambda m: m.fit("y ~ x", frame(), random=["(1 + x | g)"])),
    "linearmodels": ("linearmodels", lambda m: m.RandomEffects.from_formula("y ~ 1 + x", panel()).fit()),
}
SINGLE: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "OLS": ("statsmodels.formula.api", lambda m: m.ols("y ~ x*f + np.log(w)", frame()).fit()),
    "WLS": ("statsmodels.formula.api", lambda m: m.wls("y ~ x + f", frame(), weights=frame()["w"]).fit()),
    "GLS": ("statsmodels.formula.api", lambda m: m.gls("y ~ x + f", frame(), sigma=1 / frame()["w"]).fit()),
    "Logit": ("statsmodels.formula.api", lambda m: m.logit("hit ~ x + f", frame()).fit(disp=0)),
    "Probit": ("statsmodels.formula.api", lambda m: m.probit("hit ~ x + f", frame()).fit(disp=0)),
    "Poisson": ("statsmodels.formula.api", lambda m: m.poisson("count ~ x", frame(), offset=frame()["w"]).fit(disp=0)),
    "NegativeBinomial": ("statsmodels.formula.api", lambda m: m.negativebinomial("count ~ x + f", frame()).fit(disp=0)),
    "GLM, Gamma": (
        "statsmodels.api",
        lambda m: glm(m, "positive ~ x + f", lambda a: a.families.Gamma(a.families.links.Log())),
    ),
    "GLM, gaussian": ("statsmodels.api", lambda m: glm(m, "y ~ x + f", lambda a: a.families.Gaussian())),
    "GEE": (
        "statsmodels.formula.api",
        lambda m: m.gee(
            "y ~ x", "g", frame(), cov_struct=import_module("statsmodels.api").cov_struct.Exchangeable()
        ).fit(),
    ),
    "OrderedModel": (
        "statsmodels.miscmodels.ordinal_model",
        lambda m: m.OrderedModel.from_formula("grade ~ x + f", frame(), distr="logit").fit(disp=0),
    ),
    "PooledOLS": ("linearmodels", lambda m: m.PooledOLS.from_formula("y ~ 1 + x", panel()).fit()),
    "pyfixest": ("pyfixest", lambda m: m.feols("y ~ x + w", frame())),
    "pyfixest, fixed effects": ("pyfixest", lambda m: m.feols("y ~ x | g", frame())),
}
WITH_DATA: dict[str, tuple[str, Callable[[Any], tuple[Any, dict[str, Any]]]]] = {
    "glmm": ("glmm", lambda m: (m.fit(frame(), "y ~ x + (1 + x | g)", "gaussian"), {"data": frame()})),
    "lme-python": ("lme_python", lambda m: (m.lmer("y ~ x + (x | g)", polars_frame()), {"data": polars_frame()})),
    "scikit-learn": (
        "sklearn.linear_model",
        lambda m: (m.LinearRegression().fit(frame()[["x", "w"]], frame()["y"]), {"response": "y"}),
    ),
    "glum": (
        "glum",
        lambda m: (
            m.GeneralizedLinearRegressor(family="poisson", alpha=0).fit(frame()[["x", "w"]], frame()["count"]),
            {"response": "count"},
        ),
    ),
}


def fitted(package: str, make: Callable[[Any], Any]) -> Any:
    module = pytest.importorskip(package, reason=f"{package.partition('.')[0]} is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make(module)


@pytest.mark.parametrize(("package", "make"), MIXED.values(), ids=MIXED)
def test_mixed_models(package: str, make: Callable[[Any], Any]) -> None:
    prove_on_data(lw.model(fitted(package, make)))


@pytest.mark.parametrize(("package", "make"), SINGLE.values(), ids=SINGLE)
def test_models_without_groups(package: str, make: Callable[[Any], Any]) -> None:
    prove_on_data(lw.model(fitted(package, make)), least=1)


@pytest.mark.parametrize(("package", "make"), WITH_DATA.values(), ids=WITH_DATA)
def test_models_that_keep_no_data(package: str, make: Callable[[Any], Any]) -> None:
    results, given = fitted(package, make)
    prove_on_data(lw.model(results, **given), least=1)
