"""The effects of a predictor within groups and between group means."""

from __future__ import annotations

from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import DesignColumn
from levelwise.plots.strip import Axis, Kind, Mark, Panel, Strip, plain_numbers, spread_rows
from levelwise.plots.views.slopes_by_group import slopes_in
from levelwise.plots.views.variables import link_note, response, sample_note, slope_of
from levelwise.text.sentences import counted, rounded

_MIXED = 6


def within(case: Case, group: str, column: DesignColumn) -> tuple[Strip, ...]:
    """Plot the slope within the groups, the slope of their means, and the slope that ignores the groups."""
    assert case.design is not None  # called only with data
    x, y = case.design.column(column), response(case)
    found = slopes_in(case, group, x, y.values)
    rows, means = spread_rows(len(x), 600), spread_rows(len(found.x))
    marks = [
        Mark("rows", plain_numbers(x[rows]), plain_numbers(y.values[rows]), 7, "row"),
        Mark("means", plain_numbers(found.x[means]), plain_numbers(found.y[means]), 3, f"group mean ({group})"),
    ]
    slopes = (
        ("within the groups", found.pooled, x, 0),
        ("between their means", found.between, found.x, 1),
        ("mixture of the two", slope_of(x, y.values), x, _MIXED),
    )
    summary: list[str] = []
    for name, slope, over, colour in slopes:
        if slope is not None:
            summary.append(f"{name} {rounded(slope)}")
            ends = np.quantile(over, [0.02, 0.98])  # over most of the range of its values
            heights = y.values.mean() + slope * (ends - x.mean())
            kind: Kind = "dashed" if colour == _MIXED else "line"
            label = f"{name}: slope {rounded(slope)}"
            marks.append(Mark(kind, plain_numbers(ends), plain_numbers(heights), colour, label))
    panel = Panel("", ", ".join(summary), tuple(marks), Axis(column.name), y.axis)
    title = f"{y.axis.label} against {column.name}, within and between the groups of {group}"
    caption = f"{len(rows):,} of {counted(len(x), 'row')} and {len(means):,} of {len(found.x):,} means are drawn."
    caption += link_note(case)
    return (Strip(title, (panel,), f"{caption} {sample_note(case)}".strip(), shared=False),)
