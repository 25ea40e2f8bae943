"""Where the names of variables and of their categories stand in a system of equations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import (
    Apply,
    Coloured,
    Comma,
    Distribution,
    Line,
    Node,
    Operator,
    Range,
    Row,
    Scripted,
    Symbol,
    System,
    Text,
    UnderBrace,
    Word,
)
from levelwise.equation.walk import printed_fields, walk
from levelwise.formula.syntax import names_in
from levelwise.model.spec import ModelSpec


@dataclass(frozen=True)
class Place:
    """Where a word stands: it is a column, a category in the subscript of a variable, or a value of the response.

    `columns` are those of the variable.
    """

    kind: Literal["column", "category", "value"]
    columns: frozenset[str]


Change = Callable[[Word, Place], Node | None]
"""Returns what is printed in place of a word; None leaves a category out."""

_VALUED = (Operator("="), Operator("<="))
_SCRIPT_OF_RESPONSE = Word("prob")


def columns_of(spec: ModelSpec) -> frozenset[str]:
    """Return the names of all columns of a model, those of groups and weights included."""
    nodes = [*spec.variables.values(), *spec.offsets, spec.response.node]
    if spec.response.trials is not None:
        nodes.append(spec.response.trials)
    found = {name for node in nodes for name in names_in(node)}
    found.update(part for level in spec.levels for part in level.group.parts)
    return frozenset(found | ({spec.weights} if spec.weights else set()))


def changed(system: System, spec: ModelSpec, change: Change) -> System:
    """Return a system in which the names of variables and categories have been replaced."""
    places = _Places(columns_of(spec), change)
    return replace(system, lines=tuple(places.line(line) for line in system.lines))


def changed_in(node: Node, columns: frozenset[str], change: Change) -> Node:
    """Return a part of a system in which the names of variables and categories have been replaced."""
    return _Places(columns, change).node(node)


class _Places:
    def __init__(self, columns: frozenset[str], change: Change) -> None:
        self.columns = columns
        self.change = change

    def line(self, line: Line) -> Line:
        return replace(line, left=self.node(line.left), right=self.node(line.right))

    def node(self, node: Node) -> Node:
        match node:
            case Word(text):
                known = text in self.columns
                return (self.change(node, Place("column", frozenset((text,)))) or node) if known else node
            case Symbol() | Range() | Text():
                return node
            case Scripted(base, sub, sup) if base == _SCRIPT_OF_RESPONSE and sub:
                inner = self.node(Row(sub))
                return Scripted(base, inner.parts if isinstance(inner, Row) else (inner,), sup)
            case Scripted(base, sub, sup) if not isinstance(base, Symbol):
                return self.scripted(base, sub, sup)
            case Row((response, sign, value)) if sign in _VALUED and _is_word(value) and self.of(response):
                shown = self.shown(value, Place("value", self.of(response)))
                return Row((self.node(response), sign, shown or value))
            case Apply(function, arguments, kind):
                return Apply(function, tuple(map(self.node, arguments)), kind)
            case Distribution(name, arguments):
                return Distribution(name, tuple(map(self.node, arguments)))
            case UnderBrace(inner, label):
                return UnderBrace(self.node(inner), label)
        whole: Node = self.parts(node)
        return whole

    def scripted(self, base: Node, sub: tuple[Node, ...], sup: tuple[Node, ...]) -> Node:
        columns = self.of(base)
        if not sub or not _is_word(sub[0]) or not columns:
            return Scripted(self.node(base), sub, sup)
        shown = self.shown(sub[0], Place("category", columns))
        rest = sub[1:]
        if shown is None:
            rest = rest[1:] if rest[:1] == (Comma(),) else rest
            return Scripted(self.node(base), rest, sup) if rest or sup else self.node(base)
        written = self.node(base)
        if isinstance(written, Scripted) and not rest:  # an index that was added comes after the category
            return Scripted(written.base, (shown, Comma(), *written.sub), sup)
        return Scripted(written, (shown, *rest), sup)

    def shown(self, node: Node, place: Place) -> Node | None:
        """Return what is printed in place of a word, in its colour if it has one."""
        if isinstance(node, Coloured):
            inner = self.shown(node.inner, place)
            return None if inner is None else Coloured(inner, node.colour)
        return self.change(node, place) if isinstance(node, Word) else node

    def of(self, node: Node) -> frozenset[str]:
        """Return the columns of an expression."""
        return frozenset(one.text for one in walk(node) if isinstance(one, Word) and one.text in self.columns)

    def parts(self, node: Any) -> Any:
        """Return a node whose parts have been changed."""
        fields = printed_fields(node.__class__) or ()
        new = {name: self.field(getattr(node, name)) for name in fields}
        return replace(node, **new)

    def field(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self.field(part) for part in value)
        return value if isinstance(value, str | bool | None) else self.node(value)


def _is_word(node: Node) -> bool:
    return _is_word(node.inner) if isinstance(node, Coloured) else isinstance(node, Word)
