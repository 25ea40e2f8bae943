"""Temporary files for streams, as a table is read twice: for its types and for its values."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

CHUNK = 1 << 18


def as_file(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of a stream piece by piece."""
    return iter(partial(stream.read, CHUNK), b"")


@contextmanager
def spooled(pieces: Iterable[bytes]) -> Iterator[Path]:
    """Write bytes to a temporary file, which is deleted afterwards in any case."""
    with tempfile.NamedTemporaryFile(prefix="levelwise-", delete=False) as file:
        path = Path(file.name)
        try:
            for piece in pieces:
                file.write(piece)
        except BaseException:
            file.close()
            path.unlink(missing_ok=True)
            raise
    try:
        yield path
    finally:
        with suppress(PermissionError):  # on Windows, if a traceback keeps it open
            path.unlink(missing_ok=True)
