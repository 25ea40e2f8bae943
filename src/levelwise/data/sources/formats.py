"""The format of a file, recognised by its first bytes, as its extension may be wrong."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zlib
from typing import Literal

from levelwise.errors import DataError

Format = Literal[
    "text",
    "packed text",
    "parquet",
    "arrow",
    "arrow stream",
    "sqlite",
    "duckdb",
    "zip",
    "workbook",
    "spss",
    "spss portable",
    "stata",
    "sas",
    "sas transport",
    "r",
]

HEAD = 1 << 20
"""Number of bytes that are examined, enough for the header of a table with thousands of columns."""

_KNOWN: tuple[tuple[int, bytes, Format], ...] = (
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1\0\0", "arrow"),
    (0, b"\xff\xff\xff\xff", "arrow stream"),
    (0, b"SQLite format 3\0", "sqlite"),
    (8, b"DUCK", "duckdb"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"\xd0\xcf\x11\xe0", "workbook"),
    (0, b"$FL2", "spss"),
    (0, b"$FL3", "spss"),
    (0, b"<stata_dta>", "stata"),
    (1, b"\x01\x01\0", "stata"),
    (1, b"\x02\x01\0", "stata"),
    (12, b"\xc2\xea\x81\x60", "sas"),
    (0, b"HEADER RECORD*******", "sas transport"),
)
_OF_R = re.compile(rb"(RDX[23]\n)?X\n\0\0\0|(RDA[23]\n)?A\n[23]\n\d{5,7}\n\d{5,7}\n")
_UNPACK = "unpack it and give a file in it"
_EXPORT = "export the table as CSV (UTF-8) or Parquet"
_FOREIGN: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"FEA1", "a Feather file of version 1", "save it as version 2, or as Parquet"),
    (4, b"1AY&SY", "compressed with bzip2", _UNPACK),
    (0, b"\xfd7zXZ\0", "compressed with xz", _UNPACK),
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
    if _OF_R.match(head) or _OF_R.match(_unpacked(head)):
        return "r"
    if b"ASCII SPSS PORT FILE" in head[:400]:
        return "spss portable"
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
        raise DataError(f"{name} is a binary file, not a table; {_EXPORT}")
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
    """Return whether a file is UTF-16, as Excel's format 'Unicode Text' is."""
    return utf16(head) is not None


def utf16(head: bytes) -> str | None:
    """Return the encoding of a UTF-16 file by its byte order mark, or by its zero bytes; None for other files."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    text = head[: 1 << 12]
    even, odd = text[::2].count(0), text[1::2].count(0)
    most = 0.8 * (len(text) // 2)  # nearly all characters of a header are Latin letters
    return "utf-16-le" if odd > most and not even else "utf-16-be" if even > most and not odd else None


def _unpacked(head: bytes) -> bytes:
    """Return the first bytes of a file that is compressed with bzip2, xz or gzip; empty for other files."""
    unpack: bz2.BZ2Decompressor | lzma.LZMADecompressor | zlib._Decompress
    if head[4:10] == b"1AY&SY":
        unpack = bz2.BZ2Decompressor()
    elif head.startswith(b"\xfd7zXZ\0"):
        unpack = lzma.LZMADecompressor()
    elif is_gzip(head):
        unpack = zlib.decompressobj(31)
    else:
        return b""
    try:
        return unpack.decompress(head, 100)
    except (EOFError, OSError, ValueError, lzma.LZMAError, zlib.error):
        return b""


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
