"""Rows of the data that show a finding, as the handout shows rows of schools 1296 and 1308."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Floats, label_of
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.variation import varies_by_group
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.model.spec import DesignColumn
from levelwise.text.sentences import digits

if TYPE_CHECKING:
    from numpy.typing import NDArray


def constant_column_evidence(case: Case, group: str, column: DesignColumn, caption: str) -> Evidence:
    """Return two rows of each of two groups with different values of a column, with a predictor that varies."""
    partition = case.partition(group)
    if partition is None or case.design is None:
        return Evidence(caption)
    usable = np.flatnonzero(partition.sizes > 1)
    firsts = partition.firsts[usable]
    values = case.design.column(column)[firsts]
    other = np.flatnonzero(values != values[0]) if len(usable) else usable
    numbers = [*usable[:1], *usable[other[:1]]]
    return Evidence(caption, *_rows(case, group, column, numbers, predictor_varying_within(case, group, column)))


def rare_variation_evidence(case: Case, group: str, column: DesignColumn, caption: str) -> Evidence:
    """Return two rows of a group in which a column does not vary, and two of one in which it does."""
    partition, varies = case.partition(group), varies_by_group(case, group, column)
    if partition is None or varies is None:
        return Evidence(caption)
    constant = np.flatnonzero(~varies & (partition.sizes > 1))
    return Evidence(caption, *_rows(case, group, column, [*constant[:1], *np.flatnonzero(varies)[:1]], None))


def predictor_varying_within(case: Case, group: str, column: DesignColumn) -> DesignColumn | None:
    """Return another predictor of the model that varies within every group, for contrast."""
    own = {cell.variable for cell in column.cells}
    for other in (*case.random_columns(group), *case.spec.fixed):
        if is_number(other) and other.cells[0].variable not in own:
            varies = varies_by_group(case, group, other)
            if varies is not None and varies.all():
                return other
    return None


def _rows(
    case: Case, group: str, column: DesignColumn, numbers: list[int], beside: DesignColumn | None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return a header, and two rows of each of some groups."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or not numbers:
        return (), ()
    names = [*([beside.cells[0].variable] if beside else []), *(cell.variable for cell in column.cells)]
    with_column = len(column.cells) > 1 or _is_one_of_several(case, column)
    values = design.column(beside or column)
    rows: list[tuple[str, ...]] = []
    for number in numbers:
        label = label_of(partition.names[number])
        for row in _two_rows(partition.rows(number), values):
            cells = [_value(case, name, row) for name in names]
            rows.append((label, *cells, *([digits(design.column(column)[row])] if with_column else [])))
    return (group, *names, *([column.name] if with_column else [])), tuple(rows)


def _is_one_of_several(case: Case, column: DesignColumn) -> bool:
    """Return whether a column is one of several of its variable, so that the variable's value does not show it."""
    known = case.prepared.schema.columns[column.cells[0].variable]
    return known.kind != "numeric" and len(known.categories) > 2


def _two_rows(rows: NDArray[np.intp], values: Floats) -> tuple[int, ...]:
    """Return two rows of a group, with different values if there are any."""
    if len(rows) < 2:
        return tuple(int(row) for row in rows)
    different = np.flatnonzero(values[rows] != values[rows[0]])
    return int(rows[0]), int(rows[different[0] if len(different) else 1])


def _value(case: Case, variable: str, row: int) -> str:
    assert case.observed is not None  # there are data
    values = case.observed.values[variable]
    if isinstance(values, Categories):
        return values.labels[int(values.codes[row])]
    return " ".join(digits(each) for each in np.atleast_1d(values.values[row]))
