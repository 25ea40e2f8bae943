"""The words of speech for letters, numbers, names and signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from levelwise.equation.tree import Face, Node, Number, Symbol
from levelwise.text.characters import plain
from levelwise.vocabulary.letters import GREEK

OPERATORS: Mapping[str, str] = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "divided by",
    ":": "by",
    "^": "to the power",
    "=": "equals",
    "==": "equals",
    "!=": "is not equal to",
    "<": "is less than",
    "<=": "is at most",
    ">": "is greater than",
    ">=": "is at least",
    "!": "not",
    "&": "and",
    "&&": "and",
    "|": "or",
    "||": "or",
    "%in%": "is in",
    "kronecker": "Kronecker product",
    "khatri-rao": "Khatri-Rao product",
}
"""Signs between parts."""

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_POWERS: Mapping[Node, str] = {
    Number("2"): "squared",
    Number("3"): "cubed",
    Number("-1"): "inverse",
    Symbol("prime"): "prime",
    Symbol("top"): "transpose",
}
_GREEK: Mapping[str, str] = {"varepsilon": "epsilon", "epsilon": "lunate epsilon"}
_SIGNS: Mapping[str, str] = {"sum": "the sum", "prime": "prime", "top": "transpose", "ast": "star"}
_FACES: Mapping[Face, str] = {"normal": "", "bold": "bold ", "script": "script "}

_OURS = frozenset(
    [
        "and",
        "at",
        "below",
        "blank",
        "bold",
        "brace",
        "braced",
        "by",
        "capital",
        "cases",
        "close",
        "covariance",
        "cubed",
        "deviation",
        "diagonal",
        "dimension",
        "distributed",
        "divided",
        "dot",
        "each",
        "end",
        "equals",
        "for",
        "fraction",
        "from",
        "given",
        "greater",
        "hat",
        "identically",
        "in",
        "independently",
        "inverse",
        "is",
        "jointly",
        "labelled",
        "less",
        "matrix",
        "mean",
        "minus",
        "most",
        "negative",
        "normally",
        "not",
        "of",
        "open",
        "or",
        "over",
        "parameter",
        "parameters",
        "parenthesis",
        "per",
        "plus",
        "power",
        "prime",
        "product",
        "random",
        "residual",
        "root",
        "row",
        "script",
        "square",
        "squared",
        "standard",
        "sub",
        "sum",
        "superscript",
        "than",
        "the",
        "times",
        "to",
        "transpose",
        "variance",
        "variant",
        "vector",
        "with",
        "zeros",
    ]
)
"""Words that the sentences are made of."""

_TAKEN = _OURS.union(_DIGITS, GREEK)
_SIMPLE = re.compile(r"[^\W_][\w.]*")


def number(digits: str) -> str:
    """Return a number, one digit alone as a word.

    Examples
    --------
    >>> number("0"), number("12.06"), number("-1.59")
    ('zero', '12.06', 'negative 1.59')
    """
    if digits[:1] in ("-", "−"):
        return f"negative {number(digits[1:])}"
    return _DIGITS[int(digits)] if digits.isascii() and digits.isdigit() and len(digits) == 1 else plain(digits)


@cache
def letter(name: str, face: Face = "normal") -> str:
    """Return a letter by its name, with its face and ``capital`` before it.

    Examples
    --------
    >>> letter("beta"), letter("Sigma"), letter("X", "bold"), letter("JK")
    ('beta', 'capital sigma', 'bold capital X', 'capital J K')
    """
    if name in _SIGNS:
        return _SIGNS[name]
    if name.endswith("'"):
        return f"{letter(name[:-1], face)} prime"
    if name in _GREEK or name in GREEK:
        said = _GREEK.get(name) or f"{'variant ' * name.startswith('var')}{name.removeprefix('var').lower()}"
        capital = name[0].isupper()
    else:
        said, capital = " ".join(map(number, plain(name))), name.isupper()
    return f"{_FACES[face]}{'capital ' * capital}{said}"


def name(words: str) -> str:
    """Return a name as typed, in quotation marks where it is no single word or one that the sentence could mean.

    Examples
    --------
    >>> name("ses"), name("my var"), name("times")
    ('ses', '“my var”', '“times”')
    """
    shown = plain(words)
    return shown if _SIMPLE.fullmatch(shown) and shown.lower() not in _TAKEN else f"“{shown}”"


def power(sup: Sequence[Node]) -> str:
    """Return what a superscript says in a word, ``squared``; empty for any other than a power or a sign."""
    if len(sup) != 1:
        return ""
    if isinstance(sup[0], Number):
        return _POWERS.get(sup[0]) or f"to the power {number(sup[0].text)}"
    return _POWERS.get(sup[0], "")
