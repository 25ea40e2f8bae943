"""Generalized estimating equations of statsmodels: the model of the mean."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from levelwise.model.parameters import Dispersion, FixedEffect, ResidualVariance

sm = pytest.importorskip("statsmodels.api")


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    school = np.repeat(np.arange(30), 8)
    data = pd.DataFrame({"school": school, "ses": rng.normal(size=240), "size": rng.uniform(1, 9, 240)})
    data["sector"] = np.where(rng.uniform(size=240) < 0.5, "pub", "cath")
    data["math"] = 3 + data["ses"] + rng.normal(size=30)[school] + rng.normal(size=240)
    data["passed"] = (data["math"] > 3).astype(int)
    data["count"] = rng.poisson(data["size"])
    data["time"] = np.exp(data["math"] / 4)
    return data


CASES = (
    ("math ~ ses*sector", "Gaussian", "Exchangeable", "gaussian"),
    ("passed ~ sector + ses", "Binomial", "Independence", "binomial"),
    ("count ~ ses", "Poisson", "Exchangeable", "poisson"),
    ("time ~ ses", "Gamma", "Independence", "Gamma"),
)


@pytest.mark.parametrize(("formula", "family", "structure", "ours"), CASES)
@pytest.mark.filterwarnings("ignore:The InversePower link")
def test_the_mean_is_that_of_statsmodels(formula: str, family: str, structure: str, ours: str) -> None:
    own, correlation = getattr(sm.families, family)(), getattr(sm.cov_struct, structure)()
    results = sm.GEE.from_formula(formula, groups="school", data=frame(), family=own, cov_struct=correlation).fit()
    model = lw.model(results)
    estimates = model.estimates
    assert estimates is not None
    assert (str(model.spec.family), model.spec.blocks) == (ours, ())
    coefficients = np.array([estimates.value(FixedEffect("location", column.key)) for column in model.spec.fixed])
    np.testing.assert_allclose(model.design().X @ coefficients, results.model.exog @ results.params, rtol=1e-9)
    assert sorted(estimates.errors.values()) == pytest.approx(sorted(results.bse))
    assert (estimates.method, estimates.error_kind, estimates.loglik) == ("GEE", "robust standard errors", None)
    spread = {"gaussian": ResidualVariance(), "Gamma": Dispersion()}.get(ours)
    assert spread is None or estimates.value(spread) == pytest.approx(results.scale)
    note = next(note.text for note in model.notes if note.code == "working-correlation")
    assert f"within 30 groups of school: {structure.lower()}" in note
    lw.extract_eq(results).verify()


def test_the_exposure_is_part_of_the_linear_predictor_and_naive_errors_are_not_robust() -> None:
    built = sm.GEE.from_formula(
        "count ~ ses", groups=frame()["school"], data=frame(), family=sm.families.Poisson(), exposure="size"
    )
    model = lw.model(built.fit(cov_type="naive"))
    assert model.spec.offsets[0] == lw.model("count ~ ses + offset(log(size))", family="poisson").spec.offsets[0]
    assert model.estimates is not None
    assert model.estimates.error_kind == "standard errors"
    assert lw.model(built).estimates is None


def test_models_of_several_categories_are_refused() -> None:
    data = frame()
    built = sm.OrdinalGEE(data["passed"] + (data["ses"] > 1), data[["ses"]], data["school"])
    with pytest.raises(lw.UnsupportedModelError, match="OrdinalGEE of statsmodels is not read; GEE is"):
        lw.model(built)
