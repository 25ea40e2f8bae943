"""Covariance matrices as symbols, with their entries listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeGuard

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Dots,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Row,
    Script,
    Scripted,
    Symbol,
    Text,
    Times,
    UnderSet,
    Word,
)

Pair = tuple[int, int]
"""A row and a later column of a matrix, counted from zero."""

_SHOWN = 4
"""Number of entries shown of a diagonal in which dots stand for others."""

_ALL_LISTED = 6
"""Maximum number of covariances that are all listed."""

_LETTERS = (*"klmnpqrstuvwxyzabcdfgh", *(2 * letter for letter in "klmnpqrstuvwxyz"))
"""Letters for the rows and columns of a matrix; the later ones are needed if the indices of many groups have others."""

_EMPTY = Row(())
_A_LINE = 12
"""Maximum number of numbers of rows on a line."""


def is_covariance(line: Line) -> TypeGuard[Line]:
    """Return whether a line says what a covariance matrix is."""
    return line.relation == "=" and isinstance(line.right, Matrix) and line.right.width > 1


def compacted(line: Line, letters: Collection[str] = ()) -> tuple[Node, list[Line]]:
    """Return the symbol of a covariance matrix with its dimension below, and lines that tell its entries.

    `letters` are those of the indices of the system, which do not count rows here.
    """
    assert isinstance(line.right, Matrix)
    rows, sigma = line.right.rows, line.left
    size = len(rows)
    symbol = UnderSet(sigma, Times((Number(str(size)), Number(str(size)))))
    diagonal = tuple(rows[n][n] for n in range(size))
    lines = [Line(Apply(Word("diag"), (sigma,)), "=", Brackets(Row(tuple(_enumerated(diagonal)))))]
    entry = _entry_of(sigma)
    pairs = [(row, column) for row in range(size) for column in range(row + 1, size)]
    nonzero = [(row, column) for row, column in pairs if rows[row][column] != Number("0")]
    if not nonzero:
        k, m = [Index(one) for one in _LETTERS if one not in letters][:2]
        apart = Row((Number("0"), Text(" if "), Row((k, Operator("!="), m))))
        return symbol, [*lines, Line(entry(k, m), "=", apart)]
    blocks = _blocks(nonzero)
    whole = all(2 * len(block) == len(held) * (len(held) - 1) for held, block in blocks)
    if len(nonzero) <= _ALL_LISTED or not whole:
        shown: list[Pair | None] = [*nonzero]
    else:
        shown = [pair for _, block in blocks for pair in _corners(block)]
    for pair in shown:
        if pair is None:
            lines.append(_said(Dots()))
        else:
            row, column = pair
            lines.append(Line(entry(Number(str(row + 1)), Number(str(column + 1))), "=", rows[row][column]))
    if len(nonzero) < len(pairs):
        lines += (
            _outside([held for held, _ in blocks]) if None in shown else [_said(Text("and zero for every other pair"))]
        )
    return symbol, lines


def _blocks(pairs: Sequence[Pair]) -> list[tuple[list[int], list[Pair]]]:
    """Return the sets of rows that pairs connect, each with its pairs."""
    sets: list[set[int]] = []
    for pair in pairs:
        joined = set(pair).union(*(one for one in sets if not one.isdisjoint(pair)))
        sets = [*(one for one in sets if one.isdisjoint(pair)), joined]
    return [(sorted(one), [pair for pair in pairs if pair[0] in one]) for one in sorted(sets, key=min)]


def _corners(pairs: Sequence[Pair]) -> Iterator[Pair | None]:
    """Yield the first two pairs, the last one of the first row and the last of all; None where others are left out."""
    first_row = sum(row == pairs[0][0] for row, _ in pairs)
    last = -1
    for place in sorted({0, min(1, len(pairs) - 1), first_row - 1, len(pairs) - 1}):
        if place > last + 1:
            yield None
        yield pairs[place]
        last = place


def _outside(sets: Sequence[Sequence[int]]) -> Iterator[Line]:
    """Yield lines that say that every pair is zero that is in none of some sets of rows."""
    start = "and zero for every pair that is not within "
    for held in sets:
        numbers = list(_numbers(held))
        for place in range(0, len(numbers), _A_LINE):
            some = _with_commas(numbers[place : place + _A_LINE])
            yield _said(Row((*([] if place else [Text(start)]), *some)))
        start = "or within "


def _numbers(rows: Sequence[int]) -> Iterator[Node]:
    """Yield the numbers of rows, of those in a long sequence its ends: ``1, 3, …, 9``."""
    for _, group in groupby(enumerate(rows, 1), lambda pair: pair[1] - pair[0]):
        numbers = [Number(str(row + 1)) for _, row in group]
        yield from numbers if len(numbers) < _SHOWN else (numbers[0], Dots(), numbers[-1])


def _said(words: Node) -> Line:
    return Line(_EMPTY, "", words)


def _entry_of(sigma: Node) -> Callable[[Script, Script], Node]:
    """Return a function that returns an entry of a matrix, which is a symbol or a product of matrices."""

    def entry(row: Script, column: Script) -> Node:
        if not isinstance(sigma, Symbol):
            return Scripted(Brackets(sigma), (row, Comma(), column))
        before = (*sigma.sub, Comma()) if sigma.sub else ()
        return replace(sigma, sub=(*before, row, Comma(), column), face="normal")

    return entry


def _enumerated(nodes: Sequence[Node]) -> Iterator[Node]:
    """Return nodes with commas between them, those in the middle as dots."""
    return _with_commas(nodes if len(nodes) <= _SHOWN else (*nodes[:2], Dots(), nodes[-1]))


def _with_commas(nodes: Sequence[Node]) -> Iterator[Node]:
    for place, node in enumerate(nodes):
        if place:
            yield Comma()
        yield node
