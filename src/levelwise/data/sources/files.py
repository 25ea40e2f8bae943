"""A file, several files or a folder, read by the reader of its format."""

from __future__ import annotations

import difflib
import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data import datasets
from levelwise.data.sources import columnar, delimited
from levelwise.data.sources.formats import HEAD, Format, kind
from levelwise.data.sources.messages import explained, printable
from levelwise.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

    from levelwise.data.frames.table import Table

LARGE = 50_000_000
"""Maximum size in bytes of a file that is loaded rather than scanned: it is quickly read, and the data frame takes a
few hundred MB at most. A larger one may not fit into memory, and most of its columns are not in the formula."""

PLAIN = 4
"""For text files the maximum is this many times larger: they are not compressed, and every query of a scanned text file
reads all of it again, which took 12 seconds instead of 5 for 200 MB (whose data frame then takes 170 MB)."""

_ENDINGS = (".csv", ".tsv", ".txt", ".gz", ".zst", ".parquet", ".arrow", ".feather", ".ipc", ".db", ".sqlite")


def read(path: Path, name: str, *, kept: bool = True, plainly: bool = False) -> pl.DataFrame | pl.LazyFrame | Table:
    """Read the table at a path, which may be a pattern or a folder.

    Parameters
    ----------
    path : Path
        The path.
    name : str
        Its name in error messages.
    kept : bool
        Whether the file is permanent, so that it can be scanned later.
    plainly : bool
        Whether to return a plain table if that is faster.

    Raises
    ------
    DataError
        If it does not exist, is empty or is not a table.
    """
    name = printable(name)
    with explained(name):
        paths = _paths(path, name)
        found = [_kind(one, name if len(paths) == 1 else printable(str(one))) for one in paths]
        if len(set(found)) > 1:
            raise DataError(f"{name} matches files of different formats: {', '.join(sorted(set(found)))}")
        lazily = kept and sum(one.stat().st_size for one in paths) > (PLAIN if found[0] == "text" else 1) * LARGE
        partitioned = path.is_dir() and any(one.parent != path for one in paths)
        if found[0] in ("text", "packed text"):
            if len(paths) > 1:
                message = f"{name} matches {len(paths)} text files; only Parquet and Arrow files are read together"
                raise DataError(message)
            return delimited.read(paths[0], name, lazily=lazily, plainly=plainly)
        table = _read(found[0], paths, name, lazily=lazily, partitioned=partitioned)
        rows = -1 if lazily else table.height  # type: ignore[union-attr]
        if rows == 0 or not table.collect_schema():
            raise DataError(f"{name} has no rows")
        return table


def _read(
    what: Format, paths: Sequence[Path], name: str, *, lazily: bool, partitioned: bool
) -> pl.DataFrame | pl.LazyFrame:
    if what in ("sqlite", "duckdb"):
        from levelwise.data.sources import databases

        databases.refuse(paths[0])
    return columnar.read(what, paths, name, lazily=lazily, partitioned=partitioned)


def _paths(path: Path, name: str) -> list[Path]:
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(_in_folder(path))
        if not found:
            raise DataError(f"{name} is a folder without Parquet files; give the path of a file")
        return found
    if glob.has_magic(str(path)):
        found = sorted(Path(one) for one in glob.glob(str(path), recursive=True) if Path(one).is_file())  # noqa: PTH207
        if not found:
            raise DataError(f"no file matches the pattern {name}")
        return found
    if path.exists():
        raise DataError(f"{name} is not a regular file")
    if path.suffix.lower() not in _ENDINGS and len(path.parts) == 1:
        raise UnknownNameError("file or bundled data set", name, datasets.DATASETS)
    raise DataError(f"there is no file {name}{_nearest(path)}")


def _in_folder(folder: Path) -> Iterator[Path]:
    """Yield the Parquet files of a folder and of its subfolders named ``column=value``."""
    for path in folder.iterdir():
        if path.is_dir() and "=" in path.name:
            yield from _in_folder(path)
        elif path.suffix.lower() in (".parquet", ".parq", ".pq") and path.is_file():
            yield path


def _nearest(path: Path) -> str:
    if not path.parent.is_dir():
        return f"; there is no folder {printable(str(path.parent))} either"
    near = difflib.get_close_matches(path.name, os.listdir(path.parent), n=1)  # noqa: PTH208 - names, not paths
    return f"; did you mean {printable(str(path.with_name(near[0])))}?" if near else ""


def _kind(path: Path, name: str) -> Format:
    with path.open("rb") as file:
        return kind(file.read(HEAD), name)
