"""Models of bambi, skipped where it is not installed."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from levelwise.model.parameters import FixedEffect, RandomEffect, ResidualVariance, Variance

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def bambi() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("bambi", reason="bambi is not installed", exc_type=ImportError)


@cache
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(6)
    school = np.repeat(np.arange(12), 10)
    data = pd.DataFrame({"school": school, "ses": rng.normal(size=120), "x": rng.uniform(1, 2, 120)})
    data["sector"] = np.where(rng.uniform(size=120) < 0.5, "pub", "cath")
    data["math"] = 12 + rng.normal(size=12)[school] + 2 * data["ses"] + rng.normal(size=120)
    data["passed"] = (data["math"] > 12).astype(int)
    return data


def test_all_effects_of_a_bar_are_independent() -> None:
    built = bambi().Model("math ~ ses*sector + (ses | school)", frame())
    model = lw.model(built)
    assert model.blocks == (("school", ("(Intercept)", "ses")),)
    assert model.spec.blocks[0].covariance == "diag"
    assert model.columns == ("(Intercept)", "ses", "sectorpub", "ses:sectorpub")
    assert model.estimates is None
    lw.extract_eq(built).verify()


def test_the_family_and_the_link_are_those_of_bambi() -> None:
    model = lw.model(bambi().Model("passed ~ ses + (1 | school)", frame(), family="bernoulli", link="probit"))
    assert (str(model.spec.family), model.spec.link) == ("binomial", "probit")
    with pytest.raises(lw.UnsupportedModelError, match="the family t of bambi is not read"):
        lw.model(bambi().Model("math ~ ses", frame(), family="t"))


def test_formulas_of_several_parameters_are_refused() -> None:
    formula = bambi().Formula("math ~ ses + (1 | school)", "sigma ~ sector")
    with pytest.raises(lw.UnsupportedModelError, match="with formulas of several parameters, sigma ~ sector"):
        lw.model(bambi().Model(formula, frame()))


def test_estimates_are_means_of_the_draws() -> None:
    built = bambi().Model("math ~ sector + ses + (ses | school)", frame())
    draws = built.fit(draws=50, tune=50, chains=2, cores=1, progressbar=False, random_seed=1)
    model = lw.model(built, idata=draws)
    estimates = model.estimates
    assert estimates is not None
    posterior = draws.posterior
    own = [float(posterior[name].mean()) for name in ("Intercept", "sector", "ses")]
    assert [estimates.value(FixedEffect("location", one.key)) for one in model.spec.fixed] == pytest.approx(own)
    deviations = [float(posterior[f"{name}|school_sigma"].mean()) for name in ("1", "ses")]
    effects = [RandomEffect(0, one.key) for one in model.spec.blocks[0].effects]
    assert [estimates.value(Variance(one)) for one in effects] == pytest.approx([one**2 for one in deviations])
    assert estimates.value(ResidualVariance()) == pytest.approx(float(posterior["sigma"].mean()) ** 2)
    with pytest.raises(lw.OptionError, match=r"idata= takes what fit\(\) of bambi returns"):
        lw.model(built, idata=1)
