"""Slopes of many groups: beside the zero that a model without a fixed counterpart sets, and as far as explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import Coefficient, column_of
from levelwise.plots.strip import Axis, Mark, Panel, Strip, many, plain_numbers, some
from levelwise.plots.views.groups import groups
from levelwise.plots.views.histogram import Slopes, left_over, slopes_in
from levelwise.plots.views.rows import Scale, basis, first_rows, predictor, response, scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINES = 40
_THIRDS = ("low", "middle", "high")


def average(case: Case, group: str, column: Coefficient) -> tuple[Strip, ...]:
    """Show the groups' slopes and their average beside zero, to which the model sets it."""
    assert case.design is not None  # only asked with data
    y = left_over(case, column)
    found = slopes_in(case, group, case.design.column(column), y)
    if not column.cells:
        values, middle, what = found.y, float(np.average(found.y, weights=found.rows)), f"intercept over {group}"
    elif found.pooled is None:
        return groups(case, group, column)
    else:
        seen = ~np.isnan(found.slopes)
        values, middle, what = found.slopes[seen], found.pooled, f"slope of {column.name}"
    spread, top, out = _spread(values)
    zero = Mark("dashed", (0.0, 0.0), (0.0, top), 1, "0: where the model sets the average")
    data = Mark("line", (middle, middle), (0.0, top), 0, f"{middle:.3g}: the average in the data")
    label = f"{what} in a group of {group}" if column.cells else what
    y_axis = Axis("groups" if spread.kind == "bars" else "groups, in order")
    panel = Panel("", f"average {middle:.3g} beside 0", (spread, data, zero), Axis(label), y_axis)
    caption = f"Of what the other fixed effects leave of {response(case).axis.label}. "
    caption += f"The average weighs a group by {'how much its slope rests on' if column.cells else 'its rows'}."
    caption += scale(case)
    if out:
        caption += f" {many(out, 'group')} far out {'is' if out == 1 else 'are'} not drawn."
    title = f"{'Slopes' if column.cells else 'Intercepts'} in the groups of {group}"
    return (Strip(title, (panel,), f"{caption} {basis(case)}".strip(), shared=False),)


def _spread(values: Floats) -> tuple[Mark, float, int]:
    """Return few values one above the other or many as bars, how high they reach, and how many are too far out."""
    label = many(len(values), "group")
    if len(values) <= _LINES:
        order = plain_numbers(np.arange(1, len(values) + 1))
        return Mark("means", plain_numbers(np.sort(values)), order, 4, label), len(values) + 1.0, 0
    low, high = np.quantile(values, [0.01, 0.99])
    edges = np.histogram_bin_edges(values[(values >= low) & (values <= high)], bins=24)
    counts = np.histogram(values, bins=edges)[0]
    out = len(values) - int(counts.sum())
    return Mark("bars", plain_numbers(edges), plain_numbers(counts), 4, label), float(counts.max()) * 1.05, out


def explained(case: Case, group: str, column: Coefficient) -> tuple[Strip, ...]:
    """Show the groups' slopes coloured by, and against, the variable of their level that is to explain them."""
    assert case.design is not None  # only asked with data
    partition = case.partition(group)
    assert partition is not None
    lower = tuple(cell for cell in column.cells if not case.spec.determined_by((cell,)))
    upper = tuple(cell for cell in column.cells if cell not in lower)
    slope = column_of(*lower)
    why = predictor(case, column_of(*upper))
    x, y = case.design.column(slope), response(case)
    found = slopes_in(case, group, x, y.values)
    if found.pooled is None:
        return groups(case, group, column)
    values = why.values[first_rows(partition)]
    kinds, names = _kinds(why, values)
    seen = np.flatnonzero(~np.isnan(found.slopes) & (found.rows > 2))
    if not len(seen):
        return groups(case, group, slope)
    shown = seen[some(len(seen), _LINES)]
    shown = shown[np.argsort(kinds[shown], kind="stable")]
    ends = _ends(case, group, x)
    lines = tuple(
        _line(found, int(n), ends, int(kinds[n]), names[int(kinds[n])] if n in _firsts(kinds, shown) else "")
        for n in shown
    )
    left = Panel("", f"{len(shown)} groups", lines, Axis(slope.name), y.axis)
    right = _against(found, seen, values, why, Axis(f"slope of {slope.name}"))
    title = f"Slopes of {slope.name} in the groups of {group}, by {why.axis.label}"
    caption = (
        f"Left: {len(shown)} groups. Right: {len(right.marks[0].x)} of {many(len(found.rows), 'group')}. "
        "Part of the spread is chance, as a slope rests on few rows."
        f"{scale(case)}"
    )
    return (Strip(title, (left, right), f"{caption} {basis(case)}".strip(), shared=False),)


def _kinds(why: Scale, values: Floats) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Sort groups into kinds that have a colour: by category, or by thirds of a number with many values."""
    name = why.axis.label
    distinct = np.unique(values)
    if why.axis.categories or len(distinct) <= len(_THIRDS):
        return np.searchsorted(distinct, values), tuple(f"{name} = {why.spelled(float(one))}" for one in distinct)
    cuts = np.quantile(values, [1 / 3, 2 / 3])
    return np.searchsorted(cuts, values), tuple(f"{name}: {third} third" for third in _THIRDS)


def _firsts(kinds: NDArray[np.intp], shown: NDArray[np.intp]) -> set[int]:
    return {int(shown[np.flatnonzero(kinds[shown] == kind)[0]]) for kind in np.unique(kinds[shown])}


def _ends(case: Case, group: str, x: Floats) -> tuple[Floats, Floats]:
    """Return between which values each group has rows."""
    partition = case.partition(group)
    assert partition is not None  # only asked with data
    ordered = x if partition.order is None else x[partition.order]
    return np.minimum.reduceat(ordered, partition.starts), np.maximum.reduceat(ordered, partition.starts)


def _line(found: Slopes, number: int, ends: tuple[Floats, Floats], colour: int, label: str) -> Mark:
    x = np.array([ends[0][number], ends[1][number]])
    y = found.y[number] + found.slopes[number] * (x - found.x[number])
    return Mark("thin", plain_numbers(x), plain_numbers(y), colour, label)


def _against(found: Slopes, seen: NDArray[np.intp], values: Floats, why: Scale, y: Axis) -> Panel:
    """Return the slopes against what is to explain them, and the line of those it explains."""
    x, slopes, weights = values[seen], found.slopes[seen], found.weights[seen]
    low, high = np.quantile(slopes, [0.01, 0.99])
    drawn = seen[(slopes >= low) & (slopes <= high)]
    drawn = drawn[some(len(drawn))]
    dots = Mark("means", plain_numbers(values[drawn]), plain_numbers(found.slopes[drawn]), 7, "a group's slope")
    if why.axis.categories or len(np.unique(x)) == 1:
        at = np.unique(x)
        line = [float(np.average(slopes[x == one], weights=weights[x == one])) for one in at]
    else:
        at = np.array([x.min(), x.max()])
        slope, middle = np.polyfit(x - x.mean(), slopes, 1, w=np.sqrt(weights))
        line = [float(middle + slope * (one - x.mean())) for one in at]
    fit = Mark("line", plain_numbers(at), tuple(line), 0, "where the model lets all slopes lie")
    return Panel("", f"slopes from {slopes.min():.3g} to {slopes.max():.3g}", (dots, fit), why.axis, y)
