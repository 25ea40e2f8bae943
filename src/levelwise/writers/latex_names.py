r"""A user's words in LaTeX: every character escaped, and such as pdfTeX and KaTeX both take.

What is ASCII comes from a table of escapes. Greek letters and the like are commands. Letters of other scripts stand
as they are inside ``\text``. Any other character is shown by its number, ``[U+1F600]``: no engine is sure to have
it, and what reorders a line must not get into it. Invisible format characters are left out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from levelwise.writers.spellings import GREEK, LATEX_ACCENTS, LATEX_NAME, LATEX_SIGNS, LATEX_TEXT

# the scripts and signs that KaTeX 0.16 accepts in \text in its strict mode, as ranges
_KEPT = (
    *(0xA3, 0xA3, 0xA9, 0xA9, 0xAE, 0xAE, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x24F),
    *(0x400, 0x4FF, 0x530, 0x58F, 0x900, 0x10FF, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D),
    *(0x3000, 0x30FF, 0x4E00, 0x9FAF, 0xAC00, 0xD7AF, 0xFF00, 0xFF60),
)
_SIGNS: Mapping[str, str] = {**{letter: f"\\{name}" for name, letter in GREEK.items()}, **LATEX_SIGNS}
_TEXT_SIGNS = {**_SIGNS, "\\": r"\backslash", "<": "<", ">": ">", "|": "|"}
"""Signs that stand in dollars in running text, where MathJax lacks the commands of other engines for them."""


@lru_cache(maxsize=4096)
def spelled(words: str, *, in_math: bool) -> str:
    r"""Return words as LaTeX, for mathematics or for running text.

    Examples
    --------
    >>> print(spelled("größe", in_math=True), spelled("Δt", in_math=False), spelled("a\0", in_math=False))
    gr\text{öß}e ${\Delta}$t a[U+0000]
    """
    table, signs = (LATEX_NAME, _SIGNS) if in_math else (LATEX_TEXT, _TEXT_SIGNS)
    if words.isascii() and words.isalnum():
        return words
    pieces: list[str] = []
    for kind, run in groupby(_letters(words), key=lambda letter: _kind(letter, signs)):
        match kind:
            case "ascii":
                pieces.extend(table.get(letter, letter) for letter in run)
            case "sign":
                written = "".join(f"{{{signs[letter]}}}" for letter in run)
                pieces.append(written if in_math else f"${written}$")
            case _:
                text = "".join(map(_accented, run))
                pieces.append(f"\\text{{{text}}}" if in_math else text)
    return re.sub("-(?=-)", "-{}", "".join(pieces))  # two hyphens would run into a dash


def _letters(words: str) -> Iterator[str]:
    """Return the letters to print, each with its combining marks."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", words):
        kind = unicodedata.category(character)
        if character.isspace():
            kept.append(" ")
        elif kind[0] == "M" and kept and _takes(kept[-1], character):
            kept[-1] += character
        elif kind != "Cf":
            kept.append(character)
    for letter in kept or words or ('""',):
        yield from letter if letter == '""' else [letter] if _is_known(letter) else f"[U+{ord(letter[0]):04X}]"


def _takes(letter: str, mark: str) -> bool:
    """Return whether a combining character fits a letter: an accent a Latin one, a vowel sign one of its script."""
    if mark in LATEX_ACCENTS:
        return letter.isascii() and letter.isalnum()
    return not letter.isascii() and _is_kept(letter[0]) and _is_kept(mark)


def _is_known(letter: str) -> bool:
    if letter.isascii() or letter in _SIGNS:
        return letter.isprintable()
    return letter[0].isascii() or (_is_kept(letter[0]) and unicodedata.category(letter[0]) != "Cn")


def _is_kept(character: str) -> bool:
    place = bisect_right(_KEPT, ord(character))
    return place % 2 == 1 or (place > 0 and _KEPT[place - 1] == ord(character))


def _kind(letter: str, signs: Mapping[str, str]) -> str:
    return "sign" if letter in signs else "ascii" if letter.isascii() else "text"


def _accented(letter: str) -> str:
    """Put accents on a Latin letter that Unicode has not with them, as in x̄."""
    base, marks = letter[0], letter[1:]
    if not base.isascii():
        return letter
    for mark in marks:
        base = f"{LATEX_ACCENTS[mark]}{{{base}}}"
    return base
