r"""Strings of the R package equatiomatic 0.4.9 for ARIMA models of its tests, up to documented differences.

equatiomatic, CC BY 4.0, Anderson, Heiss, Sumners and contributors. The coefficients are those that R estimates:
0.00356, 0.395, −1.00, −0.356 and 3.44e-05 for the first model, of which that package prints few decimal places.
"""

from __future__ import annotations

import json
import re

import pytest

from helpers.handout import TABLES
from levelwise.adapters.fitted_series import FittedSeries
from levelwise.api.series import SeriesEquations, series_equations
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import LagCoefficient, Parameter, ResidualVariance, TrendCoefficient
from levelwise.series.model import SeriesModel, coefficient_of

AR, SEASONAL_AR = (LagCoefficient("autoregressive", 1, seasonal) for seasonal in (False, True))
MA, SEASONAL_MA = (LagCoefficient("moving-average", 1, seasonal) for seasonal in (False, True))
DRIFT = TrendCoefficient(1)

SIMPLE = SeriesModel("y", (), (AR, MA, SEASONAL_AR, SEASONAL_MA), 1, 0, 4, (1,))
WITH_REGRESSORS = SeriesModel("y", ("x1", "x2"), SIMPLE.lags, 1, 0, 4, (1,))

ROWS = {
    row["id"]: row["latex"]
    for row in map(json.loads, (TABLES / "equatiomatic_arima.jsonl").read_text("utf-8").splitlines())
}


def equations(name: str) -> list[str]:
    """Return the equations of that package, without the words between them and the lines in which it breaks them."""
    text = re.sub(r"\\\\ *\n *& *&&=", "=", ROWS[name])
    kept = [line for line in text.splitlines() if "=" in line or r"\sim" in line]
    return [plain(re.sub(r"&*\\text\{\w+\}\s*\\quad\s*&*", "", line)) for line in kept]


def plain(line: str) -> str:
    """Return a line of LaTeX without spaces, upright letters and braces; a letter may have two forms."""
    line = line.replace(r"\varepsilon", r"\epsilon").replace("WN", "N").replace(r"\left", "").replace(r"\right", "")
    line = re.sub(r"\\operatorname\{([^{}]*)\}", r"\1", line)
    line = re.sub(r"(\d(?:\.\d+)?) *\\times *10\^\{(-?\d+)\}", r"\1e\2", line)
    return re.sub(r"\\[ ,\\]|[ {}&]", "", line).replace("e-0", "e-")


def lines_of(latex: str) -> list[str]:
    return [plain(line) for line in latex.splitlines()[1:-1]]


def written(model: SeriesModel, values: dict[Parameter, float] | None = None, **options: object) -> SeriesEquations:
    estimates = None if values is None else Estimates(values)
    eq = series_equations(FittedSeries(model, estimates), **options)  # type: ignore[arg-type]
    eq.verify()
    return eq


def test_arima1() -> None:
    first, distribution = lines_of(written(SIMPLE).latex)
    assert [first] == equations("arima1")
    assert distribution == r"\epsilon_t\simN(0,\sigma^2)"


@pytest.mark.parametrize("size", ["footnotesize", "small", "LARGE"])
def test_arima_font(size: str) -> None:
    latex = written(SIMPLE, font_size=size).latex
    assert rf"\{size}" in latex
    assert rf"\{size}" in ROWS[f"arima_font_{size}"]
    (theirs,) = equations(f"arima_font_{size}")
    assert theirs in [plain(line) for line in latex.splitlines()]


def test_arima1_coefs() -> None:
    values: dict[Parameter, float] = {AR: 0.003557, MA: -0.9999984, SEASONAL_AR: 0.394919, SEASONAL_MA: -0.356483}
    values |= {DRIFT: 3.440016e-05, ResidualVariance(): 1.008367}
    first, distribution = lines_of(written(SIMPLE, values, estimates=True, digits=1).latex)
    # one significant digit of each, where that package rounds to decimal places
    (theirs,) = equations("arima1_coefs")
    assert first == theirs.replace("0.39B", "0.4B").replace("0.36B", "0.4B")
    assert distribution == r"\epsilon_t\simN(0,1)"


def test_arima2() -> None:
    assert lines_of(written(WITH_REGRESSORS).latex) == [line.replace("y_0+", "") for line in equations("arima2")]


def test_arima2_coefs() -> None:
    x1, x2 = map(coefficient_of, ("x1", "x2"))
    values: dict[Parameter, float] = {AR: 0.01, MA: -1.0, SEASONAL_AR: -0.78, SEASONAL_MA: 0.82, DRIFT: -1e-4}
    values |= {x1: -0.02, x2: -0.004, ResidualVariance(): 1.0}
    ours = lines_of(written(WITH_REGRESSORS, values, estimates=True, digits=2).latex)
    theirs = [line.replace("y_0", "") for line in equations("arima2_coefs")]
    pad = {"1e-4t": "0.00010t", "0.02x": "0.020x", "0.004x": "0.0040x", "0.01B": "0.010B", "(1-1B)": "(1-1.0B)"}
    for few, more in pad.items():  # zeros that are significant
        theirs = [line.replace(few, more) for line in theirs]
    assert ours[:2] == theirs[:2]
    assert ours[2] == theirs[2].replace(r"\sigma^2", "1.0")
