"""The table of options, in alphabetical order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from levelwise.options.of_every_notation import OF_EVERY_NOTATION
from levelwise.options.of_formats import OF_FORMATS
from levelwise.options.of_notations import OF_NOTATIONS
from levelwise.options.option import Option

OPTIONS: Mapping[str, Option] = {
    row.name: row for row in sorted((*OF_EVERY_NOTATION, *OF_NOTATIONS, *OF_FORMATS), key=lambda row: row.name)
}

SYSTEM_OPTIONS = tuple(row for row in OPTIONS.values() if row.systems)
"""The rows of options that change equations once they are written, in any notation, also one of another package."""


@cache
def style_options(notation: str) -> tuple[Option, ...]:
    """Return those of `SYSTEM_OPTIONS` that a notation takes: all but for a few of ours."""
    return tuple(row for row in SYSTEM_OPTIONS if notation not in row.without)


@cache
def options_of_notation(name: str) -> tuple[Option, ...]:
    """Return the rows of the table that one of our notations takes."""
    return tuple(row for row in OPTIONS.values() if name in row.notations)


@cache
def options_of_writer(name: str) -> tuple[Option, ...]:
    """Return the rows of the table that one of our formats takes."""
    return tuple(row for row in OPTIONS.values() if name in row.writers)
