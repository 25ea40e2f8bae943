"""Tables in memory of any type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from levelwise.data.frames.table import Table, plain_table, table_of_any
from levelwise.errors import DataError
from levelwise.packages import is_installed

if TYPE_CHECKING:
    import narwhals as nw

    from levelwise.data.frames.foreign import ForeignTable


def in_memory(data: object) -> Table | ForeignTable:
    """Return a table in memory, which narwhals reads unless it is plain.

    Raises
    ------
    DataError
        If it is not a table.
    MissingExtraError
        If it is a data frame and narwhals is not installed.
    """
    if isinstance(data, Mapping):
        data = of_mapping(data)
    if isinstance(data, Table):
        return data
    from levelwise.data.frames.foreign import ForeignTable, narwhal

    return ForeignTable(narwhal(data)[0])


def of_mapping(data: Mapping[Any, Any], large: float = float("inf")) -> Table | nw.DataFrame[Any]:
    """Return a mapping from names to columns as a plain table or, if it is large or not plain, as a polars data frame.

    Parameters
    ----------
    data : mapping
        The columns.
    large : float
        Minimum number of rows of a large table.
    """
    table = plain_table(data)
    if table is not None and table.height < large:
        return table
    if not (is_installed("polars") and is_installed("narwhals")):
        return table or table_of_any(data)
    import narwhals as nw
    import polars as pl

    try:
        return nw.from_native(pl.DataFrame(dict(data), strict=False), eager_only=True)
    except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
        raise DataError(f"this mapping is not a table of columns of equal length: {error}") from error
