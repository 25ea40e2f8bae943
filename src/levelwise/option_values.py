"""The kinds of values that options take, each with the words for it and a function that reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, SupportsIndex

from levelwise.dataclass import dataclass


@dataclass(frozen=True)
class Values:
    """The values that an option accepts.

    Attributes
    ----------
    words : tuple of str
        The values in words, such as ``pmatrix`` and ``array``, or ``a positive whole number``.
    read : callable
        Reads a value, which may be given as a string on the command line; raises ValueError for an invalid one.
    """

    words: tuple[str, ...]
    read: Callable[[object], Any]


def choice(*names: str) -> Values:
    """Return the values of an option that takes one of several names."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value.lower() not in names:
            raise ValueError
        return value.lower()

    return Values(names, read)


def switch() -> Values:
    """Return the values of an option that is on or off."""
    words = {"true": True, "false": False}

    def read(value: object) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in words:
            return words[value.lower()]
        raise ValueError

    return Values(("true", "false"), read)


def reference() -> Values:
    """Return the values of an option that takes a name for cross references."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9]+([-.:_][A-Za-z0-9]+)*", value):
            raise ValueError
        return value

    return Values(("a name of ASCII letters and digits, which - . : or _ may separate,",), read)


def words() -> Values:
    """Return the values of an option that takes words for names: a mapping, or ``name=words,name=words``."""

    def read(value: object) -> dict[str, str]:
        if isinstance(value, str):
            value = {name.strip(): text for name, _, text in (one.partition("=") for one in value.split(","))}
        pairs = list(value.items()) if isinstance(value, Mapping) else []
        every = [part for pair in pairs for part in pair]
        if not every or not all(isinstance(part, str) and part.strip() for part in every):
            raise ValueError
        return {name: " ".join(text.split()) for name, text in pairs}

    return Values(("a mapping from names to words",), read)


def whole_number(least: int, most: float = inf) -> Values:
    """Return the values of an option that takes a whole number."""

    def read(value: object) -> int:
        if not isinstance(value, str | SupportsIndex) or isinstance(value, bool) or not least <= int(value) <= most:
            raise ValueError
        return int(value)

    words = "a positive whole number" if least == 1 else f"a whole number of at least {least}"
    return Values((words if most == inf else f"a whole number from {least} to {most}",), read)
