"""A table in memory, read column by column, each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from levelwise.data.columns import FactorHint, Values
from levelwise.data.frames.factors import as_factor
from levelwise.data.frames.in_memory import in_memory
from levelwise.errors import DataError, UnknownNameError


class Frame:
    """A table in memory, with the factors that the caller names.

    Parameters
    ----------
    data : object
        A `Table`, a data frame of a package that narwhals knows, or a mapping from names to columns.
    factors : mapping, optional
        Columns to take as factors: their categories in order (the first is the reference), a mapping from
        values to labels, or True for the data's own values.
    """

    def __init__(self, data: object, factors: Mapping[str, FactorHint] | None = None) -> None:
        self._table = in_memory(data)
        self.names: tuple[str, ...] = tuple(self._table.columns)
        self.rows: int = self._table.height
        if self.rows == 0:
            raise DataError("the data has no rows")
        self._factors = dict(factors or {})
        for name in self._factors:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names)
        self._read: dict[str, Values] = {}

    def raw(self, name: str) -> list[object]:
        """Return a column's values as they are."""
        return self._table.to_list(name)

    def column(self, name: str, blame: Callable[[], str] | None = None) -> Values:
        """Return a column; `blame` draws the place in the formula when there is no such column."""
        found = self._read.get(name)
        if found is None:
            if name not in self.names:
                raise UnknownNameError("column", name, self.names, blame() if blame else "")
            found = self._table.column(name)
            if name in self._factors:
                found = as_factor(name, found, self._factors[name])
            self._read[name] = found
        return found
