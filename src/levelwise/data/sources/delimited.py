"""Text files with separated fields: CSV, TSV and similar formats."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.origin import Origin, origin_of, with_origin
from levelwise.data.sources import flaws, formats, plain_text, types
from levelwise.data.sources.dialect import Dialect, has_separators, recognise
from levelwise.data.sources.spaced import is_spaced, separated
from levelwise.data.sources.spool import spooled
from levelwise.errors import DataError
from levelwise.packages import is_installed, required
from levelwise.progress import progress
from levelwise.text.note import Note

if TYPE_CHECKING:
    import polars as pl

    from levelwise.data.frames.table import Table

_UNUSED = (*range(9), *range(0x0E, 0x20), 0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that no text in Windows-1252 has

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
    utf16 = formats.utf16(head)
    if utf16 is not None:
        with spooled(_utf8(path, utf16)) as copy:
            return read(copy, name, lazily=False, plainly=plainly)
    if formats.is_zstd(head):
        required("polars", f"{name}, which is compressed by zstd,")
    text = _beginning(path, head, name)
    if not formats.is_zstd(head) and not has_separators(text) and is_spaced(text):
        opener = gzip.open if formats.is_gzip(head) else open
        with (
            opener(path, "rt", encoding="utf-8-sig", errors="surrogateescape") as lines,
            spooled(separated(lines, name)) as copy,
        ):
            return read(copy, name, lazily=False, plainly=plainly)
    dialect = recognise(text, name)
    try:
        return _read(path, dialect, name, lazily=lazily, plainly=plainly)
    except flaws.EncodingError as error:
        if not _is_windows_1252(path, head):
            raise DataError(f"{name} cannot be read: {error}") from error
        with spooled(_utf8(path, "cp1252")) as copy:
            table = read(copy, name, lazily=False, plainly=plainly)
        note = Note(
            "windows-1252", f"{name} is not UTF-8 and was read as Windows-1252, the encoding of Excel's CSV files"
        )
        return with_origin(table, replace(origin_of(table), notes=(note,)))


def _read(
    path: Path, dialect: Dialect, name: str, *, lazily: bool, plainly: bool
) -> pl.DataFrame | pl.LazyFrame | Table:
    if any("\ufffd" in column for column in dialect.names):
        raise flaws.EncodingError(flaws.find(path, dialect) or "its header has unreadable characters")
    with path.open("rb") as file:
        head = file.read(4)
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


def _is_windows_1252(path: Path, head: bytes) -> bool:
    """Return whether a file that is not UTF-8 can be Windows-1252.

    It cannot if it has bytes that are no characters of a text in Windows-1252, or if some characters are encoded in
    UTF-8.
    """
    if formats.is_gzip(head) or formats.is_zstd(head):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while piece := file.read(formats.HEAD):
            text = decoder.decode(piece)
            if any(byte in piece for byte in _UNUSED) or any(char > "\x7f" and char != "\ufffd" for char in text):
                return False
    return True


def _utf8(path: Path, encoding: str) -> Iterator[bytes]:
    with path.open(encoding=encoding, newline="") as file:
        while piece := file.read(formats.HEAD):
            yield piece.encode()
