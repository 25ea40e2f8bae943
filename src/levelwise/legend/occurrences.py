"""The symbols of a system in reading order, each spelling once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Coloured,
    Distribution,
    Hat,
    Index,
    Line,
    Node,
    Quantity,
    Range,
    Root,
    Row,
    Scripted,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.equation.walk import printed_fields, walk
from levelwise.model.parameters import Correlation, Covariance, Meaning, Stacked
from levelwise.model.spec import Cell

_EXPRESSIONS = (Scripted, Word, Row, Apply, Root, Brackets)
"""The kinds of nodes that an expression over columns can be; a union would be made anew at each test."""

_NORMAL = (Word("Normal"), Word("MVNormal"))
"""The names of the normal distribution, whose second parameter books do not agree on."""

_SIGNS = frozenset({"sum", "top", "prime"})
"""The names of letters that are operators."""


@dataclass(frozen=True)
class Occurrence:
    """A symbol where it occurs first.

    Attributes
    ----------
    node : Node
        The symbol, variable, index or name as it is printed.
    meaning : Meaning, Cell, str or None
        What it stands for: a parameter or quantity, a variable, the name of a column of the data, or nothing that the
        tree states.
    bound_of : Range or None
        Of the last value of an index, its range.
    distribution : bool
        Whether it is the name of a distribution.
    function : bool
        Whether it is a function of what stands in brackets after it.
    dimension_of : Stacked or None
        Of the dimension of an identity matrix, that matrix.
    """

    node: Node
    meaning: Meaning | Cell | str | None = None
    bound_of: Range | None = None
    distribution: bool = False
    function: bool = False
    dimension_of: Stacked | None = None


def spelled(node: Node) -> Node:
    """Return a node without what is not printed: meanings and colours."""

    def bare(part: Node | Line) -> Node | Line:
        match part:
            case Symbol(of=meaning) if meaning is not None:
                return Symbol(part.name, part.sub, part.sup, None, part.face)
            case Coloured(inner) | Quantity(inner):
                return inner
            case Hat(inner, True):
                return Hat(inner)  # the same mark
            case _:
                return part

    return transform(node, bare)


def without_indices(node: Node) -> Node:
    """Return an expression over columns without index letters, by which it is recognised."""

    def bare(part: Node | Line) -> Node | Line:
        if not isinstance(part, Scripted):
            return part
        sub = tuple(one for one in part.sub if not isinstance(one, Index))
        return Scripted(part.base, sub, part.sup) if sub or part.sup else part.base

    return transform(spelled(node), bare)


def is_primed(index: Index) -> bool:
    """Return whether an index is that of another unit, as i' or j[i']."""
    return f"{index.letter}{index.at}".endswith("'")


def occurrences(system: System, columns: dict[Node, str]) -> tuple[tuple[Occurrence, ...], ...]:
    """Return the symbols of a system in reading order; spellings of the same covariance stand together.

    Parameters
    ----------
    system : System
        The equations.
    columns : dict of Node to str
        The expressions over columns that are no predictors: the response, the weights, the numbers of trials. Each is
        given without indices, and with a name for it.
    """
    found: dict[object, dict[Node, Occurrence]] = {}
    seen: dict[Node, object] = {}
    for one in _in(system.lines, columns):
        key = spelled(one.node)
        if key in seen:
            continue
        shared = isinstance(one.meaning, Covariance | Correlation)
        seen[key] = place = one.meaning if shared else key
        found.setdefault(place, {})[key] = one
    return tuple(tuple(spellings.values()) for spellings in found.values())


def _in(item: Any, columns: dict[Node, str]) -> Iterator[Occurrence]:
    """Yield the symbols of a part of a tree in reading order."""
    if isinstance(item, tuple):
        for part in item:
            yield from _in(part, columns)
        return
    held = printed_fields(item.__class__)
    if held is None:
        return
    if isinstance(item, Symbol | Scripted) and any(isinstance(one, Index) and is_primed(one) for one in item.sub):
        yield from _indices(item)  # another unit of the same kind
        return
    if isinstance(item, _EXPRESSIONS):
        name = columns.get(without_indices(item))
        if name is not None:
            if not any(isinstance(one, Index) and is_primed(one) for one in walk(item)):
                yield Occurrence(item, name)
            yield from _indices(item)
            return
    match item:
        case Quantity(of=Cell() as cell):
            yield Occurrence(item, cell)
            yield from _indices(item)
        case Symbol(name) if name in _SIGNS:
            yield from _in((item.sub, item.sup), columns)
        case Symbol(of=Stacked("identity") as identity):
            yield Occurrence(item, item.of)
            for size in (part for part in item.sub if isinstance(part, Symbol)):
                yield Occurrence(size, size.of, dimension_of=identity)
                yield from _indices(size)
        case Symbol():
            yield Occurrence(item, item.of)
            yield from _indices(item)
        case Hat(Symbol() as symbol):
            yield Occurrence(item, symbol.of)
            yield from _indices(item)
        case Apply(Symbol(of=None) as function, arguments):
            yield Occurrence(function, function=True)
            yield from _in(arguments, columns)
        case Index():
            yield Occurrence(item)
        case Distribution(function, arguments):
            if isinstance(function, Symbol) or function in _NORMAL:
                yield Occurrence(function, distribution=True)
            yield from _in(arguments, columns)
        case Range(letters, bound):
            yield from (Occurrence(Index(letter)) for letter in letters)
            if isinstance(bound, Symbol):
                yield Occurrence(bound, bound_of=item)
                yield from _indices(bound)
            elif isinstance(bound, Sum):
                yield from _in(bound, columns)
        case Line():
            yield from _in((item.left, item.under, item.right, item.ranges), columns)
        case _:
            yield from _in(tuple(getattr(item, field) for field in held), columns)


def _indices(item: Any) -> Iterator[Occurrence]:
    """Yield the indices in the scripts of a symbol or a variable."""
    if isinstance(item, tuple):
        for part in item:
            yield from _indices(part)
    elif isinstance(item, Index):
        yield Occurrence(item)
    elif (held := printed_fields(item.__class__)) is not None:
        for field in held:
            yield from _indices(getattr(item, field))
