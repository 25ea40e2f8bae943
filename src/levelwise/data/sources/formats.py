"""The format of a file, recognised by its first bytes, as its extension may be wrong."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Literal

from levelwise.errors import DataError

Format = Literal["text", "packed text", "parquet", "arrow", "arrow stream", "sqlite", "duckdb"]

HEAD = 1 << 20
"""Number of bytes that are examined, enough for the header of a table with thousands of columns."""

_KNOWN: tuple[tuple[int, bytes, Format], ...] = (
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1\0\0", "arrow"),
    (0, b"\xff\xff\xff\xff", "arrow stream"),
    (0, b"SQLite format 3\0", "sqlite"),
    (8, b"DUCK", "duckdb"),
)
_R = "in R, write.csv(data, 'data.csv', row.names = FALSE) creates a readable file"
_UNPACK = "unpack it and give a file in it"
_EXPORT = "export the table as CSV (UTF-8) or Parquet"
_FOREIGN: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"PK\x03\x04", "an Excel workbook or another zip archive", "in Excel, save the sheet as 'CSV UTF-8'"),
    (0, b"\xd0\xcf\x11\xe0", "an old Excel workbook", "in Excel, save the sheet as 'CSV UTF-8'"),
    (0, b"$FL2", "an SPSS file", "in SPSS, File > Export > CSV Data creates a readable file"),
    (0, b"$FL3", "an SPSS file", "in SPSS, File > Export > CSV Data creates a readable file"),
    (0, b"ASCII SPSS PORT", "an SPSS portable file", "in SPSS, File > Export > CSV Data creates a readable file"),
    (0, b"<stata_dta>", "a Stata file", "in Stata, export delimited using data.csv creates a readable file"),
    (1, b"\x01\x01\0", "a Stata file", "in Stata, export delimited using data.csv creates a readable file"),
    (1, b"\x02\x01\0", "a Stata file", "in Stata, export delimited using data.csv creates a readable file"),
    (12, b"\xc2\xea\x81\x60", "a SAS file", "in SAS, proc export with dbms=csv creates a readable file"),
    (0, b"HEADER RECORD*******", "a SAS transport file", "in SAS, proc export with dbms=csv creates a readable file"),
    (0, b"X\n\0\0\0", "an R object (.rds)", _R),
    (0, b"RDX", "a saved R workspace (.RData)", _R),
    (0, b"FEA1", "a Feather file of version 1", "save it as version 2, or as Parquet"),
    (4, b"1AY&SY", "compressed with bzip2", f"{_UNPACK}; if it is from R, {_R}"),
    (0, b"\xfd7zXZ\0", "compressed with xz", f"{_UNPACK}; if it is from R, {_R}"),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"\x89HDF", "an HDF5 file", _EXPORT),
    (0, b"%PDF-1.", "a PDF document", "give the table itself"),
)
_MARKUP = ((b"<!doctype html", "a web page"), (b"<html", "a web page"), (b"<?xml", "an XML file"))


def kind(head: bytes, name: str) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    head : bytes
        Its first bytes.
    name : str
        Its name in error messages.

    Raises
    ------
    DataError
        If it is empty, or a file of another program; the message says how to export it.
    """
    if not head:
        raise DataError(f"{name} is empty")
    for start, magic, known in _KNOWN:
        if _is(head, magic, start):
            return known
    for start, magic, what, advice in _FOREIGN:
        if _is(head, magic, start):
            raise DataError(f"{name} is {what}, not a CSV, Parquet or Arrow file; {advice}")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:40].lower()
    for mark, what in _MARKUP:
        if text.startswith(mark):
            raise DataError(f"{name} is {what}, not a table; give the file (or the address of the file) itself")
    if text.startswith((b"[{", b'{"', b"[\n", b"{\n")):
        raise DataError(f"{name} is JSON, not a table; {_EXPORT}")
    if is_utf16(head):
        return "text"
    if is_zstd(head):
        return "packed text"
    if is_gzip(head):
        if kind(unzipped(head, name), name) != "text":
            raise DataError(f"{name} is compressed with gzip, which is supported only for text files; {_UNPACK}")
        return "packed text"
    if b"\0" in head:
        raise DataError(f"{name} is a binary file (or UTF-16 without a byte order mark), not a table; {_EXPORT}")
    return "text"


def _is(head: bytes, magic: bytes, start: int) -> bool:
    """Return whether a file has a signature; a short one may also begin a header, such as ``PAR1,PAR2``."""
    return head.startswith(magic, start) and (b"\0" in head or len(magic) > 5 or not magic.isascii())


def is_gzip(head: bytes) -> bool:
    """Return whether a file is compressed with gzip."""
    return head.startswith(b"\x1f\x8b")


def is_zstd(head: bytes) -> bool:
    """Return whether a file is compressed with zstd."""
    return head.startswith(b"\x28\xb5\x2f\xfd")


def is_utf16(head: bytes) -> bool:
    """Return whether a file is UTF-16 with a byte order mark, as Excel's format 'Unicode Text' is."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))


def unzipped(head: bytes, name: str) -> bytes:
    """Return the first bytes of the content of a gzip file."""
    pieces: list[bytes] = []
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(head)) as file:
            while sum(map(len, pieces)) < HEAD:
                piece = file.read1(HEAD)
                if not piece:
                    break
                pieces.append(piece)
    except (EOFError, OSError, zlib.error) as error:
        if not pieces:  # the first bytes may end within the stream
            raise DataError(f"{name} is a damaged gzip file: {error}") from error
    return b"".join(pieces)
