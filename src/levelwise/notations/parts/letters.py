"""The letters common to all notations: indices, and their continuation beyond the end of the table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from levelwise.equation.tree import Comma, Index, Number, Range, Script, Symbol

OBSERVATION = "i"
"""The index of an observation."""

_INDEX_LETTERS = "jklmpqrstuvwxyz"
"""Without n, a number of observations or trials, and o, an offset."""


def index_letters(count: int) -> tuple[str, ...]:
    """Return index letters for grouping factors: j, k, l, m, p and on, then jj, kk and on.

    Examples
    --------
    >>> index_letters(3)
    ('j', 'k', 'l')
    """
    size = len(_INDEX_LETTERS)
    return tuple(_INDEX_LETTERS[n % size] * (1 + n // size) for n in range(count))


def letter_of(table: Sequence[str], number: int, sub: tuple[Script, ...] = ()) -> Symbol:
    """Return a letter of a table; beyond its end, the letters are reused with a number as superscript."""
    again, place = divmod(number, len(table))
    return Symbol(table[place], sub, (Number(str(again + 1)),) if again else ())


def numbered(numbers: Sequence[int], indices: Sequence[Index] = (), *, apart: bool = False) -> tuple[Script, ...]:
    """Return a subscript of numbers, then indices; the numbers are separated by commas if one has two digits.

    ``(1, 0)`` gives 10; ``(1, 10)`` gives 1,10, so that no two pairs look alike. `apart` adds commas in any case.
    """
    wide = apart or (max(numbers, default=0) > 9 and (len(numbers) > 1 or len(indices) == 0))
    if not wide:
        return (*map(_number, numbers), *indices)
    script: list[Script] = []
    for place, number in enumerate(numbers):
        if place:
            script.append(Comma())
        script.append(_number(number))
    if len(numbers) > 1 and indices:
        script.append(Comma())
    script.extend(indices)
    return tuple(script)


@cache
def _number(value: int) -> Number:
    return Number(str(value))


def commas(parts: Sequence[Script]) -> tuple[Script, ...]:
    """Put a comma between parts."""
    script: list[Script] = []
    for place, part in enumerate(parts):
        if place:
            script.append(Comma())
        script.append(part)
    return tuple(script)


def over_groups(label: str, letters: tuple[str, ...], *, complete: bool = True, as_text: bool = True) -> Range:
    """Return the range of the index of a factor or block, up to the capital letter of the index.

    The cells of factors of which not every combination is known to occur have no such bound.
    """
    return Range(letters, Symbol("".join(letters).upper()) if complete else None, label, as_text=as_text)
