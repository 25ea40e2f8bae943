"""A user's words and mathematical letters in Typst."""

from __future__ import annotations

import unicodedata
from typing import assert_never

from levelwise.equation.tree import Face
from levelwise.text.characters import plain
from levelwise.writers.spellings import COMMANDS, TYPST_VARIANTS


def symbol(letter: str, face: Face) -> str:
    """Return a letter or a sign by its name.

    Examples
    --------
    >>> symbol("beta", "normal"), symbol("beta", "bold"), symbol("X", "bold"), symbol("varphi", "normal")
    ('beta', 'bold(beta)', 'upright(bold(X))', 'phi.alt')
    """
    base = TYPST_VARIANTS.get(letter, letter) if letter in COMMANDS else letters(letter)
    match face:
        case "normal":
            return base
        case "bold":
            return f"bold({base})" if letter in COMMANDS else f"upright(bold({base}))"
        case "script":
            return f"cal({base})"
        case _:
            assert_never(face)


def letters(text: str) -> str:
    """Return letters and digits, each set as mathematics; anything else as a name."""
    if text.endswith("'"):
        return f"{letters(text[:-1])}'"
    return " ".join(text) if text.isascii() and text.isalnum() else string(text)


def string(words: str) -> str:
    r"""Return words as a string of Typst's, in which nothing has a meaning.

    Examples
    --------
    >>> print(string("prop_low"), string('a"b\\c'), string("größe"), string("a\n\a"))
    "prop_low" "a\"b\\c" "größe" "a [U+0007]"
    """
    escaped = shown(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def shown(words: str) -> str:
    """Return words as they are printed: no invisible characters, white space as spaces, controls by their numbers."""
    return plain("".join(map(_shown, words)))


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return f"[U+{ord(character):04X}]" if unicodedata.category(character) == "Cc" else character
