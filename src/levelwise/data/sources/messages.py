"""Messages about files that cannot be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from levelwise.errors import DataError


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Convert errors of polars and of the system to errors that name the table."""
    name = printable(name)
    try:
        yield
    except PermissionError as error:
        raise DataError(f"{name} cannot be read: permission denied") from error
    except Exception as error:
        if not isinstance(error, (OSError, UnicodeError, ValueError, *_polars_errors())):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{name} cannot be read: {printable(reason)}") from error


def _polars_errors() -> tuple[type[Exception], ...]:
    """Return the errors of polars, if it has been imported."""
    polars = sys.modules.get("polars")
    return () if polars is None else (polars.exceptions.PolarsError,)


def printable(text: str, width: int = 200) -> str:
    """Return the first line of a text, with characters that a terminal might interpret replaced by question marks."""
    line = next(iter(text.strip().splitlines()), "").encode("utf-8", "backslashreplace").decode()
    line = "".join(char if char.isprintable() and char != "\ufffd" else "?" for char in line)
    return line if len(line) <= width else line[: width - 1] + "…"
