"""How means and centring are printed.

With several indices, a mean has a dot for each index over which it is taken, as in Raudenbush & Bryk (2002), chapter 5;
with one, it has that of its group; without, it has the name of its grouping factor.
"""

from __future__ import annotations

from typing import Protocol

from levelwise.equation.tree import Brackets, Comma, Dot, Index, Node, Operator, Overline, Row, Scripted, Word
from levelwise.formula import syntax
from levelwise.formula.centring import Centring
from levelwise.formula.syntax import Name, deparse, names_in, quoted
from levelwise.model.spec import Cell, ModelSpec


class Typesetter(Protocol):
    """The functions that typeset the parts of a mean: the `Namer` of a notation."""

    spec: ModelSpec
    dotted: bool

    def typeset(self, node: syntax.Node) -> Node:
        """Return the printed form of an expression."""

    def bare(self) -> Typesetter:
        """Return the same without indices."""

    def indices_of(self, node: syntax.Node) -> tuple[Index, ...]:
        """Return the indices that determine an expression."""

    def determines(self, kept: tuple[Index, ...], own: tuple[Index, ...]) -> bool:
        """Return whether some indices determine others."""

    def unit(self, group: str) -> tuple[Index, ...]:
        """Return the indices of a grouping factor."""


def printed(known: Centring, namer: Typesetter) -> Node:
    """Return a mean, or a variable minus its mean."""
    mean = _mean(known, namer)
    if known.kind == "mean":
        return mean
    variable = namer.typeset(known.inner)
    return Row((Brackets(variable) if isinstance(variable, Row) else variable, Operator("-"), mean))


def _mean(known: Centring, namer: Typesetter) -> Node:
    line = Overline(namer.bare().typeset(known.inner))
    own = namer.indices_of(known.inner)
    if known.group is None:
        return Scripted(line, tuple(Dot() for _ in own)) if own and namer.dotted else line
    names = names_in(known.group)
    label = _factor(names, namer.spec)
    kept = namer.indices_of(known.group) if label is None else namer.unit(label)
    if label is None or not own:
        word = Word(names[0] if isinstance(known.group, Name) else deparse(known.group))
        shown = own if namer.determines(kept, own) else kept
        return Scripted(line, (word, Comma(), *shown) if shown else (word,))
    if not namer.dotted:
        return Scripted(line, own if namer.determines(kept, own) else kept)
    return Scripted(line, _dotted(own, kept))


def _factor(names: tuple[str, ...], spec: ModelSpec) -> str | None:
    """Return the grouping factor whose groups are those of columns; of equal factors, that of the columns."""
    label = next((level.group.label for level in spec.levels if set(level.group.parts) == set(names)), None)
    return label and (spec.home(tuple(Cell(quoted(name)) for name in names)) or label)


def _dotted(own: tuple[Index, ...], kept: tuple[Index, ...]) -> tuple[Index | Dot, ...]:
    """Return the indices of a mean: those of its group, and a dot for each index over which it is taken.

    If the variable is constant within the groups, the mean equals the variable and has its indices.
    """
    if set(own) <= set(kept):
        return own
    every = own  # in its order, if it has them all
    if not set(kept) <= set(own):
        every = tuple(sorted({*own, *kept}, key=lambda index: (len(index.letter), index.letter)))
    return tuple(index if index in kept else Dot() for index in every)
