"""A file, several files or a folder, read by the reader of its format."""

from __future__ import annotations

import difflib
import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data import datasets
from levelwise.data.sources import columnar, delimited
from levelwise.data.sources.formats import HEAD, Format, kind
from levelwise.data.sources.messages import explained, printable
from levelwise.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from levelwise.data.frames.table import Table

    AnyTable = pl.DataFrame | pl.LazyFrame | duckdb.DuckDBPyRelation | Table

TEXT = ("text", "packed text")
COLUMNAR = ("parquet", "arrow", "arrow stream")

LARGE = 50_000_000
"""Maximum size in bytes of a file that is loaded rather than scanned: it is quickly read, and the data frame takes a
few hundred MB at most. A larger one may not fit into memory, and most of its columns are not in the formula."""

PLAIN = 4
"""For text files the maximum is this many times larger: they are not compressed, and every query of a scanned text file
reads all of it again, which took 12 seconds instead of 5 for 200 MB (whose data frame then takes 170 MB)."""

_ENDINGS = (
    *(
        ".csv",
        ".tsv",
        ".txt",
        ".dat",
        ".gz",
        ".zst",
        ".zip",
        ".parquet",
        ".arrow",
        ".feather",
        ".ipc",
        ".db",
        ".sqlite",
    ),
    *(".xlsx", ".xls", ".ods", ".sav", ".dta", ".sas7bdat", ".xpt", ".rds", ".rda", ".rdata"),
)


def read(path: Path, name: str, *, kept: bool = True, plainly: bool = False) -> AnyTable:
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
        if len(paths) > 1 and found[0] not in COLUMNAR:
            what = "text files" if found[0] in TEXT else "files"
            raise DataError(f"{name} matches {len(paths)} {what}; only Parquet and Arrow files are read together")
        if found[0] in TEXT:
            return delimited.read(paths[0], name, lazily=lazily, plainly=plainly)
        if found[0] not in COLUMNAR:
            return read_part(paths[0], None, name, plainly=plainly)
        table = columnar.read(found[0], paths, name, lazily=lazily, partitioned=partitioned)
        rows = -1 if lazily else table.height  # type: ignore[union-attr]
        if rows == 0 or not table.collect_schema():
            raise DataError(f"{name} has no rows")
        return table


def read_part(path: Path, part: str | None, name: str, *, plainly: bool = False) -> AnyTable:
    """Read the only table of a file that may hold several, or the one that is named.

    Parameters
    ----------
    path : Path
        The file: a database, a workbook, an archive, or a file of a statistical program.
    part : str or None
        The table, sheet, member or data frame.
    name : str
        The name of the file in error messages.
    plainly : bool
        Whether to return a plain table if that is faster.

    Raises
    ------
    DataError
        If the file does not exist, has several tables and none is named, or a part is named although it has only one.
    """
    if not path.is_file():
        raise DataError(f"there is no file {name}")
    with explained(name):
        what = _kind(path, name)
    if what in ("sqlite", "duckdb"):
        from levelwise.data.sources import databases

        return databases.refuse(path) if part is None else databases.read(path, part)
    if what == "zip":
        from levelwise.data.sources import zipped

        if not zipped.is_workbook(path):
            with zipped.unpacked(path, name, part) as copy:
                return read(copy, f"the file in {name}", kept=False, plainly=plainly)
        what = "workbook"
    if what == "workbook":
        from levelwise.data.sources import workbook

        return workbook.read(path, name, part)
    if what == "r":
        from levelwise.data.sources import r_objects

        return r_objects.read(path, name, part)
    if part is not None:
        raise DataError(f"{name} is not a database or another file of several tables, so it has no table {part!r}")
    from levelwise.data.sources import statistical

    return statistical.read(what, path, name)


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
