"""The dialect of a text file, its separator and header, determined from its first lines."""

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
_LINES = 100  # number of lines from which the dialect is determined


@dataclass(frozen=True)
class Dialect:
    """The dialect of a text file.

    Attributes
    ----------
    separator, eol : str
        The separator of fields, and the end of a line.
    skipped : int
        The number of lines above the header.
    names : tuple of str
        The names of the columns in the header, which may be empty.
    """

    separator: str
    eol: str
    skipped: int
    names: tuple[str, ...]

    @property
    def header_is_data(self) -> bool:
        """Whether the first line looks like data: a field in it is a number, as a name rarely is."""
        return any(map(_is_data, self.names))

    @property
    def comma(self) -> str:
        """The type of column that a comma in a number may indicate; empty if commas separate fields."""
        return {",": "", ";": "decimal comma"}.get(self.separator, "some comma")


def recognise(text: str, name: str) -> Dialect:
    r"""Return the dialect of a text file.

    Parameters
    ----------
    text : str
        The beginning of the file.
    name : str
        Its name in error messages.

    Raises
    ------
    DataError
        If there is no header, or the header is unusable.

    Examples
    --------
    >>> recognise("y;x\n1,5;2\n", "a.csv")
    Dialect(separator=';', eol='\n', skipped=0, names=('y', 'x'))
    """
    text = text.removeprefix("\ufeff")
    eol = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = list(islice(io.StringIO(text, newline=None), _LINES + 1))
    declared = re.fullmatch(r"sep=(.)", lines[0].strip("\r\n")) if lines else None  # a line that Excel writes
    skipped = 1 if declared else 0
    lines = lines[skipped:]
    candidates = (declared[1],) if declared else SEPARATORS
    tables = {separator: _records(lines, separator) for separator in candidates}
    separator = max(candidates, key=lambda one: _score(tables[one]))
    if not tables[separator]:
        raise DataError(f"{name} is empty")
    names = tuple(field.strip() for field in tables[separator][0])
    check_header(names, name)
    return Dialect(separator, eol, skipped, names)


def has_separators(text: str) -> bool:
    """Return whether the header of a text file has fields separated by one of the `SEPARATORS`."""
    lines = [line for line in text.removeprefix("\ufeff").splitlines()[:_LINES] if line.strip()][:1]
    return not lines or lines[0].startswith("sep=") or any(_score(_records(lines, one))[0] for one in SEPARATORS)


def _records(lines: Sequence[str], separator: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=separator):
            if any(field.strip() for field in record) or (record and not records):
                records.append(record)
    except csv.Error:
        pass  # the records before the error suffice
    return records


def _score(records: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """Return a score of a separator: it splits the header, gives lines of equal width, and many columns."""
    width = len(records[0]) if records else 0
    regular = sum(len(record) == width for record in records) / max(1, len(records))
    return width > 1, regular, width


def check_header(names: Sequence[str], name: str) -> None:
    """Raise DataError if the names of the columns of a table are unusable."""
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for column in names for char in column):
        raise DataError(f"{name} has control characters in its first line; it is not a table, or it is damaged")
    if not any(names):
        raise DataError(f"{name} has no column names in its first line")
    if all(_is_data(column) for column in names if column):
        raise DataError(f"{name} has only numbers in its first line, which must contain the names of the columns")
    twice = [column for column, times in Counter(names).items() if column and times > 1]
    if twice:
        shown = ", ".join(map(repr, twice[:5])) + (", …" if len(twice) > 5 else "")
        advice = "rename them so that each name is unique"
        if any(map(_is_data, names)):
            advice = "line 1 looks like data, so add a header, a first line with the names of the columns"
        raise DataError(f"{name} has more than one column named {shown}; {advice}")
    if len(names) == 1 and re.search(r"\S\s+\S", names[0]):
        advice = "fields must be separated by a comma, semicolon, tab, | or blanks"
        raise DataError(f"{name} has only one column, {names[0][:60]!r}; {advice}")


def _is_data(field: str) -> bool:
    """Return whether a field of the first line is a number."""
    return re.fullmatch(r"[-+]?\d*[.,]?\d+(e[-+]?\d+)?", field, re.IGNORECASE) is not None
