"""The response against a predictor in a few groups, and the plot of any model."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.data.columns import label_of
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.evidence import predictor_varying_within
from levelwise.legitimacy.questions.variation import varies_by_group
from levelwise.model.spec import DesignColumn
from levelwise.plots.strip import MAX_ROWS, Axis, Mark, Panel, Strip, plain_numbers, spread_rows
from levelwise.plots.views.choose_groups import by_slope, by_value, varying_and_constant
from levelwise.plots.views.slopes_by_group import slopes_in
from levelwise.plots.views.variables import (
    PlottedVariable,
    group_panel,
    group_sizes,
    link_note,
    predictor,
    response,
    sample_note,
    slope_of,
)
from levelwise.text.sentences import counted, rounded


def groups(case: Case, group: str, column: DesignColumn) -> tuple[Strip, ...]:
    """Plot the response against a predictor in a few groups; if it is constant there, also against one that varies."""
    x, partition = predictor(case, column), case.partition(group)
    assert partition is not None  # called only with data
    assert case.design is not None
    own = case.design.column(column)
    if x.axis.categories and (partition.varying(x.values) != partition.varying(own)).any():
        # one of several columns of a factor, which is constant in some groups in which the factor varies
        x = PlottedVariable(own, Axis(column.name))
    return _strips_for(case, group, column, x)


def _strips_for(case: Case, group: str, column: DesignColumn, x: PlottedVariable) -> tuple[Strip, ...]:
    partition, count = case.partition(group), group_sizes(case, group)
    assert partition is not None  # called only with data
    varying = partition.varying(x.values)
    if varying.any() and varying[count > 1].all():
        found = slopes_in(case, group, x.values, response(case).values)
        numbers = by_slope(np.nan_to_num(found.slopes), count)
        caption = "Ordered from the lowest slope to the highest." if len(x.axis.categories) <= 2 else ""
        return (_strip(case, group, x, numbers, caption),)
    if varying.any():
        numbers = varying_and_constant(varying, count)
        caption = f"{x.axis.label} varies in {int(varying[numbers].sum())} of these {len(numbers)} groups."
        return (_strip(case, group, x, numbers, caption),)
    numbers = by_value(x.values[partition.firsts], count)
    strips = (_strip(case, group, x, numbers, f"{x.axis.label} varies in none of these groups."),)
    neighbour = predictor_varying_within(case, group, column)
    if neighbour is None:
        return strips
    return (
        *strips,
        _strip(
            case,
            group,
            predictor(case, neighbour),
            numbers,
            "The same groups, with a predictor that varies within them.",
        ),
    )


def _strip(case: Case, group: str, x: PlottedVariable, numbers: Sequence[int], caption: str) -> Strip:
    partition, y = case.partition(group), response(case)
    assert partition is not None  # called only with data
    varying = partition.varying(x.values)
    panels = tuple(group_panel(case, group, number, x, y, varies=bool(varying[number])) for number in numbers)
    count = counted(case.size(group), "group")
    title = f"{y.axis.label} against {x.axis.label} in {len(numbers)} of {count} of {group}"
    if int(group_sizes(case, group)[list(numbers)].max()) > MAX_ROWS:
        caption += f" At most {MAX_ROWS} rows of a group are drawn; lines are fitted to all."
    if varying[list(numbers)].any():
        caption += link_note(case)
    return Strip(title, panels, f"{caption} {sample_note(case)}".strip())


def of_model(case: Case) -> tuple[Strip, ...]:
    """Plot the main random slope in a few groups, else the first predictor, else the means of groups."""
    found = _main_slope(case)
    if found is not None:
        return _strips_for(case, *found, predictor(case, found[1]))
    if case.spec.levels:
        return (_means(case, case.spec.levels[0].group.label),)
    return (_without_groups(case),)


def _main_slope(case: Case) -> tuple[str, DesignColumn] | None:
    """Return a grouping factor and the predictor whose slopes are plotted: a random slope if possible."""
    slopes = [(block.group, column) for block in case.spec.blocks for column in block.effects if column.cells]
    everywhere = [(level.group.label, column) for level in case.spec.levels for column in case.spec.fixed]
    every = [*slopes, *((group, column) for group, column in everywhere if column.cells)]
    plain = [one for one in every if len(one[1].cells) == 1]
    for group, column in (*slopes, *plain, *every):
        seen = varies_by_group(case, group, column)
        if seen is not None and seen.any():
            return group, column
    return every[0] if every else None


def _means(case: Case, group: str) -> Strip:
    """Plot the rows of some groups side by side, ordered by mean."""
    partition, y, count = case.partition(group), response(case), group_sizes(case, group)
    assert partition is not None  # called only with data
    means = np.bincount(partition.codes, weights=y.values, minlength=partition.size) / count
    order = np.argsort(means, kind="stable")
    selected = order[np.unique(np.linspace(0, len(order) - 1, 12).round().astype(np.intp))]
    x: list[float] = []
    values: list[float] = []
    for place, number in enumerate(selected):
        rows = partition.rows(int(number))
        shown = rows[spread_rows(len(rows))]
        x += [float(place)] * len(shown)
        values += plain_numbers(y.values[shown])
    middles = Mark("means", plain_numbers(np.arange(len(selected))), plain_numbers(means[selected]), 1, "group mean")
    labels = tuple(label_of(partition.names[number]) for number in selected)
    summary = f"means from {rounded(means.min())} to {rounded(means.max())}"
    points = Mark("rows", tuple(x), tuple(values), label="row")
    panel = Panel("", summary, (points, middles), Axis(group, labels), y.axis)
    title = f"{y.axis.label} in {len(selected)} of {counted(case.size(group), 'group')} of {group}"
    return Strip(
        title, (panel,), f"Ordered from the lowest mean to the highest. {sample_note(case)}".strip(), shared=False
    )


def _without_groups(case: Case) -> Strip:
    """Plot a model without grouping factors."""
    y = response(case)
    column = next((one for one in case.spec.fixed if one.cells), None)
    shown = spread_rows(len(y.values), 600)
    if column is None:
        counts, edges = np.histogram(y.values, bins=20)
        bars = Mark("bars", plain_numbers(edges), plain_numbers(counts))
        panel = Panel("", f"mean {rounded(y.values.mean())}", (bars,), y.axis, Axis("rows"))
        return Strip(f"{y.axis.label} in {counted(len(y.values), 'row')}", (panel,), sample_note(case), shared=False)
    x = predictor(case, column)
    marks = [Mark("rows", plain_numbers(x.values[shown]), plain_numbers(y.values[shown]))]
    slope = slope_of(x.values, y.values)
    summary = ""
    if slope is not None and not x.axis.categories:
        ends = np.array([x.values.min(), x.values.max()])
        marks.append(
            Mark("line", plain_numbers(ends), plain_numbers(y.values.mean() + slope * (ends - x.values.mean())))
        )
        summary = f"slope {rounded(slope)}"
    panel = Panel("", summary, tuple(marks), x.axis, y.axis)
    title = f"{y.axis.label} against {x.axis.label}, without groups"
    return Strip(title, (panel,), sample_note(case), shared=False)
