"""The variables of a plot, and the panel of one group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Floats, label_of
from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Name
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import DesignColumn
from levelwise.plots.labels import elided
from levelwise.plots.strip import Axis, Mark, Panel, plain_numbers, spread_rows
from levelwise.text.sentences import counted, rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SINCE = {"date": "days since 1970-01-01", "datetime": "seconds since 1970-01-01"}


@dataclass(frozen=True, eq=False)
class PlottedVariable:
    """The values of a variable, categories as codes, and its axis."""

    values: Floats
    axis: Axis

    def formatted(self, value: float) -> str:
        """Return a value as a label."""
        return self.axis.categories[int(value)] if self.axis.categories else f"{value + 0.0:.4g}"


def response(case: Case) -> PlottedVariable:
    """Return the response."""
    return _variable(case, case.spec.response.text)


def predictor(case: Case, column: DesignColumn) -> PlottedVariable:
    """Return the variable from which a design column is computed, or the column itself if there are several."""
    assert case.observed is not None  # called only with data
    assert case.design is not None
    if len(column.cells) == 1 and column.cells[0].kind != "basis":
        return _variable(case, column.cells[0].variable)
    return PlottedVariable(case.design.column(column), Axis(column.name))


def _variable(case: Case, text: str) -> PlottedVariable:
    assert case.observed is not None  # called only with data
    values, node = case.observed.values[text], case.spec.variables.get(text, case.spec.response.node)
    text = node.text if isinstance(node, Name) else text  # without backticks
    if isinstance(values, Categories):
        return PlottedVariable(values.codes.astype(np.float64), Axis(text, values.labels))
    since = _SINCE.get(values.kind)
    return PlottedVariable(values.values, Axis(f"{text} ({since})" if since else text))


def group_sizes(case: Case, group: str) -> NDArray[np.intp]:
    """Return the number of rows of each group in memory."""
    partition = case.partition(group)
    assert partition is not None  # called only with data
    return partition.sizes


def slope_of(x: Floats, y: Floats) -> float | None:
    """Return the least squares slope, or None if x does not vary."""
    unit = unit_of(x)
    centred = x / unit - (x / unit).mean()
    total = float(centred @ centred)
    return float(centred @ (y - y.mean())) / total / unit if total > 0.0 and np.ptp(x) > 0.0 else None


def unit_of(x: Floats) -> float:
    """Return the largest absolute value of a column, the unit in which its squares cannot overflow."""
    return float(np.abs(x).max(initial=0.0)) or 1.0


def group_panel(case: Case, group: str, number: int, x: PlottedVariable, y: PlottedVariable, *, varies: bool) -> Panel:
    """Return the panel of one group: its rows and their least squares line, or the note that there is no slope."""
    partition = case.partition(group)
    assert partition is not None  # called only with data
    rows = partition.rows(number)
    title, size = label_of(partition.names[number]), counted(len(rows), "row")
    shown = rows[spread_rows(len(rows))]
    points = plain_numbers(x.values[shown]), plain_numbers(y.values[shown])
    if not varies:
        where = "its only row" if len(rows) == 1 else "every row"
        value = elided(x.formatted(float(x.values[rows[0]])), 14)
        summary = f"no slope: {elided(x.axis.label, 16)} = {value} in {where}"
        return Panel(title, summary, (Mark("constant", *points),), x.axis, y.axis, highlighted=True, size=size)
    line, summary = _fitted(x.values[rows], y.values[rows], len(x.axis.categories))
    return Panel(title, summary, (Mark("rows", *points), line), x.axis, y.axis, size=size)


def _fitted(x: Floats, y: Floats, categories: int) -> tuple[Mark, str]:
    """Return the least squares line, or the line through the means of the categories, with a summary."""
    if categories:
        codes = np.unique(x)
        means = [float(y[x == code].mean()) for code in codes]
        difference = f"difference {rounded(means[-1] - means[0])}" if len(means) == 2 else ""
        summary = difference or f"means {rounded(min(means))} to {rounded(max(means))}"
        return Mark("line", plain_numbers(codes), tuple(means)), summary
    slope = slope_of(x, y) or 0.0
    ends = np.array([x.min(), x.max()])
    return Mark(
        "line", plain_numbers(ends), plain_numbers(y.mean() + slope * (ends - x.mean()))
    ), f"slope {rounded(slope)}"


def link_note(case: Case) -> str:
    """Return a note that the lines ignore the link function, if there is one."""
    link = case.spec.link
    return "" if link == "identity" else f" The lines are fitted on the scale of the response, without the {link} link."


def sample_note(case: Case) -> str:
    """Return a note on the rows of the plot, if they are a sample."""
    if not case.is_sampled or case.prepared.sample is None:
        return ""
    rows = case.prepared.sample.observed.rows
    return f"Based on {rows:,} of {case.spec.rows or 0:,} rows ({case.prepared.sample.selection})."
