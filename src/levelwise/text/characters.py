"""Display width of characters, and text made safe for one line of a terminal."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_JAMO = (
    range(0x1160, 0x1200),
    range(0xD7B0, 0xD800),
)  # vowels and final consonants, drawn within the preceding syllable


@lru_cache(maxsize=4096)
def display_width(text: str) -> int:
    r"""Return the number of terminal columns that a line of text occupies.

    Parameters
    ----------
    text : str
        One line of text.

    Examples
    --------
    >>> display_width("ab"), display_width("数"), display_width("e\u0301")
    (2, 2, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def truncated(text: str, width: int) -> str:
    """Return the longest prefix of a line that fits in `width` columns.

    Examples
    --------
    >>> truncated("数数数", 5)
    '数数'
    """
    end = 0
    while end < len(text) and display_width(text[: end + 1]) <= width:
        end += 1
    return text[:end]


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or any(ord(character) in jamo for jamo in _JAMO):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    r"""Return a string without characters that could break, reorder or shift a line.

    Parameters
    ----------
    words : str
        Any string. A line break is shown as ``␤`` and any other control character as its symbol; a combining character
        without a base letter gets a dotted circle.

    Examples
    --------
    >>> plain("a\nb"), plain("\u202eabc"), plain("bell\a")
    ('a␤b', 'abc', 'bell␇')
    """
    if words.isascii() and words.isprintable():
        return words
    shown = "".join(map(_shown, unicodedata.normalize("NFC", words.replace("\r\n", "\n"))))
    if not shown and words:
        return "".join(f"[U+{ord(character):04X}]" for character in words)  # all of it is invisible
    return f"◌{shown}" if shown and _columns(shown[0]) == 0 else shown


def _shown(character: str) -> str:
    if character in _BREAKS:
        return "␤"
    if character.isspace():
        return " "
    match unicodedata.category(character):
        case "Cf":  # invisible, such as marks of the writing direction
            return ""
        case "Cs" | "Co" | "Cn":  # surrogates and unassigned characters, which terminals cannot show
            return "\ufffd"
        case "Cc":
            number = ord(character)
            return chr(0x2400 + number) if number < 0x20 else "␡" if number == 0x7F else "\ufffd"
        case _:
            return character
