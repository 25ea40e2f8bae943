r"""The equations of a time series, with the backshift operator.

The form is that of Hyndman & Athanasopoulos (2021), *Forecasting: Principles and Practice*, 3rd ed., sections 9.2, 9.5
and 9.9, and of chapter 10 where there are regressors: (1 − φ₁B)(1 − B) η_t = (1 + θ₁B) ε_t, with y_t = β₁x_t + η_t
above it. A mean alone is subtracted from the series, as in Box, Jenkins, Reinsel & Ljung (2016), *Time Series
Analysis*, 5th ed., chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.equation.tree import (
    Brackets,
    Distribution,
    Index,
    Line,
    Node,
    Number,
    Quantity,
    Row,
    Scaled,
    Scripted,
    Signed,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.model.parameters import LagCoefficient, LevelOneResidual, ResidualVariance, TrendCoefficient
from levelwise.model.spec import Cell
from levelwise.series.model import SeriesModel, coefficient_of
from levelwise.text.note import Note

NOTATION = "arima"
"""The name of the one notation of time series."""

TIME = Index("t")
ERROR = Symbol("eta", (TIME,))
INNOVATION = Symbol("epsilon", (TIME,), of=LevelOneResidual())
BACKSHIFT = Word("B")

_LETTERS = {
    ("autoregressive", False): "phi",
    ("moving-average", False): "theta",
    ("autoregressive", True): "Phi",
    ("moving-average", True): "Theta",
}


def write(model: SeriesModel) -> System:
    """Return the equations of a time series."""
    mean = tuple(_mean(model))
    single = len(mean) == 1 and not model.regressors
    response = Quantity(Scripted(Word(model.response), (TIME,)), Cell(model.response))
    lines: list[Line] = []
    if not mean:
        series: Node = response
    elif single:
        sign, term = mean[0]
        series = Brackets(Sum((("+", response), ("-" if sign == "+" else "+", term))))
    else:
        series = ERROR
        lines.append(Line(response, "=", Sum((*mean, ("+", ERROR)))))
    factors = [*_polynomials(model, "autoregressive"), *_differences(model)]
    if single and not factors:
        series = response
        innovations: list[Signed] = [*mean, ("+", _product(_polynomials(model, "moving-average"), INNOVATION))]
    else:
        shown = _trend(model) if model.trend_place == "recursion" else ()
        innovations = [*shown, ("+", _product(_polynomials(model, "moving-average"), INNOVATION))]
    right = Sum(tuple(innovations)) if len(innovations) > 1 else innovations[0][1]
    lines.append(Line(_product(factors, series), "=", right))
    variance = Symbol("sigma", (), (Number("2"),), ResidualVariance())
    lines.append(Line(INNOVATION, "~", Distribution(Symbol("N"), (Number("0"), variance))))
    return System(tuple(lines), NOTATION, tuple(_notes(model)))


def _product(factors: list[Node], last: Node) -> Node:
    return Row((*factors, last)) if factors else last


def _mean(model: SeriesModel) -> Iterator[Signed]:
    """Yield the terms of the mean: trend, then regressors."""
    if model.trend_place == "mean":
        yield from _trend(model)
    for number, name in enumerate(model.regressors, 1):
        beta = Symbol("beta", (Number(str(number)),), of=coefficient_of(name))
        yield ("+", Scaled(beta, Quantity(Scripted(Word(name), (TIME,)), Cell(name))))


def _trend(model: SeriesModel) -> tuple[Signed, ...]:
    """Return the terms of the trend; a constant of the mean is μ, or β₀ among others, and one of the recursion is c."""
    several = len([power for power in model.trend if power]) > 1
    terms: list[Signed] = []
    for power in model.trend:
        meaning = TrendCoefficient(power)
        if power == 0:
            alone = model.trend == (0,) and not model.regressors
            letter = "c" if model.trend_place == "recursion" else "mu" if alone else "beta"
            symbol = Symbol(letter, (Number("0"),) if letter == "beta" else (), of=meaning)
            terms.append(("+", symbol))
            continue
        delta = Symbol("delta", (Number(str(power)),) if several else (), of=meaning)
        time: Node = Symbol("t") if power == 1 else Scripted(Symbol("t"), sup=(Number(str(power)),))
        terms.append(("+", Scaled(delta, time)))
    return tuple(terms)


def _polynomials(model: SeriesModel, kind: str) -> list[Node]:
    """Return the lag polynomials of a kind, the seasonal one last; one that is 1 is left out."""
    found: list[Node] = []
    for seasonal in (False, True):
        coefficients = model.of(kind, seasonal=seasonal)
        if coefficients:
            shifted = [_lagged(one, model.period if seasonal else 1) for one in coefficients]
            terms: list[Signed] = [("+", Number("1"))]
            terms += [("-", one) if kind == "autoregressive" else ("+", one) for one in shifted]
            found.append(Brackets(Sum(tuple(terms))))
    return found


def _lagged(coefficient: LagCoefficient, step: int) -> Node:
    letter = _LETTERS[coefficient.kind, coefficient.seasonal]
    symbol = Symbol(letter, (Number(str(coefficient.lag)),), of=coefficient)
    return Scaled(symbol, backshift(coefficient.lag * step))


def backshift(lag: int) -> Node:
    """Return a power of the backshift operator."""
    return BACKSHIFT if lag == 1 else Scripted(BACKSHIFT, sup=(Number(str(lag)),))


def _differences(model: SeriesModel) -> Iterator[Node]:
    """Yield the differences, those over a season last."""
    for times, step in ((model.differences, 1), (model.seasonal_differences, model.period)):
        if times:
            once = Brackets(Sum((("+", Number("1")), ("-", backshift(step)))))
            yield once if times == 1 else Scripted(once, sup=(Number(str(times)),))


_SYMBOLS = {"B": "the backshift operator", "t": "time", "η": "the error", "ϵ": "the innovation", "ε": "the innovation"}
"""Symbols that a column may be called, too."""


def _notes(model: SeriesModel) -> Iterator[Note]:
    for name in (model.response, *model.regressors):
        if name in _SYMBOLS:
            text = f"the column {name} looks like the symbol of {_SYMBOLS[name]}; rename it to tell them apart"
            yield Note("look-alike-names", text)
    shifts = model.lags or model.differences or model.seasonal_differences
    if shifts:
        yield Note("backshift", "B is the backshift operator: it shifts a series back by one observation")
    if any(model.trend):
        yield Note("time", f"t counts the observations; it is {model.first} at the first one")
    if model.trend_place == "recursion" and 0 in model.trend and model.of("autoregressive", seasonal=False):
        yield Note(
            "constant", "c is the constant in the equation of the lag polynomials, which is not the mean of the series"
        )
