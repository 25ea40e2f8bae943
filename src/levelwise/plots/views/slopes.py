"""The slopes of all groups: their average against zero, and their relation to a group-level predictor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Floats
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import DesignColumn, column_of
from levelwise.plots.strip import Axis, Mark, Panel, Strip, plain_numbers, spread_rows
from levelwise.plots.views.groups import groups
from levelwise.plots.views.slopes_by_group import Slopes, partial_residuals, slopes_in
from levelwise.plots.views.variables import PlottedVariable, link_note, predictor, response, sample_note
from levelwise.text.sentences import counted, rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINES = 40
_THIRDS = ("low", "middle", "high")


def average(case: Case, group: str, column: DesignColumn) -> tuple[Strip, ...]:
    """Plot the slopes of the groups and their average, which the model fixes at zero."""
    assert case.design is not None  # called only with data
    y = partial_residuals(case, column)
    found = slopes_in(case, group, case.design.column(column), y)
    if not column.cells:
        values, middle, what = found.y, float(np.average(found.y, weights=found.rows)), f"intercept over {group}"
    elif found.pooled is None:
        return groups(case, group, column)
    else:
        estimable = ~np.isnan(found.slopes)
        values, middle, what = found.slopes[estimable], found.pooled, f"slope of {column.name}"
    spread, top, omitted = _distribution(values)
    zero = Mark("dashed", (0.0, 0.0), (0.0, top), 1, "0: the average in the model")
    data = Mark("line", (middle, middle), (0.0, top), 0, f"{rounded(middle)}: the average in the data")
    label = f"{what} in the groups of {group}" if column.cells else what
    y_axis = Axis("groups" if spread.kind == "bars" else "groups, in increasing order")
    panel = Panel("", f"average {rounded(middle)} instead of 0", (spread, data, zero), Axis(label), y_axis)
    weight = f"the sum of squares of {column.name}" if column.cells else "its number of rows"
    caption = f"Computed from {response(case).axis.label} adjusted for the other fixed effects. "
    caption += f"The average weights each group by {weight}."
    caption += link_note(case)
    if omitted:
        caption += f" {counted(omitted, 'group')} with extreme values {'is' if omitted == 1 else 'are'} not drawn."
    title = f"{'Slopes' if column.cells else 'Intercepts'} in the groups of {group}"
    return (Strip(title, (panel,), f"{caption} {sample_note(case)}".strip(), shared=False),)


def _distribution(values: Floats) -> tuple[Mark, float, int]:
    """Return the mark of the values, points or bars; the height of the plot; and the number of values omitted."""
    label = counted(len(values), "group")
    if len(values) <= _LINES:
        order = plain_numbers(np.arange(1, len(values) + 1))
        return Mark("means", plain_numbers(np.sort(values)), order, 4, label), len(values) + 1.0, 0
    low, high = np.quantile(values, [0.01, 0.99])
    edges = np.histogram_bin_edges(values[(values >= low) & (values <= high)], bins=24)
    counts = np.histogram(values, bins=edges)[0]
    omitted = len(values) - int(counts.sum())
    return Mark("bars", plain_numbers(edges), plain_numbers(counts), 4, label), float(counts.max()) * 1.05, omitted


def explained(case: Case, group: str, column: DesignColumn) -> tuple[Strip, ...]:
    """Plot the slopes of the groups, coloured by and against the group-level predictor that should explain them."""
    assert case.design is not None  # called only with data
    partition = case.partition(group)
    assert partition is not None
    lower = tuple(cell for cell in column.cells if not case.spec.determined_by((cell,)))
    upper = tuple(cell for cell in column.cells if cell not in lower)
    slope = column_of(*lower)
    moderator = predictor(case, column_of(*upper))
    x, y = case.design.column(slope), response(case)
    found = slopes_in(case, group, x, y.values)
    if found.pooled is None:
        return groups(case, group, column)
    values = moderator.values[partition.firsts]
    classes, names = _colour_classes(moderator, values)
    estimable = np.flatnonzero(~np.isnan(found.slopes) & (found.rows > 2))
    if not len(estimable):
        return groups(case, group, slope)
    shown = estimable[spread_rows(len(estimable), _LINES)]
    shown = shown[np.argsort(classes[shown], kind="stable")]
    ends = _ends(case, group, x)
    lines = tuple(
        _line(found, int(n), ends, int(classes[n]), names[int(classes[n])] if n in _firsts(classes, shown) else "")
        for n in shown
    )
    left = Panel("", f"{len(shown)} groups", lines, Axis(slope.name), y.axis)
    right = _slopes_panel(found, estimable, values, moderator, Axis(f"slope of {slope.name}"))
    title = f"Slopes of {slope.name} in the groups of {group}, by {moderator.axis.label}"
    caption = (
        f"Left: {len(shown)} groups. Right: {len(right.marks[0].x)} of {counted(len(found.rows), 'group')}. "
        "Part of the variation is sampling error, because each slope is estimated from few rows."
        f"{link_note(case)}"
    )
    return (Strip(title, (left, right), f"{caption} {sample_note(case)}".strip(), shared=False),)


def _colour_classes(moderator: PlottedVariable, values: Floats) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return the colour of each group: by category, or by tertile of a variable with many values."""
    name = moderator.axis.label
    distinct = np.unique(values)
    if moderator.axis.categories or len(distinct) <= len(_THIRDS):
        return np.searchsorted(distinct, values), tuple(
            f"{name} = {moderator.formatted(float(one))}" for one in distinct
        )
    cuts = np.quantile(values, [1 / 3, 2 / 3])
    return np.searchsorted(cuts, values), tuple(f"{name}: {third} third" for third in _THIRDS)


def _firsts(classes: NDArray[np.intp], shown: NDArray[np.intp]) -> set[int]:
    return {int(shown[np.flatnonzero(classes[shown] == class_)[0]]) for class_ in np.unique(classes[shown])}


def _ends(case: Case, group: str, x: Floats) -> tuple[Floats, Floats]:
    """Return the smallest and largest value in each group."""
    partition = case.partition(group)
    assert partition is not None  # called only with data
    ordered = x if partition.order is None else x[partition.order]
    return np.minimum.reduceat(ordered, partition.starts), np.maximum.reduceat(ordered, partition.starts)


def _line(found: Slopes, number: int, ends: tuple[Floats, Floats], colour: int, label: str) -> Mark:
    x = np.array([ends[0][number], ends[1][number]])
    y = found.y[number] + found.slopes[number] * (x - found.x[number])
    return Mark("thin", plain_numbers(x), plain_numbers(y), colour, label)


def _slopes_panel(
    found: Slopes, estimable: NDArray[np.intp], values: Floats, moderator: PlottedVariable, y: Axis
) -> Panel:
    """Return the panel of the slopes against their predictor, with the line that the model implies."""
    x, slopes, weights = values[estimable], found.slopes[estimable], found.weights[estimable]
    low, high = np.quantile(slopes, [0.01, 0.99])
    drawn = estimable[(slopes >= low) & (slopes <= high)]
    drawn = drawn[spread_rows(len(drawn))]
    dots = Mark("means", plain_numbers(values[drawn]), plain_numbers(found.slopes[drawn]), 7, "slope in one group")
    if moderator.axis.categories or len(np.unique(x)) == 1:
        at = np.unique(x)
        line = [float(np.average(slopes[x == one], weights=weights[x == one])) for one in at]
    else:
        at = np.array([x.min(), x.max()])
        slope, middle = np.polyfit(x - x.mean(), slopes, 1, w=np.sqrt(weights))
        line = [float(middle + slope * (one - x.mean())) for one in at]
    fit = Mark("line", plain_numbers(at), tuple(line), 0, "slopes implied by the model")
    return Panel("", f"slopes from {rounded(slopes.min())} to {rounded(slopes.max())}", (dots, fit), moderator.axis, y)
