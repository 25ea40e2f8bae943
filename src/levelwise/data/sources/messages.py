"""Messages about files that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from levelwise.errors import DataError


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what polars and the system say into errors that name the table."""
    import polars as pl

    name = printable(name)
    try:
        yield
    except PermissionError as error:
        raise DataError(f"{name} may not be read: permission denied") from error
    except (pl.exceptions.PolarsError, OSError, UnicodeError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{name} cannot be read: {printable(said)}") from error


def printable(text: str, width: int = 200) -> str:
    """Return the first line of a text without anything that would spoil a terminal."""
    line = next(iter(text.strip().splitlines()), "").encode("utf-8", "backslashreplace").decode()
    line = "".join(char if char.isprintable() and char != "\ufffd" else "?" for char in line)
    return line if len(line) <= width else line[: width - 1] + "…"
