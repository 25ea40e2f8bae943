"""Scripts of the text writer: spelled in script characters or, where Unicode lacks one, on one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import assert_never

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Delimiters,
    Distribution,
    Dot,
    Dots,
    Fraction,
    Given,
    Hat,
    Index,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Range,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.text.characters import display_width, plain
from levelwise.writers import layout
from levelwise.writers.characters import index, letter, number, operator
from levelwise.writers.ranges import range_row
from levelwise.writers.spellings import BRACKETS, SUBSCRIPTS, SUPERSCRIPTS


def with_hat(letter: str) -> str:
    """Return a letter with a hat; empty for more than a letter, which has no such character.

    Examples
    --------
    >>> with_hat("y"), with_hat("math")
    ('ŷ', '')
    """
    return unicodedata.normalize("NFC", f"{letter}\u0302") if len(letter) == display_width(letter) == 1 else ""


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
    match part:
        case Number() | Operator() | Dot():
            return True
        case Row(parts):
            return all(map(_spellable, parts))
        case Coloured(inner):
            return _spellable(inner)
        case Symbol(name="prime" | "top", sub=(), sup=()):
            return True
        case Index(named=named):
            return not named
        case _:
            return False


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


def on_a_line(node: Node) -> str:
    """Return a node on one line, for a sentence; a superscript comes first.

    Examples
    --------
    >>> on_a_line(Symbol("sigma", (Symbol("alpha", (Index("j"),)),), (Number("2"),)))
    'σ²_αⱼ'
    """
    match node:
        case Symbol(name, sub, sup) if sub and sup and (above := small(sup, SUPERSCRIPTS)):
            below = small(sub, SUBSCRIPTS)
            return letter(name) + above + (below or f"_{flat(sub)}")
        case Symbol(name, sub, ()) if sub and not small(sub, SUBSCRIPTS):
            return f"{letter(name)}_{flat(sub)}"
        case _:
            return _flat(node)


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
            return node.sign
        case Symbol(name, sub, sup):
            return letter(name) + _attached("_", sub, SUBSCRIPTS) + _attached("^", sup, SUPERSCRIPTS)
        case Scripted(base, sub, sup):
            whole = _flat(layout.script_base(base))
            return whole + _attached("_", sub, SUBSCRIPTS) + _attached("^", sup, SUPERSCRIPTS)
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
        case Hat():
            parts = layout.hatted(node)
            letter_or_word = _flat(parts.base)
            whole = with_hat(letter_or_word) or f"hat({letter_or_word})"
            return whole + _attached("_", parts.sub, SUBSCRIPTS) + _attached("^", parts.sup, SUPERSCRIPTS)
        case Transpose():
            return _flat(layout.transposed(node))
        case Operator(text):
            return f" {plain(text)} " if any(c.isalnum() for c in text) else operator(text)
        case Row(parts):
            return flat(parts)
        case Brackets(inner, kind):
            return _enclosed(kind, _flat(inner))
        case Apply(function, arguments, kind):
            return _flat(function) + _enclosed(kind, ",".join(map(_flat, arguments)))
        case Distribution(function, arguments):
            return _flat(function) + _enclosed("round", ",".join(map(_flat, arguments)))
        case Given(part, condition):
            return f"{_flat(part)}|{_flat(condition)}"
        case Quantity(inner) | Coloured(inner):
            return _flat(inner)
        case Times(factors):
            return "×".join(_flat(layout.operand(factor)) for factor in factors)
        case Scaled(coefficient, factor):
            return f"{_flat(layout.operand(coefficient))}({_flat(factor)})"
        case Sum():
            return "".join(sign.strip().replace("-", "−") + _flat(term) for sign, term in layout.signed(node))
        case Fraction(top, bottom):
            return f"{_flat(layout.operand(top))}/{_flat(layout.divisor(bottom))}"
        case Matrix(rows):
            return f"({';'.join(','.join(map(_flat, row)) for row in rows)})"
        case Cases(rows):
            return f"{{{'; '.join(f'{_flat(value)} {_flat(condition)}' for value, condition in rows)}}}"
        case UnderBrace(inner, label) | UnderSet(inner, label):
            return _flat(inner) + _attached("_", (label,), SUBSCRIPTS)
        case Range():
            return flat(range_row(node).parts)
        case _:
            assert_never(node)


def _enclosed(kind: Delimiters, text: str) -> str:
    left, right = BRACKETS[kind]
    return f"{left}{text}{right}"
