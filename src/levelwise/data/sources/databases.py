"""A table or view of a SQLite or DuckDB file, opened so that nothing in it can change or run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from levelwise.data.sources import duck, sqlite
from levelwise.data.sources.kinds import HEAD, kind
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
        When the file is missing or no database, or the table has no rows.
    UnknownNameError
        When it has no such table; with the nearest one.
    MissingExtraError
        When it is DuckDB's and the package is not installed.
    """
    if not path.is_file():
        raise DataError(f"there is no file {printable(str(path))}")
    what = _kind(path)
    if what == "sqlite":
        with sqlite.connected(path) as connection, progress(f"reading {path}::{table}"):
            return sqlite.table_of(connection, path, table)
    if what == "duckdb":
        return duck.table_of(path, table)
    raise DataError(f"{printable(str(path))} is no SQLite or DuckDB database, so that it has no table {table!r}")


def refuse(path: Path) -> NoReturn:
    """Say which tables a database has, because only a table can be read."""
    if _kind(path) == "sqlite":
        with sqlite.connected(path) as connection:
            tables = sqlite.tables_of(connection)
    else:
        tables = duck.tables_in(path)
    shown = ", ".join(f"{path.name}::{table}" for table in tables[:12]) + (", …" if len(tables) > 12 else "")
    said = f"say which table, one of {shown}" if tables else "it has no tables"
    raise DataError(f"{printable(str(path))} is a database; {printable(said, 1000)}")


def _kind(path: Path) -> str:
    with explained(str(path)), path.open("rb") as file:
        return kind(file.read(HEAD), str(path))
