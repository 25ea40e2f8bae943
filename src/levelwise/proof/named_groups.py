"""Groups of observations whose index is the name of their factor, α_school[i], with the letters of distributions."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import Comma, Index, Line, Node, Number, Script, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions


def with_letters(system: System, spec: ModelSpec, conventions: Conventions) -> System:
    """Return a system in which the group of an observation has a letter as its index: α_j[i] in place of α_school[i].

    Raises
    ------
    VerificationError
        When a name is not that of a grouping factor, or is used in a notation that writes letters, or conversely.
    """
    if not conventions.named_groups:
        if any(isinstance(node, Index) and node.named for node in walk(system.lines)):
            raise VerificationError("an index is a name, but in this notation indices are letters")
        return system
    letters = _letters(system, spec)
    observations = (conventions.observation, f"{conventions.observation}'")  # and another one

    def changed(node: Node | Line) -> Node | Line:
        if isinstance(node, Index) and (node.named or node.at):
            if not node.named or node.at not in observations or node.letter not in letters:
                raise VerificationError(f"the index {node.letter} is not the name of the group of an observation")
            return Index(letters[node.letter], node.at)
        return node

    def without_comma(node: Node | Line) -> Node | Line:
        if not isinstance(node, Symbol) or node.of is None:
            return node
        return replace(node, sub=_unseparated(node.sub))

    return transform(transform(system, without_comma), changed)


def _letters(system: System, spec: ModelSpec) -> dict[str, str]:
    """Return the letter of each grouping factor in the ranges of the distributions."""
    group_of = {block.name: block.group for block in spec.blocks}
    found: dict[str, str] = {}
    for line in system.lines:
        for over in line.ranges:
            group = group_of.get(over.of or over.label)  # a label may be a user's name of the groups
            if (
                group is not None
                and len(over.letters) == 1
                and found.setdefault(group, *over.letters) != over.letters[0]
            ):
                raise VerificationError(f"the groups of {group} have two index letters")
    if len(set(found.values())) < len(found):
        raise VerificationError("two grouping factors have the same index letter")
    return found


def _unseparated(parts: tuple[Script, ...]) -> tuple[Script, ...]:
    """Return a subscript without the comma between a number and a name, which must be there."""
    found: list[Script] = []
    for place, part in enumerate(parts):
        named = isinstance(part, Index) and part.named
        before = parts[place - 1] if place else None
        if named and isinstance(before, Number):
            raise VerificationError("there is no comma between a number and the name of a group")
        if isinstance(part, Comma) and isinstance(before, Number):
            after = parts[place + 1] if place + 1 < len(parts) else None
            if isinstance(after, Index) and after.named:
                continue
        found.append(part)
    return tuple(found)
