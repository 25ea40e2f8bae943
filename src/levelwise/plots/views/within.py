"""A predictor's two effects: within the groups, and between their means."""

from __future__ import annotations

from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import Coefficient
from levelwise.plots.strip import Axis, Kind, Mark, Panel, Strip, many, plain_numbers, some
from levelwise.plots.views.histogram import slopes_in
from levelwise.plots.views.rows import basis, response, scale, slope_of

_MIXED = 6


def within(case: Case, group: str, column: Coefficient) -> tuple[Strip, ...]:
    """Show the slope within the groups, the slope through their means, and the one that mixes both."""
    assert case.design is not None  # only asked with data
    x, y = case.design.column(column), response(case)
    found = slopes_in(case, group, x, y.values)
    rows, means = some(len(x), 600), some(len(found.x))
    marks = [
        Mark("rows", plain_numbers(x[rows]), plain_numbers(y.values[rows]), 7, "row"),
        Mark("means", plain_numbers(found.x[means]), plain_numbers(found.y[means]), 3, f"mean of a group of {group}"),
    ]
    slopes = (
        ("within the groups", found.pooled, x, 0),
        ("between their means", found.between, found.x, 1),
        ("both mixed", slope_of(x, y.values), x, _MIXED),
    )
    said: list[str] = []
    for name, slope, over, colour in slopes:
        if slope is not None:
            said.append(f"{name} {slope:.3g}")
            ends = np.quantile(over, [0.02, 0.98])  # as long as most of the values it is about
            heights = y.values.mean() + slope * (ends - x.mean())
            kind: Kind = "dashed" if colour == _MIXED else "line"
            label = f"{name}: slope {slope:.3g}"
            marks.append(Mark(kind, plain_numbers(ends), plain_numbers(heights), colour, label))
    panel = Panel("", ", ".join(said), tuple(marks), Axis(column.name), y.axis)
    title = f"{y.axis.label} against {column.name}, within and between the groups of {group}"
    caption = (
        f"{len(rows):,} of {many(len(x), 'row')} and {len(means):,} of {len(found.x):,} means are drawn.{scale(case)}"
    )
    return (Strip(title, (panel,), f"{caption} {basis(case)}".strip(), shared=False),)
