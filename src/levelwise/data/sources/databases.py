"""A table or view of a SQLite or DuckDB file, opened so that nothing in it can change or run."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from levelwise.data.sources.files import explained, printable
from levelwise.data.sources.kinds import HEAD, kind
from levelwise.errors import DataError, MissingExtraError, UnknownNameError
from levelwise.progress import progress

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_ROWS = 50_000  # so many rows of SQLite are Python objects at a time
_COLUMNS = 500  # so many columns are asked about at a time: SQLite answers with 2000 values at most


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
        with _sqlite(path) as connection, progress(f"reading {path}::{table}"):
            return _from_sqlite(connection, path, table)
    if what == "duckdb":
        return _from_duckdb(path, table)
    raise DataError(f"{printable(str(path))} is no SQLite or DuckDB database, so that it has no table {table!r}")


def refuse(path: Path) -> NoReturn:
    """Say which tables a database has, because only a table can be read."""
    if _kind(path) == "sqlite":
        with _sqlite(path) as connection:
            tables = _sqlite_tables(connection)
    else:
        tables = list(_duckdb_tables(_connect(path)))
    shown = ", ".join(f"{path.name}::{table}" for table in tables[:12]) + (", …" if len(tables) > 12 else "")
    said = f"say which table, one of {shown}" if tables else "it has no tables"
    raise DataError(f"{printable(str(path))} is a database; {printable(said, 1000)}")


def _kind(path: Path) -> str:
    with explained(str(path)), path.open("rb") as file:
        return kind(file.read(HEAD), str(path))


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")  # a view calls no function that could do harm
            yield connection
    except sqlite3.Error as error:
        raise DataError(f"{printable(str(path))} cannot be read: {printable(str(error))}") from error


def _sqlite_tables(connection: sqlite3.Connection) -> list[str]:
    query = r"SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"
    return [name for (name,) in connection.execute(query)]


def _from_sqlite(connection: sqlite3.Connection, path: Path, table: str) -> pl.DataFrame:
    import polars as pl

    tables = _sqlite_tables(connection)
    if table not in tables:
        raise UnknownNameError(f"table in {printable(str(path))} named", table, tables)
    source = _quoted(table)
    names = [column[0] for column in connection.execute(f"SELECT * FROM {source} LIMIT 0").description]  # noqa: S608
    columns: list[str] = []
    schema: dict[str, pl.DataType] = {}
    for start in range(0, len(names), _COLUMNS):
        for name, storage in _storage(connection, source, names[start : start + _COLUMNS]):
            columns.append(f"CAST({_present(_quoted(name))} AS {storage})")
            schema[name] = {"INTEGER": pl.Int64(), "REAL": pl.Float64(), "BLOB": pl.Binary()}.get(storage, pl.String())
    cursor = connection.execute(f"SELECT {', '.join(columns)} FROM {source}")  # noqa: S608 - all names are quoted
    pieces: list[pl.DataFrame] = []
    while rows := cursor.fetchmany(_ROWS):
        pieces.append(pl.DataFrame(rows, schema=schema, orient="row"))
    if not pieces:
        raise DataError(f"the table {table} of {printable(str(path))} has no rows")
    return pl.concat(pieces)


def _storage(connection: sqlite3.Connection, source: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Tell what each column holds: SQLite's columns may hold anything, whatever their declaration says.

    ``NA`` and empty text, which come from imported CSV files, are missing values as they are there.
    """
    asked = ", ".join(
        f"MAX(typeof({_present(name)}) = 'text'), MAX(typeof({name}) = 'blob'), MAX(typeof({name}) = 'real')"
        for name in map(_quoted, names)
    )
    answers = connection.execute(f"SELECT {asked} FROM {source}").fetchone()  # noqa: S608 - all names are quoted
    for place, name in enumerate(names):
        text, blob, real = answers[3 * place : 3 * place + 3]
        yield name, "BLOB" if blob else "TEXT" if text else "REAL" if real else "INTEGER"


def _present(quoted: str) -> str:
    return f"CASE WHEN {quoted} NOT IN ('', 'NA') THEN {quoted} END"


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        message = f"{path} is a DuckDB file; to read it: pip install 'levelwise[duckdb]'"
        raise MissingExtraError(message) from error
    settings: dict[
        str, str | bool | int | float | list[str]
    ] = {  # a view in the file reads no other file, fetches nothing and loads no code
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    try:
        connection = duckdb.connect(str(path), read_only=True, config=settings)
        connection.execute("SET enable_progress_bar = false")  # which would be drawn between the equations
    except (duckdb.Error, UnicodeError) as error:
        raise DataError(f"{printable(str(path))} cannot be read: {printable(str(error))}") from error
    return connection


def _duckdb_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the tables by the name a user types; those of other schemas are ``schema.table``."""
    query = "SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL"
    return {
        name if schema == "main" else f"{schema}.{name}": f"{_quoted(schema)}.{_quoted(name)}"
        for schema, name in connection.execute(query).fetchall()
    }


def _from_duckdb(path: Path, table: str) -> duckdb.DuckDBPyRelation:
    connection = _connect(path)
    import duckdb

    tables = _duckdb_tables(connection)
    if table not in tables:
        raise UnknownNameError(f"table in {printable(str(path))} named", table, tables)
    try:
        query = f"SELECT * FROM {tables[table]}"  # noqa: S608 - the name is quoted
        if not connection.execute(f"{query} LIMIT 1").fetchall():
            raise DataError(f"the table {table} of {printable(str(path))} has no rows")
        relation = connection.sql(query)
    except duckdb.Error as error:
        message = f"the table {table} of {printable(str(path))} cannot be read: {printable(str(error))}"
        raise DataError(message) from error
    # before duckdb 2 a relation did not keep its connection open
    weakref.finalize(relation, _let_go, connection)
    return relation


def _let_go(_: duckdb.DuckDBPyConnection) -> None:
    """Close a connection by forgetting it, when nothing else holds it."""


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
