"""Scripts of the text writer: spelled in script characters or, where Unicode lacks one, on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Dot,
    Dots,
    Index,
    Law,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Quotient,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    Text,
    Times,
    Word,
)
from levelwise.text.characters import plain
from levelwise.writers.spellings import GREEK, SUBSCRIPTS, SUPERSCRIPTS, TEXT_OPERATORS

_LOWER = {**GREEK, "iota": "ι", "omicron": "ο", "upsilon": "υ", "vartheta": "ϑ", "varrho": "ϱ"}
_LETTERS: Mapping[str, str] = {
    **_LOWER,
    **{name.capitalize(): letter.upper() for name, letter in _LOWER.items() if not name.startswith("var")},
}


def letter(name: str) -> str:
    """Return a mathematical letter by its name; a name that is no letter's stays.

    Examples
    --------
    >>> letter("beta"), letter("Sigma"), letter("u")
    ('β', 'Σ', 'u')
    """
    return _LETTERS.get(name) or plain(name)


def index(node: Index) -> str:
    """Return an index, ``j`` or ``j[i]``."""
    return plain(f"{node.letter}[{node.at}]" if node.at else node.letter)


def number(node: Number) -> str:
    """Return a number with a true minus sign."""
    return plain(node.text).replace("-", "−")


def operator(sign: str) -> str:
    """Return an operator in Unicode."""
    return TEXT_OPERATORS.get(sign) or plain(sign)


def scripts(sub: Sequence[Node], sup: Sequence[Node]) -> tuple[str, str, str, str]:
    """Return a subscript and a superscript, each either as a line of text or in script characters.

    Parameters
    ----------
    sub, sup : sequence of Node
        Their parts.

    Returns
    -------
    tuple of str
        The lines of text of both, then the script characters of both; what is not used is empty.

    Examples
    --------
    >>> scripts((Number("1"), Index("j", "i")), (Number("2"),))
    ('1j[i]', '', '', '²')
    """
    small_sub, small_sup = small(sub, SUBSCRIPTS), small(sup, SUPERSCRIPTS)
    return "" if small_sub else flat(sub), "" if small_sup else flat(sup), small_sub, small_sup


def small(parts: Sequence[Node], table: Mapping[str, str]) -> str:
    """Return a script in script characters, empty when one is lacking.

    Numbers, signs and indices are spelled so; words and symbols never, lest one of two subscripts in
    an equation stand on the line and the other below it.
    """
    if not all(map(_spellable, parts)):
        return ""
    text = flat(parts).replace("−", "-")
    return "".join(table[c] for c in text) if all(c in table for c in text) else ""


def _spellable(part: Node) -> bool:
    if isinstance(part, Row):
        return all(map(_spellable, part.parts))
    return isinstance(part, Number | Index | Operator | Dot)


def flat(parts: Sequence[Node]) -> str:
    """Return the parts of a script side by side on one line.

    Examples
    --------
    >>> flat((Symbol("alpha", (Index("j"),)), Symbol("beta", (Number("1"), Index("j")))))
    'αⱼβ₁ⱼ'
    >>> flat((Symbol("alpha", (Index("j"), Comma(), Index("k"))),))
    'α_(j,k)'
    """
    return "".join(map(_flat, parts))


def _attached(mark: str, parts: Sequence[Node], table: Mapping[str, str]) -> str:
    """Return the script of something that is itself in a script."""
    text = flat(parts)
    if not text:
        return ""
    return small(parts, table) or (f"{mark}{text}" if len(text) == 1 else f"{mark}({text})")


def _flat(node: Node) -> str:
    match node:
        case Number():
            return number(node)
        case Index():
            return index(node)
        case Comma():
            return ","
        case Symbol(name, sub, sup):
            return letter(name) + _attached("_", sub, SUBSCRIPTS) + _attached("^", sup, SUPERSCRIPTS)
        case Scripted(base, sub, sup):
            return _flat(base) + _attached("_", sub, SUBSCRIPTS) + _attached("^", sup, SUPERSCRIPTS)
        case Word(text) | Text(text):
            return plain(text)
        case Dots():
            return "…"
        case Dot():
            return ""  # the letters that are left say over what the mean is taken
        case Root(inner):
            return f"√({_flat(inner)})"
        case Overline(inner):
            return f"mean({_flat(inner)})"
        case Operator(text):
            return f" {plain(text)} " if any(c.isalnum() for c in text) else operator(text)
        case Row(parts):
            return flat(parts)
        case Brackets(inner):
            return f"({_flat(inner)})"
        case Quantity(body):
            return _flat(body)
        case Times(factors):
            return "×".join(map(_flat, factors))
        case Scaled(coefficient, factor):
            return f"{_flat(coefficient)}({_flat(factor)})"
        case Sum(terms):
            text = "".join(("−" if sign == "-" else "+") + _flat(term) for sign, term in terms)
            return text.removeprefix("+")
        case Apply(function, arguments) | Law(function, arguments):
            return f"{_flat(function)}({','.join(map(_flat, arguments))})"
        case Quotient(top, bottom):
            return f"{_flat(top)}/{_flat(bottom)}"
        case Matrix(rows):
            return f"({';'.join(','.join(map(_flat, row)) for row in rows)})"
        case _:
            assert_never(node)
