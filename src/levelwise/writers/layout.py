"""What writers have in common: spacing, brackets, the signs of a sum, and where scripts stand.

A part that needs brackets is returned in `Brackets`, so that each writer spells them in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
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
    Quantity,
    Range,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.equation.walk import printed_fields

TIGHT = frozenset({"/", ":"})
"""Operators without space around them."""

_SMALL = frozenset({"sub", "sup", "label", "below"})
"""Fields of nodes that are printed small, above or below the line."""

# kinds of nodes as tuples: a union would be made anew at each test
_INVISIBLE = (Quantity, Coloured)
_LETTERS = (Symbol, Word, Number, Index)
_SUMS = (Row, Sum, Given)
_PRODUCTS_AND_SUMS = (Row, Sum, Times)
_COMPOUND = (Sum, Times, Scaled, Fraction, Given, Range)
_NO_FACTORS = (Operator, Comma, Text, Dots, Dot, Range)
_TALL = (Matrix, Cases, Fraction)


def bare(node: Node) -> Node:
    """Return a node without what only says what it is or which colour it has."""
    while isinstance(node, _INVISIBLE):
        node = node.body if isinstance(node, Quantity) else node.inner
    return node


def unbroken(system: System) -> System:
    """Return a system before its lines were broken, for words and for other programs."""
    return system if system.of is None else system.of


# --- brackets ---------------------------------------------------------------------------------


def scaled(node: Scaled) -> tuple[Node, Node, bool]:
    """Return a coefficient, what it multiplies, and whether they stand apart: not where brackets part them.

    A product or a sum is bracketed, which would fall apart without.
    """
    bracketed = node.brackets or isinstance(bare(node.factor), _PRODUCTS_AND_SUMS)
    return operand(node.coefficient), Brackets(node.factor) if bracketed else node.factor, not bracketed


def operand(node: Node) -> Node:
    """Return a factor of a product or the upper part of an inline fraction, a sum in brackets."""
    return Brackets(node) if isinstance(bare(node), _SUMS) else node


def divisor(node: Node) -> Node:
    """Return the lower part of an inline fraction, anything that a slash would take apart in brackets."""
    match bare(node):
        case Row() | Sum() | Given() | Times() | Scaled() | Fraction(inline=True):
            return Brackets(node)
        case _:
            return node


def script_base(node: Node) -> Node:
    """Return what carries scripts, in brackets where they would seem to belong to its last part only."""
    inner = bare(node)
    compound = len(inner.parts) > 1 if isinstance(inner, Row) else isinstance(inner, _COMPOUND)
    return Brackets(node) if compound else node


def grows(*nodes: Node) -> bool:
    """Return whether brackets around nodes are taller than a line: around a fraction, a matrix or cases."""
    stack: list[Any] = list(nodes)
    while stack:
        item = stack.pop()
        if isinstance(item, _LETTERS):
            continue
        if isinstance(item, tuple):
            stack += item
        elif isinstance(item, _TALL) and not (isinstance(item, Fraction) and item.inline):
            return True
        else:
            stack += [getattr(item, name) for name in _on_the_line(item.__class__)]
    return False


@cache
def _on_the_line(kind: type) -> tuple[str, ...]:
    """Return the fields of a kind of node that are not printed small."""
    return tuple(name for name in printed_fields(kind) or () if name not in _SMALL)


# --- sums and rows ----------------------------------------------------------------------------


def signed(node: Sum) -> Iterator[tuple[str, Node]]:
    """Return the terms of a sum, each with the sign before it: nothing or ``-``, then `` + `` or `` - ``."""
    for place, (sign, term) in enumerate(node.terms):
        part = Brackets(term) if sign == "-" and isinstance(bare(term), Sum) else term
        yield (f" {sign} " if place else sign.strip("+")), part


def spaced(parts: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    """Return the parts of a row, each with the space before it.

    There are spaces around a sign between two parts and none after a sign in front of one, a space after a comma, and
    one between a name and what stands beside it and between two fractions.
    """
    signs = infix(parts)
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else None
        if before is None or isinstance(part, Comma):
            gap = False
        elif isinstance(before, Operator):
            gap = signs[place - 1] and before.text not in TIGHT
        elif isinstance(part, Operator):
            gap = (signs[place] and part.text not in TIGHT) or isinstance(before, Comma)
        else:
            gap = isinstance(before, Comma) or _clash(before, part)
        yield " " if gap else "", part


def infix(parts: tuple[Node, ...]) -> list[bool]:
    """Return for each part of a row whether it is a sign between two parts, not one in front of a part."""
    between = (isinstance(b, Operator) and not isinstance(a, Operator | Comma) for a, b in pairwise(parts))
    return [False, *between][: len(parts)]


def multiplied(before: Node, after: Node) -> bool:
    """Return whether two neighbours in a row are factors of a product, as in **Xβ**; a first name is a function's."""
    before, after = bare(before), bare(after)
    if isinstance(before, Word) or (isinstance(before, Symbol) and before.name == "sum"):
        return False
    if isinstance(before, Index) and isinstance(after, Index):
        return False
    return not any(isinstance(one, _NO_FACTORS) or one == Row(()) for one in (before, after))


def _clash(before: Node, after: Node) -> bool:
    """Return whether two neighbours would run into each other: one is a name, or both are fractions."""
    if isinstance(before, Text) or isinstance(after, Text):
        return False
    edges = (_end(before), _start(after))
    return any(isinstance(edge, Word) for edge in edges) or all(isinstance(edge, Fraction) for edge in edges)


def _start(node: Node) -> Node:
    match bare(node):
        case Scripted(inner) | Transpose(inner) | Hat(inner) | Apply(inner) | UnderSet(inner) | UnderBrace(inner):
            return _start(inner)
        case inner:
            return inner


def _end(node: Node) -> Node:
    match bare(node):
        case Scripted(inner) | Transpose(inner) | Hat(inner) | UnderSet(inner) | UnderBrace(inner):
            return _end(inner)
        case inner:
            return inner


# --- scripts ----------------------------------------------------------------------------------


def taken_apart(node: Node) -> Scripted:
    """Return a node as a base and its scripts, which may be none."""
    match node:
        case Quantity(inner) | Row((inner,)):
            return taken_apart(inner)
        case Symbol(sub=sub, sup=sup):
            return Scripted(replace(node, sub=(), sup=()), sub, sup)
        case Scripted():
            return node
        case _:
            return Scripted(node)


def united(node: Scripted) -> Scripted:
    """Return a base with all its scripts, those of the base itself too, unless two of a kind follow each other."""
    inner = taken_apart(node.base)
    if (node.sub and inner.sub) or (node.sup and inner.sup):
        return node
    return Scripted(inner.base, inner.sub or node.sub, inner.sup or node.sup)


def own_scripts(node: Node) -> tuple[bool, bool]:
    """Return whether a node ends in a subscript and in a superscript."""
    match node:
        case Word():
            return False, False
        case Symbol(sub=sub, sup=sup):
            return bool(sub), bool(sup)
        case Scripted(base, sub, sup):
            below, above = own_scripts(base)
            return below or bool(sub), above or bool(sup)
        case Quantity(inner) | Hat(inner) | Row((inner,)):
            return own_scripts(inner)
        case Transpose(inner):
            return own_scripts(inner)[0], True
        case _:
            return False, False


def transposed(node: Transpose) -> Scripted:
    """Return a transpose as a base with scripts: the sign stands over a subscript, and outside another superscript."""
    sign = (Symbol("top"),)
    _, above = own_scripts(node.inner)
    return Scripted(Brackets(node.inner), (), sign) if above else replace(taken_apart(node.inner), sup=sign)


def hatted(node: Hat) -> Scripted:
    """Return a part with a hat as a base, over which the hat stands, with scripts."""
    return taken_apart(node.inner)
