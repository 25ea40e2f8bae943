"""The kinds of values that options take, each with the words for it and a function that reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any, SupportsIndex

from levelwise.dataclass import dataclass
from levelwise.vocabulary.colours import read_colour
from levelwise.vocabulary.letters import Accented, read_accented


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


def choice_of_case(*names: str) -> Values:
    """Return the values of an option that takes one of several names, some of which differ in their case alone."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError
        return value

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


def switch_or(*others: str) -> Values:
    """Return the values of an option that is on or off, or takes one of several names."""
    on_or_off, named = switch(), choice(*others)

    def read(value: object) -> bool | str:
        try:
            return on_or_off.read(value)  # type: ignore[no-any-return]
        except ValueError:
            return named.read(value)  # type: ignore[no-any-return]

    return Values((*on_or_off.words, *named.words), read)


def names(words: str = 'a mapping such as {"ses": "SES"}', *, empty: bool = False) -> Values:
    """Return the values of an option that takes a mapping from names to names, or ``name=name,name=name`` or JSON.

    Parameters
    ----------
    words : str
        The values in words.
    empty : bool
        Whether a new name may be empty.
    """

    def read(value: object) -> dict[str, str]:
        given = _pairs(_from_json(value))
        if not isinstance(given, Mapping) or not all(isinstance(part, str) for part in (*given, *given.values())):
            raise ValueError
        if not empty and not all(name.strip() for name in given.values()):
            raise ValueError
        return dict(given)

    return Values((words,), read)


def colours_by_name() -> Values:
    """Return the values of an option that takes a mapping from names to colours."""

    def read(value: object) -> dict[str, str]:
        return {name: read_colour(colour) for name, colour in names().read(value).items()}

    return Values(('a mapping to colours of CSS such as {"ses": "firebrick"} or {"ses": "#B22222"}',), read)


def colour_list() -> Values:
    """Return the values of an option that takes a colour, or a colour or None for each of several things."""

    def read(value: object) -> str | tuple[str | None, ...]:
        given = _from_json(value)
        if isinstance(given, str):
            return read_colour(given)
        if not isinstance(given, Sequence) or not given:
            raise ValueError
        return tuple(None if one is None else read_colour(one) for one in given)

    return Values(
        (
            "a colour of CSS",
            "a list of colours",
        ),
        read,
    )


def accented_letter() -> Values:
    """Return the values of an option that takes a letter, which may have an accent."""
    words = ("a letter such as gamma", r"a command such as \zeta or \hat{\beta} with raw_tex=True")
    return Values(words, lambda value: value if isinstance(value, Accented) else read_accented(value))


def _from_json(value: object) -> object:
    """Return what the command line gives as JSON; anything else as it is."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        return json.loads(value)  # its error is a ValueError
    return value


def _pairs(value: object) -> object:
    """Return ``name=words,name=words`` as a mapping; anything else as it is."""
    if not isinstance(value, str):
        return value
    parted = [one.partition("=") for one in value.split(",")]
    if not all(sign for _, sign, _ in parted):
        raise ValueError
    return {name.strip(): text for name, _, text in parted}


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
        value = _pairs(value)
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
