"""The mean vector and the covariance matrix of a distribution on lines of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from levelwise.dataclass import dataclass
from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Distribution,
    Dots,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Row,
    Script,
    Sum,
    Symbol,
    Text,
    Times,
    UnderSet,
    Word,
)
from levelwise.equation.walk import walk

_LETTERS = frozenset(["mu", "nu", "eta", "Sigma", "Omega"])
"""The letters of the symbols made here: of means and of covariance matrices."""

_SHOWN = 4
"""Number of entries shown of a vector or a diagonal in which dots stand for others."""

_ALL_LISTED = 6
"""Maximum number of covariances that are all listed below a compact matrix, where some are zero."""


@dataclass(frozen=True)
class Names:
    """The symbols of a system that have the letters of new ones, which have to differ from them."""

    taken: frozenset[tuple[str, str, tuple[Script, ...]]]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Names:
        """Return the symbols of some lines."""
        symbols = (part for part in walk(tuple(lines)) if isinstance(part, Symbol) and part.name in _LETTERS)
        return cls(frozenset((symbol.name, symbol.face, symbol.sub) for symbol in symbols))

    def new(self, letters: Sequence[str], bold: bool, sub: tuple[Script, ...]) -> Symbol:  # noqa: FBT001
        """Return a symbol with the first letter, or if need be with a number, that is not taken."""
        face = "bold" if bold else "normal"
        numbers: list[tuple[Script, ...]] = [(), *((Number(str(n)),) for n in range(2, 100))]
        candidates = ((letter, (*number, *sub)) for number in numbers for letter in letters)
        name, scripts = next((n, s) for n, s in candidates if (n, face, s) not in self.taken)
        return Symbol(name, scripts, face="bold" if bold else "normal")


def separated(line: Line, names: Names) -> list[Line]:
    """Return a distribution whose parameters, if they are long, are symbols that lines of their own explain."""
    match line:
        case Line(left, "~", Distribution(_, (Sum() as mean, *others))):
            # the mean of an observation has no index, as in notations that always write it on a line of its own
            own = (replace(left, of=None),) if isinstance(left, Symbol) else ()
            mu = names.new(("mu", "eta"), bold=False, sub=own)
            assert isinstance(line.right, Distribution)
            return [replace(line, right=replace(line.right, arguments=(mu, *others))), Line(mu, "=", mean)]
        case Line(left, "~", Distribution(_, (Matrix() as mean, Matrix() as spread))):
            indices = tuple(dict.fromkeys(one for one in _indices(left)))
            sigma = names.new(("Sigma", "Omega"), bold=True, sub=indices)
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


def _indices(left: Node) -> Iterator[Script]:
    """Return the indices of the groups in the symbol of a vector's first entry."""
    first = next((part for part in walk(left) if isinstance(part, Symbol)), None)
    for part in () if first is None else first.sub:
        if isinstance(part, Index):
            yield part


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
                own: tuple[Script, ...] = (Number(str(number)), *line.left.sub)
                mu = names.new((line.left.name, "nu"), bold=False, sub=own)
                entries.append((mu,))
                below.append(Line(mu, "=", row[0]))
            return [replace(line, right=Matrix(tuple(entries))), *below]
        case _:
            return [line]


def shortened(line: Line) -> Line:
    """Return a line with dots in the middle of its vectors.

    A vector in which zeros are among other entries is kept: dots would not say which they are.
    """

    def change(node: Node | Line) -> Node | Line:
        if isinstance(node, Matrix) and len(node.rows) > _SHOWN and len(node.rows[0]) == 1:
            zeros = {row == (Number("0"),) for row in node.rows[1:]}
            return Matrix((*node.rows[:2], (Dots(),), node.rows[-1])) if len(zeros) == 1 else node
        return node

    return transform(line, change)


def is_covariance(line: Line) -> TypeGuard[Line]:
    """Return whether a line says what a covariance matrix is."""
    return line.relation == "=" and isinstance(line.right, Matrix) and len(line.right.rows[0]) > 1


def compacted(line: Line) -> tuple[Node, list[Line]]:
    """Return the symbol of a covariance matrix with its dimension below, and lines that tell its entries."""
    assert isinstance(line.right, Matrix)
    rows, sigma = line.right.rows, line.left
    size = len(rows)
    dimension = Times((Number(str(size)), Number(str(size))))
    diagonal = tuple(rows[n][n] for n in range(size))
    lines = [Line(Apply(Word("diag"), (sigma,)), "=", Brackets(Row(tuple(_enumerated(diagonal)))))]
    pairs = [(row, column) for row in range(size) for column in range(row + 1, size)]
    nonzero = [(row, column) for row, column in pairs if rows[row][column] != Number("0")]
    entry = _entry_of(sigma)
    if not nonzero:
        off = entry(Index("k"), Index("l"))
        apart = Row((Number("0"), Text(" for "), Row((Index("k"), Operator("!="), Index("l")))))
        return UnderSet(sigma, dimension), [*lines, Line(off, "=", apart)]
    shown = nonzero if len(nonzero) <= _ALL_LISTED else [*nonzero[:2], nonzero[-1]]
    for place, (row, column) in enumerate(shown):
        if place and len(shown) < len(nonzero) and place == len(shown) - 1:
            lines.append(Line(Row(()), "", Dots()))
        lines.append(Line(entry(Number(str(row + 1)), Number(str(column + 1))), "=", rows[row][column]))
    if len(nonzero) < len(pairs):
        lines.append(Line(Row(()), "", Text("and zero for every other pair")))
    return UnderSet(sigma, dimension), lines


def _entry_of(sigma: Node) -> Callable[[Script, Script], Node]:
    def entry(row: Script, column: Script) -> Node:
        assert isinstance(sigma, Symbol)
        return replace(sigma, sub=(*sigma.sub, Comma(), row, Comma(), column), face="normal")

    return entry


def _enumerated(nodes: Sequence[Node]) -> Iterator[Node]:
    """Return nodes with commas between them, those in the middle as dots."""
    shown = nodes if len(nodes) <= _SHOWN else (*nodes[:2], Dots(), nodes[-1])
    for place, node in enumerate(shown):
        if place:
            yield Comma()
        yield node
