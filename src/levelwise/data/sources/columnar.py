"""Parquet and Arrow files, which contain the types of their columns."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.metadata import of_file, with_metadata
from levelwise.data.origin import Origin, with_origin
from levelwise.data.sources.formats import Format
from levelwise.errors import DataError
from levelwise.packages import required
from levelwise.progress import progress

if TYPE_CHECKING:
    import polars as pl


def read(
    kind: Format, paths: Sequence[Path], name: str, *, lazily: bool, partitioned: bool = False
) -> pl.DataFrame | pl.LazyFrame:
    """Read Parquet or Arrow files and concatenate their rows.

    Parameters
    ----------
    kind : str
        ``parquet``, ``arrow`` or ``arrow stream``.
    paths : sequence of Path
        The files.
    name : str
        Their name in error messages.
    lazily : bool
        Whether to scan them instead of loading them.
    partitioned : bool
        Whether folders named ``column=value`` become columns, as in partitioned tables.

    Raises
    ------
    DataError
        If the files do not have the same columns.
    """
    required("polars", f"{name}, a {'Parquet' if kind == 'parquet' else 'Arrow'} file,")
    import polars as pl

    files = [str(path) for path in paths]
    with progress(f"reading {name}"):
        if kind == "parquet":
            _check_schemas(paths, [_parquet_schema(path) for path in paths])
            scan = pl.scan_parquet(files, hive_partitioning=partitioned, glob=False)
            table = scan if lazily else scan.collect()
            return with_origin(table, with_metadata(Origin(), None, *of_file(_metadata(paths[0]))))
        if kind == "arrow":
            _check_schemas(paths, [pl.read_ipc_schema(file) for file in files])
            scan = pl.scan_ipc([glob.escape(file) for file in files])  # it treats every path as a pattern
            return scan if lazily else scan.collect()
        return pl.concat(pl.read_ipc_stream(file) for file in files)


def _metadata(path: Path) -> dict[str, str]:
    """Return the metadata of a Parquet file, as far as this version of polars reads them."""
    import polars as pl

    if not hasattr(pl, "read_parquet_metadata"):
        return {}
    with path.open("rb") as file:  # polars would treat a path as a pattern
        return pl.read_parquet_metadata(file)


def _parquet_schema(path: Path) -> dict[str, pl.DataType]:
    import polars as pl

    with path.open("rb") as file:  # polars would treat a path as a pattern
        return pl.read_parquet_schema(file)


def _check_schemas(paths: Sequence[Path], schemas: Sequence[dict[str, pl.DataType]]) -> None:
    first = schemas[0]
    for path, schema in zip(paths, schemas, strict=True):
        for column in (*first, *schema):
            kind, expected = schema.get(column), first.get(column)
            if kind != expected:
                message = f"{path} has {_described(column, kind)} where {paths[0]} has {_described(column, expected)}"
                raise DataError(f"{message}; only files with the same columns are read together")


def _described(column: str, kind: pl.DataType | None) -> str:
    return f"no column {column!r}" if kind is None else f"{column!r} as {kind}"
