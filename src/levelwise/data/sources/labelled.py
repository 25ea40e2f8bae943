"""Columns with labelled values and declared missing values, as SPSS, Stata, SAS and R store them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from levelwise.data.columns import Values, encoded, is_missing, label_of
from levelwise.data.frames.plain import any_column_of
from levelwise.data.frames.table import Table
from levelwise.data.origin import Origin, with_origin
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.text.note import Note
from levelwise.text.sentences import listed


@dataclass(frozen=True)
class LabelledColumn:
    """A column with what its file says about it.

    Attributes
    ----------
    values : sequence or Values
        Its values, with None for missing ones; or the column itself.
    label : str
        The label of the variable.
    value_labels : mapping of values to str
        The labels of its values.
    missing : tuple of pairs
        The ranges of values that count as missing, each with its ends.
    unit : str
        The unit of the variable.
    """

    values: Sequence[Any] | Values
    label: str = ""
    value_labels: Mapping[Any, str] = field(default_factory=dict)
    missing: tuple[tuple[Any, Any], ...] = ()
    unit: str = ""


def labelled_table(columns: Mapping[str, LabelledColumn], name: str) -> Table:
    """Return columns as a table: those of which every value has a label are factors, in the order of their values.

    Raises
    ------
    DataError
        If there are no rows.
    """
    marks: dict[str, dict[str, int]] = {}
    notes: list[Note] = []
    found: dict[str, Values] = {}
    for column, one in columns.items():
        if not isinstance(one.values, Sequence):
            found[column] = one.values
            continue
        present = [None if is_missing(value) or value == "" else value for value in one.values]
        declared = Counter(value for value in present if value is not None and _is_declared(value, one.missing))
        if declared:
            marks[column] = {_shown(value, one.value_labels): rows for value, rows in declared.items()}
            present = [None if value in declared else value for value in present]
        found[column], merged = _column(column, present, one.value_labels)
        if merged:
            notes.append(Note("merged-values", f"in {column}, {merged}"))
    table = Table(found)
    if table.height == 0:
        raise DataError(f"{name} has no rows")
    labels = {column: one.label for column, one in columns.items() if one.label}
    units = {column: one.unit for column, one in columns.items() if one.unit}
    named = {
        column: {label_of(value): str(word) for value, word in one.value_labels.items()}
        for column, one in columns.items()
        if one.value_labels
    }
    return with_origin(table, Origin(marks, labels, tuple(notes), units=units, value_labels=named))


def _is_declared(value: Any, ranges: tuple[tuple[Any, Any], ...]) -> bool:
    return any(isinstance(value, str) == isinstance(low, str) and low <= value <= high for low, high in ranges)


def _shown(value: Any, labels: Mapping[Any, str]) -> str:
    return f"{label_of(value)} ({labels[value]})" if value in labels else label_of(value)


def _column(name: str, values: list[Any], labels: Mapping[Any, str]) -> tuple[Values, str]:
    """Return a column, and which of its values have the same label."""
    if not labels or not {value for value in values if value is not None} <= set(labels) or not any(values):
        return any_column_of(name, values), ""
    used = {value for value in values if value is not None}
    order = [value for value in sorted(labels, key=lambda one: (isinstance(one, str), one)) if value in used]
    by_label: dict[str, list[str]] = {}
    for value in order:
        by_label.setdefault(str(labels[value]), []).append(label_of(value))
    same = [f"the values {listed(ones)} have the label {one!r}" for one, ones in by_label.items() if len(ones) > 1]
    factor = encoded([None if value is None else str(labels[value]) for value in values], list(by_label), "factor")
    return factor, f"{listed(same)} and are one category" if same else ""
