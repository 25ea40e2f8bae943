"""A table in memory, each column of which is read once, when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import Categories, FactorHint, Values
from levelwise.data.frames.factors import as_factor
from levelwise.data.frames.in_memory import in_memory
from levelwise.data.origin import Origin
from levelwise.data.schema import NO_ROWS
from levelwise.errors import DataError


class Frame:
    """A table in memory, with the factors that the caller declares.

    Parameters
    ----------
    data : object
        A `Table`, a data frame of a package that narwhals supports, or a mapping from names to columns.
    factors : mapping, optional
        Columns to convert to factors: their categories in order (the first is the reference category), a mapping from
        values to labels, or True for the values in the data.
    whole : mapping, optional
        If the data are some rows of a larger table, its categorical columns, whose categories the rows may lack.
    origin : Origin, optional
        What is known of the table beyond its columns.
    """

    def __init__(
        self,
        data: object,
        factors: Mapping[str, FactorHint] | None = None,
        whole: Mapping[str, Categories] | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.origin = origin or Origin()
        self._table = in_memory(data)
        self.names: tuple[str, ...] = tuple(self._table.columns)
        self.rows: int = self._table.height
        if self.rows == 0:
            raise DataError(NO_ROWS)
        self._factors = dict(factors or {})
        self._whole = dict(whole or {})
        for name in self._factors:
            if name not in self.names:
                raise self.origin.no_column(name, self.names)
        self._read: dict[str, Values] = {}
        self._of_strings: set[str] = set()

    def raw(self, name: str) -> list[object]:
        """Return the values of a column as they are in the data."""
        return self._table.to_list(name)

    def merged(self, name: str) -> tuple[str, ...]:
        """Return the labels that values of different types in a column have, such as 1 and "1"."""
        column = self.column(name)
        return column.merged if isinstance(column, Categories) else ()

    def is_text(self, name: str) -> bool:
        """Return whether a column holds strings, whose categories are in the order of their code points."""
        column = self.column(name)
        return isinstance(column, Categories) and column.text

    def holds_strings(self, name: str) -> bool:
        """Return whether the values of a column are strings, or categories named by strings, before they are named."""
        self.column(name)
        return name in self._of_strings and name not in self.origin.value_labels

    def column(self, name: str, location: Callable[[], str] | None = None) -> Values:
        """Return a column; `location` returns its place in the formula, for the error if it does not exist."""
        found = self._read.get(name)
        if found is None:
            if name not in self.names:
                raise self.origin.no_column(name, self.names, location() if location else "")
            found = self._table.column(name)
            if isinstance(found, Categories) and all(isinstance(value, str) for value in found.raw):
                self._of_strings.add(name)
            if name in self._factors:
                found = as_factor(name, found, self._factors[name])
            if name in self._whole and isinstance(found, Categories):
                found = found.with_categories_of(self._whole[name])
            self._read[name] = found
        return found
