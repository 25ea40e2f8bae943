"""Prove that the equations of a time series are its model: both are multiplied out, and compared term by term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import reduce

from levelwise.equation.tree import (
    Brackets,
    Distribution,
    Line,
    Node,
    Number,
    Quantity,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import LevelOneResidual, Meaning, Parameter, ResidualVariance, TrendCoefficient
from levelwise.series.equations import BACKSHIFT, ERROR, INNOVATION
from levelwise.series.model import SeriesModel, coefficient_of

Factor = Parameter | str
"""A parameter, a series by its name, or one of `B`, `TIME` and `SHOCK`."""

Polynomial = Counter[tuple[Factor, ...]]
"""A sum of products of factors, each with a whole number; a product is in a canonical order."""

B, TIME, SHOCK, NOISE = "B", "t", "ε", "η"
"""The backshift operator, time, the innovation and the error of the regression; columns have the names of `_column`."""


def verify(system: System, model: SeriesModel) -> None:
    """Prove that equations are those of a model.

    Raises
    ------
    VerificationError
        When they are not, or when a symbol has two meanings.
    """
    _check_symbols(system)
    *equations, distribution = system.lines
    _check_distribution(distribution)
    *means, recursion = equations
    known: dict[Node, Polynomial] = {}
    for line in means:  # y = m + η, so that η is y − m
        mean = _expanded(line.right, {ERROR: Counter({(NOISE,): 1})})
        if mean.pop((NOISE,), 0) != 1 or any(NOISE in factors for factors in mean):
            raise VerificationError("the error of the regression is not added to the mean")
        known[ERROR] = _sum(_expanded(line.left, {}), _times(mean, -1))
    printed = _sum(_expanded(recursion.left, known), _times(_expanded(recursion.right, known), -1))
    expected = expanded(model)
    if _without_zeros(printed) != _without_zeros(expected):
        raise VerificationError(f"the equations of {model.response} are not those of {model.order}")


def expanded(model: SeriesModel) -> Polynomial:
    """Return the equation of a model multiplied out, all of its terms on one side."""
    trend = Counter({_sorted((TrendCoefficient(power), *[TIME] * power)): 1 for power in model.trend})
    mean = Counter({_sorted((coefficient_of(name), _column(name))): 1 for name in model.regressors})
    in_mean = model.trend_place == "mean"
    series = _sum(Counter({(_column(model.response),): 1}), _times(_sum(mean, trend) if in_mean else mean, -1))
    shock: Polynomial = Counter({(SHOCK,): 1})
    for seasonal in (False, True):
        step = model.period if seasonal else 1
        for kind, sign in (("autoregressive", -1), ("moving-average", 1)):
            terms = {_sorted((one, *[B] * (one.lag * step))): sign for one in model.of(kind, seasonal=seasonal)}
            polynomial = Counter({(): 1, **terms})
            if kind == "autoregressive":
                series = _product(polynomial, series)
            else:
                shock = _product(polynomial, shock)
        for _ in range(model.seasonal_differences if seasonal else model.differences):
            series = _product(Counter({(): 1, (B,) * step: -1}), series)
    added = Counter() if in_mean else trend
    return _sum(series, _times(_sum(added, shock), -1))


# --- what is printed ------------------------------------------------------------------------------


def _expanded(node: Node, known: dict[Node, Polynomial]) -> Polynomial:
    """Return a part of an equation multiplied out."""
    if node in known:
        return known[node]
    match node:
        case Number(text) if text.isdecimal():
            return Counter({(): int(text)})
        case Symbol(of=LevelOneResidual()) if node == INNOVATION:
            return Counter({(SHOCK,): 1})
        case Symbol("t", (), ()):
            return Counter({(TIME,): 1})
        case Symbol(of=meaning) if isinstance(meaning, Parameter):
            return Counter({(meaning,): 1})
        case Quantity(_, of) if of is not None:
            return Counter({(_column(of.variable),): 1})
        case _ if node == BACKSHIFT:
            return Counter({(B,): 1})
        case Brackets(inner):
            return _expanded(inner, known)
        case Scripted(base, (), (Number(power),)):
            return reduce(_product, [_expanded(base, known)] * int(power), Counter({(): 1}))
        case Scaled(coefficient, factor):
            return _product(_expanded(coefficient, known), _expanded(factor, known))
        case Row(parts):
            return reduce(_product, [_expanded(part, known) for part in parts])
        case Sum(terms):
            return _sum(*(_times(_expanded(term, known), -1 if sign == "-" else 1) for sign, term in terms))
    raise VerificationError(f"this is no part of an equation of a time series: {node!r}")


def _check_symbols(system: System) -> None:
    """Check that no symbol has two meanings, and no parameter two symbols."""
    symbols: dict[Node, Meaning] = {}
    for line in system.lines:
        for node in walk(line):
            if isinstance(node, Symbol) and node.of is not None:
                bare = Symbol(node.name, node.sub, node.sup)
                if symbols.setdefault(bare, node.of) != node.of:
                    raise VerificationError(f"one symbol has two meanings: {node.of} and {symbols[bare]}")
    if len(set(symbols.values())) < len(symbols):
        raise VerificationError("a parameter has two symbols")


def _check_distribution(line: Line) -> None:
    match line:
        case Line(left, "~", Distribution(_, (Number("0"), Symbol(of=ResidualVariance())))) if left == INNOVATION:
            return
    raise VerificationError("the distribution of the innovations is not N(0, σ²)")


# --- sums of products -----------------------------------------------------------------------------


def _column(name: str) -> str:
    return f"column {name}"


def _sorted(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    return tuple(sorted(factors, key=repr))


def _sum(*parts: Polynomial) -> Polynomial:
    found: Polynomial = Counter()
    for part in parts:
        for factors, number in part.items():
            found[factors] += number
    return found


def _times(part: Polynomial, number: int) -> Polynomial:
    return Counter({factors: number * times for factors, times in part.items()})


def _product(first: Polynomial, second: Polynomial) -> Polynomial:
    found: Polynomial = Counter()
    for a, times in first.items():
        for b, more in second.items():
            found[_sorted((*a, *b))] += times * more
    return found


def _without_zeros(part: Polynomial) -> dict[tuple[Factor, ...], int]:
    return {factors: number for factors, number in part.items() if number}
