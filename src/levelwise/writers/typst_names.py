"""A user's words and mathematical letters in Typst."""

from __future__ import annotations

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
    return " ".join(text) if text.isascii() and text.isalnum() else string(text)


def string(words: str) -> str:
    r"""Return a string of Typst's, which shows every character as it is; those without a shape appear as symbols.

    Examples
    --------
    >>> print(string("prop_low"), string('a"b\\c'), string("größe"), string("a\nb"))
    "prop_low" "a\"b\\c" "größe" "a␤b"
    """
    escaped = plain(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
