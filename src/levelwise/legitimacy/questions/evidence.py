"""Rows of the data that show a finding, as the handout shows rows of schools 1296 and 1308."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Floats, label_of
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.variation import varying
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.model.spec import Coefficient
from levelwise.text.sentences import digits

if TYPE_CHECKING:
    from numpy.typing import NDArray


def constant_column_evidence(case: Case, group: str, column: Coefficient, caption: str) -> Evidence:
    """Show two rows of each of two groups between which a column differs, beside a predictor that varies."""
    partition = case.partition(group)
    if partition is None or case.design is None:
        return Evidence(caption)
    usable = np.flatnonzero(partition.sizes > 1)
    firsts = partition.firsts[usable]
    values = case.design.column(column)[firsts]
    other = np.flatnonzero(values != values[0]) if len(usable) else usable
    shown = [*usable[:1], *usable[other[:1]]]
    return Evidence(caption, *_rows(case, group, column, shown, predictor_varying_within(case, group, column)))


def rare_variation_evidence(case: Case, group: str, column: Coefficient, caption: str) -> Evidence:
    """Show two rows of a group in which a column does not vary, and of one in which it does."""
    partition, seen = case.partition(group), varying(case, group, column)
    if partition is None or seen is None:
        return Evidence(caption)
    still = np.flatnonzero(~seen & (partition.sizes > 1))
    return Evidence(caption, *_rows(case, group, column, [*still[:1], *np.flatnonzero(seen)[:1]], None))


def predictor_varying_within(case: Case, group: str, column: Coefficient) -> Coefficient | None:
    """Return a predictor of the model that varies within the groups, for contrast."""
    own = {cell.variable for cell in column.cells}
    for other in (*case.random_columns(group), *case.spec.fixed):
        if is_number(other) and other.cells[0].variable not in own:
            seen = varying(case, group, other)
            if seen is not None and seen.all():
                return other
    return None


def _rows(
    case: Case, group: str, column: Coefficient, numbers: list[int], beside: Coefficient | None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return a header and two rows of each of some groups."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or not numbers:
        return (), ()
    names = [*([beside.cells[0].variable] if beside else []), *(cell.variable for cell in column.cells)]
    product = len(column.cells) > 1 or _is_one_of_several(case, column)
    tests = design.column(beside or column)
    rows: list[tuple[str, ...]] = []
    for number in numbers:
        label = label_of(partition.names[number])
        for row in _two(partition.rows(number), tests):
            cells = [_shown(case, name, row) for name in names]
            rows.append((label, *cells, *([digits(design.column(column)[row])] if product else [])))
    return (group, *names, *([column.name] if product else [])), tuple(rows)


def _is_one_of_several(case: Case, column: Coefficient) -> bool:
    """Say whether a column is one of several of its variable, so that the variable's value does not show it."""
    known = case.built.schema.columns[column.cells[0].variable]
    return known.kind != "numeric" and len(known.categories) > 2


def _two(rows: NDArray[np.intp], values: Floats) -> tuple[int, ...]:
    """Return two rows between which a column differs if it does."""
    if len(rows) < 2:
        return tuple(int(row) for row in rows)
    different = np.flatnonzero(values[rows] != values[rows[0]])
    return int(rows[0]), int(rows[different[0] if len(different) else 1])


def _shown(case: Case, variable: str, row: int) -> str:
    assert case.observed is not None  # only asked with data
    values = case.observed.values[variable]
    if isinstance(values, Categories):
        return values.labels[int(values.codes[row])]
    return " ".join(digits(each) for each in np.atleast_1d(values.values[row]))
