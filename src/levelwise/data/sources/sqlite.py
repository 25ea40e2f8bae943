"""SQLite files, read by the standard library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.sources.messages import printable
from levelwise.errors import DataError, UnknownNameError
from levelwise.packages import required

if TYPE_CHECKING:
    import polars as pl

_ROWS = 50_000  # rows held as Python objects at a time
_COLUMNS = 500  # columns examined in one query, as SQLite returns at most 2000 values per row


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file read-only.

    Raises
    ------
    DataError
        For any SQLite error while it is open.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")  # views must not call unsafe functions
            yield connection
    except sqlite3.Error as error:
        raise DataError(f"{printable(str(path))} cannot be read: {printable(str(error))}") from error


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables and views."""
    query = r"SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"
    return [name for (name,) in connection.execute(query)]


def table_of(connection: sqlite3.Connection, path: Path, table: str) -> pl.DataFrame:
    """Read a table or view.

    Raises
    ------
    UnknownNameError
        If there is no table of that name.
    DataError
        If it has no rows.
    """
    required("polars", f"{printable(str(path))}, a SQLite file,")
    import polars as pl

    tables = tables_of(connection)
    if table not in tables:
        raise UnknownNameError("table", table, tables, of=f"in {printable(str(path))}")
    source = quoted(table)
    names = [column[0] for column in connection.execute(f"SELECT * FROM {source} LIMIT 0").description]  # noqa: S608
    columns: list[str] = []
    schema: dict[str, pl.DataType] = {}
    for start in range(0, len(names), _COLUMNS):
        for name, storage in _storage(connection, source, names[start : start + _COLUMNS]):
            columns.append(f"CAST({_present(quoted(name))} AS {storage})")
            schema[name] = {"INTEGER": pl.Int64(), "REAL": pl.Float64(), "BLOB": pl.Binary()}.get(storage, pl.String())
    cursor = connection.execute(f"SELECT {', '.join(columns)} FROM {source}")  # noqa: S608 - all names are quoted
    pieces: list[pl.DataFrame] = []
    while rows := cursor.fetchmany(_ROWS):
        pieces.append(pl.DataFrame(rows, schema=schema, orient="row"))
    if not pieces:
        raise DataError(f"the table {table} of {printable(str(path))} has no rows")
    return pl.concat(pieces)


def _storage(connection: sqlite3.Connection, source: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return the type of the values of each column, as SQLite does not enforce the declared types.

    ``NA`` and empty strings, which come from imported CSV files, are missing values, as in these.
    """
    expressions = ", ".join(
        f"MAX(typeof({_present(name)}) = 'text'), MAX(typeof({name}) = 'blob'), MAX(typeof({name}) = 'real')"
        for name in map(quoted, names)
    )
    answers = connection.execute(f"SELECT {expressions} FROM {source}").fetchone()  # noqa: S608 - all names are quoted
    for position, name in enumerate(names):
        text, blob, real = answers[3 * position : 3 * position + 3]
        yield name, "BLOB" if blob else "TEXT" if text else "REAL" if real else "INTEGER"


def _present(column: str) -> str:
    return f"CASE WHEN {column} NOT IN ('', 'NA') THEN {column} END"


def quoted(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
