"""Tables in engines that the tests query."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

_OPEN: list[Any] = []  # before duckdb 1.3 a relation ended with the last reference to its connection


def duckdb_query(query: str, rows: pl.DataFrame | None = None) -> Any:
    """Return a query of DuckDB, in UTC as everywhere in the tests; it may use the table `rows`."""
    connection = pytest.importorskip("duckdb").connect()
    connection.execute("set threads = 1; set timezone = 'UTC'")
    if rows is not None:
        connection.register("rows", rows.to_arrow())
    _OPEN.append(connection)
    return connection.sql(query)


def duckdb_relation(rows: pl.DataFrame) -> Any:
    """Return a table as a DuckDB relation."""
    return duckdb_query("select * from rows", rows)
