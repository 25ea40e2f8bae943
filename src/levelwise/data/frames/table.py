"""A plain table in memory, which needs no data frame package."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, Numbers, Values
from levelwise.data.frames.plain import any_column_of, column_of
from levelwise.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_SCALARS = (bool, int, float, str, type(None))
_NO_TABLE = "this mapping is not a table of columns of equal length"


class Table:
    """Columns of numbers and categories in memory, of equal length.

    `levelwise.read` returns one if polars is not installed. It is accepted wherever data are expected.

    Parameters
    ----------
    columns : mapping of str to Values
        The columns by name.

    Attributes
    ----------
    columns : list of str
        The names of the columns.
    height : int
        The number of rows.
    """

    def __init__(self, columns: Mapping[str, Values]) -> None:
        self._columns = dict(columns)
        self.columns = list(columns)
        self.height = next((_height(column) for column in columns.values()), 0)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self.height, len(self.columns)

    def column(self, name: str) -> Values:
        """Return a column as numbers or categories."""
        return self._columns[name]

    def to_list(self, name: str) -> list[Any]:
        """Return a column as a list of Python values, with None for missing ones."""
        column = self._columns[name]
        if isinstance(column, Categories):
            values = (*column.raw, None)  # MISSING is −1, the index of the last element
            return [values[code] for code in column.codes.tolist()]
        is_integer = column.kind == "integer"
        return [None if isnan(value) else int(value) if is_integer else value for value in column.values.tolist()]

    def to_dict(self) -> dict[str, list[Any]]:
        """Return the columns as lists of Python values, by name."""
        return {name: self.to_list(name) for name in self.columns}

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a polars data frame."""
        import polars as pl

        return pl.DataFrame([_series(name, column) for name, column in self._columns.items()])

    def __repr__(self) -> str:
        return f"<Table of {self.height} rows: {', '.join(self.columns)}>"


def plain_table(data: Mapping[Any, Any]) -> Table | None:
    """Return a mapping from names to columns as a table; None if a name or a column is not plain.

    A plain column is a list, a tuple, a range or a numpy array, or a single value, which is repeated in every row.

    Raises
    ------
    DataError
        If the columns differ in length.
    """
    columns: dict[str, Values | object] = {}
    for name, values in data.items():
        single = type(values) in _SCALARS
        column = column_of(values) if isinstance(values, list | tuple | range | np.ndarray) else None
        if not isinstance(name, str) or not (single or column):
            return None
        columns[name] = values if single else column
    return _table(columns)


def table_of_any(data: Mapping[Any, Any]) -> Table:
    """Return a mapping from names to columns of any type as a table.

    Raises
    ------
    DataError
        If the columns differ in length, or one is not a sequence of values.
    """
    columns: dict[str, Values | object] = {}
    for name, values in data.items():
        values = values.tolist() if hasattr(values, "tolist") else values
        try:
            columns[str(name)] = values if type(values) in _SCALARS else any_column_of(str(name), values)
        except TypeError as error:
            raise DataError(f"{_NO_TABLE}: {name!r} is of type {type(values).__name__}") from error
    return _table(columns)


def _table(columns: Mapping[str, Values | object]) -> Table:
    """Return a table with the given columns, in which single values are repeated."""
    heights = {name: _height(one) for name, one in columns.items() if isinstance(one, Numbers | Categories)}
    for name, height in heights.items():
        first = next(iter(heights))
        if height != heights[first]:
            raise DataError(f"{_NO_TABLE}: {first!r} has {heights[first]} values and {name!r} {height}")
    rows = next(iter(heights.values()), 1 if columns else 0)
    return Table({name: _repeated(values, rows) for name, values in columns.items()})


def _height(column: Values) -> int:
    return len(column.codes if isinstance(column, Categories) else column.values)


def _repeated(values: Values | object, rows: int) -> Values:
    if isinstance(values, Numbers | Categories):
        return values
    column = column_of([values] * rows)
    assert column is not None  # a scalar is plain
    return column


def _series(name: str, column: Values) -> pl.Series:
    import polars as pl

    if isinstance(column, Numbers):
        numbers = pl.Series(name, column.values, nan_to_null=True)
        return numbers.cast(pl.Int64) if column.kind == "integer" else numbers
    kind: pl.DataType | type[pl.DataType] = pl.Enum(column.labels)
    if column.kind == "logical":
        kind = pl.Boolean
    elif column.text:
        kind = pl.String
    elif all(isinstance(value, int) for value in column.raw):
        kind = pl.Int64
    categories = pl.Series(name, [*column.raw, None], kind)
    return categories.gather(np.where(column.codes == MISSING, len(column.raw), column.codes))
