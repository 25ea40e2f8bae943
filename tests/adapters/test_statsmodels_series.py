"""ARIMA and SARIMAX of statsmodels: their equations, evaluated on the data, give statsmodels' own innovations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.series import innovations
from levelwise.errors import LevelwiseError, OptionError, UnsupportedModelError

pytest.importorskip("statsmodels", reason="statsmodels is not installed")
import pandas as pd
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.statespace.sarimax import SARIMAX

ROWS = 240
DRAW = np.random.default_rng(1)
SALES = pd.Series(np.cumsum(DRAW.normal(size=ROWS)) + 5.0, name="sales")
X = pd.DataFrame({"ads": DRAW.normal(size=ROWS), "price ($)": DRAW.normal(size=ROWS)})
DATA = {"sales": SALES, **{name: X[name] for name in X}}

MODELS: dict[str, tuple[Any, list[float]]] = {
    "mean": (ARIMA(SALES, order=(1, 0, 1)), [4.5, 0.6, 0.3, 1.1]),
    "drift": (ARIMA(SALES, order=(1, 1, 1), trend="t"), [0.04, 0.3, -0.4, 1.2]),
    "seasonal": (
        ARIMA(SALES, X, order=(1, 0, 1), seasonal_order=(1, 0, 1, 4), trend="ct"),
        [2.0, 0.02, -1.5, 0.000123, 0.5, 0.2, 0.3, 0.4, 1.0],
    ),
    "lags": (ARIMA(SALES, order=([1, 0, 1], 0, [0, 1]), trend=[1, 0, 1]), [4.0, 0.0002, 0.3, 0.2, 0.4, 1.0]),
    "offset": (ARIMA(SALES, order=(0, 0, 0), trend="ct", trend_offset=7), [1.0, 0.1, 2.0]),
    "recursion": (SARIMAX(SALES, X, order=(1, 1, 1), trend="ct"), [0.1, 0.001, 0.5, -0.7, 0.3, -0.2, 1.3]),
    "no autoregression": (SARIMAX(SALES, order=(0, 0, 1), trend="c"), [4.0, 0.5, 1.0]),
    "starting later": (SARIMAX(SALES, order=(2, 0, 0), trend="ct", trend_offset=4), [0.1, 0.01, 0.4, 0.2, 1.0]),
    "seasonal differences": (
        SARIMAX(SALES, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)),
        [-0.3, -0.1, 1.0],
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_printed_equations_give_the_innovations(name: str) -> None:
    model, numbers = MODELS[name]
    results = model.filter(numbers)
    eq = lw.extract_eq(results, estimates=True, digits=15)
    eq.verify()
    ours = innovations(eq.system, DATA, eq.model.first)
    # what statsmodels assumes before the first observation dies out
    assert np.allclose(ours[150:], np.asarray(results.resid)[150:], atol=1e-6)
    variance = eq.system.lines[-1].right.arguments[1]
    assert float(variance.text) == pytest.approx(numbers[-1])


def test_estimates_and_standard_errors_are_those_of_the_fit() -> None:
    results = ARIMA(SALES, X, order=(1, 0, 0)).fit()
    eq = lw.extract_eq(results)
    assert [eq.estimates.value(one) for one in eq.model.parameters[:-1]] == pytest.approx([*results.params[:-1]])
    assert [*eq.estimates.errors.values()] == pytest.approx([*results.bse])
    assert eq.estimates.loglik == pytest.approx(results.llf)
    assert eq.model.order == "ARIMA(1, 0, 0)"
    shown = str(lw.extract_eq(results, estimates=True, errors=True))
    for number in (*results.params, *results.bse):
        assert f"{abs(number):.3g}".rstrip("0") in shown


def test_a_variance_outside_the_parameters_is_printed() -> None:
    model = SARIMAX(SALES, order=(1, 1, 1), simple_differencing=True, concentrate_scale=True)
    results = model.fit(disp=0)
    eq = lw.extract_eq(results, estimates=True)
    assert str(eq.model.response) == "sales"
    assert f"{results.scale:.3g}" in str(eq).splitlines()[-1]


def test_arrays_have_the_names_of_statsmodels() -> None:
    eq = lw.extract_eq(ARIMA(SALES.to_numpy(), X.to_numpy(), order=(1, 0, 0)))
    assert str(eq).splitlines()[0].strip() == "yₜ = β₀ + β₁ x1ₜ + β₂ x2ₜ + ηₜ"


def test_a_legend_names_every_symbol(tmp_path: Any) -> None:
    eq = lw.extract_eq(MODELS["seasonal"][0], labels={"sales": "weekly sales"}, units={"ads": "minutes"})
    meanings = {" ".join(map(str, row.meaning)) for row in eq.legend()}
    assert {"the time series, weekly sales", "a regressor, ads (in minutes)"} <= meanings
    assert "the seasonal moving-average coefficient at a lag of 1 season, 4 observations" in meanings
    for ending in ("tex", "html", "docx", "typ", "md"):
        assert eq.save(tmp_path / f"series.{ending}", legend=True).stat().st_size > 200


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"notation": "hox"}, "time series have one notation"),
        ({"estimates": True}, "has not been fitted"),
        ({"family": "poisson"}, "family= does not apply"),
        ({"greek": "kappa"}, "does not take the option greek"),
        ({"labels": {"sale": "x"}}, "no column 'sale'"),
    ],
)
def test_what_does_not_apply_is_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(LevelwiseError, match=says):
        lw.extract_eq(MODELS["mean"][0], **options)


def test_options_without_effect_are_refused() -> None:
    results = MODELS["mean"][0].filter(MODELS["mean"][1])
    with pytest.raises(OptionError, match="add estimates=True"):
        lw.extract_eq(results, digits=2)
    with pytest.raises(OptionError, match="cannot be combined"):
        lw.extract_eq(results, estimates="below", spread="sd")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"measurement_error": True}, "measurement error"),
        ({"exog": X, "mle_regression": False}, "are states"),
        ({"exog": X, "mle_regression": False, "time_varying_regression": True}, "vary over time"),
    ],
)
def test_parts_that_equations_lack_are_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(UnsupportedModelError, match=says):
        lw.extract_eq(SARIMAX(SALES, order=(1, 0, 0), **arguments))


@pytest.mark.parametrize("of", [lw.check, lw.model, lambda one: lw.table([one]), lambda one: lw.extract_eq([one, one])])
def test_a_time_series_is_no_multilevel_model(of: Any) -> None:
    with pytest.raises(UnsupportedModelError, match="a time series has no levels"):
        of(MODELS["mean"][0])


def test_names_that_could_be_misread() -> None:
    numbered = ARIMA(SALES.rename(0), X[["ads"]].rename(columns={"ads": 1.0}), order=(1, 0, 0))
    assert str(lw.extract_eq(numbered)).splitlines()[0].strip() == "yₜ = β₀ + β₁ x1ₜ + ηₜ"
    alike = lw.extract_eq(ARIMA(SALES.rename("B"), order=(1, 0, 0)))
    assert "look-alike-names" in [note.code for note in alike.notes]
    twice = pd.concat([X["ads"], X["ads"] ** 2], axis=1)
    with pytest.raises(UnsupportedModelError, match="two regressors are called 'ads'"):
        lw.extract_eq(ARIMA(SALES, twice, order=(1, 0, 0)))


def test_a_trend_with_other_delays_is_refused() -> None:
    with pytest.raises(UnsupportedModelError, match="hamilton_representation"):
        lw.extract_eq(SARIMAX(SALES, order=(1, 0, 1), trend="t", hamilton_representation=True))


def test_parameters_that_were_given_are_noted() -> None:
    model = ARIMA(SALES, order=(1, 0, 1))
    with model.fix_params({"ma.L1": 0.3}):
        results = model.fit()
    notes = [note.text for note in lw.extract_eq(results).notes]
    assert "not estimated but given: ma.L1" in notes


def test_data_are_not_given_and_not_removed() -> None:
    results = MODELS["mean"][0].filter(MODELS["mean"][1])
    with pytest.raises(OptionError, match="data= does not apply"):
        lw.extract_eq(results, X)
    results = ARIMA(SALES, order=(1, 0, 0)).fit()
    results.remove_data()
    with pytest.raises(UnsupportedModelError, match="were removed"):
        lw.extract_eq(results)
