"""Design matrices of patsy and formulaic, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from helpers.fitted_models import by_name, predictor, single_level_data
from levelwise.adapters.base import Given
from levelwise.adapters.design_info import coded_columns
from levelwise.adapters.fitted import Fitted
from levelwise.adapters.recognise import read_model
from levelwise.errors import DataError, UnsupportedModelError

statsmodels_formula = pytest.importorskip("statsmodels.formula")
smf = pytest.importorskip("statsmodels.formula.api")

DATA = single_level_data()

BOTH = (
    "y ~ x",
    "y ~ x*a",
    "y ~ a:x",
    "y ~ 0 + a",
    "y ~ a:b",
    "y ~ a*b*x",
    "y ~ x + t",
    "y ~ t:a",
    "np.exp(y) ~ np.log(positive) + I(x**2) + a:b:z",
    "y ~ bs(z, df=4) + C(e)",
    "y ~ bs(z, df=4):b",
    "y ~ center(z)",
    "y ~ 1",
    "y ~ a/x",
    "y ~ x - 1",
    "y ~ e**2 + b",
)
PATSY = (
    "y ~ C(a, Sum)*b",
    'y ~ C(a, Treatment("q")):C(b)',
    "y ~ C(a, Helmert) + C(b, Poly)",
    "y ~ C(a, Diff)*z",
    'y ~ C(a, Sum("p"))',
    'y ~ C(a, levels=["r", "q", "p"])',
    'y ~ Q("x") + standardize(z)',
)
FORMULAIC = (
    "y ~ C(a, contr.sum)*b",
    'y ~ C(a, contr.treatment("q")):C(b)',
    "y ~ C(a, contr.helmert) + C(b, contr.poly)",
    "y ~ poly(z, 2)*a",
)


def read(results: Any) -> Fitted:
    return read_model(results, Given())


@pytest.fixture(params=["patsy", "formulaic"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    options = getattr(statsmodels_formula, "options", None)
    if options is None:  # before statsmodels 0.15
        if request.param == "formulaic":
            pytest.skip("this version of statsmodels has patsy alone")
        yield request.param
        return
    before = options.formula_engine
    options.formula_engine = request.param
    yield request.param
    options.formula_engine = before


def test_the_linear_predictor_is_that_of_statsmodels(engine: str) -> None:
    for formula in (*BOTH, *(PATSY if engine == "patsy" else FORMULAIC)):
        results = smf.ols(formula, DATA).fit()
        fitted = read(results)
        assert np.allclose(predictor(fitted), results.fittedvalues, rtol=0, atol=1e-8), formula
        ours = sorted(by_name(fitted, fitted.estimates.values).values()) if fitted.estimates else []
        assert np.allclose(ours, sorted(results.params), rtol=1e-12), formula


def test_columns_stay_in_the_order_of_the_formula(engine: str) -> None:
    """Both packages put categorical terms first."""
    results = smf.ols("y ~ z + a", DATA).fit()
    assert results.model.exog_names != ["Intercept", "z", "a[T.q]", "a[T.r]"]
    fitted = read(results)
    assert [column.name for column in fitted.model.spec.fixed] == ["(Intercept)", "z", "aq", "ar"]
    assert by_name(fitted, fitted.estimates.values if fitted.estimates else {})["z"] == results.params["z"]
    described = getattr(results.model.data, "model_spec", None) or results.model.data.design_info
    assert engine in str(type(described))


def test_a_coding_that_differs_from_that_of_r_is_kept() -> None:
    """R would have six columns beside the intercept, which are linearly dependent on it."""
    fitted = read(smf.ols("y ~ a:b", DATA).fit())
    names = [column.name for column in fitted.model.spec.fixed]
    assert names == ["(Intercept)", "bv", "aq:bu", "ar:bu", "aq:bv", "ar:bv"]
    assert not any(note.code == "dropped-columns" for note in fitted.model.notes)


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")
def test_a_category_that_occurs_in_no_row_is_left_out_with_a_note() -> None:
    data = DATA.assign(a=DATA.a.astype("category").cat.add_categories(["s"]))
    results = smf.ols("y ~ z + a", data).fit()
    fitted = read(results)
    assert [column.name for column in fitted.model.spec.fixed] == ["(Intercept)", "z", "aq", "ar"]
    assert [note.text for note in fitted.model.notes if note.code == "empty-category"] == [
        "the column a[T.s] is zero in every row, and its coefficient is left out"
    ]


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")
def test_linearly_dependent_columns_keep_their_estimates_with_a_note() -> None:
    results = smf.ols("y ~ z + I(2*z)", DATA).fit()
    fitted = read(results)
    assert np.allclose(predictor(fitted), results.fittedvalues, rtol=0, atol=1e-8)
    assert "dependent-columns" in [note.code for note in fitted.model.notes]


def test_data_that_changed_since_the_fit_are_refused() -> None:
    data = DATA.copy()
    results = smf.ols("y ~ z", data).fit()
    results.model.data.frame["z"] += 1
    with pytest.raises(DataError, match=r"the column z of the fitted model has other values than z computed from"):
        read(results)


def test_other_descriptions_of_a_design_matrix_are_refused() -> None:
    class Other:
        column_names = ("x",)

    with pytest.raises(UnsupportedModelError, match="described by Other cannot be read"):
        coded_columns(Other())
