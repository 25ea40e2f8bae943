"""Text files of fields between separators: CSV, TSV and their kin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.sources import flaws, kinds, plain_text, types
from levelwise.data.sources.dialect import Dialect, recognise
from levelwise.data.sources.spool import spooled
from levelwise.errors import DataError
from levelwise.packages import is_installed, required
from levelwise.progress import progress

if TYPE_CHECKING:
    import polars as pl

    from levelwise.data.frames.table import Table

SMALL = 500_000
"""Up to this size (in bytes) a file is read by the standard library sooner than polars is imported."""


def read(path: Path, name: str, *, lazily: bool, plainly: bool = False) -> pl.DataFrame | pl.LazyFrame | Table:
    """Read a text file.

    The types of the columns are decided by all of its rows, never by the first ones: a column of numbers that
    turns to text after ten thousand rows is text. This costs one pass, which is cheap beside a wrong type.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What errors call it.
    lazily : bool
        Whether to scan it.
    plainly : bool
        Whether a plain table will do, if the file is small. Without polars every file is read into one.

    Raises
    ------
    DataError
        When it is not UTF-8, its lines are not of one width, or its header is unusable; names the line.
    """
    with path.open("rb") as file:
        head = file.read(kinds.HEAD)
    if kinds.is_utf16(head):
        with spooled(_utf8(path)) as copy:
            return read(copy, name, lazily=False, plainly=plainly)
    if kinds.is_zstd(head):
        required("polars", f"{name}, which is compressed by zstd,")
    text = _beginning(path, head, name)
    dialect = recognise(text, name)
    if any("\ufffd" in column for column in dialect.names):
        raise DataError(f"{name} cannot be read: {flaws.find(path, dialect) or 'its header has unreadable characters'}")
    if plainly and path.stat().st_size <= SMALL and not kinds.is_zstd(head):
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
            survey = types.survey(fields, dialect)
    except pl.exceptions.PolarsError as error:
        with progress(f"looking for the mistake in {name}"):
            flaw = flaws.find(path, dialect)
        if flaw is None:
            raise
        raise DataError(f"{name} cannot be read: {flaw}") from error
    if survey.rows == 0:
        raise DataError(f"{name} has no rows")
    if survey.headers:
        raise DataError(flaws.repeated_header(name, survey.headers))
    if survey.short:
        with progress(f"checking the lines of {name}"):
            flaw = flaws.short_line(path, dialect)
        if flaw is not None:
            raise DataError(f"{name} cannot be read: {flaw}")
    typed = types.typed(fields, survey, dialect)
    return typed if lazily else typed.collect()


def _scan(path: Path, dialect: Dialect) -> pl.LazyFrame:
    """Return all fields as text; the columns are numbered, because a name may be any text, even none."""
    import polars as pl

    return pl.scan_csv(
        str(path),
        separator=dialect.separator,
        eol_char=dialect.eol,
        skip_rows=dialect.skipped,
        new_columns=[str(place) for place in range(len(dialect.names))],
        null_values=list(types.MISSING),
        infer_schema_length=0,
        glob=False,
    )


def _beginning(path: Path, head: bytes, name: str) -> str:
    if kinds.is_zstd(head):
        return "\n".join(flaws.lines(path).head(1000).collect().to_series().fill_null("").to_list())
    text = kinds.unzipped(head, name) if kinds.is_gzip(head) else head
    return text.decode("utf-8", "replace")


def _utf8(path: Path) -> Iterator[bytes]:
    with path.open(encoding="utf-16", newline="") as file:
        while piece := file.read(kinds.HEAD):
            yield piece.encode()
