"""Transformations relative to the whole column: centring, scaling, ranks."""

from __future__ import annotations

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import LOGICALS
from levelwise.data.functions.function import BoundCall, Function, Labels
from levelwise.data.schema import Column
from levelwise.formula.syntax import Call, Name
from levelwise.lazy_numpy import np


def _scale(data: Arithmetic, call: BoundCall) -> Numbers:
    """Centre and scale as R's ``scale`` does; a column that is not centred is divided by its root mean square."""
    centre, spread = _option(call, "center"), _option(call, "scale")
    values = data.values(call["x"])
    if isinstance(values, Numbers) and values.values.ndim > 1:
        columns = [_scaled(column, centre, spread) for column in values.values.T]
        return Numbers(np.stack(columns, axis=1), values.suffixes)
    return Numbers(_scaled(data.numeric(values, call["x"]), centre, spread))


def _scale_shape(call: BoundCall, _: Labels) -> Column:
    if isinstance(call["x"], Call) and call["x"].function in ("cbind", "poly", "ns", "bs"):
        raise call.error(f"without data, the number of columns of {call.text} is unknown")
    return Column(call.text, "numeric")


def _center(data: Arithmetic, call: BoundCall) -> Numbers:
    return Numbers(_scaled(data.numbers(call["x"]), None, np.nan))


def _standardize(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return patsy's ``standardize``, whose standard deviation divides by n − ddof, with ddof = 0 by default."""
    x = data.numbers(call["x"])
    shifted = _scaled(x, None if call.flag("center", default=True) else np.nan, np.nan)
    if not call.flag("rescale", default=True) or np.isnan(x).all():
        return Numbers(shifted)
    known = shifted[~np.isnan(shifted)]
    spread = np.sqrt(np.sum(known**2) / max(1.0, len(known) - call.number("ddof", 0.0)))
    return Numbers(shifted / (spread or 1.0))


def _option(call: BoundCall, name: str) -> float | None:
    """Return the number to centre at, or to divide by; None for the default of ``scale``, NaN to omit the step."""
    if name not in call:
        return None
    node = call[name]
    if isinstance(node, Name) and node.text in LOGICALS:
        return None if call.flag(name) else np.nan
    return call.number(name, 0.0)


def _scaled(x: Floats, centre: float | None, spread: float | None) -> Floats:
    if np.isnan(x).all():
        return x
    shifted = x - (np.nanmean(x) if centre is None else 0.0 if np.isnan(centre) else centre)
    if spread is None:
        known = shifted[~np.isnan(shifted)]
        spread = float(np.sqrt(np.sum(known**2) / max(1, len(known) - 1)))
    elif np.isnan(spread):
        spread = 1.0
    result: Floats = shifted / (spread or 1.0)
    return result


def _rank(data: Arithmetic, call: BoundCall) -> Numbers:
    """Return ranks from 1 on; ties share their mean rank, and a missing value has none."""
    x = data.numbers(call["x"])
    result = np.full(len(x), np.nan)
    known = ~np.isnan(x)
    _, positions, counts = np.unique(x[known], return_inverse=True, return_counts=True)
    result[known] = (np.cumsum(counts) - (counts - 1) / 2.0)[positions]
    return Numbers(result)


ENTRIES = (
    Function("scale", ("x", "center", "scale"), _scale, _scale_shape, uses_all_rows=True),
    Function("center", ("x",), _center, uses_all_rows=True),
    Function("standardize", ("x", "center", "rescale", "ddof"), _standardize, uses_all_rows=True),
    Function("rank", ("x",), _rank, uses_all_rows=True),
)
