"""Models of the package glmm."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from helpers.fitted_models import readme_example
from levelwise.model.model_parameters import parameters_of
from levelwise.model.parameters import Covariance, Dispersion, FixedEffect, ResidualVariance, Variance

glmm = pytest.importorskip("glmm", reason="glmm is not installed")


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    school = np.repeat(np.arange(30), 15)
    data = pd.DataFrame({"school": pd.Categorical(school.astype(str)), "ses": rng.normal(size=450)})
    data["sector"] = pd.Categorical(np.where(rng.uniform(size=450) < 0.5, "pub", "cath"))
    u, v = rng.normal(size=30), rng.normal(size=30)
    data["math"] = 12 + u[school] + (2 + v[school]) * data["ses"] + rng.normal(size=450)
    data["passed"] = (data["math"] + rng.normal(size=450) > 12).astype(float)
    data["visits"] = rng.poisson(np.exp(0.3 * data["ses"] + u[school] / 3)).astype(float)
    data["hours"] = rng.gamma(3, np.exp(0.2 * data["ses"]) / 3) + 0.01
    data["size"] = 1.0 + school % 4
    return data


DATA = frame()


def fit(formula: str, family: str = "gaussian", **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return glmm.fit(DATA, formula, family, **options)


@pytest.mark.parametrize(
    ("formula", "family", "options"),
    [
        ("math ~ ses*sector + (1 + ses | school)", "gaussian", {}),
        ("math ~ ses + (1 | school)", "gaussian", {"reml": False}),
        ("passed ~ ses + (1 | school)", "binomial", {}),
        ("visits ~ ses + sector + (1 | school)", "poisson", {}),
        ("hours ~ ses + (1 | school)", "gamma", {"link": "log"}),
    ],
)
def test_estimates_are_those_of_the_results(formula: str, family: str, options: dict[str, Any]) -> None:
    results = fit(formula, family, **options)
    model = lw.model(results, DATA)
    estimates = model.estimates
    assert estimates is not None
    ours = {column.name: FixedEffect("location", column.key) for column in model.spec.fixed}
    assert [estimates.value(ours[name]) for name in results.names] == pytest.approx(results.beta.tolist())
    assert [estimates.errors[ours[name]] for name in results.names] == pytest.approx(results.se.tolist())
    spread = [estimates.value(one) for one in parameters_of(model.spec) if isinstance(one, Variance | Covariance)]
    assert sorted(spread) == pytest.approx(sorted(np.concatenate(results.varcorr).tolist()))
    last = {"gaussian": ResidualVariance(), "gamma": Dispersion()}.get(family)
    assert last is None or estimates.value(last) == pytest.approx(results.dispersion)
    assert estimates.loglik == pytest.approx(results.loglik)
    assert estimates.method == ("Laplace" if family != "gaussian" else "ML" if options else "REML")
    assert model.spec.link == results.link
    lw.extract_eq(results, DATA, estimates=True, errors=True, policy="off").verify()


def test_the_predictor_is_that_of_the_results() -> None:
    results = fit("math ~ ses*sector + (1 + ses | school)")
    model = lw.model(results, DATA)
    assert model.estimates is not None
    beta = np.array([model.estimates.value(FixedEffect("location", column.key)) for column in model.spec.fixed])
    (block,) = results.ranef_blocks
    effects = pd.DataFrame(block["values"], index=block["levels"], columns=block["terms"]).loc[DATA["school"]]
    random = effects["(Intercept)"].to_numpy() + effects["ses"].to_numpy() * DATA["ses"].to_numpy()
    np.testing.assert_allclose(model.design().X @ beta + random, results.fitted, rtol=1e-6)


def test_what_is_asked_for() -> None:
    results = fit("math ~ ses + (1 | school)")
    with pytest.raises(lw.OptionError, match="does not keep its data; pass them as data="):
        lw.model(results)
    with pytest.raises(lw.DataError, match="used 450 rows; the data have 449 rows"):
        lw.model(results, DATA[1:])
    with pytest.raises(lw.DataError, match="the response math has other values"):
        lw.model(results, DATA.assign(math=DATA["math"] + 1))
    with pytest.raises(lw.OptionError, match="the fitted model has no weights"):
        lw.model(results, DATA, weights="size")
    weighted = fit("math ~ ses + (1 | school)", weights=DATA["size"].to_numpy())
    with pytest.raises(lw.OptionError, match="does not keep the name of the weights"):
        lw.model(weighted, DATA)
    assert lw.model(weighted, DATA, weights="size").spec.weights == "size"


def test_the_example_of_the_readme_runs() -> None:
    assert readme_example("glmm", glmm=glmm).estimates is not None
