"""How a text file is written: its separator and header, found in its first lines."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from levelwise.dataclass import dataclass
from levelwise.errors import DataError

SEPARATORS = (",", ";", "\t", "|")
_ENOUGH = 100  # lines that show how a file is written


@dataclass(frozen=True)
class Dialect:
    """How a text file is written.

    Attributes
    ----------
    separator, eol : str
        What stands between fields and at the end of a line.
    skipped : int
        Lines above the header.
    names : tuple of str
        The header, one name a column; those of columns without a name are empty.
    """

    separator: str
    eol: str
    skipped: int
    names: tuple[str, ...]

    @property
    def comma(self) -> str:
        """What a comma in a number may be; nothing when it separates fields."""
        return {",": "", ";": "decimal comma"}.get(self.separator, "some comma")


def recognise(text: str, name: str) -> Dialect:
    r"""Find out how a file is written.

    Parameters
    ----------
    text : str
        Its beginning.
    name : str
        What errors call it.

    Raises
    ------
    DataError
        When there is no header, or the header is unusable.

    Examples
    --------
    >>> recognise("y;x\n1,5;2\n", "a.csv")
    Dialect(separator=';', eol='\n', skipped=0, names=('y', 'x'))
    """
    text = text.removeprefix("\ufeff")
    eol = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = list(islice(io.StringIO(text, newline=None), _ENOUGH + 1))
    said = re.fullmatch(r"sep=(.)", lines[0].strip("\r\n")) if lines else None  # Excel's way to say it
    skipped = 1 if said else 0
    lines = lines[skipped:]
    candidates = (said[1],) if said else SEPARATORS
    tables = {separator: _records(lines, separator) for separator in candidates}
    separator = max(candidates, key=lambda one: _merit(tables[one]))
    if not tables[separator]:
        raise DataError(f"{name} is empty")
    names = tuple(field.strip() for field in tables[separator][0])
    _check_header(names, name)
    return Dialect(separator, eol, skipped, names)


def _records(lines: Sequence[str], separator: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=separator):
            if any(field.strip() for field in record) or (record and not records):
                records.append(record)
    except csv.Error:
        pass  # what was read until then is evidence enough
    return records


def _merit(records: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """The separator that splits the header, splits the lines alike, and makes the most columns is the right one."""
    width = len(records[0]) if records else 0
    alike = sum(len(record) == width for record in records) / max(1, len(records))
    return width > 1, alike, width


def _check_header(names: Sequence[str], name: str) -> None:
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for column in names for char in column):
        raise DataError(f"{name} has control characters in its first line; it is no table, or it is damaged")
    twice = [column for column, times in Counter(names).items() if column and times > 1]
    if twice:
        shown = ", ".join(map(repr, twice[:5])) + (", …" if len(twice) > 5 else "")
        raise DataError(f"{name} has more than one column named {shown}; a formula could not tell them apart")
    if not any(names):
        raise DataError(f"{name} has no column names in its first line")
    if all(re.fullmatch(r"[-+]?\d*[.,]?\d+(e[-+]?\d+)?", column, re.IGNORECASE) for column in names if column):
        raise DataError(f"{name} has only numbers in its first line; write the names of the columns there")
    if len(names) == 1 and re.search(r"\S\s+\S", names[0]):
        message = f"{name} has one column only, {names[0][:60]!r}; fields are separated by a comma, semicolon, tab or |"
        raise DataError(message)
