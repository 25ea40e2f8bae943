"""Text files whose columns are separated by blanks, or stand at fixed positions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from levelwise.errors import DataError

_LINES = 100  # number of lines from which it is decided


def is_spaced(text: str) -> bool:
    r"""Return whether the beginning of a text file is a table of columns separated by blanks.

    Examples
    --------
    >>> is_spaced("y  g\n1.5 a\n2.5 b\n")
    True
    >>> is_spaced("my variable\n1\n2\n")
    False
    """
    lines = [line for line in text.splitlines() if line.strip()][: _LINES + 1]
    if len(lines) > _LINES or not text.endswith("\n"):
        lines = lines[:-1] or lines  # the last one may be cut off
    return len(lines) > 1 and (_width(lines) > 1 or len(_starts(lines)) > 1)


def separated(lines: Iterable[str], name: str) -> Iterator[bytes]:
    """Yield the lines of such a file with its fields separated by semicolons.

    Raises
    ------
    DataError
        If its lines differ in their number of fields; `name` is the name of the file in the message.
    """
    kept = [line.rstrip("\r\n") for line in lines if line.strip()]
    records: Iterable[list[str]]
    if _width(kept) > 1:
        wide = len(_fields(kept[1])) > len(_fields(kept[0]))  # R's write.table gives row names no header
        records = ([""] * (wide and not place) + record for place, record in enumerate(map(_fields, kept)))
    else:
        starts = _starts(kept)
        if len(starts) < 2:
            width = len(_fields(kept[1]))
            odd = next(place for place, line in enumerate(kept) if place > 1 and len(_fields(line)) != width)
            message = f"{name} cannot be read: row {odd:,} has {len(_fields(kept[odd]))} fields where row 1 has {width}"
            raise DataError(f"{message}; fields with blanks in them need quotation marks")
        ends = [*starts[1:], None]
        records = ([line[a:b].strip() for a, b in zip(starts, ends, strict=True)] for line in kept)
    for record in records:
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\n").writerow(record)
        yield text.getvalue().encode("utf-8", "surrogateescape")


def _fields(line: str) -> list[str]:
    return next(csv.reader([line.replace("\t", " ").strip()], delimiter=" ", skipinitialspace=True))


def _width(lines: Sequence[str]) -> int:
    """Return the number of fields of every line; 0 if lines differ. The header may lack the first one."""
    try:
        widths = [len(_fields(line)) for line in lines]
    except csv.Error:
        return 0
    below = set(widths[1:])
    return widths[1] if len(below) == 1 and widths[0] > 1 and widths[1] - widths[0] in (0, 1) else 0


def _starts(lines: Sequence[str]) -> list[int]:
    """Return where the columns start if they stand at fixed positions: after blanks in every line."""
    width = max(map(len, lines))
    filled = [any(place < len(line) and line[place] not in " \t" for line in lines) for place in range(width)]
    starts = [place for place in range(width) if filled[place] and (place == 0 or not filled[place - 1])]
    ends = [*starts[1:], width]
    below = lines[1:]
    full = all(
        lines[0][a:b].strip() and any(line[a:b].strip() for line in below) for a, b in zip(starts, ends, strict=True)
    )
    return starts if full else []
