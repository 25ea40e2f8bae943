"""Words and numbers as the sentences and tables of findings have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST, MOST_PARTS = 12, 6
"""So many names or rows a sentence or a table holds; so many summands or wide columns."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, ``1 group`` or ``160 groups``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence, ``a, b and c``."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def some(names: Sequence[str], most: int) -> str:
    """Return the first names with commas, and dots where there are more.

    Examples
    --------
    >>> some(["a", "b", "c"], 2)
    'a, b, …'
    """
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def digits(value: float) -> str:
    """Return a number as evidence shows it; minus zero is zero."""
    return f"{value + 0.0:.6g}"
