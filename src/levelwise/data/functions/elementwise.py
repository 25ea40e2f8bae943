"""Elementary functions of one number: logarithms, roots, trigonometric functions, rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import BoundCall, Function
from levelwise.lazy_numpy import np

_NUMPY_FUNCTIONS: Mapping[str, str] = {
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
"""Functions that numpy has, with their names in numpy."""

_OTHER_FUNCTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "sinpi": lambda x: np.sin(np.pi * np.mod(x, 2.0)),
    "cospi": lambda x: np.cos(np.pi * np.mod(x, 2.0)),
    "tanpi": lambda x: np.tan(np.pi * np.mod(x, 1.0)),
    "plogis": lambda x: 0.5 * (1.0 + np.tanh(x / 2.0)),
    "qlogis": lambda p: np.log(p) - np.log1p(-p),
    "logit": lambda p: np.log(p) - np.log1p(-p),
}
_MAX_DIGITS = 300


def _applied(data: Arithmetic, call: BoundCall) -> Numbers:
    name = call.function
    (x,) = call
    other = name in _OTHER_FUNCTIONS
    function: Callable[[Floats], Floats] = _OTHER_FUNCTIONS[name] if other else getattr(np, _NUMPY_FUNCTIONS[name])
    return Numbers(function(data.numbers(call[x])))


def _atan2(data: Arithmetic, call: BoundCall) -> Numbers:
    return Numbers(np.arctan2(data.numbers(call["y"]), data.numbers(call["x"])))


def _log(data: Arithmetic, call: BoundCall) -> Numbers:
    natural = np.log(data.numbers(call["x"]))
    return Numbers(natural / np.log(call.number("base", 1.0)) if "base" in call else natural)


def _round(data: Arithmetic, call: BoundCall) -> Numbers:
    """Round to the nearest decimal number, as R 4 does: 0.15 is closer to 0.1."""
    digits = _digits(call, 0, -_MAX_DIGITS)
    x = data.numbers(call["x"])
    if digits == 0:
        return Numbers(np.round(x))
    return Numbers(each(x, lambda value: round(value, digits)))


def _signif(data: Arithmetic, call: BoundCall) -> Numbers:
    digits = _digits(call, 6, 1)
    return Numbers(each(data.numbers(call["x"]), lambda value: float(f"{value:.{digits - 1}e}")))


def _digits(call: BoundCall, default: int, least: int) -> int:
    """Return the number of digits, truncated to an integer within the range of floating-point numbers."""
    digits = call.number("digits", default)
    if np.isnan(digits):
        raise call.error(f"digits of {call.function}() must be a number")
    return int(np.clip(digits, least, _MAX_DIGITS))


def each(x: Floats, function: Callable[[float], float]) -> Floats:
    """Apply a function of one number to each finite value, only once to equal values."""
    distinct, positions = np.unique(x, return_inverse=True)
    changed = np.array([function(float(value)) if np.isfinite(value) else value for value in distinct])
    result: Floats = changed[positions].astype(np.float64)
    return result


_PARAMETERS = {"plogis": "q", "qlogis": "p", "logit": "p"}
ENTRIES = (
    *(Function(name, (_PARAMETERS.get(name, "x"),), _applied) for name in (*_NUMPY_FUNCTIONS, *_OTHER_FUNCTIONS)),
    Function("log", ("x", "base"), _log),
    Function("atan2", ("y", "x"), _atan2, required=2),
    Function("round", ("x", "digits"), _round, aliases={"decimals": "digits"}),
    Function("signif", ("x", "digits"), _signif),
)
