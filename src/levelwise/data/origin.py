"""What is known of a table beyond its columns: how its file was read, and the labels in it."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from levelwise.dataclass import dataclass
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
    header : str
        The first line of a text file, if it looks like data rather than names of columns.
    """

    marks: Marks = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    header: str = ""

    def notes_on(self, names: Collection[str]) -> Iterator[Note]:
        """Return the notes on a model that uses some of the columns."""
        yield from self.notes
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
