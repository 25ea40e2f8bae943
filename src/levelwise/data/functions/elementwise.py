"""Functions of one number: logarithms, roots, sines, rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given
from levelwise.lazy_numpy import np

_OF_NUMPY: Mapping[str, str] = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "ceiling": "ceil",
} | {
    name: name
    for name in (
        *("log1p", "log2", "log10", "exp", "expm1", "sqrt", "abs", "sign", "floor", "trunc"),
        *("sin", "cos", "tan", "sinh", "cosh", "tanh"),
    )
}
"""Functions that are numpy's, and what numpy calls them."""

_OWN: Mapping[str, Callable[[Floats], Floats]] = {
    "sinpi": lambda x: np.sin(np.pi * np.mod(x, 2.0)),
    "cospi": lambda x: np.cos(np.pi * np.mod(x, 2.0)),
    "tanpi": lambda x: np.tan(np.pi * np.mod(x, 1.0)),
    "plogis": lambda x: 0.5 * (1.0 + np.tanh(x / 2.0)),
    "qlogis": lambda p: np.log(p) - np.log1p(-p),
    "logit": lambda p: np.log(p) - np.log1p(-p),
}
_MOST_DIGITS = 300


def _applied(data: Arithmetic, given: Given) -> Numbers:
    name = given.node.function
    (x,) = given
    function: Callable[[Floats], Floats] = _OWN[name] if name in _OWN else getattr(np, _OF_NUMPY[name])
    return Numbers(function(data.numbers(given[x])))


def _atan2(data: Arithmetic, given: Given) -> Numbers:
    return Numbers(np.arctan2(data.numbers(given["y"]), data.numbers(given["x"])))


def _log(data: Arithmetic, given: Given) -> Numbers:
    natural = np.log(data.numbers(given["x"]))
    return Numbers(natural / np.log(given.number("base", 1.0)) if "base" in given else natural)


def _round(data: Arithmetic, given: Given) -> Numbers:
    """Round to the nearest decimal number, as R 4 does: 0.15 is nearer to 0.1."""
    digits = _digits(given, 0, -_MOST_DIGITS)
    x = data.numbers(given["x"])
    if digits == 0:
        return Numbers(np.round(x))
    return Numbers(each(x, lambda value: round(value, digits)))


def _signif(data: Arithmetic, given: Given) -> Numbers:
    digits = _digits(given, 6, 1)
    return Numbers(each(data.numbers(given["x"]), lambda value: float(f"{value:.{digits - 1}e}")))


def _digits(given: Given, default: int, least: int) -> int:
    """Return a number of digits; a fraction is cut off, too many are as good as all."""
    asked = given.number("digits", default)
    if np.isnan(asked):
        raise given.error(f"{given.node.function}() needs a number of digits")
    return int(np.clip(asked, least, _MOST_DIGITS))


def each(x: Floats, change: Callable[[float], float]) -> Floats:
    """Change each number that is finite, equal numbers once."""
    present, place = np.unique(x, return_inverse=True)
    changed = np.array([change(float(value)) if np.isfinite(value) else value for value in present])
    result: Floats = changed[place].astype(np.float64)
    return result


_NAMED = {"plogis": "q", "qlogis": "p", "logit": "p"}
ENTRIES = (
    *(Function(name, (_NAMED.get(name, "x"),), _applied) for name in (*_OF_NUMPY, *_OWN)),
    Function("log", ("x", "base"), _log),
    Function("atan2", ("y", "x"), _atan2, needed=2),
    Function("round", ("x", "digits"), _round, aliases={"decimals": "digits"}),
    Function("signif", ("x", "digits"), _signif),
)
