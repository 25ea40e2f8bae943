"""Flaws of text files, with the line in which they occur."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.data.sources import formats
from levelwise.data.sources.dialect import Dialect
from levelwise.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_SAVE = "save it as 'CSV UTF-8' (or convert it: iconv -f WINDOWS-1252 -t UTF-8)"


def find(path: Path, dialect: Dialect) -> str | None:
    """Return the first flaw in the quotes or the number of fields of a line; None if there is none.

    Raises
    ------
    EncodingError
        If there is a line that is not UTF-8 before that.
    """
    width = len(dialect.names)
    noted: list[str] = []
    reader = csv.reader(_noted(_checked(path, dialect), noted), delimiter=dialect.separator)
    start = dialect.skipped + 1
    try:
        for record in reader:
            count, lines_of_record = len(noted), noted.copy()
            noted.clear()
            if len(record) != width and any(field.strip() for field in record):
                if count > 1:
                    return f"the quotation mark in line {start} is not closed at the end of its field"
                fields = "1 field" if len(record) == 1 else f"{len(record)} fields"
                return f"line {start} has {fields} where the header has {width}"
            start += count
        if start > dialect.skipped + 1 and _is_open(lines_of_record, dialect.separator):
            return f"the quotation mark in line {start - count} is not closed"
    except csv.Error:
        return f"the quotation mark in line {start} is not closed"
    except (EOFError, OSError, zlib.error):
        return None  # the compressed data are damaged, as polars reports
    return None


def repeated_header(name: str, times: int) -> str:
    """Return the message about a file whose header is repeated among the rows."""
    often = "once" if times == 1 else f"{times} times"
    return f"{name} repeats its header {often} among the rows; it seems to be a concatenation of several files"


def _noted(lines: Iterator[str], noted: list[str]) -> Iterator[str]:
    """Yield lines and record them, as a record may consist of several lines."""
    for line in lines:
        noted.append(line)
        yield line


def _is_open(lines: Sequence[str], separator: str) -> bool:
    """Return whether a record ends within quotation marks."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def short_line(path: Path, dialect: Dialect) -> str | None:
    """Return the flaw of a line with fewer fields than the header; None if there is none.

    Counting separators outside quotation marks is fast and sufficient for most files. The records are read only if a
    count differs, or a quoted field extends over several lines.
    """
    import polars as pl

    text = pl.col("line")
    bare = text.str.replace_all('"[^"]*"', "")
    off = bare.str.count_matches(dialect.separator, literal=True) != len(dialect.names) - 1
    suspicious = (text.str.strip_chars() != "") & (off | bare.str.contains('"', literal=True))
    try:
        found = lines(path, dialect.eol, dialect.skipped).select(suspicious.sum()).collect(engine="streaming").item()
    except pl.exceptions.PolarsError:
        found = 1
    return find(path, dialect) if found else None


def lines(path: Path, eol: str = "\n", skipped: int = 0) -> pl.LazyFrame:
    """Scan the lines of a file, which may be compressed, into a column named ``line``."""
    import polars as pl

    return pl.scan_csv(
        str(path),
        has_header=False,
        separator="\x1f",  # a character that does not occur in tables
        quote_char=None,
        eol_char=eol,
        skip_rows=skipped,
        new_columns=["line"],
        infer_schema_length=0,
        glob=False,
    )


class EncodingError(DataError):
    """A file is not UTF-8; the message says in which line."""


def _checked(path: Path, dialect: Dialect) -> Iterator[str]:
    with path.open("rb") as file:
        head = file.read(4)
    if formats.is_zstd(head):
        yield from (line or "" for line in lines(path, dialect.eol, dialect.skipped).collect().to_series())
        return
    opener = gzip.open if formats.is_gzip(head) else open
    with opener(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline=None) as file:
        for number, line in enumerate(file, 1):
            if any("\udc80" <= char <= "\udcff" for char in line):
                raise EncodingError(f"line {number} is not UTF-8; {_SAVE}")
            if number > dialect.skipped:
                yield line
