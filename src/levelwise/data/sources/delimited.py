"""Text files with separated fields: CSV, TSV and similar formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.origin import Origin, with_origin
from levelwise.data.sources import flaws, formats, plain_text, types
from levelwise.data.sources.dialect import Dialect, recognise
from levelwise.data.sources.spool import spooled
from levelwise.errors import DataError
from levelwise.packages import is_installed, required
from levelwise.progress import progress

if TYPE_CHECKING:
    import polars as pl

    from levelwise.data.frames.table import Table

SMALL = 500_000
"""Maximum size in bytes of a file that the standard library reads faster than polars is imported."""


def read(path: Path, name: str, *, lazily: bool, plainly: bool = False) -> pl.DataFrame | pl.LazyFrame | Table:
    """Read a text file.

    The types of the columns are determined from all rows, not from the first ones: a column of numbers with text in row
    10,000 is a column of strings. This takes one pass over the file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name in error messages.
    lazily : bool
        Whether to scan it instead of loading it.
    plainly : bool
        Whether to read a small file into a plain table. Without polars, all files are read into plain tables.

    Raises
    ------
    DataError
        If it is not UTF-8, its lines differ in their number of fields, or its header is unusable; the message names the
        line.
    """
    with path.open("rb") as file:
        head = file.read(formats.HEAD)
    if formats.is_utf16(head):
        with spooled(_utf8(path)) as copy:
            return read(copy, name, lazily=False, plainly=plainly)
    if formats.is_zstd(head):
        required("polars", f"{name}, which is compressed by zstd,")
    text = _beginning(path, head, name)
    dialect = recognise(text, name)
    if any("\ufffd" in column for column in dialect.names):
        raise DataError(f"{name} cannot be read: {flaws.find(path, dialect) or 'its header has unreadable characters'}")
    if plainly and path.stat().st_size <= SMALL and not formats.is_zstd(head):
        table = plain_text.read(path, dialect, name)
        if table is not None:
            return table
    if not is_installed("polars"):
        with progress(f"reading {name}"):
            return plain_text.read_any(path, dialect, name)
    return _read_by_polars(path, dialect, name, lazily=lazily)


def _read_by_polars(path: Path, dialect: Dialect, name: str, *, lazily: bool) -> pl.DataFrame | pl.LazyFrame:
    import polars as pl

    try:
        with progress(f"reading {name}"):
            fields = _scan(path, dialect)
            fields = fields if lazily else fields.collect().lazy()
            columns = types.column_types(fields, dialect)
    except pl.exceptions.PolarsError as error:
        with progress(f"looking for the mistake in {name}"):
            flaw = flaws.find(path, dialect)
        if flaw is None:
            raise
        raise DataError(f"{name} cannot be read: {flaw}") from error
    if columns.rows == 0:
        raise DataError(f"{name} has no rows")
    if columns.headers:
        raise DataError(flaws.repeated_header(name, columns.headers))
    if columns.short:
        with progress(f"checking the lines of {name}"):
            flaw = flaws.short_line(path, dialect)
        if flaw is not None:
            raise DataError(f"{name} cannot be read: {flaw}")
    typed = types.typed(fields, columns, dialect)
    return with_origin(
        typed if lazily else typed.collect(), Origin(columns.marks, header_is_data=dialect.header_is_data)
    )


def _scan(path: Path, dialect: Dialect) -> pl.LazyFrame:
    """Return all fields as strings; the columns are numbered, as their names may be empty."""
    import polars as pl

    return pl.scan_csv(
        str(path),
        separator=dialect.separator,
        eol_char=dialect.eol,
        skip_rows=dialect.skipped,
        new_columns=[str(position) for position in range(len(dialect.names))],
        null_values=list(types.MISSING),
        infer_schema_length=0,
        glob=False,
    )


def _beginning(path: Path, head: bytes, name: str) -> str:
    if formats.is_zstd(head):
        return "\n".join(flaws.lines(path).head(1000).collect().to_series().fill_null("").to_list())
    text = formats.unzipped(head, name) if formats.is_gzip(head) else head
    return text.decode("utf-8", "replace")


def _utf8(path: Path) -> Iterator[bytes]:
    with path.open(encoding="utf-16", newline="") as file:
        while piece := file.read(formats.HEAD):
            yield piece.encode()
