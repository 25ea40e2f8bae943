"""Columns of a function that gives several, as in ``poly(x, 2)[, 1]``."""

from __future__ import annotations

from levelwise.data.columns import Numbers
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.formula.syntax import PART, Call, deparse
from levelwise.lazy_numpy import np

_OF_SEVERAL = ("poly", "polym", "ns", "bs", "scale", "cbind")
_MOST = 1_000


def _chosen(given: Given) -> tuple[int, ...]:
    """Return the numbers of the columns that are taken, counted from 0."""
    inner = given["x"]
    if not isinstance(inner, Call) or inner.function not in _OF_SEVERAL:
        raise given.error(f"{deparse(inner)} has no columns to choose from; {', '.join(_OF_SEVERAL)} have")
    wanted = given.vector("j")
    if not wanted or not all(1 <= number <= _MOST and number % 1 == 0 for number in wanted):
        raise given.error("the columns are counted from 1 on, as in poly(x, 3)[, 1:2]")
    return tuple(int(number) - 1 for number in wanted)


def _part(data: Arithmetic, given: Given) -> Numbers:
    wanted, values = _chosen(given), data.values(given["x"])
    matrix = data.numeric(values, given["x"]) if not isinstance(values, Numbers) else values.values
    matrix = matrix.reshape(data.frame.rows, -1)
    if max(wanted) >= matrix.shape[1]:
        raise given.error(f"{deparse(given['x'])} has {matrix.shape[1]} columns, no column {max(wanted) + 1}")
    if len(wanted) == 1:
        return Numbers(matrix[:, wanted[0]])
    names = values.suffixes if isinstance(values, Numbers) else ()
    suffixes = tuple(names[number] if names else str(place + 1) for place, number in enumerate(wanted))
    return Numbers(matrix[:, np.array(wanted)], suffixes)


def _part_shape(given: Given, _: Labels) -> Column:
    wanted = _chosen(given)
    if len(wanted) == 1:
        return Column(given.text, "numeric")
    return Column(given.text, "basis", tuple(str(number + 1) for number in wanted))


ENTRY = Function(PART, ("x", "j"), _part, _part_shape, needed=2)
