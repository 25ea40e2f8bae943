"""Text files read by the standard library: small ones, and all of them if polars is not installed.

The types of the columns are those of `types`, in the same order; the tests compare the two readers.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from levelwise.data.columns import Numbers, Values
from levelwise.data.frames.objects import strings
from levelwise.data.frames.plain import integers, logical
from levelwise.data.frames.table import Table
from levelwise.data.origin import Origin, with_origin
from levelwise.data.sources import flaws, formats
from levelwise.data.sources.dialect import Dialect
from levelwise.data.sources.messages import printable
from levelwise.data.sources.types import DIGITS, MARKS, MISSING, NOT_A_NUMBER, THOUSANDS, is_marked, possible_kinds
from levelwise.errors import DataError

Fields = Sequence[str | None]

_LARGEST = 2**63
_AMBIGUOUS = re.compile(r"\r(?!\n)|[\0\x1c-\x1f]")  # old line ends, and characters that only some readers skip
_NO_NUMBER = re.compile(r"[\s_]|[^\x00-\x7f]")  # characters that Python accepts in a number, but polars does not


def read(path: Path, dialect: Dialect, name: str) -> Table | None:
    """Read a text file; None if it has a flaw, or if polars might interpret its quotes or line ends differently.

    Parameters
    ----------
    path : Path
        The file, which may be compressed with gzip.
    dialect : Dialect
        Its dialect.
    name : str
        Its name in error messages.

    Raises
    ------
    DataError
        If there are no rows, or the header is repeated.
    """
    try:
        text = _text(path)
        records = [] if _is_ambiguous(text, dialect.separator) else _records(text, dialect)
    except (csv.Error, EOFError, OSError, UnicodeDecodeError, zlib.error):
        return None
    width = len(dialect.names)
    if not (records and records[0]) or any(len(record) != width for record in records if record):
        return None
    return _table(records[1:], dialect, name)


def read_any(path: Path, dialect: Dialect, name: str) -> Table:
    """Read a text file with any quotes and line ends.

    Raises
    ------
    DataError
        If there is a flaw, there are no rows, or the header is repeated.
    """
    flaw = flaws.find(path, dialect)
    if flaw is not None:
        raise DataError(f"{name} cannot be read: {flaw}")
    try:
        records = _records(_text(path), dialect)
    except (csv.Error, EOFError, OSError, UnicodeDecodeError, zlib.error) as error:
        raise DataError(f"{name} cannot be read: {printable(str(error))}") from error
    while records and not any(records[0]):  # blank lines above the header
        del records[0]
    width = len(dialect.names)
    return _table([record + [""] * (width - len(record)) for record in records[1:]], dialect, name)


def _is_ambiguous(text: str, separator: str) -> bool:
    """Return whether readers may differ on control characters, quotes within fields or line ends within quotes."""
    if _AMBIGUOUS.search(text):
        return True
    between = re.escape(separator) + r"\r\n"
    quoted = re.compile(rf'(?<![^{between}])"(?:[^"]|"")*"(?![^{between}])')
    return '"' in text and ('"' in quoted.sub("", text) or any("\r" in field for field in quoted.findall(text)))


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if formats.is_gzip(content) else content).decode("utf-8-sig")


def _records(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the records from the header on; blank lines give empty records."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        del lines[-1]
    below = (f"{line}\n" for line in lines[dialect.skipped :])
    return list(csv.reader(below, delimiter=dialect.separator, strict=True))


def _table(records: Sequence[Sequence[str]], dialect: Dialect, name: str) -> Table:
    names = dialect.names
    rows = [record or ("",) * len(names) for record in records]
    if len(names) > 1:
        rows = [row for row in rows if any(field not in MISSING for field in row)]
    if not rows:
        raise DataError(f"{name} has no rows")
    named = [(position, one) for position, one in enumerate(names) if one]
    repeated = sum(all(row[position] == one for position, one in named) for row in rows) if len(named) > 1 else 0
    if repeated:
        raise DataError(flaws.repeated_header(name, repeated))
    possible = possible_kinds(dialect)
    columns = [[None if field in MISSING else field for field in column] for column in zip(*rows, strict=True)]
    typed = {one: _typed(columns[position], possible) for position, one in named}
    marks = {one: _marks(columns[position]) for position, one in named if is_marked(typed[one][0])}
    return with_origin(
        Table({one: column for one, (_, column) in typed.items()}), Origin(marks, header_is_data=dialect.header_is_data)
    )


def _typed(fields: Fields, possible: Iterable[str]) -> tuple[str, Values]:
    """Return a column and its type, the first possible one that loses none of its values."""
    for kind in possible:
        found = _KINDS[kind](fields)
        if found is not None:
            return kind, found
    return "text", strings(fields)


def typed_column(fields: Fields) -> tuple[Values, dict[str, int]]:
    """Return a column of strings as `read` would, and how often each mark of a missing value occurs in it."""
    kind, column = _typed([None if field in MISSING else field for field in fields], possible_kinds(None))
    return column, dict(_marks(fields)) if is_marked(kind) else {}


def _marks(fields: Fields) -> Mapping[str, int]:
    """Return how often each mark of a missing value occurs in a column."""
    bare = _bare(fields)
    return {mark: times for mark in MARKS if (times := sum(field == mark for field in bare))}


def _whole(fields: Fields) -> Values | None:
    present = [field for field in fields if field is not None]
    if not _is_plain(present):
        return None
    try:
        numbers = [None if field is None else int(field) for field in fields]
    except ValueError:
        return None
    fits = all(number is None or -_LARGEST <= number < _LARGEST for number in numbers)
    return integers(numbers) if fits else None


def _digits(fields: Fields) -> Values | None:
    return None if any(field is not None and not re.fullmatch(DIGITS, field) for field in fields) else strings(fields)


def _number(fields: Fields) -> Values | None:
    if not _is_plain([field for field in fields if field is not None]):
        return None
    try:
        numbers = np.array([np.nan if field is None else float(field) for field in fields], dtype=np.float64)
    except ValueError:
        return None
    return Numbers(numbers) if np.isnan(numbers).sum() == fields.count(None) else None


def _logical(fields: Fields) -> Values | None:
    lower = [None if field is None else field.lower() for field in _bare(fields)]
    if not {field for field in lower if field is not None} <= {"true", "false"}:
        return None
    return logical([None if field is None else field == "true" for field in lower])


def _decimal_comma(fields: Fields) -> Values | None:
    """Return numbers with decimal commas; a field with a decimal point is then not a number."""
    bare = _bare(fields)
    return _number([None if one is None else one.replace(".", "?").replace(",", ".", 1) for one in bare])


def _some_comma(fields: Fields) -> Values | None:
    """Return numbers with decimal commas, unless all commas may be thousands separators."""
    with_comma = [field for field in _bare(fields) if field is not None and "," in field]
    unclear = all(re.search(THOUSANDS, field) for field in with_comma)
    return None if unclear else _decimal_comma(fields)


def _bare(fields: Fields) -> Fields:
    bare = [None if field is None else field.strip() for field in fields]
    return [None if field in MISSING else field for field in bare]


def _unmarked(convert: Callable[[Fields], Values | None]) -> Callable[[Fields], Values | None]:
    """Return the conversion of a column in which marks of missing values are missing, if the others are numbers."""

    def converted(fields: Fields) -> Values | None:
        bare = _bare(fields)
        present = [None if field in MARKS else field for field in bare]
        if all(field is None for field in present) and not all(field in (None, *NOT_A_NUMBER) for field in bare):
            return None  # without a number, marks are categories; NaN is a number by itself
        return convert(present)

    return converted


def _is_plain(fields: Sequence[str]) -> bool:
    return _NO_NUMBER.search("".join(fields)) is None


_KINDS: Mapping[str, Callable[[Fields], Values | None]] = {
    "whole": _whole,
    "digits": _digits,
    "number": _number,
    "padded whole": lambda fields: _whole(_bare(fields)),
    "padded number": lambda fields: _number(_bare(fields)),
    "logical": _logical,
    "decimal comma": _decimal_comma,
    "some comma": _some_comma,
    "marked whole": _unmarked(_whole),
    "marked digits": _unmarked(_digits),
    "marked number": _unmarked(_number),
    "marked decimal comma": _unmarked(_decimal_comma),
    "marked some comma": _unmarked(_some_comma),
    "text": strings,
}
