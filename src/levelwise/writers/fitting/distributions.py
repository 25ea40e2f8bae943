"""The mean vector and the covariance matrix of a distribution on lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeGuard

from levelwise.dataclass import dataclass
from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Distribution,
    Dots,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Row,
    Script,
    Sum,
    Symbol,
)
from levelwise.equation.walk import distinct, walk

_LETTERS = frozenset(["mu", "nu", "eta", "Sigma", "Omega"])
"""The letters of the symbols made here: of means and of covariance matrices."""

_SHOWN = 4
"""Number of entries shown of a vector in which dots stand for others."""


@dataclass(frozen=True)
class Names:
    """The symbols of a system that have the letters of new ones, which have to differ from them."""

    taken: frozenset[tuple[str, str, tuple[Script, ...]]]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Names:
        """Return the symbols of some lines."""
        symbols = (part for part in distinct(tuple(lines)) if isinstance(part, Symbol) and part.name in _LETTERS)
        return cls(frozenset((symbol.name, symbol.face, symbol.sub) for symbol in symbols))

    def new(self, letters: Sequence[str], bold: bool, sub: tuple[Script, ...]) -> Symbol:  # noqa: FBT001
        """Return a symbol with the first letter, or if need be with a number, that is not taken."""
        face = "bold" if bold else "normal"
        numbers: list[tuple[Script, ...]] = [(), *((Number(str(n)),) for n in range(2, 100))]
        candidates = ((letter, (*number, *sub)) for number in numbers for letter in letters)
        name, scripts = next((n, s) for n, s in candidates if (n, face, s) not in self.taken)
        return Symbol(name, scripts, face="bold" if bold else "normal")


def separated(line: Line, names: Names, *, links: bool = True) -> list[Line]:
    """Return a distribution whose parameters, if they are long, are symbols that lines of their own explain.

    So is, with `links`, the sum inside the inverse of a link.
    """
    match line:
        case Line(left, "~", Distribution(_, (Sum() as mean, *others))):
            # the mean has the indices of the response where the notation gives them to the predictors as well
            inside = frozenset(_indices(mean))
            carried = tuple(one for one in _indices(left) if one in inside)
            own = (replace(left, of=None),) if isinstance(left, Symbol) else carried
            mu = names.new(("mu", "eta"), bold=False, sub=own)
            assert isinstance(line.right, Distribution)
            return [replace(line, right=replace(line.right, arguments=(mu, *others))), Line(mu, "=", mean)]
        case Line(left, "=", Apply(_, (Sum() as inner,))) if links:  # logit⁻¹ of a long sum
            eta = names.new(("eta", "nu"), bold=False, sub=_indices(left))
            assert isinstance(line.right, Apply)
            return [replace(line, right=replace(line.right, arguments=(eta,))), Line(eta, "=", inner)]
        case Line(left, "~", Distribution(_, (Matrix() as mean, Matrix() as spread))):
            first = next((part for part in walk(left) if isinstance(part, Symbol)), None)
            indices = () if first is None else tuple(one for one in first.sub if isinstance(one, Index))
            # an index would mean that each group has its own covariances, unless the notation gives it to all of them
            letter = () if first is None or _indices(spread.rows[:1]) else (Symbol(first.name, face=first.face),)
            sigma = names.new(("Sigma", "Omega"), bold=True, sub=letter or indices)
            assert isinstance(line.right, Distribution)
            if all(row == (Number("0"),) for row in mean.rows):
                zero = Symbol("0", face="bold")
                return [
                    replace(line, right=replace(line.right, arguments=(zero, sigma))),
                    Line(sigma, "=", spread),
                ]
            mu = names.new(("mu", "nu"), bold=True, sub=indices)
            return [
                replace(line, right=replace(line.right, arguments=(mu, sigma))),
                Line(mu, "=", mean),
                Line(sigma, "=", spread),
            ]
        case _:
            return [line]


def _indices(node: object) -> tuple[Index, ...]:
    """Return the indices in a node or in several, each once."""
    return tuple(dict.fromkeys(part for part in distinct(node) if isinstance(part, Index)))


def means_explained(line: Line, names: Names) -> list[Line]:
    """Return a vector of sums as a vector of symbols, and an equation for each of these."""
    match line:
        case Line(_, "=", Matrix(rows)) if all(len(row) == 1 for row in rows):
            sums = [isinstance(row[0], Sum) and len(row[0].terms) > 1 for row in rows]
            below: list[Line] = []
            entries: list[tuple[Node, ...]] = []
            for number, (row, long) in enumerate(zip(rows, sums, strict=True), 1):
                if not long:
                    entries.append(row)
                    continue
                assert isinstance(line.left, Symbol)
                mu = names.new((line.left.name, "nu"), bold=False, sub=_numbered(number, line.left))
                entries.append((mu,))
                below.append(Line(mu, "=", row[0]))
            return [replace(line, right=Matrix(tuple(entries))), *below]
        case _:
            return [line]


def _numbered(number: int, vector: Symbol) -> tuple[Script, ...]:
    """Return the subscript of an entry of a vector."""
    return Number(str(number)), *vector.sub


def shortened(line: Line, names: Names) -> list[Line]:
    """Return a line with dots in the middle of its tall vectors, where the entries around the dots say the others.

    A vector of means with entries of several forms becomes one of symbols; an equation tells each of these, or the ends
    of a sequence of one form.
    """
    match line:
        case Line(Symbol() as left, "=", Matrix(rows)) if _is_tall(line.right) and len(set(map(_form, rows[1:]))) > 1:
            entries = [
                names.new((left.name, "nu"), bold=False, sub=_numbered(n, left)) for n in range(1, len(rows) + 1)
            ]
            below = [Line(symbol, "=", row[0]) for symbol, row in zip(entries, rows, strict=True)]
            vector = replace(line, right=Matrix(tuple((symbol,) for symbol in entries)))
            return [_with_dots(vector), *_sequences(below)]
        case _:
            return [_with_dots(line)]


def _is_tall(node: Node) -> TypeGuard[Matrix]:
    return isinstance(node, Matrix) and len(node.rows) > _SHOWN and node.width == 1


def _with_dots(line: Line) -> Line:
    def change(node: Node | Line) -> Node | Line:
        if not isinstance(node, Line) and _is_tall(node):
            return Matrix((*node.rows[:2], (Dots(),), node.rows[-1]))
        return node

    return transform(line, change)


def _sequences(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield equations with dots for those in the middle of a long sequence of one form."""
    for _, group in groupby(lines, lambda line: _form((line.right,))):
        same = list(group)
        if len(same) <= _SHOWN:
            yield from same
        else:
            yield from (*same[:2], Line(Row(()), "", Dots()), same[-1])


def _form(row: tuple[Node, ...]) -> Node:
    """Return an entry of a vector without the numbers and the meaning of its symbols."""

    def change(node: Node | Line) -> Node | Line:
        match node:
            case Symbol():
                return replace(
                    node, of=None, sub=tuple(map(_any_number, node.sub)), sup=tuple(map(_any_number, node.sup))
                )
            case _:
                return node

    return transform(row[0], change)


def _any_number(script: Script) -> Script:
    return Number("1") if isinstance(script, Number) else script
