"""Selection of the groups to plot: reproducible, of typical size, and as different as possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_GROUPS = 6
"""Maximum number of groups plotted side by side."""


def by_value(values: Floats, sizes: NDArray[np.intp]) -> list[int]:
    """Select groups in which a predictor is constant: some with each of its values, in increasing order.

    Examples
    --------
    >>> by_value(np.array([0.0, 1, 0, 1, 0]), np.array([9, 9, 1, 8, 9]))
    [0, 4, 1, 3]
    """
    usable = _usable(sizes)
    distinct = np.unique(values[usable])
    if len(distinct) > MAX_GROUPS:
        distinct = distinct[np.linspace(0, len(distinct) - 1, MAX_GROUPS).round().astype(np.intp)]
    queues = [_typical_first(usable[values[usable] == value], sizes) for value in distinct]
    selected: list[int] = []
    while len(selected) < MAX_GROUPS and any(queues):
        selected += [queue.pop(0) for queue in queues if queue][: MAX_GROUPS - len(selected)]
    return sorted(selected, key=lambda number: (values[number], number))


def by_slope(slopes: Floats, sizes: NDArray[np.intp]) -> list[int]:
    """Select groups with slopes over their whole range, in increasing order, among the larger groups."""
    usable = _usable(sizes)
    large = usable[sizes[usable] >= np.median(sizes[usable])]
    large = (
        large
        if len(large) >= MAX_GROUPS
        else np.sort(np.array(_typical_first(usable, sizes)[:MAX_GROUPS], dtype=np.intp))
    )
    ordered = large[np.argsort(slopes[large], kind="stable")]
    if len(ordered) <= MAX_GROUPS:
        return [int(number) for number in ordered]
    inner = np.linspace(0.05, 0.95, MAX_GROUPS) * (len(ordered) - 1)  # the extreme slopes are not typical
    return [int(ordered[place]) for place in np.unique(inner.round().astype(np.intp))]


def varying_and_constant(varying: NDArray[np.bool_], sizes: NDArray[np.intp]) -> list[int]:
    """Select groups in which a predictor varies, followed by groups in which it does not."""
    half = MAX_GROUPS // 2
    does, does_not = np.flatnonzero(varying), _usable(sizes, ~varying)
    first = _typical_first(does, sizes)[: max(half, MAX_GROUPS - len(does_not))]
    rest = _typical_first(does_not, sizes)[: MAX_GROUPS - len(first)]
    return [*sorted(first), *sorted(rest)]


def _usable(sizes: NDArray[np.intp], among: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Return the groups of more than one row, or all groups if there are none."""
    every = np.arange(len(sizes)) if among is None else np.flatnonzero(among)
    several = every[sizes[every] > 1]
    return several if len(several) else every


def _typical_first(numbers: NDArray[np.intp], sizes: NDArray[np.intp]) -> list[int]:
    """Return groups sorted by the distance of their size from its upper quartile."""
    if not len(numbers):
        return []
    typical = np.quantile(sizes[numbers], 0.75, method="lower")
    distance = np.abs(np.log(sizes[numbers] / typical))
    return [int(number) for number in numbers[np.argsort(distance, kind="stable")]]
