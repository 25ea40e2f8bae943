"""The body of a server's response, read piece by piece and within a size limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any

from levelwise.data.sources.formats import is_gzip
from levelwise.data.sources.messages import printable
from levelwise.data.sources.spool import CHUNK
from levelwise.progress import Progress


class ResponseError(Exception):
    """A response that cannot be used; the message says why."""


def pieces_of(response: Any, limit: int, task: Progress) -> Iterator[bytes]:
    """Read the body of a response, decompressing it if necessary.

    Raises
    ------
    ResponseError
        If it is too large, incomplete, or in an unknown encoding.
    """
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    _within(total or 0, limit)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise ResponseError(f"it is sent in the encoding {printable(encoding)!r}, which is not supported")
    pieces = _received(response, total, limit, task)
    if "gzip" in encoding:
        pieces = _unzipped(pieces, limit)
    first = next(pieces, b"")
    pieces = chain((first,), pieces)
    return _unzipped(pieces, limit) if is_gzip(first) else pieces


def _received(response: Any, total: int | None, limit: int, task: Progress) -> Iterator[bytes]:
    received = 0
    while piece := response.read1(CHUNK):
        received += len(piece)
        task.update(received, total)
        _within(received, limit)
        yield piece
    if total is not None and received < total:
        raise ResponseError(f"the connection was closed after {received} of {total} bytes; try again")


def _unzipped(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Decompress gzip piece by piece, as a few bytes may expand to more than fits into memory."""
    size, unzip = 0, zlib.decompressobj(31)
    for piece in pieces:
        while piece:
            if unzip.eof:  # a gzip file may have several members
                unzip = zlib.decompressobj(31)
            unzipped = unzip.decompress(piece, CHUNK)
            size += len(unzipped)
            _within(size, limit)
            if unzipped:
                yield unzipped
            piece = unzip.unconsumed_tail or unzip.unused_data.lstrip(b"\0")
    yield unzip.flush()
    if not unzip.eof:
        raise ResponseError("the compressed data are incomplete; try again")


def _within(size: int, limit: int) -> None:
    if size > limit:
        message = (
            f"it is larger than {limit / 1e6:g} MB; set LEVELWISE_MAX_DOWNLOAD, or download the file and give its path"
        )
        raise ResponseError(message)
