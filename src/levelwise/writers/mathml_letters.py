"""Letters of mathematics as MathML elements.

Browsers set a single letter in italics by themselves and know no other face: bold and calligraphic letters are
characters of their own, found by their names in Unicode.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import assert_never

from levelwise.equation.tree import Face
from levelwise.vocabulary.letters import GREEK
from levelwise.writers.markup import unbroken
from levelwise.writers.spellings import COMMANDS, MATHML_SYMBOLS, SIGNS


@cache
def letter(name: str, face: Face) -> str:
    """Return a letter or a sign by its name as an element.

    Examples
    --------
    >>> print(letter("beta", "normal"), letter("Sigma", "normal"), letter("X", "bold"), letter("0", "bold"))
    <mi>β</mi> <mi mathvariant="normal">Σ</mi> <mi>𝐗</mi> <mn>𝟎</mn>
    """
    character = MATHML_SYMBOLS.get(name) or COMMANDS.get(name)
    if character is None:
        return grouped([_element(one, face) for one in name])
    if name in SIGNS:
        return {"top": "<mi>⊤</mi>", "prime": '<mo lspace="0" rspace="0">′</mo>'}.get(name) or f"<mo>{character}</mo>"
    return _element(character, face)


@lru_cache(maxsize=1024)
def name(words: str) -> str:
    """Return a name as an element, upright; one letter alone would be set in italics.

    Examples
    --------
    >>> print(name("ses"), name("x"), name("a b"))
    <mi>ses</mi> <mi mathvariant="normal">x</mi> <mi>a&#xA0;b</mi>
    """
    shown = unbroken(words or '""')
    return f'<mi mathvariant="normal">{shown}</mi>' if len(words) < 2 else f"<mi>{shown}</mi>"


@lru_cache(maxsize=1024)
def italic(words: str) -> str:
    """Return a name as an element in italics; browsers set several letters so by their style alone.

    Examples
    --------
    >>> print(italic("x"), italic("ses"))
    <mi>x</mi> <mi mathvariant="italic" style="font-style:italic">ses</mi>
    """
    shown = unbroken(words or '""')
    many = ' mathvariant="italic" style="font-style:italic"' if len(shown) > 1 else ""
    return f"<mi{many}>{shown}</mi>"


def grouped(elements: list[str]) -> str:
    """Return elements as one element."""
    return elements[0] if len(elements) == 1 else f"<mrow>{''.join(elements)}</mrow>"


def _element(character: str, face: Face) -> str:
    tag = "mn" if character.isdigit() else "mi"
    match face:
        case "normal":
            # TeX sets Greek capitals upright
            upright = ' mathvariant="normal"' if character in GREEK.values() and character.isupper() else ""
            return f"<{tag}{upright}>{unbroken(character)}</{tag}>"
        case "bold":
            return f"<{tag}>{_bold(character)}</{tag}>"
        case "script":
            return f"<{tag}>{_script(character)}</{tag}>"
        case _:
            assert_never(face)


def _bold(character: str) -> str:
    """Return a bold letter or digit: a small Greek letter slanted, as TeX's ``boldsymbol`` has it, others upright."""
    slanted = " ITALIC" if character in GREEK.values() and not character.isupper() else ""
    return _by_name(f"MATHEMATICAL BOLD{slanted} {_plain_name(character)}") or unbroken(character)


def _script(character: str) -> str:
    title = _plain_name(character)
    return _by_name(f"MATHEMATICAL SCRIPT {title}") or _by_name(f"SCRIPT {title}") or unbroken(character)


def _plain_name(character: str) -> str:
    """Return the name of a character without its alphabet: ``SMALL BETA``, ``CAPITAL X``, ``DIGIT ZERO``."""
    words = unicodedata.name(character, "").split()
    return " ".join(word for word in words if word not in ("LATIN", "GREEK", "LETTER", "LUNATE"))


def _by_name(title: str) -> str:
    try:
        return unicodedata.lookup(title)
    except KeyError:
        return ""
