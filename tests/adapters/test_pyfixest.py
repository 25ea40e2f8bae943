"""Models of pyfixest: its fixed effects are the coefficients of factors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers.fitted_models import by_name, predictor, readme_example, run_example, single_level_data
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.recognise import read_model
from levelwise.errors import UnsupportedModelError
from levelwise.model.parameters import ResidualVariance

pf = pytest.importorskip("pyfixest", reason="pyfixest is not installed")
smf = pytest.importorskip("statsmodels.formula.api")

pytestmark = pytest.mark.filterwarnings("ignore")
DATA = single_level_data()
DATA["school"] = np.arange(len(DATA)) % 7
DATA["room"] = np.arange(len(DATA)) % 3
DATA["place"] = DATA["school"].map(lambda number: f"s{number}")


def read(model: Any) -> Fitted:
    fitted = read_model(model, Given())
    assert np.allclose(predictor(fitted), model.predict(type="link"), rtol=0, atol=1e-6)
    names = by_name(fitted, fitted.estimates.values) if fitted.estimates else {}
    assert set(np.asarray(model.coef())) <= set(names.values())
    return fitted


@pytest.mark.parametrize(
    ("formula", "same"),
    [
        ("y ~ x*C(a)", "y ~ x*C(a)"),
        ("y ~ x + C(a)*z | school", "y ~ x + C(a)*z + C(school)"),
        ("y ~ x | school + place", "y ~ x + C(school)"),
        ("y ~ x | school + room", "y ~ x + C(school) + C(room)"),
        ("y ~ 1 | place", "y ~ place"),
    ],
)
def test_linear_models_are_those_of_statsmodels(formula: str, same: str) -> None:
    fitted = read(pf.feols(formula, DATA))
    results = smf.ols(same, DATA).fit()
    assert np.allclose(predictor(fitted), results.fittedvalues, rtol=0, atol=1e-6)
    assert fitted.estimates is not None
    assert fitted.estimates.values[ResidualVariance()] == pytest.approx(results.scale)


def test_weights_and_robust_errors() -> None:
    model = pf.feols("y ~ x", DATA, weights="w", vcov={"CRV1": "school"})
    fitted = read(model)
    assert fitted.model.spec.weights == "w"
    assert fitted.estimates is not None
    assert fitted.estimates.error_kind == "robust standard errors"
    assert np.allclose(sorted(fitted.estimates.errors.values()), sorted(model.se()))
    scale = smf.wls("y ~ x", DATA, weights=DATA.w).fit().scale
    assert fitted.estimates.values[ResidualVariance()] == pytest.approx(scale)


def test_generalized_linear_models() -> None:
    for model, family, link in (
        (pf.fepois("count ~ x | place", DATA), "poisson", "log"),
        (pf.feglm("hit ~ x", DATA, family="logit"), "binomial", "logit"),
        (pf.feglm("hit ~ x", DATA, family="probit"), "binomial", "probit"),
    ):
        fitted = read(model)
        assert (fitted.model.spec.family, fitted.model.spec.link) == (family, link)


def test_what_is_not_read() -> None:
    for model, message in (
        (pf.feols("y ~ i(school, ref=1) + x", DATA), r"i\(\) of pyfixest is not read"),
        (pf.feols("y + z ~ x", DATA), "this holds several models of pyfixest"),
        (pf.feols("y ~ 1 | x ~ z", DATA), "instrumental variables of pyfixest are not read"),
    ):
        with pytest.raises(UnsupportedModelError, match=message):
            read_model(model, Given())


def test_the_example_of_the_page_runs() -> None:
    run_example("pyfixest")


def test_the_example_of_the_readme_runs() -> None:
    assert readme_example("pyfixest", pyfixest=pf).estimates is not None
