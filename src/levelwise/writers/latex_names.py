r"""Symbols, names and words in LaTeX: every character escaped, and such as pdfTeX and KaTeX both take.

What is ASCII comes from a table of escapes. Greek letters and the like are commands. Letters of other scripts stand
as they are inside ``\text``. Any other character is shown by its number, ``[U+1F600]``: no engine is sure to have
it, and what reorders a line must not get into it. Invisible format characters are left out.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby, zip_longest
from typing import assert_never

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Face
from levelwise.vocabulary.letters import GREEK
from levelwise.writers.spellings import (
    COMMANDS,
    LATEX_ACCENTS,
    LATEX_ESCAPES,
    LATEX_NAME,
    LATEX_SIGNS,
    LATEX_TEXT,
    LATEX_TEXT_SIGNS,
)

# the scripts and signs that KaTeX 0.16 accepts in \text in its strict mode, as ranges
_KEPT = (
    *(0xA3, 0xA3, 0xA9, 0xA9, 0xAE, 0xAE, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x24F),
    *(0x400, 0x4FF, 0x530, 0x58F, 0x900, 0x10FF, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D),
    *(0x3000, 0x30FF, 0x4E00, 0x9FAF, 0xAC00, 0xD7AF, 0xFF00, 0xFF60),
)
_SIGNS: Mapping[str, str] = {**{letter: f"\\{name}" for name, letter in GREEK.items()}, **LATEX_SIGNS}
_LIGATURES = frozenset(("--", ",,", "''", "``", "?`", "!`"))
"""Characters that run into one in TeX's fonts; an empty group keeps them apart."""


@dataclass(frozen=True, eq=False)
class Place:
    r"""How characters are written in one kind of place.

    Attributes
    ----------
    escapes : mapping of str to str
        What stands for a character that has a meaning there.
    signs : mapping of str to str
        Commands of mathematics for characters; in running text they stand in dollars.
    in_math : bool
        Whether the place is in mathematics, where letters of other scripts stand in ``\text``.
    pandoc : bool
        Whether pandoc reads it, which knows no commands for accents and drops a space after an escape.
    """

    escapes: Mapping[str, str]
    signs: Mapping[str, str]
    in_math: bool = False
    pandoc: bool = False


NAME = Place(LATEX_NAME, _SIGNS, in_math=True)
"""A name among mathematics."""
TEXT = Place(LATEX_TEXT, {**_SIGNS, **LATEX_TEXT_SIGNS})
"""The inside of ``\\text``, of whose escapes MathJax 2 and 3 know few."""
PANDOC = Place(LATEX_ESCAPES, _SIGNS, pandoc=True)
"""The inside of ``\\text`` for pandoc, which knows escapes there."""
CAPTION = Place({**LATEX_ESCAPES, '"': "''"}, {**_SIGNS, "<": "<", ">": ">", "|": "|"})
"""A paragraph, which LaTeX alone reads."""


@lru_cache(maxsize=4096)
def spelled(words: str, place: Place) -> str:
    r"""Return words as LaTeX for a kind of place.

    Examples
    --------
    >>> print(spelled("größe", NAME), spelled("Δt_1", TEXT), spelled("a_ b", PANDOC), spelled("a\0", TEXT))
    gr\text{öß}e ${\Delta}$t${\_}$1 a\_\ b a[U+0000]
    """
    if words.isascii() and words.isalnum():
        return words
    pieces: list[str] = []
    for kind, run in groupby(_letters(words), key=lambda letter: _kind(letter, place.signs)):
        match kind:
            case "ascii":
                pieces.extend(_escaped("".join(run), place))
            case "sign":
                written = "".join(f"{{{place.signs[letter]}}}" for letter in run)
                pieces.append(written if place.in_math else f"${written}$")
            case _:
                text = "".join(letter if place.pandoc else _accented(letter) for letter in run)
                pieces.append(f"\\text{{{text}}}" if place.in_math else text)
    return "".join(pieces)


def _escaped(run: str, place: Place) -> Iterator[str]:
    before = ""
    for letter, following in zip_longest(run, run[1:], fillvalue=""):
        yield "\\ " if letter == " " and place.pandoc and before in place.escapes else place.escapes.get(letter, letter)
        if letter + following in _LIGATURES:
            yield "{}"
        before = letter


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


@cache
def symbol(letter: str, face: Face) -> str:
    r"""Return a letter or a sign by its name.

    Examples
    --------
    >>> print(symbol("beta", "normal"), symbol("beta", "bold"), symbol("X", "bold"), symbol("Y", "script"))
    \beta \boldsymbol{\beta} \mathbf{X} \mathcal{Y}
    """
    base = f"\\{letter}" if letter in COMMANDS else letter
    match face:
        case "normal":
            return base
        case "bold":
            return f"\\boldsymbol{{{base}}}" if letter in COMMANDS else f"\\mathbf{{{base}}}"
        case "script":
            return f"\\mathcal{{{base}}}"
        case _:
            assert_never(face)


def name(word: str, command: str = "operatorname") -> str:
    r"""Return a name as an upright operator name, every character escaped.

    Examples
    --------
    >>> print(name("prop_low"), name("größe"))
    \operatorname{prop\_low} \operatorname{gr\text{öß}e}
    """
    return f"\\{command}{{{spelled(word, NAME)}}}"


def caption(words: str) -> str:
    """Return a paragraph with every character escaped."""
    return spelled(words, CAPTION)
