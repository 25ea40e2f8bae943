"""The normal distribution and the gamma function."""

from __future__ import annotations

import math
from collections.abc import Callable

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.elementwise import each
from levelwise.data.functions.function import BoundCall, Function
from levelwise.lazy_numpy import np


def _quantile(p: float) -> float:
    """Return a normal quantile by Wichura's algorithm AS 241, which R uses too."""
    if 0.0 < p < 1.0:
        from statistics import NormalDist  # takes a while to import

        return NormalDist().inv_cdf(p)
    return -math.inf if p == 0.0 else math.inf if p == 1.0 else math.nan


def _gamma(x: float) -> float:
    """Return Γ(x), which is undefined at zero and the negative integers, as in R."""
    try:
        return math.gamma(x)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _lgamma(x: float) -> float:
    return math.inf if x <= 0 and x % 1 == 0 else math.lgamma(x)


def _normal(data: Arithmetic, call: BoundCall) -> Numbers:
    mean, spread = call.number("mean", 0.0), call.number("sd", 1.0)
    if not spread > 0:
        raise call.error(f"the sd of {call.function}() must be a positive number")
    if call.function == "qnorm":
        return Numbers(mean + spread * each(data.numbers(call["p"]), _quantile))
    x = data.numbers(call["q" if call.function == "pnorm" else "x"])
    z = (x - mean) / spread
    if call.function == "dnorm":
        return Numbers(np.exp(-0.5 * z**2) / (spread * np.sqrt(2 * np.pi)))
    infinite = np.where(z > 0, 1.0, 0.0)
    return Numbers(np.where(np.isinf(z), infinite, each(z, lambda one: 0.5 * math.erfc(-one / math.sqrt(2)))))


def _of_one(function: Callable[[float], float], shift: float) -> Callable[[Arithmetic, BoundCall], Numbers]:
    def compute(data: Arithmetic, call: BoundCall) -> Numbers:
        x: Floats = data.numbers(call["x"]) + shift
        return Numbers(each(x, function))

    return compute


ENTRIES = (
    Function("pnorm", ("q", "mean", "sd"), _normal),
    Function("qnorm", ("p", "mean", "sd"), _normal),
    Function("dnorm", ("x", "mean", "sd"), _normal),
    Function("gamma", ("x",), _of_one(_gamma, 0.0)),
    Function("lgamma", ("x",), _of_one(_lgamma, 0.0)),
    Function("factorial", ("x",), _of_one(_gamma, 1.0)),
    Function("lfactorial", ("x",), _of_one(_lgamma, 1.0)),
)
