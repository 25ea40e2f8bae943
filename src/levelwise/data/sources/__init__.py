"""Reading tables: bundled data sets, files, tables of databases, web addresses, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from levelwise.data import datasets
from levelwise.errors import DataError
from levelwise.packages import NUMPY, is_installed, required

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    import polars as pl

    from levelwise.data.frames.table import Table

    Source = str | os.PathLike[str] | IO[str] | IO[bytes]
    AnyTable = pl.DataFrame | pl.LazyFrame | duckdb.DuckDBPyRelation | Table


def read(source: Source) -> AnyTable:
    r"""Read a table.

    The format of a file is recognised by its first bytes, not by its extension. Nothing in it is ever executed.

    Parameters
    ----------
    source : str, path or file object
        One of

        * the name of a bundled data set (a file of that name is ``./name``),
        * a CSV or TSV file, also with ``;``, ``|`` or blanks as separator, with columns of fixed width, with decimal
          commas, in UTF-16 or Windows-1252, or compressed (gzip, zstd),
        * an Excel workbook, ``file.xlsx::sheet`` if several sheets have data,
        * a file of SPSS (``.sav``), Stata (``.dta``), SAS (``.sas7bdat``, ``.xpt``) or R (``.rds``, ``.rda``),
        * a zip archive with one of these files, ``file.zip::member`` if there are several,
        * a Parquet, Arrow or Feather file, a pattern such as ``part-*.parquet``, a folder of Parquet files,
        * ``file.db::table``, a table or view of a SQLite or DuckDB file,
        * the http or https address of one of these files, except databases,
        * ``-`` for one of these files on standard input,
        * an open file, or a string as a file: ``io.StringIO("y,g\n1,a\n")``.

    Returns
    -------
    polars.DataFrame, polars.LazyFrame, duckdb.DuckDBPyRelation or Table
        A table that the argument `data` accepts: a LazyFrame for files larger than 50 MB (text files: 200 MB), a
        relation for DuckDB. Files of Excel and statistical programs are plain tables, as are text files and bundled
        data sets if polars is not installed; `to_polars` converts them.

    Raises
    ------
    DataError
        If there is nothing to read, or it is not a table.
    UnknownNameError
        If there is no such data set or table; the closest name is suggested.
    MissingExtraError
        For a DuckDB file without the package duckdb; for Excel without python-calamine; for SPSS, Stata and SAS
        without pyreadstat; for R without rdata; for Parquet, Arrow, SQLite and zstd without polars.

    Examples
    --------
    >>> import levelwise as lw
    >>> lw.read("sleepstudy").columns
    ['Reaction', 'Days', 'Subject']
    """
    if isinstance(source, str) and source in datasets.DATASETS and is_installed("polars"):
        return datasets.load(source)
    return open_source(source)


def open_source(source: Source, *, plainly: bool = False) -> AnyTable:
    """Read a table, as `read` does.

    Parameters
    ----------
    source : str, path or file object
        As for `read`.
    plainly : bool
        Whether to return a plain table if that is faster, as for small text files, which then do not need polars.
    """
    required(*NUMPY)
    if hasattr(source, "read"):
        from levelwise.data.sources import files
        from levelwise.data.sources.spool import spooled

        with spooled(_pieces(source.read())) as path:
            return files.read(path, "the text", kept=False, plainly=plainly)
    name = os.fspath(source)
    if not name or not name.strip():
        raise DataError("the source is empty; give the path of a file, an address or the name of a bundled data set")
    if not isinstance(name, str):
        raise DataError(f"a source must be a string, a path or a file object, not {type(name).__name__}")
    if isinstance(source, str) and name in datasets.DATASETS:
        from levelwise.data.datasets.stored import stored_table

        return stored_table(datasets.file_of(name))
    from levelwise.data.sources import files, messages
    from levelwise.data.sources.spool import as_file, spooled

    if isinstance(source, str):
        if name == "-":
            return _standard_input(plainly=plainly)
        scheme, colon, _ = name.partition("://")
        if colon and len(scheme) > 1 and scheme.replace("+", "").isalnum():  # a single letter is a Windows drive
            from levelwise.data.sources import web

            with web.fetched(name) as path:
                return files.read(path, web.shown(name), kept=False, plainly=plainly)
    with messages.explained(name):
        path, table = _split(name)
        if table is not None:
            return files.read_part(path, table, messages.printable(str(path)), plainly=plainly)
        if path.is_fifo() or (path.is_file() and not _is_unicode(path)):
            with path.open("rb") as stream, spooled(as_file(stream)) as copy:
                return files.read(copy, name, kept=False, plainly=plainly)
        return files.read(path, name, plainly=plainly)


def _pieces(content: object) -> Iterator[bytes]:
    if not isinstance(content, str | bytes):
        raise DataError(f"a file object must return a string or bytes, not {type(content).__name__}")
    yield content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content


def _split(name: str) -> tuple[Path, str | None]:
    """Split a source into the file and the table; the names of both may contain ``::``."""
    path = _expanded(name)
    if "::" not in name or path.exists():
        return path, None
    parts = name.split("::")
    splits = [
        (_expanded("::".join(parts[:position])), "::".join(parts[position:])) for position in range(1, len(parts))
    ]
    return next(((base, table) for base, table in splits if base.is_file()), splits[-1])


def _expanded(name: str) -> Path:
    from pathlib import Path  # bundled data sets do without it

    path = Path(name)
    try:
        return path.expanduser()
    except RuntimeError:  # there is no user of that name
        return path


def _standard_input(*, plainly: bool) -> AnyTable:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise DataError("there is no standard input to read from")
    if sys.stdin.isatty():
        raise DataError("standard input is a terminal; pipe a table into it, such as: levelwise … --data - < file.csv")
    from levelwise.data.sources import files
    from levelwise.data.sources.spool import as_file, spooled

    with spooled(as_file(stream)) as path:
        return files.read(path, "standard input", kept=False, plainly=plainly)


def _is_unicode(path: Path) -> bool:
    """Return whether a path is valid Unicode, as polars requires."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
