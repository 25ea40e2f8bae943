"""Variables with the index of the unit on which they are measured, or without any index."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.index_letters import OBSERVATION, counted_by
from levelwise.equation.styles.places import Place, changed_in, columns_of
from levelwise.equation.transform import transform
from levelwise.equation.tree import Comma, Index, Line, Node, Quantity, Scripted, Symbol, System, Word
from levelwise.equation.walk import walk
from levelwise.formula.syntax import quoted
from levelwise.model.parameters import LevelOneResidual
from levelwise.model.spec import Cell, ModelSpec

_USUAL = "i"


def indexed(system: System, spec: ModelSpec) -> System:
    """Return a system in which each variable without an index has that of the unit on which it is measured."""
    counted = counted_by(system, spec)
    letter_of = {what: letter for letter, what in reversed(tuple(counted.items()))}
    observation = letter_of.get(OBSERVATION, _USUAL)
    columns = columns_of(spec)

    def index(name: str, line: Line) -> Index:
        home = spec.home((Cell(quoted(name)),))
        if home is None or home not in letter_of:
            return Index(observation)
        return Index(letter_of[home], "" if line.ranges else observation)

    def in_line(line: Line) -> Line:
        def change(word: Word, place: Place) -> Node:
            return Scripted(word, (index(word.text, line),)) if place.kind == "column" else word

        def quantity(node: Node | Line) -> Node | Line:
            if isinstance(node, Quantity) and not _has_index(node):
                return replace(node, body=changed_in(node.body, columns, change))
            if isinstance(node, Symbol) and isinstance(node.of, LevelOneResidual) and not node.sub:
                return replace(node, sub=(Index(observation),))
            return node

        left = line.left
        if not _has_index(left) and not any(isinstance(part, Quantity) for part in walk(left)):
            left = changed_in(left, columns, change)
        return replace(line, left=transform(left, quantity), right=transform(line.right, quantity))

    return replace(system, lines=tuple(in_line(line) for line in system.lines))


def without_indices(system: System) -> System:
    """Return a system whose variables have no indices."""

    def changed(node: Node | Line) -> Node | Line:
        if not isinstance(node, Quantity):
            return node
        return replace(node, body=transform(node.body, _bare))

    return transform(system, changed)


def _bare(node: Node | Line) -> Node | Line:
    if not isinstance(node, Scripted) or not any(isinstance(part, Index) for part in node.sub):
        return node
    kept = tuple(part for part in node.sub if not isinstance(part, Index))
    while kept and kept[-1] == Comma():
        kept = kept[:-1]
    return replace(node, sub=kept) if kept or node.sup else node.base


def _has_index(node: Node) -> bool:
    return any(isinstance(part, Index) for part in walk(node))
