"""DuckDB files, read by the package duckdb."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from levelwise.data.sources.messages import printable
from levelwise.data.sources.sqlite import quoted
from levelwise.errors import DataError, MissingExtraError, UnknownNameError

if TYPE_CHECKING:
    import duckdb

_FILE = "levelwise_file"

_REDEFINED = (
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE NOT internal "
    "AND function_name IN (SELECT function_name FROM duckdb_functions() WHERE internal)"
)
"""The functions of DuckDB that the file replaces by its own; then it is attached to a database of ours, where they are
not used. Otherwise it is opened itself, as views may refer to tables without their schema."""

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # views in the file must not load code
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def tables_in(path: Path) -> list[str]:
    """Return the names of the tables and views; outside the main schema they are ``schema.table``."""
    with _explained(path):
        return list(_names(connected(path)))


def table_of(path: Path, table: str) -> duckdb.DuckDBPyRelation:
    """Return a table or view, whose rows stay in the file until they are queried.

    Raises
    ------
    UnknownNameError
        If there is no table of that name.
    DataError
        If it has no rows, or DuckDB cannot read it.
    MissingExtraError
        If the package duckdb is not installed.
    """
    with _explained(path):
        connection = connected(path)
        names = _names(connection)
        if table not in names:
            raise UnknownNameError("table", table, names, of=f"in {printable(str(path))}")
        query = f"SELECT * FROM {names[table]}"  # noqa: S608 - the name is quoted
        if not connection.execute(f"{query} LIMIT 1").fetchall():
            raise DataError(f"the table {table} of {printable(str(path))} has no rows")
        relation = connection.sql(query)
        weakref.finalize(relation, _release, connection)  # before duckdb 2, a relation did not keep it open
        return relation


def connected(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file read-only, so that its macros cannot change our queries."""
    package = _duckdb(path)
    settings = {**_SETTINGS, "enable_external_access": "false"}  # views must not read other files or download anything
    direct: duckdb.DuckDBPyConnection = package.connect(str(path), read_only=True, config=settings)
    direct.execute("SET enable_progress_bar = false")  # it would appear between the equations
    if not direct.execute(_REDEFINED).fetchall():
        return direct
    direct.close()
    connection: duckdb.DuckDBPyConnection = package.connect(":memory:", config=_SETTINGS)
    source = str(path.absolute()).replace("'", "''")
    connection.execute(f"ATTACH '{source}' AS {_FILE} (TYPE duckdb, READ_ONLY)")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def _names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    query = "SELECT table_catalog, table_schema, table_name FROM information_schema.tables ORDER BY ALL"
    return {
        name if schema == "main" else f"{schema}.{name}": f"{quoted(catalog)}.{quoted(schema)}.{quoted(name)}"
        for catalog, schema, name in connection.execute(query).fetchall()
    }


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    package = _duckdb(path)
    try:
        yield
    except (package.Error, UnicodeError) as error:
        raise DataError(f"{printable(str(path))} cannot be read: {printable(str(error))}") from error


def _duckdb(path: Path) -> ModuleType:
    try:
        import duckdb
    except ImportError as error:
        message = f"{printable(str(path))} is a DuckDB file; to read it, run: pip install duckdb pyarrow"
        raise MissingExtraError(message) from error
    return duckdb


def _release(_: duckdb.DuckDBPyConnection) -> None:
    """Drop the last reference to a connection, which closes it."""
