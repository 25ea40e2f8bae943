"""The function ``cut``, which divides numbers into intervals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isinf, isnan

from levelwise.data.columns import MISSING, Categories, Codes, Floats, Numbers, Values
from levelwise.data.frames import factors
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import Vector
from levelwise.data.functions.function import BoundCall, Function, Labels
from levelwise.data.schema import Column
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np


def _codes_only(call: BoundCall) -> bool:
    return "labels" in call and deparse(call["labels"]) in ("FALSE", "F")


def _cut(data: Arithmetic, call: BoundCall) -> Values:
    x = data.numbers(call["x"])
    breaks = tuple(sorted(call.vector("breaks")))
    if len(breaks) == 1:
        count = call.integer("breaks", 2, 2, 1_000)
        known = x[np.isfinite(x)]
        if not len(known) or np.isinf(x).any():
            raise call.error(f"{deparse(call['x'])} has no finite range to divide into {count} intervals")
        breaks = tuple(equal_breaks(float(known.min()), float(known.max()), count).tolist())
    labels = _labels(call, breaks)
    right, lowest = call.flag("right", default=True), call.flag("include.lowest")
    codes = interval_codes(x, np.array(breaks), right=right, include_lowest=lowest)
    if _codes_only(call):
        return Numbers(np.where(codes == MISSING, np.nan, codes + 1.0))
    found = Categories(codes, labels, "ordered" if call.flag("ordered_result") else "factor", labels)
    return factors.renamed(found, labels)


def _cut_shape(call: BoundCall, _: Labels) -> Column:
    if _codes_only(call):
        return Column(call.text, "numeric")
    breaks = tuple(sorted(call.vector("breaks")))
    kind = "ordered" if call.flag("ordered_result") else "factor"
    if len(breaks) > 1:
        return Column(call.text, kind, tuple(dict.fromkeys(_labels(call, breaks))))
    if not call.is_null("labels"):
        return Column(call.text, kind, tuple(dict.fromkeys(call.strings("labels"))))
    raise call.error(f"without data, the intervals of {call.text} are unknown; give the breaks, as in c(0, 10, 20)")


def _labels(call: BoundCall, breaks: Vector) -> tuple[str, ...]:
    right, lowest = call.flag("right", default=True), call.flag("include.lowest")
    if len(set(breaks)) < len(breaks) or any(map(isnan, breaks)):
        raise call.error("the breaks of cut() must be distinct numbers")
    if not _codes_only(call) and not call.is_null("labels"):
        labels = call.strings("labels")
        if len(labels) != len(breaks) - 1:
            raise call.error(f"{len(labels)} labels are given for {len(breaks) - 1} intervals")
        return labels
    digits = call.integer("dig.lab", 3, 1, 22)
    return tuple(interval_labels(breaks, right=right, include_lowest=lowest, digits=digits))


def equal_breaks(low: float, high: float, count: int) -> Floats:
    """Return the breaks of intervals of equal length, the outer ones extended by a thousandth of the range, as in R."""
    span = high - low
    if span == 0:
        span = abs(low) or 1.0
        return np.linspace(low - span / 1000, high + span / 1000, count + 1)
    breaks = np.linspace(low, high, count + 1)
    breaks[[0, -1]] = low - span / 1000, high + span / 1000
    return breaks


def interval_labels(
    breaks: Sequence[float], *, right: bool = True, include_lowest: bool = False, digits: int = 3
) -> list[str]:
    """Return R's labels of intervals, with as many digits as it takes to distinguish neighbouring breaks.

    Examples
    --------
    >>> interval_labels([0.5, 1.2345, 1.2355])
    ['(0.5,1.23]', '(1.23,1.24]']
    """
    shown: list[str] = []
    for wanted in range(digits, max(12, digits) + 1):
        shown = [_formatted(end, wanted) for end in breaks]
        if all(a != b for a, b in pairwise(shown)):
            break
    else:
        return [f"Range_{n}" for n in range(1, len(breaks))]
    opening, closing = ("(", "]") if right else ("[", ")")
    labels = [f"{opening}{a},{b}{closing}" for a, b in pairwise(shown)]
    if include_lowest and right:
        labels[0] = "[" + labels[0][1:]
    elif include_lowest:
        labels[-1] = labels[-1][:-1] + "]"
    return labels


def _formatted(value: float, digits: int) -> str:
    if isinf(value):
        return " Inf" if value > 0 else "-Inf"  # as R's formatC does
    return f"{value + 0.0:.{max(1, digits)}g}"  # adding zero turns −0 into 0


def interval_codes(x: Floats, breaks: Floats, *, right: bool = True, include_lowest: bool = False) -> Codes:
    """Return the index of the interval that contains each value, `MISSING` outside all of them."""
    codes = np.searchsorted(breaks, x, side="left" if right else "right") - 1
    if include_lowest:
        codes = np.where(x == (breaks[0] if right else breaks[-1]), 0 if right else len(breaks) - 2, codes)
    outside = np.isnan(x) | (codes < 0) | (codes > len(breaks) - 2)
    return np.where(outside, MISSING, codes).astype(np.intp)


_PARAMETERS = ("x", "breaks", "labels", "include.lowest", "right", "dig.lab", "ordered_result")
ENTRIES = (Function("cut", _PARAMETERS, _cut, _cut_shape, required=2),)
