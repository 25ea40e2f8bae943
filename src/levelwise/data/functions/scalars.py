"""Arithmetic with single numbers that, like R's, returns Inf and NaN where Python raises an error."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from math import inf, nan
from operator import add, mul, sub

Binary = Callable[[float, float], float]


def _divided(a: float, b: float) -> float:
    if b:
        return a / b
    return nan if a == 0.0 or math.isnan(a) else math.copysign(inf, a) * math.copysign(1.0, b)


def _power(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return -inf if a < 0 and b % 2 == 1 else inf
    except ValueError:  # a root of a negative number, or a negative power of zero
        return nan if a else math.copysign(inf, a) if b % 2 == 1 else inf


def _remainder(a: float, b: float) -> float:
    return a % b if b else nan


def _whole_quotient(a: float, b: float) -> float:
    return a // b if b else _divided(a, b)


def _exponential(a: float) -> float:
    try:
        return math.exp(a)
    except OverflowError:
        return inf


def _logarithm(a: float) -> float:
    return math.log(a) if a > 0 else nan if a else -inf


def _root(a: float) -> float:
    return nan if a < 0 else math.sqrt(a)


ARITHMETIC: Mapping[str, Binary] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": _divided,
    "^": _power,
    "%%": _remainder,
    "%/%": _whole_quotient,
}
OF_ONE: Mapping[str, Callable[[float], float]] = {"exp": _exponential, "log": _logarithm, "sqrt": _root}
