"""Linear models of scikit-learn: the linear predictor is that of the model, whatever its pipeline makes of columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers.fitted_models import predictor, readme_example, run_example, single_level_data
from levelwise.adapters.base import Given
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.recognise import read_model
from levelwise.errors import UnsupportedModelError

pytest.importorskip("sklearn", reason="scikit-learn is not installed")
linear = pytest.importorskip("sklearn.linear_model")
prepare = pytest.importorskip("sklearn.preprocessing")
pipeline = pytest.importorskip("sklearn.pipeline").make_pipeline
columns_of = pytest.importorskip("sklearn.compose").make_column_transformer

DATA = single_level_data().drop(index=3).reset_index(drop=True)
TWO = ["x", "z"]
THREE = ["x", "a", "z"]


def read(model: Any, response: str, *, with_data: bool = True) -> Fitted:
    return read_model(model, Given(data=DATA if with_data else None, others={"response": response}))


def codes(fitted: Fitted) -> list[str]:
    return [note.code for note in fitted.model.notes]


def encoded(**options: Any) -> Any:
    return columns_of(
        (prepare.StandardScaler(), ["x"]), (prepare.OneHotEncoder(**options), ["a"]), remainder="passthrough"
    )


SQUARES = "y ~ x + z + I(x^2) + x:z + I(z^2)"
POWERS = prepare.PolynomialFeatures
MODELS = [
    (linear.LinearRegression(), TWO, "y ~ x + z"),
    (linear.LinearRegression(fit_intercept=False), TWO, "y ~ 0 + x + z"),
    (linear.Ridge(), TWO, "y ~ x + z"),
    (linear.ElasticNet(alpha=0.01), TWO, "y ~ x + z"),
    (pipeline(prepare.StandardScaler(), linear.LinearRegression()), TWO, "y ~ x + z"),
    (pipeline(prepare.MinMaxScaler(), linear.LinearRegression()), TWO, "y ~ x + z"),
    (pipeline(POWERS(2, include_bias=False), linear.LinearRegression()), TWO, SQUARES),
    (pipeline(prepare.StandardScaler(), POWERS(2), linear.Lasso(0.01)), TWO, SQUARES),
    (pipeline(encoded(drop="first"), linear.LinearRegression()), THREE, "y ~ x + a + z"),
    (pipeline(encoded(drop=["q"]), linear.LinearRegression()), THREE, "y ~ x + a + z"),
    (pipeline(encoded(), linear.LinearRegression()), THREE, "y ~ x + a + z"),
    (
        pipeline(encoded(drop="first"), POWERS(2, interaction_only=True), linear.LinearRegression()),
        THREE,
        "y ~ x + a + z + a:x + x:z + a:z",
    ),
]


@pytest.mark.parametrize(("model", "columns", "formula"), MODELS, ids=range(len(MODELS)))
def test_regressions(model: Any, columns: list[str], formula: str) -> None:
    model.fit(DATA[columns], DATA.y)
    fitted = read(model, "y")
    assert fitted.model.spec.source.source == formula
    assert np.allclose(predictor(fitted), model.predict(DATA[columns]), rtol=0, atol=1e-8)
    without = read(model, "y", with_data=False)
    assert [column.key for column in without.model.spec.fixed] == [column.key for column in fitted.model.spec.fixed]
    assert without.estimates == fitted.estimates


def test_the_reference_category_is_the_one_that_is_dropped() -> None:
    model = pipeline(encoded(drop=["q"]), linear.LinearRegression()).fit(DATA[THREE], DATA.y)
    names = [column.name for column in read(model, "y").model.spec.fixed]
    assert names == ["(Intercept)", "x", "ap", "ar", "z"]


def test_scaled_columns_and_penalties_are_noted() -> None:
    model = pipeline(prepare.StandardScaler(), linear.Ridge()).fit(DATA[TWO], DATA.y)
    fitted = read(model, "y")
    assert codes(fitted) == ["unscaled", "penalised"]
    assert fitted.estimates is not None
    assert fitted.estimates.method == "penalised likelihood"
    assert not fitted.estimates.errors


def test_binary_responses() -> None:
    for response in ("hit", "b"):
        model = linear.LogisticRegression().fit(DATA[TWO], DATA[response])
        fitted = read(model, response)
        assert np.allclose(predictor(fitted), model.decision_function(DATA[TWO]), rtol=0, atol=1e-8)
        assert (fitted.model.spec.family, fitted.model.spec.link) == ("binomial", "logit")
    assert fitted.model.spec.response.success == "v"


def test_categories_are_relative_to_the_first() -> None:
    """scikit-learn has a predictor for each category, of which only the differences matter."""
    model = linear.LogisticRegression().fit(DATA[TWO], DATA.a)
    fitted = read(model, "a")
    theirs = model.decision_function(DATA[TWO])
    for number, label in ((1, "q"), (2, "r")):
        assert np.allclose(predictor(fitted, label), theirs[:, number] - theirs[:, 0], rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("model", "response", "family"),
    [
        (linear.PoissonRegressor(), "count", "poisson"),
        (linear.GammaRegressor(), "positive", "Gamma"),
        (linear.TweedieRegressor(power=3, link="log"), "positive", "inverse.gaussian"),
    ],
)
def test_generalized_linear_models(model: Any, response: str, family: str) -> None:
    model.fit(DATA[TWO], DATA[response])
    fitted = read(model, response)
    assert np.allclose(predictor(fitted), np.log(model.predict(DATA[TWO])), rtol=0, atol=1e-8)
    assert (fitted.model.spec.family, fitted.model.spec.link) == (family, "log")


def test_what_is_not_kept_is_noted() -> None:
    model = linear.LinearRegression().fit(DATA[TWO].to_numpy(), DATA.y)
    fitted = read_model(model, Given())
    assert fitted.model.spec.source.source == "y ~ x1 + x2"
    assert codes(fitted) == ["unnamed-response", "unnamed-columns"]


def test_what_is_not_read() -> None:
    splines = pipeline(prepare.SplineTransformer(), linear.LinearRegression()).fit(DATA[TWO], DATA.y)
    several = linear.LinearRegression().fit(DATA[TWO], DATA[["y", "w"]])
    for model, message in (
        (linear.LinearRegression(), "LinearRegression of scikit-learn is not fitted, or is not a linear model"),
        (splines, "the transformer SplineTransformer of scikit-learn is not read"),
        (several, "this regression has 2 responses"),
        (linear.HuberRegressor().fit(DATA[TWO], DATA.y), "HuberRegressor of scikit-learn is not read"),
        (linear.TweedieRegressor(power=1.5).fit(DATA[TWO], DATA.positive), "with power 1.5 is not supported"),
    ):
        with pytest.raises(UnsupportedModelError, match=message):
            read(model, "y")


def test_the_example_of_the_page_runs() -> None:
    run_example("scikit-learn")


def test_the_example_of_the_readme_runs() -> None:
    assert readme_example("scikit-learn", LinearRegression=linear.LinearRegression).estimates is not None
