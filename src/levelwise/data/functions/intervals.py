"""The function that cuts numbers into intervals."""

from __future__ import annotations

from math import isnan

from levelwise.data.columns import MISSING, Categories, Numbers, Values
from levelwise.data.frames import factors
from levelwise.data.functions import breaks as intervals
from levelwise.data.functions.arithmetic import Arithmetic
from levelwise.data.functions.constants import Vector
from levelwise.data.functions.table import Function, Given, Labels
from levelwise.data.schema import Column
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np


def _codes_only(given: Given) -> bool:
    return "labels" in given and deparse(given["labels"]) in ("FALSE", "F")


def _interval_labels(given: Given, breaks: Vector) -> tuple[str, ...]:
    right, lowest = given.flag("right", default=True), given.flag("include.lowest")
    if len(set(breaks)) < len(breaks) or any(map(isnan, breaks)):
        raise given.error("the breaks of cut() must be different numbers")
    if "labels" in given and not _codes_only(given) and deparse(given["labels"]) != "NULL":
        labels = given.texts("labels")
        if len(labels) != len(breaks) - 1:
            raise given.error(f"{len(labels)} labels are given for {len(breaks) - 1} intervals")
        return labels
    digits = given.whole("dig.lab", 3, 1, 22)
    return tuple(intervals.interval_labels(breaks, right=right, include_lowest=lowest, digits=digits))


def _cut(data: Arithmetic, given: Given) -> Values:
    x = data.numbers(given["x"])
    breaks = tuple(sorted(given.vector("breaks")))
    if len(breaks) == 1:
        count = given.whole("breaks", 2, 2, 1_000)
        seen = x[np.isfinite(x)]
        if not len(seen) or np.isinf(x).any():
            raise given.error(f"{deparse(given['x'])} has no finite range to cut")
        breaks = tuple(intervals.equal_breaks(float(seen.min()), float(seen.max()), count).tolist())
    labels = _interval_labels(given, breaks)
    right, lowest = given.flag("right", default=True), given.flag("include.lowest")
    codes = intervals.interval_codes(x, np.array(breaks), right=right, include_lowest=lowest)
    if _codes_only(given):
        return Numbers(np.where(codes == MISSING, np.nan, codes + 1.0))
    found = Categories(codes, labels, "ordered" if given.flag("ordered_result") else "factor", labels)
    return factors.renamed(found, labels)


def _cut_shape(given: Given, _: Labels) -> Column:
    if _codes_only(given):
        return Column(given.text, "numeric")
    breaks = tuple(sorted(given.vector("breaks")))
    kind = "ordered" if given.flag("ordered_result") else "factor"
    if len(breaks) > 1:
        return Column(given.text, kind, tuple(dict.fromkeys(_interval_labels(given, breaks))))
    if "labels" in given and deparse(given["labels"]) != "NULL":
        return Column(given.text, kind, tuple(dict.fromkeys(given.texts("labels"))))
    raise given.error(f"without data the intervals of {given.text} are not known; give the breaks, as in c(0, 10, 20)")


_CUT = ("x", "breaks", "labels", "include.lowest", "right", "dig.lab", "ordered_result")
ENTRIES = (Function("cut", _CUT, _cut, _cut_shape, needed=2),)
