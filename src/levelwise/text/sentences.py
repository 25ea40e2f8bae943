"""Words, lists and numbers in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST, MOST_PARTS = 12, 6
"""Maximum number of names in a sentence or rows in a table, and of summands or wide columns."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, ``1 group`` or ``160 groups``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence, ``a, b and c``."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def kind_of(value: object) -> str:
    """Return the type of a value with its article, ``an int``, ``a string`` or ``None``."""
    if value is None:
        return "None"
    name = "string" if isinstance(value, str) else type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def some(names: Sequence[str], most: int) -> str:
    """Return the first names, separated by commas, with an ellipsis where there are more.

    Examples
    --------
    >>> some(["a", "b", "c"], 2)
    'a, b, …'
    """
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def rounded(value: float) -> str:
    """Return a number with three significant digits, or as a whole number from 1,000 to a million.

    Examples
    --------
    >>> rounded(0.16249), rounded(43.52), rounded(2499.6), rounded(2.5e7)
    ('0.162', '43.5', '2,500', '2.5e+07')
    """
    return f"{value:,.0f}" if 999.5 <= abs(value) < 999_999.5 else f"{value + 0.0:.3g}"


def digits(value: float) -> str:
    """Return a number with six significant digits; minus zero is written as zero."""
    return f"{value + 0.0:.6g}"
