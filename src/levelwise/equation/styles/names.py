"""Other names for variables and categories, as they are to be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.equation.styles.places import Place, changed, columns_of
from levelwise.equation.transform import transform
from levelwise.equation.tree import Line, Node, Quantity, Range, System, Word
from levelwise.equation.walk import walk
from levelwise.errors import OptionError, UnknownNameError
from levelwise.model.spec import Cell, ModelSpec


def swapped(system: System, spec: ModelSpec, variables: Mapping[str, str], categories: Mapping[str, str]) -> System:
    """Return a system in which variables and categories have other names.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.
    variables : mapping of str to str
        The names of columns, and of grouping factors in the ranges of their indices.
    categories : mapping of str to str
        The categories in the subscripts of variables; an empty string leaves the subscript out.

    Raises
    ------
    UnknownNameError
        For a column that the model does not have.
    OptionError
        When two variables would look alike, or no category of the equations has a new name.
    """
    known = columns_of(spec)
    for name in variables:
        if name not in known:
            raise UnknownNameError("column", name, known, of="in the model")
    _check_distinct(known, variables)
    met: set[str] = set()

    def change(word: Word, place: Place) -> Node | None:
        if place.kind == "column":
            return replace(word, text=variables.get(word.text, word.text))
        if place.kind == "value" or word.text not in categories:
            return word
        met.add(word.text)
        return replace(word, text=categories[word.text]) if categories[word.text] else None

    written = changed(system, spec, change)
    if categories and not met:
        raise OptionError(
            f"swap_subscript_names has no effect: no variable of the equations has a category {' or '.join(categories)}"
        )
    _check_quantities(written)

    def named(node: Node | Line) -> Node | Line:
        if isinstance(node, Range) and node.label:
            return replace(node, label=_label(node.label, spec, variables))
        return node

    return transform(written, named)


def _label(label: str, spec: ModelSpec, variables: Mapping[str, str]) -> str:
    """Return the name of a grouping factor or a block; a further block keeps its number, ``school.1``."""
    for level in spec.levels:
        own = level.group.label
        if label == own or (label.startswith(f"{own}.") and label[len(own) + 1 :].isdecimal()):
            parts = ":".join(variables.get(part, part) for part in level.group.parts)
            return (parts if parts != ":".join(level.group.parts) else own) + label[len(own) :]
    return label


def _check_distinct(known: frozenset[str], variables: Mapping[str, str]) -> None:
    owner: dict[str, str] = {}
    for name in sorted(known):
        shown = variables.get(name, name)
        other = owner.setdefault(shown, name)
        if other != name:
            raise OptionError(f"swap_var_names gives {other} and {name} the same name, {shown}; choose another")


def _check_quantities(system: System) -> None:
    """Check that no two variables look alike."""
    owner: dict[Node, Cell] = {}
    for part in walk(system.lines):
        if isinstance(part, Quantity) and part.of is not None and owner.setdefault(part.body, part.of) != part.of:
            first = owner[part.body]
            one, other = first.variable + first.label, part.of.variable + part.of.label
            raise OptionError(f"with these names, {one} and {other} would look alike; choose other names")
