"""Models of glum: coefficients, standard errors and the linear predictor."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.fitted_models import by_name, predictor, readme_example, run_example, single_level_data
from levelwise.adapters.base import Given
from levelwise.adapters.recognise import read_model
from levelwise.errors import DataError, UnsupportedModelError

glum = pytest.importorskip("glum", reason="glum is not installed")

DATA = single_level_data().drop(index=3).reset_index(drop=True)
FORMULAS = [
    ("normal", "y ~ x + a", "gaussian", "identity"),
    ("poisson", "count ~ x*a + C(b):z + t", "poisson", "log"),
    ("binomial", "hit ~ x + z", "binomial", "logit"),
    ("gamma", "positive ~ a/z", "Gamma", "log"),
]


@pytest.mark.parametrize(("name", "formula", "family", "link"), FORMULAS)
def test_models_of_formulas(name: str, formula: str, family: str, link: str) -> None:
    model = glum.GeneralizedLinearRegressor(family=name, alpha=0, formula=formula, drop_first=True).fit(DATA)
    fitted = read_model(model, Given(data=DATA))
    assert np.allclose(predictor(fitted), model.linear_predictor(DATA), rtol=0, atol=1e-8)
    assert (fitted.model.spec.family, fitted.model.spec.link) == (family, link)
    estimates = fitted.estimates
    assert estimates is not None
    errors = [estimates.errors[key] for key in estimates.values]
    assert np.allclose(errors, model.std_errors(DATA))
    assert estimates.n == len(DATA)
    without = read_model(model, Given())
    assert without.estimates is not None
    assert without.estimates.values == estimates.values
    assert not without.estimates.errors


def test_data_that_give_another_predictor_are_refused() -> None:
    model = glum.GeneralizedLinearRegressor(family="normal", alpha=0, formula="y ~ poly(z, 2)", drop_first=True)
    model.fit(DATA)
    with pytest.raises(DataError, match="gives another linear predictor"):
        read_model(model, Given(data=DATA[:100]))


def test_models_of_data_frames() -> None:
    columns = DATA[["x", "z"]].assign(a=DATA.a.astype("category"))
    model = glum.GeneralizedLinearRegressor(family="poisson", alpha=0, drop_first=True).fit(columns, DATA["count"])
    fitted = read_model(model, Given(others={"response": "count"}))
    assert fitted.model.spec.source.source == "count ~ x + z + a"
    assert fitted.estimates is not None
    assert list(by_name(fitted, fitted.estimates.values).values()) == [model.intercept_, *model.coef_]
    assert [column.name for column in fitted.model.spec.fixed] == ["(Intercept)", "x", "z", "aq", "ar"]


def test_a_penalty_is_noted() -> None:
    model = glum.GeneralizedLinearRegressor(family="poisson", alpha=0.1, formula="count ~ a").fit(DATA)
    fitted = read_model(model, Given(data=DATA))
    assert [column.name for column in fitted.model.spec.fixed] == ["(Intercept)", "ap", "aq", "ar"]
    assert "penalised" in [note.code for note in fitted.model.notes]
    assert fitted.estimates is not None
    assert not fitted.estimates.errors


def test_what_is_not_read() -> None:
    with pytest.raises(UnsupportedModelError, match="this model of glum is not fitted"):
        read_model(glum.GeneralizedLinearRegressor(), Given())
    model = glum.GeneralizedLinearRegressor(family="tweedie(1.5)", alpha=0, formula="count ~ x").fit(DATA)
    with pytest.raises(UnsupportedModelError, match="TweedieDistribution of glum with LogLink is not supported"):
        read_model(model, Given())


def test_the_example_of_the_page_runs() -> None:
    run_example("glum")


def test_the_example_of_the_readme_runs() -> None:
    assert readme_example("glum", glum=glum).estimates is not None
