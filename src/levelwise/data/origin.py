"""What is known of a table beyond its columns: how its file was read, and the labels in it."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from levelwise.dataclass import dataclass
from levelwise.errors import DataError, LevelwiseError, UnknownNameError
from levelwise.text.note import Note
from levelwise.text.sentences import counted, listed

_Table = TypeVar("_Table")

Marks = Mapping[str, Mapping[str, int]]
"""For each column, the number of values that each mark of missing values replaces."""


@dataclass(frozen=True)
class Origin:
    """What is known of a table beyond its columns.

    Attributes
    ----------
    marks : mapping of str to mapping of str to int
        For each column, the number of rows in which each mark, such as ``.`` among numbers, was read as missing.
    labels : mapping of str to str
        What SPSS and Stata call the label of a variable: its description.
    notes : tuple of Note
        How the file was read.
    header_is_data : bool
        Whether the first line of a text file looks like data rather than names of columns.
    repeated : frozenset of str
        The names that several columns have, none of which can be used.
    units : mapping of str to str
        The units of variables.
    value_labels : mapping of str to mapping of str to str
        The labels of the values of variables.
    """

    marks: Marks = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    header_is_data: bool = False
    repeated: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def no_column(self, name: str, names: Iterable[str], where: str = "") -> LevelwiseError:
        """Return the error for a column that does not exist, or is not unique; `where` is its place in the formula."""
        if name in self.repeated:
            message = f"more than one column of the data is named {name!r}; rename or remove all but one"
            return DataError(message + (f"\n{where}" if where else ""))
        why = "line 1 of the file looks like data, so its header seems to be missing" if self.header_is_data else ""
        return UnknownNameError("column", name, names, where, why=why)

    def notes_on(self, names: Collection[str]) -> Iterator[Note]:
        """Return the notes on a model that uses some of the columns."""
        yield from self.notes
        labels = [f"{name} is {self.labels[name]!r}" for name in names if name in self.labels]
        if labels:
            yield Note("variable-labels", f"labels of the variables: {'; '.join(labels)}")
        found = [_marked(name, self.marks[name]) for name in names if self.marks.get(name)]
        if found:
            yield Note("missing-marks", "read as missing values: " + "; ".join(found))


def _marked(name: str, marks: Mapping[str, int]) -> str:
    found = (f"{mark!r} in {counted(rows, 'row')}" for mark, rows in marks.items())
    return f"{listed(found)} of {name}"


_ORIGINS: dict[int, Origin] = {}


def with_origin(table: _Table, origin: Origin) -> _Table:
    """Return a table after recording its origin, which is forgotten with the table."""
    if origin != Origin():
        _ORIGINS[id(table)] = origin
        weakref.finalize(table, _ORIGINS.pop, id(table), None)
    return table


def origin_of(table: object) -> Origin:
    """Return the origin of a table, as far as it is known."""
    return _ORIGINS.get(id(table), Origin())
