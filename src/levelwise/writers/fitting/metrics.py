"""The width of equations on a page, in ems, estimated from the widths of Computer Modern's characters.

Other mathematical fonts differ by a few per cent; the writers leave as much of the page empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import assert_never

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Distribution,
    Dot,
    Dots,
    Fraction,
    Given,
    Hat,
    Index,
    Line,
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
from levelwise.vocabulary.letters import GREEK
from levelwise.writers import layout
from levelwise.writers.ranges import range_row

_THIN, _MEDIUM, _THICK = 3 / 18, 4 / 18, 5 / 18
"""The spaces after a comma and around operators and relations (Knuth 1986, The TeXbook, page 168)."""

_SIGN = 0.78
"""The width of a plus, a minus, an equals sign and a multiplication sign."""

_DIGIT, _COMMA, _DOTS, _BRACKET, _TALL_BRACKET = 0.5, 0.28, 1.17, 0.39, 0.88
_SMALL = 0.8
"""The width of a script relative to what carries it: at seven tenths of the size, letters are set wider."""

_COLUMN_GAP = 1.0
"""The space between two columns of a matrix."""

_MEASURED = 12
"""Maximum number of rows of a matrix of which the width is measured."""

_NARROW = frozenset("fijlrtI.,:;'!|()[]")
_WIDE = frozenset("mwMW@%")
_NARROW_GREEK = frozenset(["iota", "gamma", "epsilon", "varepsilon", "delta", "tau", "zeta", "chi"])


def line_width(line: Line) -> tuple[float, float]:
    """Return the widths of a line left of its relation and from there on."""
    relation = {"~": _SIGN + 2 * _THICK, "=": _SIGN + 2 * _THICK, "": 1.0}.get(line.relation, 1.0 + _SIGN + _MEDIUM)
    if line.under is not None:
        relation = max(relation, width(line.under) * _SMALL + 2 * _THICK)
    ending = sum(_COMMA + 1.0 + width(each) for each in line.ranges)
    sign = _SIGN + _MEDIUM if line.sign else 0.0
    return width(line.left), relation + width(line.right) + sign + ending


def width(node: Node) -> float:
    """Return the width of a node in ems.

    Examples
    --------
    >>> width(Word("math")) > width(Symbol("beta", (Number("1"), Index("j")))) > width(Number("1"))
    True
    """
    # most nodes are of these three kinds, and `isinstance` is faster than a pattern
    if isinstance(node, Symbol):
        return _letter(node.name) + _scripts(node.sub, node.sup)
    if isinstance(node, Number):
        return len(node.text) * _DIGIT
    if isinstance(node, Index):
        brackets = 2 * 0.28 * (bool(node.at) + node.apart)
        return _text(node.letter) + 0.06 + brackets + (_text(node.at) if node.at else 0.0)
    match node:
        case Scripted(base, sub, sup):
            return width(layout.script_base(base)) + _scripts(sub, sup)
        case Transpose():
            return width(layout.transposed(node))
        case Hat():
            parts = layout.hatted(node)
            return width(parts.base) + _scripts(parts.sub, parts.sup)
        case Word(text) | Text(text):
            return _text(text)
        case Comma():
            return _COMMA + _THIN
        case Dots():
            return _DOTS
        case Dot():
            return 0.28
        case Operator(text):
            return _SIGN if len(text) < 3 else _text(text)
        case Root(inner):
            return width(inner) + 0.85
        case Overline(inner) | Quantity(inner) | Coloured(inner):
            return width(inner)
        case Row(parts):
            return sum((2 * _MEDIUM if gap else 0.0) + width(part) for gap, part in layout.spaced(parts))
        case Brackets(inner):
            return width(inner) + _brackets(inner)
        case Apply(function, arguments) | Distribution(function, arguments):
            return width(function) + _listed(arguments) + _brackets(*arguments)
        case Given(part, condition):
            return width(part) + 0.28 + 2 * _THICK + width(condition)
        case Times(factors):
            return sum(width(layout.operand(one)) for one in factors) + (len(factors) - 1) * (_SIGN + 2 * _MEDIUM)
        case Scaled():
            coefficient, factor, apart = layout.scaled(node)
            return width(coefficient) + width(factor) + (_THIN if apart else 0.0)
        case Sum():
            return sum(width(term) + (_SIGN + 2 * _MEDIUM if sign else 0.0) for sign, term in layout.signed(node))
        case Fraction(top, bottom, inline):
            if inline:
                return width(layout.operand(top)) + 0.5 + width(layout.divisor(bottom))
            return max(width(top), width(bottom)) + 0.24
        case Matrix(rows):
            return _columns(rows) + 2 * _TALL_BRACKET
        case Cases(rows):
            return _columns(rows) + _TALL_BRACKET
        case UnderBrace(inner, label) | UnderSet(inner, label):
            return max(width(inner), width(label) * _SMALL)
        case Range():
            return width(range_row(node))
        case _:
            assert_never(node)


def _scripts(sub: Sequence[Node], sup: Sequence[Node]) -> float:
    if not sub and not sup:
        return 0.0
    return max(sum(map(width, sub)), sum(map(width, sup))) * _SMALL + 0.05


def _listed(nodes: Sequence[Node]) -> float:
    return sum(map(width, nodes)) + max(len(nodes) - 1, 0) * (_COMMA + _THIN)


def _brackets(*nodes: Node) -> float:
    return 2 * (_TALL_BRACKET if layout.grows(*nodes) else _BRACKET)


def _columns(rows: Sequence[Sequence[Node]]) -> float:
    if len(rows) > _MEASURED < len(rows[0]):
        # the first rows of a large matrix suffice to know that it is wider than any page
        rows = rows[:_MEASURED]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return sum(widths) + (len(widths) - 1) * _COLUMN_GAP


@cache
def _letter(name: str) -> float:
    if name in GREEK:
        return 0.5 if name in _NARROW_GREEK else 0.62 if name[0].islower() else 0.75
    return _text(name) if len(name) == 1 else 0.8


@lru_cache(maxsize=4096)
def _text(text: str) -> float:
    return sum(map(_character, plain(text)))


def _character(character: str) -> float:
    if character in _NARROW:
        return 0.33
    if character in _WIDE:
        return 0.88
    if not character.isascii():
        return display_width(character) * 0.6 if display_width(character) < 2 else 1.05
    return 0.72 if character.isupper() else 0.52
