"""What panels are made of: a predictor, the response, a group's rows, the line through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Floats, label_of
from levelwise.data.partition import Partition
from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Name
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.model.spec import Coefficient
from levelwise.plots.elide import elided
from levelwise.plots.strip import Axis, Mark, Panel, many, plain_numbers, some

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SINCE = {"date": "days since 1970-01-01", "datetime": "seconds since 1970-01-01"}


@dataclass(frozen=True, eq=False)
class Scale:
    """A variable over the rows and the axis it is drawn on: numbers, or categories by number."""

    values: Floats
    axis: Axis

    def spelled(self, value: float) -> str:
        """Return a value as a reader knows it."""
        return self.axis.categories[int(value)] if self.axis.categories else f"{value + 0.0:.4g}"


def response(case: Case) -> Scale:
    """Return the response."""
    return _variable(case, case.spec.response.text)


def predictor(case: Case, column: Coefficient) -> Scale:
    """Return what a design column is computed from: its one variable, or the column itself where it has several."""
    assert case.observed is not None  # only asked with data
    assert case.design is not None
    if len(column.cells) == 1 and column.cells[0].kind != "basis":
        return _variable(case, column.cells[0].variable)
    return Scale(case.design.column(column), Axis(column.name))


def _variable(case: Case, text: str) -> Scale:
    assert case.observed is not None  # only asked with data
    values, node = case.observed.values[text], case.spec.variables.get(text, case.spec.response.node)
    text = node.text if isinstance(node, Name) else text  # without the quotes it has in a formula
    if isinstance(values, Categories):
        return Scale(values.codes.astype(np.float64), Axis(text, values.labels))
    since = _SINCE.get(values.kind)
    return Scale(values.values, Axis(f"{text} ({since})" if since else text))


def sizes(case: Case, group: str) -> NDArray[np.intp]:
    """Return the number of rows of each group in memory."""
    partition = case.partition(group)
    assert partition is not None  # only asked with data
    return partition.sizes


def first_rows(partition: Partition) -> NDArray[np.intp]:
    """Return the first row of each group."""
    return partition.firsts


def slope_of(x: Floats, y: Floats) -> float | None:
    """Return the least squares slope; None where x does not vary."""
    unit = unit_of(x)
    centred = x / unit - (x / unit).mean()
    total = float(centred @ centred)
    return float(centred @ (y - y.mean())) / total / unit if total > 0.0 and np.ptp(x) > 0.0 else None


def unit_of(x: Floats) -> float:
    """Return the size of the values of a column, in which the squares of very large ones are still numbers."""
    return float(np.abs(x).max(initial=0.0)) or 1.0


def of_group(case: Case, group: str, number: int, x: Scale, y: Scale, *, varies: bool) -> Panel:
    """Return the rows of one group with the line through them, or the word that there is none."""
    partition = case.partition(group)
    assert partition is not None  # only asked with data
    rows = partition.rows(number)
    title, size = label_of(partition.names[number]), many(len(rows), "row")
    shown = rows[some(len(rows))]
    points = plain_numbers(x.values[shown]), plain_numbers(y.values[shown])
    if not varies:
        where = "its one row" if len(rows) == 1 else "every row"
        value = elided(x.spelled(float(x.values[rows[0]])), 14)
        says = f"no slope: {elided(x.axis.label, 16)} = {value} in {where}"
        return Panel(title, says, (Mark("still", *points),), x.axis, y.axis, alarm=True, size=size)
    line, says = _fitted(x.values[rows], y.values[rows], len(x.axis.categories))
    return Panel(title, says, (Mark("rows", *points), line), x.axis, y.axis, size=size)


def _fitted(x: Floats, y: Floats, categories: int) -> tuple[Mark, str]:
    """Return the least squares line, of several categories the line through their means, and its slope in words."""
    if categories:
        codes = np.unique(x)
        means = [float(y[x == code].mean()) for code in codes]
        apart = f"difference {means[-1] - means[0]:.3g}" if len(means) == 2 else ""
        says = apart or f"means {min(means):.3g} to {max(means):.3g}"
        return Mark("line", plain_numbers(codes), tuple(means)), says
    slope = slope_of(x, y) or 0.0
    ends = np.array([x.min(), x.max()])
    return Mark("line", plain_numbers(ends), plain_numbers(y.mean() + slope * (ends - x.mean()))), f"slope {slope:.3g}"


def scale(case: Case) -> str:
    """Say that straight lines are not what a model with a link fits."""
    link = case.spec.link
    return "" if link == "identity" else f" Lines are straight in the response itself, without the {link} link."


def basis(case: Case) -> str:
    """Say of which rows a picture is made, where they are not all."""
    if not case.is_sampled or case.built.sample is None:
        return ""
    seen = case.built.sample.observed.rows
    return f"Made of {seen:,} of {case.spec.rows or 0:,} rows ({case.built.sample.selection})."
