"""A predictor in a few groups: a slope in each, or none to be seen. And what there is to see of any model."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.data.columns import label_of
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.evidence import predictor_varying_within
from levelwise.legitimacy.questions.variation import varying
from levelwise.model.spec import Coefficient
from levelwise.plots.strip import MOST_ROWS, Axis, Mark, Panel, Strip, many, plain_numbers, some
from levelwise.plots.views.choose_groups import both, by_slope, by_value
from levelwise.plots.views.histogram import slopes_in
from levelwise.plots.views.rows import Scale, basis, first_rows, of_group, predictor, response, scale, sizes, slope_of


def groups(case: Case, group: str, column: Coefficient) -> tuple[Strip, ...]:
    """Show the response against a predictor in a few groups, beside a predictor that varies where it does not."""
    x, partition = predictor(case, column), case.partition(group)
    assert partition is not None  # only asked with data
    assert case.design is not None
    own = case.design.column(column)
    if x.axis.categories and (partition.varying(x.values) != partition.varying(own)).any():
        x = Scale(own, Axis(column.name))  # one of several columns of a factor, which varies elsewhere than the factor
    return _of(case, group, column, x)


def _of(case: Case, group: str, column: Coefficient, x: Scale) -> tuple[Strip, ...]:
    partition, count = case.partition(group), sizes(case, group)
    assert partition is not None  # only asked with data
    varying = partition.varying(x.values)
    if varying.any() and varying[count > 1].all():
        found = slopes_in(case, group, x.values, response(case).values)
        numbers = by_slope(np.nan_to_num(found.slopes), count)
        how = "From the lowest slope to the highest." if len(x.axis.categories) <= 2 else ""
        return (_strip(case, group, x, numbers, how),)
    if varying.any():
        numbers = both(varying, count)
        how = f"{x.axis.label} varies in {int(varying[numbers].sum())} of these {len(numbers)} groups."
        return (_strip(case, group, x, numbers, how),)
    numbers = by_value(x.values[first_rows(partition)], count)
    strips = (_strip(case, group, x, numbers, f"{x.axis.label} varies in none of these groups."),)
    beside = predictor_varying_within(case, group, column)
    if beside is None:
        return strips
    return (
        *strips,
        _strip(case, group, predictor(case, beside), numbers, "The same groups, with a predictor that varies in them."),
    )


def _strip(case: Case, group: str, x: Scale, numbers: Sequence[int], how: str) -> Strip:
    partition, y = case.partition(group), response(case)
    assert partition is not None  # only asked with data
    varying = partition.varying(x.values)
    panels = tuple(of_group(case, group, number, x, y, varies=bool(varying[number])) for number in numbers)
    title = f"{y.axis.label} against {x.axis.label} in {len(numbers)} of {many(case.size(group), 'group')} of {group}"
    if int(sizes(case, group)[list(numbers)].max()) > MOST_ROWS:
        how += f" At most {MOST_ROWS} rows of a group are drawn; lines are fitted to all."
    if varying[list(numbers)].any():
        how += scale(case)
    return Strip(title, panels, f"{how} {basis(case)}".strip())


def of_model(case: Case) -> tuple[Strip, ...]:
    """Show the main random slope in a few groups; of a model without one, its first predictor; without one, groups."""
    found = _to_see(case)
    if found is not None:
        return _of(case, *found, predictor(case, found[1]))
    if case.spec.levels:
        return (_means(case, case.spec.levels[0].group.label),)
    return (_alone(case),)


def _to_see(case: Case) -> tuple[str, Coefficient] | None:
    """Return a grouping factor and the predictor whose slope is best worth seeing in its groups."""
    slopes = [(block.group, column) for block in case.spec.blocks for column in block.effects if column.cells]
    everywhere = [(level.group.label, column) for level in case.spec.levels for column in case.spec.fixed]
    every = [*slopes, *((group, column) for group, column in everywhere if column.cells)]
    plain = [one for one in every if len(one[1].cells) == 1]
    for group, column in (*slopes, *plain, *every):
        seen = varying(case, group, column)
        if seen is not None and seen.any():
            return group, column
    return every[0] if every else None


def _means(case: Case, group: str) -> Strip:
    """Show the rows of some groups side by side, from the lowest mean to the highest."""
    partition, y, count = case.partition(group), response(case), sizes(case, group)
    assert partition is not None  # only asked with data
    means = np.bincount(partition.codes, weights=y.values, minlength=partition.size) / count
    order = np.argsort(means, kind="stable")
    chosen = order[np.unique(np.linspace(0, len(order) - 1, 12).round().astype(np.intp))]
    x: list[float] = []
    values: list[float] = []
    for place, number in enumerate(chosen):
        rows = partition.rows(int(number))
        shown = rows[some(len(rows))]
        x += [float(place)] * len(shown)
        values += plain_numbers(y.values[shown])
    middles = Mark("means", plain_numbers(np.arange(len(chosen))), plain_numbers(means[chosen]), 1, "mean of the group")
    labels = tuple(label_of(partition.names[number]) for number in chosen)
    says = f"means from {means.min():.3g} to {means.max():.3g}"
    rows_of = Mark("rows", tuple(x), tuple(values), label="row")
    panel = Panel("", says, (rows_of, middles), Axis(group, labels), y.axis)
    title = f"{y.axis.label} in {len(chosen)} of {many(case.size(group), 'group')} of {group}"
    return Strip(title, (panel,), f"From the lowest mean to the highest. {basis(case)}".strip(), shared=False)


def _alone(case: Case) -> Strip:
    """Show a model that has no groups."""
    y = response(case)
    column = next((one for one in case.spec.fixed if one.cells), None)
    shown = some(len(y.values), 600)
    if column is None:
        counts, edges = np.histogram(y.values, bins=20)
        bars = Mark("bars", plain_numbers(edges), plain_numbers(counts))
        panel = Panel("", f"mean {y.values.mean():.3g}", (bars,), y.axis, Axis("rows"))
        return Strip(f"{y.axis.label} in {many(len(y.values), 'row')}", (panel,), basis(case), shared=False)
    x = predictor(case, column)
    marks = [Mark("rows", plain_numbers(x.values[shown]), plain_numbers(y.values[shown]))]
    slope = slope_of(x.values, y.values)
    says = ""
    if slope is not None and not x.axis.categories:
        ends = np.array([x.values.min(), x.values.max()])
        marks.append(
            Mark("line", plain_numbers(ends), plain_numbers(y.values.mean() + slope * (ends - x.values.mean())))
        )
        says = f"slope {slope:.3g}"
    panel = Panel("", says, tuple(marks), x.axis, y.axis)
    title = f"{y.axis.label} against {x.axis.label}, without groups"
    return Strip(title, (panel,), basis(case), shared=False)
