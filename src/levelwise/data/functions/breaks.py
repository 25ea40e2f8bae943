"""Numbers cut into intervals, as R's ``cut`` does it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isinf

from levelwise.data.columns import MISSING, Codes, Floats
from levelwise.lazy_numpy import np


def equal_breaks(low: float, high: float, count: int) -> Floats:
    """Return the ends of intervals of equal length; the outer ones lie a thousandth of the range further out."""
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
    """Return R's labels of intervals, with as many digits as tell their ends apart.

    Examples
    --------
    >>> interval_labels([0.5, 1.2345, 1.2355])
    ['(0.5,1.23]', '(1.23,1.24]']
    """
    shown: list[str] = []
    for wanted in range(digits, max(12, digits) + 1):
        shown = [_shown(end, wanted) for end in breaks]
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


def _shown(value: float, digits: int) -> str:
    if isinf(value):
        return " Inf" if value > 0 else "-Inf"  # so R's formatC has it
    return f"{value + 0.0:.{max(1, digits)}g}"  # there is one zero


def interval_codes(x: Floats, breaks: Floats, *, right: bool = True, include_lowest: bool = False) -> Codes:
    """Return the number of the interval each value lies in, `MISSING` outside all of them."""
    codes = np.searchsorted(breaks, x, side="left" if right else "right") - 1
    if include_lowest:
        codes = np.where(x == (breaks[0] if right else breaks[-1]), 0 if right else len(breaks) - 2, codes)
    outside = np.isnan(x) | (codes < 0) | (codes > len(breaks) - 2)
    return np.where(outside, MISSING, codes).astype(np.intp)
