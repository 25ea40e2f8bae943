"""Tables and views of SQLite and DuckDB files, which are opened read-only and cannot execute code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from levelwise.data.sources import duck, sqlite
from levelwise.data.sources.formats import HEAD, kind
from levelwise.data.sources.messages import explained, printable
from levelwise.errors import DataError
from levelwise.progress import progress

if TYPE_CHECKING:
    import duckdb
    import polars as pl


def read(path: Path, table: str) -> pl.DataFrame | duckdb.DuckDBPyRelation:
    """Read a table or view.

    Raises
    ------
    DataError
        If the file does not exist or is not a database, or the table has no rows.
    UnknownNameError
        If it has no such table; the closest name is suggested.
    MissingExtraError
        If it is a DuckDB file and the package duckdb is not installed.
    """
    if not path.is_file():
        raise DataError(f"there is no file {printable(str(path))}")
    what = _kind(path)
    if what == "sqlite":
        with sqlite.connected(path) as connection, progress(f"reading {path}::{table}"):
            return sqlite.table_of(connection, path, table)
    if what == "duckdb":
        return duck.table_of(path, table)
    raise DataError(f"{printable(str(path))} is not a SQLite or DuckDB database, so it has no table {table!r}")


def refuse(path: Path) -> NoReturn:
    """Raise DataError with the tables of a database, one of which must be chosen."""
    if _kind(path) == "sqlite":
        with sqlite.connected(path) as connection:
            tables = sqlite.tables_of(connection)
    else:
        tables = duck.tables_in(path)
    shown = ", ".join(f"{path.name}::{table}" for table in tables[:12]) + (", …" if len(tables) > 12 else "")
    advice = f"choose a table: {shown}" if tables else "it has no tables"
    raise DataError(f"{printable(str(path))} is a database; {printable(advice, 1000)}")


def _kind(path: Path) -> str:
    with explained(str(path)), path.open("rb") as file:
        return kind(file.read(HEAD), str(path))
