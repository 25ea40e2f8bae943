"""Which contrasts the factors of a model have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.data.contrasts.contrast import Choice
from levelwise.data.contrasts.from_call import from_call
from levelwise.data.contrasts.from_hint import ContrastHint, from_hint
from levelwise.data.contrasts.matrices import contrast
from levelwise.data.functions.catalogue import FUNCTIONS
from levelwise.data.functions.constants import Constants
from levelwise.data.schema import Column
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.syntax import Call, Name, Node

_FACTORS = frozenset({"C", "factor", "as.factor", "ordered", "as.ordered"})


def coded(
    columns: Mapping[str, Column], nodes: Mapping[str, Node], hints: Mapping[str, ContrastHint], source: str
) -> dict[str, Column]:
    """Return the variables of a formula, each factor with the contrasts that were chosen for it.

    Raises
    ------
    DataError, UnknownNameError
        For contrasts that do not exist, of something that is no factor, or of the wrong shape.
    """
    found = dict(columns)
    for text, node in nodes.items():
        choice = _choice(text, node, hints, source)
        if choice is None:
            continue
        column = columns[text]
        if not column.is_factor:
            message = f"{text} is no factor and has no contrasts; write factor({text}), or name it in factors="
            raise DataError(message)
        if choice.kind == "":
            choice = replace(choice, kind="poly" if column.kind == "ordered" else "treatment")
        if len(column.categories) > 1:  # a factor of one category is refused where it is coded
            found[text] = replace(column, contrast=contrast(choice, text, column.categories))
    return found


def check_names(nodes: Mapping[str, Node], hints: Mapping[str, ContrastHint]) -> None:
    """Raise UnknownNameError for contrasts of something the formula does not have."""
    known = {name for text, node in nodes.items() for name in _names(text, node)}
    for name in hints:
        if name not in known:
            raise UnknownNameError("factor in the formula called", name, known)


def _names(text: str, node: Node) -> tuple[str, ...]:
    """Return the names by which `contrasts=` may mean a variable: its text, and a factor's column."""
    if isinstance(node, Name):
        return text, node.text
    if isinstance(node, Call) and node.function in _FACTORS and node.arguments:
        inner = node.arguments[0].value
        return (text, inner.text) if isinstance(inner, Name) else (text,)
    return (text,)


def _choice(text: str, node: Node, hints: Mapping[str, ContrastHint], source: str) -> Choice | None:
    if text in hints:
        return from_hint(text, hints[text])
    if isinstance(node, Call) and node.function == "C":
        found = from_call(FUNCTIONS["C"].bind(node, Constants(source)))
        if found is not None:
            return found
    for name in _names(text, node):
        if name in hints:
            return from_hint(name, hints[name])
    return None
