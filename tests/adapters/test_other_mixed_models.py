"""Mixed models of mixedlm-rs, interlace, lme-python and linearmodels, each skipped where it is not installed."""

from __future__ import annotations

import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import levelwise as lw
from helpers.fitted_models import readme_example
from levelwise.model.parameters import Covariance, FixedEffect, RandomEffect, ResidualVariance, Variance

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    school, lane = np.repeat(np.arange(30), 15), np.arange(450) % 5
    data = pd.DataFrame({"school": school, "lane": lane, "ses": rng.normal(size=450)})
    data["sector"] = np.where(rng.uniform(size=450) < 0.5, "pub", "cath")
    u, v, w = rng.normal(size=30), rng.normal(size=30), rng.normal(size=(30, 5))
    data["math"] = 12 + u[school] + (2 + v[school]) * data["ses"] + w[school, lane] + rng.normal(size=450)
    data["passed"] = (data["math"] > 12).astype(int)
    return data


def fitted(function: Any, *given: Any, **arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*given, **arguments)


def coefficients(model: Any) -> np.ndarray:
    return np.array([model.estimates.value(FixedEffect("location", column.key)) for column in model.spec.fixed])


def matrix(model: Any, group: set[str]) -> np.ndarray:
    """Return the covariance matrix of all effects of a grouping factor, in the order of the model."""
    effects = [
        RandomEffect(number, effect.key)
        for number, block in enumerate(model.spec.blocks)
        if set(model.spec.level(block.group).group.parts) == group
        for effect in block.effects
    ]
    value = model.estimates.value
    return np.array(
        [
            [value(Variance(a)) if a == b else value(Covariance(frozenset((a, b)))) or 0.0 for b in effects]
            for a in effects
        ]
    )


@pytest.mark.parametrize(
    ("effects", "block"),
    [(None, ("(Intercept)",)), ("~ses", ("(Intercept)", "ses")), ("~0+sector", ("sectorcath", "sectorpub"))],
)
def test_mixedlm_rs(effects: str | None, block: tuple[str, ...]) -> None:
    package = pytest.importorskip("mixedlm_rs", reason="mixedlm-rs is not installed")
    built = package.mixedlm("math ~ ses*sector", frame(), groups="school", re_formula=effects)
    results = fitted(built.fit)
    model = lw.model(results)
    assert model.blocks == (("school", block),)
    np.testing.assert_allclose(model.design().X @ coefficients(model), results.model.exog @ results.fe_params)
    np.testing.assert_allclose(matrix(model, {"school"}), results.cov_re)
    assert model.estimates is not None
    assert model.estimates.value(ResidualVariance()) == pytest.approx(results.scale)
    assert model.estimates.software.startswith("mixedlm-rs ")
    assert lw.model(built).estimates is None


@pytest.mark.parametrize(
    "random",
    [["(1 + ses | school)"], ["(1 + ses || school)"], ["(1 | school)", "(1 | lane)"], ["(1 | school/lane)"]],
)
def test_interlace(random: list[str]) -> None:
    package = pytest.importorskip("interlace", reason="interlace-lme is not installed")
    results = fitted(package.fit, "math ~ ses*sector", frame(), random=random)
    model = lw.model(results)
    np.testing.assert_allclose(
        model.design().X @ coefficients(model), results.model.exog @ results.fe_params.to_numpy()
    )
    for group, own in results.variance_components.items():
        np.testing.assert_allclose(matrix(model, set(group.split(":"))), np.atleast_2d(own))
    assert model.estimates is not None
    assert model.estimates.value(ResidualVariance()) == pytest.approx(results.scale)
    assert sorted(model.estimates.errors.values()) == pytest.approx(sorted(results.fe_bse))


def test_a_generalized_model_of_interlace_is_refused() -> None:
    package = pytest.importorskip("interlace", reason="interlace-lme is not installed")
    results = fitted(package.glmer, "passed ~ ses", frame(), family="binomial", groups="school")
    with pytest.raises(lw.UnsupportedModelError, match="keeps neither its data nor its columns"):
        lw.model(results)


@pytest.mark.parametrize(
    "formula",
    [
        "math ~ ses*sector + (1 + ses | school)",
        "math ~ ses + (1 + ses || school) + (1 | lane)",
        "math ~ ses + sector + (1 | school/lane)",
    ],
)
def test_lme_python(formula: str) -> None:
    package = pytest.importorskip("lme_python", reason="lme-python is not installed")
    data = pl.DataFrame({name: frame()[name].to_list() for name in frame().columns})
    results = fitted(package.lmer, formula, data)
    with pytest.raises(lw.OptionError, match="does not keep its data; pass them as data="):
        lw.model(results)
    model = lw.model(results, data)
    assert sorted(coefficients(model)) == pytest.approx(sorted(results.coefficients))
    residuals = data["math"].to_numpy() - model.design().X @ coefficients(model)
    assert abs(residuals.mean()) < 1.0
    variances = sorted(row[3] for row in results.var_corr if row[1] == row[2] and row[0] != "Residual")
    assert model.estimates is not None
    found = dict(model.estimates.values)
    assert sorted(value for key, value in found.items() if isinstance(key, Variance)) == pytest.approx(variances)
    covariances = [row[3] for row in results.var_corr if row[1] != row[2]]
    assert [value for key, value in found.items() if isinstance(key, Covariance)] == pytest.approx(covariances)
    assert model.estimates.value(ResidualVariance()) == pytest.approx(results.sigma2)
    assert model.estimates.method == "REML"


def test_a_generalized_model_of_lme_python() -> None:
    package = pytest.importorskip("lme_python", reason="lme-python is not installed")
    data = pl.DataFrame({name: frame()[name].to_list() for name in frame().columns})
    model = lw.model(fitted(package.glmer, "passed ~ ses + (1 | school)", data, "binomial"), data)
    assert (str(model.spec.family), model.spec.link) == ("binomial", "logit")
    assert model.estimates is not None
    assert model.estimates.method == "Laplace"


@pytest.mark.parametrize("formula", ["math ~ 1 + ses + sector", "math ~ 1 + ses*lane", "math ~ ses + lane"])
def test_linearmodels(formula: str) -> None:
    package = pytest.importorskip("linearmodels.panel", reason="linearmodels is not installed")
    data = frame().assign(pupil=np.arange(450) % 15).set_index(["school", "pupil"])
    results = fitted(package.RandomEffects.from_formula(formula, data).fit)
    model = lw.model(results)
    assert model.blocks == (("school", ("(Intercept)",)),)
    own = results.model.exog.dataframe.to_numpy() @ results.params.to_numpy()
    np.testing.assert_allclose(model.design().X @ coefficients(model), own)
    assert model.estimates is not None
    variances = results.variance_decomposition
    assert matrix(model, {"school"})[0, 0] == pytest.approx(variances["Effects"])
    assert model.estimates.value(ResidualVariance()) == pytest.approx(variances["Residual"])
    with pytest.raises(lw.UnsupportedModelError, match="BetweenOLS of linearmodels is not read"):
        lw.model(package.BetweenOLS.from_formula("math ~ 1 + ses", data))


@pytest.mark.parametrize("package", ["mixedlm_rs", "interlace", "lme_python", "linearmodels"])
def test_the_example_on_the_page_runs(package: str) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed")
    (code,) = [
        one for one in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if f" {package}" in one.split("\n")[0]
    ]
    hsb = lw.datasets.load("hsb")[:1000].rename({"sch.id": "school"})
    setting: dict[str, Any] = {"lw": lw, "hsb": pd.DataFrame({name: hsb[name].to_list() for name in hsb.columns})}
    fitted(exec, code, setting)
    assert setting["eq"].estimates is not None


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("mixedlm-rs", "mixedlm_rs"),
        ("interlace", "interlace"),
        ("lme-python", "lme_python"),
        ("linearmodels", "linearmodels"),
    ],
)
def test_the_example_of_the_readme_runs(name: str, package: str) -> None:
    module = pytest.importorskip(package, reason=f"{package} is not installed")
    hsb = lw.datasets.load("hsb")[:1000].rename({"sch.id": "school"})
    rows = pd.DataFrame({name: hsb[name].to_list() for name in ("math", "ses", "school")})
    panel = rows.assign(pupil=rows.groupby("school").cumcount()).set_index(["school", "pupil"])
    own = {package: module, "polars_df": hsb[["math", "ses", "school"]], "panel": panel}
    assert readme_example(name, **own).estimates is not None
