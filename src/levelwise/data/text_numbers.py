"""Columns of text that were meant to be numbers or dates, recognised by their categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from levelwise.data.columns import MISSING, Categories
from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.lazy_numpy import np
from levelwise.text.sentences import counted

MANY = 10
"""Minimum number of different numbers or dates in a column that is taken for a measurement; fewer may be codes."""

ODD_SHARE = 0.1
"""Maximum share of other values among the different values of such a column, unless there is a single one."""

_SAMPLE = 200  # number of categories that show whether a column is one of words

_FEW = 3  # decimal numbers are measurements, and marks of missing values no category, if there are so many numbers

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*\.?"
_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[-+]\d{2}:?\d{2})?)?"

MARK = "a mark of a missing value"

LOOKS: Mapping[str, str] = {
    MARK: r"[.?*/-]+|n\.?/?a\.?n?\.?|#n/?a!?|#(?:value|div/0|ref|null|num|name)[!?]|<na>|null|none|nil|missing|unknown|"
    r"not available|",
    "a number with a decimal comma": r"[-+]?(?:\d{1,3}(?:[. '’\u00a0\u202f]\d{3})+|\d+)?,\d+(?:[eE][-+]?\d+)?",
    "a number with separators of thousands": r"[-+]?\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+(?:\.\d*)?",
    "a percentage": r"[-+]?[\d.,]+\s*%",
    "an amount of money": r"[-+]?[$€£¥]\s*[\d.,]+|[-+]?[\d.,]+\s*[$€£¥]",
    "a bound": rf"(?:[<>≤≥~≈]|<=|>=)\s*{_NUMBER}",
    "a number with another minus sign": rf"[−–]{_NUMBER}",
    "a number with a letter or a unit": rf"{_NUMBER}\s*(?:[^\W\d_]{{1,4}}[./²³]?|[*+°#])",
}
"""What a value that is not a number may be, by a regular expression that it matches as a whole, whatever its case."""

_DATES = re.compile(
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}\.?[- /]{_MONTH}[- /,]*\d{{2,4}}|{_MONTH}[- /]\d{{1,2}},?[- /]+\d{{2,4}}"
    rf"|\d{{4}}[- ]?{_MONTH}[- ]?\d{{1,2}}|\d{{4}}-\d{{2}}|{_MONTH}[- ]\d{{4}}){_TIME}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TextNumbers:
    """What the categories of a column of text are, if most are numbers or dates.

    Attributes
    ----------
    what : str
        ``number`` or ``date``.
    size : int
        The number of categories.
    odd : tuple of str
        Those that are not.
    """

    what: str
    size: int
    odd: tuple[str, ...]


def looks_like(value: str) -> str:
    """Return what a value that is not a number looks like; empty if it looks like a word.

    Examples
    --------
    >>> looks_like("31,5"), looks_like("5 %"), looks_like("#N/A"), looks_like("oats")
    ('a number with a decimal comma', 'a percentage', 'a mark of a missing value', '')
    """
    found = (what for what, shape in LOOKS.items() if re.fullmatch(shape, value.strip(), re.IGNORECASE))
    return next(found, "")


def is_number(value: str) -> bool:
    """Return whether a string is a number as Python and R write it."""
    return re.fullmatch(_NUMBER, value.strip()) is not None


def _is_date(value: str) -> bool:
    return _DATES.fullmatch(value.strip()) is not None


def text_numbers(labels: Sequence[str]) -> TextNumbers | None:
    """Return what categories are if they are nearly all numbers, or dates; None if they are categories.

    Examples
    --------
    >>> text_numbers(["1.5", "2.5", "4", "5%"])
    TextNumbers(what='number', size=4, odd=('5%',))
    >>> text_numbers(["2", "1", "3"])
    """
    few_labels = labels[:: max(1, len(labels) // _SAMPLE)]
    if sum(is_number(one) or bool(looks_like(one)) or _is_date(one) for one in few_labels) < 0.5 * len(few_labels):
        return None
    strict = [label for label in labels if is_number(label)]
    others = [label for label in labels if not is_number(label)]
    looks = [looks_like(label) for label in others]
    numeric = len(strict) + sum(bool(look) and look != MARK for look in looks)
    odd = tuple(label for label in others if looks_like(label) != MARK) or tuple(others)
    if not looks:
        return TextNumbers("number", len(labels), ()) if numeric >= MANY else None
    few = sum(not look for look in looks) <= max(1, ODD_SHARE * len(labels))
    measured = numeric >= MANY or (len(strict) >= _FEW and any("." in label for label in strict))
    marked = len(strict) >= max(_FEW, len(labels) - len(strict)) and all(
        look == MARK or "comma" in look or "percent" in look for look in looks
    )
    if few and (measured or marked):
        return TextNumbers("number", len(labels), odd)
    dates = [label for label in labels if _is_date(label)]
    if len(dates) >= MANY and len(labels) - len(dates) <= max(1, ODD_SHARE * len(labels)):
        return TextNumbers("date", len(labels), tuple(label for label in labels if label not in set(dates)))
    return None


def first_row(column: Categories, labels: Iterable[str]) -> tuple[str, int, int]:
    """Return the first value of a column that is one of some categories, its position, and how many rows have one."""
    wanted = set(labels)
    rows = np.flatnonzero(column.numbers([float(label in wanted) for label in column.labels]) == 1)
    return column.labels[column.codes[rows[0]]], int(rows[0]), len(rows)


def check_numeric(name: str, column: Column, values: Categories | None = None) -> None:
    """Raise DataError unless a column is numeric; its rows tell which value is not."""
    if column.is_factor and column.kind != "logical":
        raise DataError(f"{name} is not numeric{not_numeric(column.categories, values)}")


def not_numeric(labels: Sequence[str], column: Categories | None = None) -> str:
    """Return why a column of text is not numeric, to follow a semicolon in an error; empty if it consists of words.

    Parameters
    ----------
    labels : sequence of str
        Its categories.
    column : Categories, optional
        Its rows, if they are in memory.
    """
    if column is not None:  # a category need not occur
        labels = [labels[code] for code in np.unique(column.codes[column.codes != MISSING])]
    others = [label for label in labels if not is_number(label)]
    if not others:
        return "; its values are numbers stored as text, so convert the column to numbers" if labels else ""
    if all(map(_is_date, labels)):
        return f"; its values are dates stored as text, such as {labels[0]!r}; convert them to dates or numbers"
    looks = [looks_like(label) for label in others]
    if len(others) == len(labels) and not any(look and look != MARK for look in looks):
        return ""
    value, place = (others[0], "") if column is None else _first(column, others)
    look = f"looks like {looks_like(value)}" if looks_like(value) else "is not a number"
    cure = "convert the column to numbers" if len(others) == len(labels) else "correct the value or make it missing"
    return f"; its value {value!r}{place} {look}; {cure}"


def _first(column: Categories, labels: Sequence[str]) -> tuple[str, str]:
    """Return the first value of a column that is one of some categories, and where it stands."""
    value, row, rows = first_row(column, labels)
    others = int((column.codes != MISSING).sum()) - rows
    among = f", among {counted(others, 'number')}," if others else ""
    return value, f" in row {row + 1:,}" + (f" (and in {counted(rows - 1, 'other row')})" if rows > 1 else among)
