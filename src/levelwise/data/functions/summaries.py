"""Summaries: numbers computed from a whole column, as in ``I(x - mean(x))``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import BoundCall, Function
from levelwise.formula.syntax import Call, deparse
from levelwise.lazy_numpy import np

_QUARTILES = (0.0, 0.25, 0.5, 0.75, 1.0)


def _variance(x: Floats) -> Floats:
    squares: Floats = np.sum((x - np.mean(x)) ** 2)
    return squares / (len(x) - 1) if len(x) > 1 else np.array(np.nan)


_NUMPY_FUNCTIONS = ("mean", "median", "sum", "min", "max")
_OTHER_FUNCTIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "sd": lambda x: np.sqrt(_variance(x)),
    "var": _variance,
    "range": lambda x: np.array([np.min(x), np.max(x)]),
}
OF_A_COLUMN = (*_NUMPY_FUNCTIONS, *_OTHER_FUNCTIONS)
"""The names of the functions that summarise a column."""


def of_a_column(name: str, x: Floats) -> Floats:
    """Return a summary of a column, by the name of the function."""
    function: Callable[[Floats], Floats] = _OTHER_FUNCTIONS[name] if name in _OTHER_FUNCTIONS else getattr(np, name)
    return function(x)


def summary(data: Arithmetic, call: BoundCall) -> Floats:
    """Return the summary of a column; if values are missing it is missing unless ``na.rm = TRUE``, as in R."""
    name = call.function
    x = data.numbers(call["x"])
    known = x[~np.isnan(x)]
    if name == "quantile":
        if len(known) < len(x) and not call.flag("na.rm"):
            raise call.error(f"quantile() is undefined, as {deparse(call['x'])} has missing values; write na.rm = TRUE")
        probabilities = np.array(call.vector("probs") if "probs" in call else _QUARTILES)
        if not (len(known) and ((probabilities >= 0) & (probabilities <= 1)).all()):
            raise call.error("quantile() requires a column with values, and probabilities from 0 to 1")
        return np.asarray(np.quantile(known, probabilities))
    if len(known) == 0 or (len(known) < len(x) and not call.flag("na.rm")):
        return np.full(2 if name == "range" else 1, np.nan)
    return np.atleast_1d(of_a_column(name, known))


def _in_every_row(data: Arithmetic, call: BoundCall) -> Numbers:
    found = summary(data, call)
    if len(found) != 1:
        raise call.error(f"{call.text} gives {len(found)} numbers where one is needed")
    return Numbers(np.full(data.frame.rows, found[0]))


ENTRIES = (
    *(Function(name, ("x", "na.rm"), _in_every_row, uses_all_rows=True) for name in OF_A_COLUMN),
    Function("quantile", ("x", "probs", "na.rm"), _in_every_row, uses_all_rows=True),
)
_BY_NAME = {entry.name: entry for entry in ENTRIES}
NAMES = frozenset(_BY_NAME)


def summarised(data: Arithmetic, node: Call) -> Floats | None:
    """Return the result of a call of a summary; None for any other call."""
    entry = _BY_NAME.get(node.function)
    return None if entry is None else summary(data, entry.bind(node, data))
