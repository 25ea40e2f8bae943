"""R's arima(), held by rpy2: its equations, evaluated on the data, give R's own residuals."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from helpers.series import innovations
from levelwise.errors import UnsupportedModelError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # rpy2's own about its installation
    robjects = pytest.importorskip("rpy2.robjects", reason="rpy2 is not installed")

R = robjects.r
DATA = """
set.seed(3)
n <- 240
x <- cbind(ads = rnorm(n), `price ($)` = rnorm(n))
s <- cumsum(rnorm(n)) + 4
v <- as.numeric(arima.sim(list(ar = c(0.5, 0, 0.2)), n)) + 9
"""
CALLS = {
    "arima(s, order = c(1, 0, 1))": "(1 − φ₁ B)(sₜ − μ) = (1 + θ₁ B)ϵₜ",
    "arima(s, order = c(1, 1, 0), seasonal = list(order = c(0, 0, 1), period = 4))": (
        "(1 − φ₁ B)(1 − B) sₜ = (1 + Θ₁ B⁴)ϵₜ"
    ),
    "arima(s, order = c(2, 0, 0), xreg = x)": "sₜ = β₀ + β₁ adsₜ + β₂ price ($)ₜ + ηₜ",
    'arima(s, order = c(1, 0, 0), xreg = x, include.mean = FALSE, method = "CSS")': "sₜ = β₁ adsₜ + β₂ price ($)ₜ + ηₜ",
    "arima(v, order = c(3, 0, 0), fixed = c(NA, 0, NA, NA), transform.pars = FALSE)": "(1 − φ₁ B − φ₃ B³)(vₜ − μ) = ϵₜ",
}


def fit(call: str) -> Any:
    R(DATA)
    return R(call)


@pytest.mark.parametrize("call", CALLS)
def test_the_printed_equations_give_the_residuals_of_r(call: str) -> None:
    model = fit(call)
    eq = lw.extract_eq(model)
    eq.verify()
    assert str(eq).splitlines()[0].strip() == CALLS[call]
    printed = lw.extract_eq(model, estimates=True, digits=15)
    x = np.asarray(R("x"))
    data = {"s": np.asarray(R("s")), "v": np.asarray(R("v")), "ads": x[:, 0], "price ($)": x[:, 1]}
    ours = innovations(printed.system, data, eq.model.first)
    theirs = np.asarray(R("residuals")(model))
    assert np.allclose(ours[150:], theirs[150:], atol=1e-6)
    assert float(printed.system.lines[-1].right.arguments[1].text) == pytest.approx(R("function(m) m$sigma2")(model)[0])


def test_standard_errors_are_those_of_r() -> None:
    model = fit("arima(v, order = c(3, 0, 0), fixed = c(NA, 0, NA, NA), transform.pars = FALSE)")
    errors = lw.extract_eq(model).estimates.errors
    expected = np.sqrt(np.diag(np.asarray(R("vcov")(model))))
    assert [*errors.values()] == pytest.approx(expected.tolist())


def test_another_class_is_refused() -> None:
    with pytest.raises(UnsupportedModelError, match="of the class ar is not read"):
        lw.extract_eq(fit("ar(s)"))
