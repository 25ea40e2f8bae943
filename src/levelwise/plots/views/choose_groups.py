"""Which groups to show: the same ones every time, of a usual size, and as different as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 6
"""So many groups stand side by side."""


def by_value(values: Floats, sizes: NDArray[np.intp]) -> list[int]:
    """Choose groups in which a predictor is constant: some of each of its values, from the smallest to the largest.

    Examples
    --------
    >>> by_value(np.array([0.0, 1, 0, 1, 0]), np.array([9, 9, 1, 8, 9]))
    [0, 4, 1, 3]
    """
    usable = _usable(sizes)
    distinct = np.unique(values[usable])
    if len(distinct) > MOST:
        distinct = distinct[np.linspace(0, len(distinct) - 1, MOST).round().astype(np.intp)]
    queues = [_usual_first(usable[values[usable] == value], sizes) for value in distinct]
    chosen: list[int] = []
    while len(chosen) < MOST and any(queues):
        chosen += [queue.pop(0) for queue in queues if queue][: MOST - len(chosen)]
    return sorted(chosen, key=lambda number: (values[number], number))


def by_slope(slopes: Floats, sizes: NDArray[np.intp]) -> list[int]:
    """Choose groups with slopes, from the smallest slope to the largest, among those of more than a usual size."""
    usable = _usable(sizes)
    large = usable[sizes[usable] >= np.median(sizes[usable])]
    large = large if len(large) >= MOST else np.sort(np.array(_usual_first(usable, sizes)[:MOST], dtype=np.intp))
    ordered = large[np.argsort(slopes[large], kind="stable")]
    if len(ordered) <= MOST:
        return [int(number) for number in ordered]
    inner = np.linspace(0.05, 0.95, MOST) * (len(ordered) - 1)  # neither the smallest slope nor the largest is usual
    return [int(ordered[place]) for place in np.unique(inner.round().astype(np.intp))]


def both(varying: NDArray[np.bool_], sizes: NDArray[np.intp]) -> list[int]:
    """Choose groups in which a predictor varies, and beside them groups in which it does not."""
    half = MOST // 2
    does, does_not = np.flatnonzero(varying), _usable(sizes, ~varying)
    first = _usual_first(does, sizes)[: max(half, MOST - len(does_not))]
    rest = _usual_first(does_not, sizes)[: MOST - len(first)]
    return [*sorted(first), *sorted(rest)]


def _usable(sizes: NDArray[np.intp], among: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Return the groups of more than one row, all groups where there is none."""
    every = np.arange(len(sizes)) if among is None else np.flatnonzero(among)
    several = every[sizes[every] > 1]
    return several if len(several) else every


def _usual_first(numbers: NDArray[np.intp], sizes: NDArray[np.intp]) -> list[int]:
    """Sort groups by how near they are to a size that three quarters do not exceed."""
    if not len(numbers):
        return []
    usual = np.quantile(sizes[numbers], 0.75, method="lower")
    far = np.abs(np.log(sizes[numbers] / usual))
    return [int(number) for number in numbers[np.argsort(far, kind="stable")]]
