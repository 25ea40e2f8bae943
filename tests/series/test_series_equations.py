"""The equations of time series, and the proof that they are those of the model."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from helpers.draws import seeds
from levelwise.equation.transform import transform
from levelwise.equation.tree import Line, Node, Number, Scaled, Scripted, Sum, Symbol, System
from levelwise.errors import VerificationError
from levelwise.model.parameters import LagCoefficient
from levelwise.options import Options, applied
from levelwise.series.equations import write
from levelwise.series.model import SeriesModel
from levelwise.series.verify import verify
from levelwise.writers.table import WRITERS

AR, MA = "autoregressive", "moving-average"


def ar(lag: int, *, seasonal: bool = False) -> LagCoefficient:
    return LagCoefficient("autoregressive", lag, seasonal)


def ma(lag: int, *, seasonal: bool = False) -> LagCoefficient:
    return LagCoefficient("moving-average", lag, seasonal)


def text(model: SeriesModel) -> list[str]:
    writer = WRITERS.named("text")
    written = writer.write(write(model), applied(Options(), writer.options))
    return [" ".join(line.split()) for line in str(written).splitlines()]


SHAPES = {
    SeriesModel("y"): ["yₜ = ϵₜ"],
    SeriesModel("y", lags=(ar(1),)): ["(1 − φ₁ B) yₜ = ϵₜ"],
    SeriesModel("y", lags=(ar(1),), trend=(0,)): ["(1 − φ₁ B)(yₜ − μ) = ϵₜ"],
    SeriesModel("y", lags=(ar(1),), trend=(0,), trend_place="recursion"): ["(1 − φ₁ B) yₜ = c + ϵₜ"],
    SeriesModel("y", lags=(ma(1), ma(3)), trend=(0,)): ["yₜ = μ + (1 + θ₁ B + θ₃ B³)ϵₜ"],
    SeriesModel("y", lags=(ma(1), ma(1, seasonal=True)), differences=2, seasonal_differences=1, period=12): [
        "(1 − B)²(1 − B¹²) yₜ = (1 + θ₁ B)(1 + Θ₁ B¹²)ϵₜ"
    ],
    SeriesModel("y", ("x",), (ar(2),), 1, trend=(0, 1, 2)): [
        "yₜ = β₀ + δ₁ t + δ₂ t² + β₁ xₜ + ηₜ",
        "(1 − φ₂ B²)(1 − B)ηₜ = ϵₜ",
    ],
    SeriesModel("y", ("x",), (ar(1),), trend=(0, 1), trend_place="recursion"): [
        "yₜ = β₁ xₜ + ηₜ",
        "(1 − φ₁ B)ηₜ = c + δ t + ϵₜ",
    ],
}


@pytest.mark.parametrize(("model", "lines"), SHAPES.items(), ids=lambda one: getattr(one, "order", ""))
def test_each_shape_is_written(model: SeriesModel, lines: list[str]) -> None:
    assert text(model) == [*lines, "ϵₜ ~ N(0, σ²)"]
    verify(write(model), model)


def random_model(rnd: random.Random) -> SeriesModel:
    """Return a model of a time series with some of each part."""
    seasonal = rnd.random() < 0.5
    lags = [make(lag) for make in (ar, ma) for lag in rnd.sample(range(1, 5), rnd.randrange(3))]
    if seasonal:
        lags += [make(lag, seasonal=True) for make in (ar, ma) for lag in rnd.sample(range(1, 3), rnd.randrange(2))]
    used = any(one.seasonal for one in lags)
    again = rnd.randrange(2) if seasonal else 0
    return SeriesModel(
        "y",
        tuple(rnd.sample(["x", "z", "a b", "B", "t"], rnd.randrange(4))),
        tuple(lags),
        rnd.randrange(3),
        again,
        12 if used or again else 0,
        tuple(sorted(rnd.sample(range(4), rnd.randrange(3)))),
        rnd.choice(["mean", "recursion"]),
    )


@pytest.mark.random
@pytest.mark.parametrize("seed", seeds(200))
def test_equations_multiplied_out_are_the_model(seed: int) -> None:
    model = random_model(random.Random(seed))
    verify(write(model), model)


def changed(system: System, rnd: random.Random) -> System:
    """Return equations with one change: a sign, a power of B, or a coefficient that another one replaces."""
    found: list[Node] = []

    def collect(node: Node | Line) -> Node | Line:
        if isinstance(node, Sum | Scaled | Scripted) and not isinstance(node, Line):
            found.append(node)
        return node

    for line in system.lines[:-1]:
        transform(line, collect)
    chosen = rnd.choice(found)

    def change(node: Node | Line) -> Node | Line:
        if node is not chosen:
            return node
        match node:
            case Sum(terms):
                place = rnd.randrange(len(terms))
                sign, term = terms[place]
                return Sum((*terms[:place], ("-" if sign == "+" else "+", term), *terms[place + 1 :]))
            case Scaled(Symbol() as coefficient, _):
                return replace(node, coefficient=replace(coefficient, of=LagCoefficient("moving-average", 99)))
            case Scripted(base, sub, (Number(power),)):
                return Scripted(base, sub, (Number(str(int(power) + 1)),))
        return node

    lines = [transform(line, change) for line in system.lines]
    return replace(system, lines=tuple(line for line in lines if isinstance(line, Line)))


@pytest.mark.random
@pytest.mark.parametrize("seed", seeds(100))
def test_changed_equations_are_refused(seed: int) -> None:
    rnd = random.Random(seed)
    model = random_model(rnd)
    system = write(model)
    mutant = changed(system, rnd) if len(model.lags) or model.regressors else system
    if mutant == system:
        pytest.skip("nothing to change")
    with pytest.raises(VerificationError):
        verify(mutant, model)


def test_another_model_is_refused() -> None:
    model = SeriesModel("y", ("x",), (ar(1),), trend=(0,))
    for other in (
        replace(model, trend_place="recursion"),
        replace(model, differences=1),
        replace(model, lags=(ma(1),)),
    ):
        with pytest.raises(VerificationError, match="are not those of"):
            verify(write(model), other)
