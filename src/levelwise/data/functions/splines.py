"""Regression splines: ``ns`` and ``bs``."""

from __future__ import annotations

from levelwise.data.columns import Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.function import (
    BoundCall,
    Function,
    Labels,
    finite_values,
    numbered_columns,
    numbered_shape,
)
from levelwise.data.functions.spline_basis import basis_splines, inner_knots, natural_splines
from levelwise.data.schema import Column
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np

_MAX_COLUMNS = 100
"""Maximum number of columns of a spline."""


def _degree(call: BoundCall) -> int:
    return call.integer("degree", 3, 1, 20)


def _smallest(call: BoundCall) -> int:
    """Return the number of columns without inner knots."""
    return (_degree(call) if call.function == "bs" else 1) + call.flag("intercept")


def _count_by_df(call: BoundCall) -> int | None:
    """Return the number of inner knots that ``df`` implies; None if ``knots`` gives the knots."""
    least = _smallest(call)
    if not call.is_null("knots"):
        return None
    df = call.integer("df", least, 1, _MAX_COLUMNS)
    if df < least:
        message = f"df = {df} is too small for {call.text}: even without inner knots there are {least} columns"
        raise call.error(message)
    return df - least


def _spline_shape(call: BoundCall, _: Labels) -> Column:
    by_df = _count_by_df(call)
    count = len(call.vector("knots")) if by_df is None else by_df
    return numbered_shape(call, _smallest(call) + count)


def _spline(data: Arithmetic, call: BoundCall) -> Numbers:
    name = deparse(call["x"])
    x, known = finite_values(data, call["x"])
    if not len(known):
        raise call.error(f"all values of {name} are missing")
    given = "Boundary.knots" in call
    boundary = np.array(sorted(call.vector("Boundary.knots")) if given else [known.min(), known.max()])
    if len(boundary) != 2 or not boundary[0] < boundary[1]:
        reason = "Boundary.knots must be two distinct numbers" if given else f"{name} has only one distinct value"
        raise call.error(f"{call.text} cannot be computed: {reason}")
    count = _count_by_df(call)
    knots = np.array(sorted(call.vector("knots"))) if count is None else inner_knots(known, count, boundary)
    if len(knots) > _MAX_COLUMNS or not ((knots >= boundary[0]) & (knots <= boundary[1])).all():
        ends = " and ".join(f"{end:g}" for end in boundary)
        raise call.error(f"the knots of {call.text} must be at most {_MAX_COLUMNS} numbers between {ends}")
    intercept = call.flag("intercept")
    if call.function == "ns":
        return numbered_columns(x, natural_splines(known, knots, boundary, intercept=intercept))
    return numbered_columns(x, basis_splines(known, knots, boundary, _degree(call), intercept=intercept))


_NS = ("x", "df", "knots", "intercept", "Boundary.knots")
_BS = ("x", "df", "knots", "degree", "intercept", "Boundary.knots")
_ALIASES = {"include_intercept": "intercept"}
ENTRIES = (
    Function("ns", _NS, _spline, _spline_shape, aliases=_ALIASES, uses_all_rows=True),
    Function("bs", _BS, _spline, _spline_shape, aliases=_ALIASES, uses_all_rows=True),
)
