"""Functions that give several columns: splines, columns side by side."""

from __future__ import annotations

from levelwise.data.columns import Floats, Numbers
from levelwise.data.functions import splines
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels, basis, finite
from levelwise.data.schema import Column
from levelwise.formula.syntax import Argument, Call, Name, deparse
from levelwise.lazy_numpy import np

_MOST = 100
"""The largest number of columns of a spline."""


def _numbered(x: Floats, columns: Floats) -> Numbers:
    """Put the columns of the seen rows among the missing ones; one column has no number, as in R."""
    if columns.shape[1] == 1:
        whole = np.full(len(x), np.nan)
        whole[~np.isnan(x)] = columns[:, 0]
        return Numbers(whole)
    every = np.full((len(x), columns.shape[1]), np.nan)
    every[~np.isnan(x)] = columns
    return Numbers(every, tuple(str(n + 1) for n in range(columns.shape[1])))


# --- splines ------------------------------------------------------------------------------------


def _smallest(given: Given) -> int:
    """Return the number of columns without an inner knot."""
    intercept = given.flag("intercept")
    return given.whole("degree", 3, 1, 20) + intercept if given.node.function == "bs" else 1 + intercept


def _inner(given: Given) -> int | None:
    """Return how many inner knots ``df`` asks for; None when ``knots`` says."""
    least = _smallest(given)
    if "knots" in given and deparse(given["knots"]) != "NULL":
        return None
    df = given.whole("df", least, 1, _MOST)
    if df < least:
        message = f"df = {df} is too few for {given.text}: without inner knots there are {least} columns already"
        raise given.error(message)
    return df - least


def _spline_shape(given: Given, _: Labels) -> Column:
    inner = _inner(given)
    count = len(given.vector("knots")) if inner is None else inner
    return basis(given, _smallest(given) + count)


def _spline(data: Arithmetic, given: Given) -> Numbers:
    x, seen = finite(data, given["x"])
    if not len(seen):
        raise given.error(f"{deparse(given['x'])} has no value that is not missing")
    boundary = (
        np.array(sorted(given.vector("Boundary.knots")))
        if "Boundary.knots" in given
        else np.array([seen.min(), seen.max()])
    )
    if len(boundary) != 2 or not boundary[0] < boundary[1]:
        where = "Boundary.knots must be two different numbers" if "Boundary.knots" in given else "it has one value only"
        raise given.error(f"{given.node.function}() cannot be computed of {deparse(given['x'])}: {where}")
    inner = _inner(given)
    knots = splines.inner_knots(seen, inner, boundary) if inner is not None else np.array(sorted(given.vector("knots")))
    if len(knots) > _MOST or not ((knots >= boundary[0]) & (knots <= boundary[1])).all():
        ends = " and ".join(f"{end:g}" for end in boundary)
        raise given.error(f"the knots of {given.text} must be at most {_MOST} numbers between {ends}")
    intercept = given.flag("intercept")
    if given.node.function == "ns":
        return _numbered(x, splines.natural_splines(seen, knots, boundary, intercept=intercept))
    degree = given.whole("degree", 3, 1, 20)
    return _numbered(x, splines.basis_splines(seen, knots, boundary, degree, intercept=intercept))


# --- cbind --------------------------------------------------------------------------------------


def _cbind(data: Arithmetic, given: Given) -> Numbers:
    columns: list[Floats] = []
    names: list[str] = []
    for argument in given.rest:
        values = data.values(argument.value)
        if isinstance(values, Numbers) and values.values.ndim > 1:
            columns.extend(values.values.T)
            names.extend(values.suffixes)
        else:
            columns.append(data.numeric(values, argument.value))
            names.append(_own_name(argument))
    if len(columns) == 1:
        return Numbers(columns[0])
    return Numbers(np.stack(columns, axis=1), _suffixes(names))


def _cbind_shape(given: Given, _: Labels) -> Column:
    if len(given.rest) == 1 and not isinstance(given.rest[0].value, Call):
        return Column(given.text, "numeric")
    for argument in given.rest:
        if isinstance(argument.value, Call) and argument.value.function in ("cbind", "poly", "ns", "bs", "dummy"):
            raise given.error(f"without data the columns of {deparse(argument.value)} in cbind() are not counted")
    names = _suffixes([_own_name(argument) for argument in given.rest])
    return Column(given.text, "basis", names) if len(names) > 1 else Column(given.text, "numeric")


def _own_name(argument: Argument) -> str:
    """Return the name R's ``cbind`` gives a column: its own, if it has one."""
    if argument.name is not None:
        return argument.name
    return argument.value.text if isinstance(argument.value, Name) else ""


def _suffixes(names: list[str]) -> tuple[str, ...]:
    return tuple(names) if any(names) else tuple(str(n + 1) for n in range(len(names)))


_SPLINE = {"include_intercept": "intercept"}
ENTRIES = (
    Function("ns", ("x", "df", "knots", "intercept", "Boundary.knots"), _spline, _spline_shape, aliases=_SPLINE),
    Function(
        "bs", ("x", "df", "knots", "degree", "intercept", "Boundary.knots"), _spline, _spline_shape, aliases=_SPLINE
    ),
    Function("cbind", ("...",), _cbind, _cbind_shape),
)
