"""Parquet and Arrow files: their types are written in them."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.sources.kinds import Kind
from levelwise.errors import DataError
from levelwise.packages import required
from levelwise.progress import progress

if TYPE_CHECKING:
    import polars as pl


def read(
    kind: Kind, paths: Sequence[Path], name: str, *, lazily: bool, parted: bool = False
) -> pl.DataFrame | pl.LazyFrame:
    """Read Parquet or Arrow files, one below the other.

    Parameters
    ----------
    kind : str
        ``parquet``, ``arrow`` or ``arrow stream``.
    paths : sequence of Path
        The files.
    name : str
        What errors call them.
    lazily : bool
        Whether to scan them.
    parted : bool
        Whether folders named ``column=value`` become columns, as other programs write partitioned tables.

    Raises
    ------
    DataError
        When the files do not have the same columns.
    """
    required("polars", f"{name}, a {'Parquet' if kind == 'parquet' else 'Arrow'} file,")
    import polars as pl

    files = [str(path) for path in paths]
    with progress(f"reading {name}"):
        if kind == "parquet":
            _agree(paths, [_parquet_schema(path) for path in paths])
            scan = pl.scan_parquet(files, hive_partitioning=parted, glob=False)
            return scan if lazily else scan.collect()
        if kind == "arrow":
            _agree(paths, [pl.read_ipc_schema(file) for file in files])
            scan = pl.scan_ipc([glob.escape(file) for file in files])  # it takes every path for a pattern
            return scan if lazily else scan.collect()
        return pl.concat(pl.read_ipc_stream(file) for file in files)


def _parquet_schema(path: Path) -> dict[str, pl.DataType]:
    import polars as pl

    with path.open("rb") as file:  # polars takes a path for a pattern here
        return pl.read_parquet_schema(file)


def _agree(paths: Sequence[Path], schemas: Sequence[dict[str, pl.DataType]]) -> None:
    first = schemas[0]
    for path, schema in zip(paths, schemas, strict=True):
        for column in (*first, *schema):
            mine, its = schema.get(column), first.get(column)
            if mine != its:
                message = f"{path} has {_said(column, mine)} where {paths[0]} has {_said(column, its)}"
                raise DataError(f"{message}; only files with the same columns are read together")


def _said(column: str, kind: pl.DataType | None) -> str:
    return f"no column {column!r}" if kind is None else f"{column!r} as {kind}"
