"""What a server sends, piece by piece and within a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any

from levelwise.data.sources.kinds import is_gzip
from levelwise.data.sources.messages import printable
from levelwise.data.sources.spool import CHUNK
from levelwise.progress import Progress


class BrokenError(Exception):
    """A server that does what it should not; says what."""


def pieces_of(response: Any, limit: int, task: Progress) -> Iterator[bytes]:
    """Read an answer, unfolded when it is compressed.

    Raises
    ------
    BrokenError
        When it is too large, breaks off, or is in an encoding nobody knows.
    """
    said = response.headers.get("Content-Length", "")
    total = int(said) if said.isdecimal() else None
    _within(total or 0, limit)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise BrokenError(f"it is sent in the encoding {printable(encoding)!r}, which is not read")
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
        raise BrokenError(f"the server broke off after {received} of {total} bytes; try again")


def _unzipped(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Unfold gzip piece by piece: a few bytes may become many, which must not be there all at once."""
    size, unzip = 0, zlib.decompressobj(31)
    for piece in pieces:
        while piece:
            if unzip.eof:  # a gzip file may have several members
                unzip = zlib.decompressobj(31)
            unfolded = unzip.decompress(piece, CHUNK)
            size += len(unfolded)
            _within(size, limit)
            if unfolded:
                yield unfolded
            piece = unzip.unconsumed_tail or unzip.unused_data.lstrip(b"\0")
    yield unzip.flush()
    if not unzip.eof:
        raise BrokenError("the server broke off within compressed data; try again")


def _within(size: int, limit: int) -> None:
    if size > limit:
        message = f"it has more than {limit / 1e6:g} MB; set LEVELWISE_MAX_DOWNLOAD, or download it and give its path"
        raise BrokenError(message)
