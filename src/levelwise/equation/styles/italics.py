"""Names of variables and categories in italics."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.styles.places import Place, changed
from levelwise.equation.tree import Node, System, Word
from levelwise.model.spec import ModelSpec


def in_italics(system: System, spec: ModelSpec) -> System:
    """Return a system with the names of variables and categories in italics; those of functions stay upright."""

    def change(word: Word, place: Place) -> Node:
        del place  # all of them
        return replace(word, italic=True)

    return changed(system, spec, change)
