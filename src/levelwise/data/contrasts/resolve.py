"""The contrasts of the factors in a model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from levelwise.data.contrasts.contrast import ContrastRequest
from levelwise.data.contrasts.from_call import from_call
from levelwise.data.contrasts.from_hint import ContrastHint, from_hint
from levelwise.data.contrasts.matrices import contrast
from levelwise.data.functions.catalogue import FUNCTIONS
from levelwise.data.functions.constants import ConstantReader
from levelwise.data.schema import Column
from levelwise.errors import DataError, UnknownNameError
from levelwise.formula.syntax import Call, Name, Node

_FACTORS = frozenset({"C", "factor", "as.factor", "ordered", "as.ordered"})


def with_contrasts(
    columns: Mapping[str, Column],
    nodes: Mapping[str, Node],
    hints: Mapping[str, ContrastHint],
    source: str,
    unlisted: Collection[str] = (),
) -> dict[str, Column]:
    """Return the variables of a formula, each factor with the contrasts requested for it, but for those unlisted.

    Raises
    ------
    DataError, UnknownNameError
        For unknown contrasts, for contrasts of a numeric variable, or for a matrix of the wrong shape.
    """
    found = dict(columns)
    for text, node in nodes.items():
        request = _request(text, node, hints, source)
        if request is None:
            continue
        column = columns[text]
        if text in unlisted:
            continue  # neither its categories nor its contrasts are known
        if not column.is_factor:
            message = f"{text} is not a factor and has no contrasts; write factor({text}) or list it in factors="
            raise DataError(message)
        if request.kind == "":
            request = replace(request, kind="poly" if column.kind == "ordered" else "treatment")
        if len(column.categories) > 1:  # the design refuses a factor with a single category
            found[text] = replace(column, contrast=contrast(request, text, column.categories))
    return found


def check_names(nodes: Mapping[str, Node], hints: Mapping[str, ContrastHint]) -> None:
    """Raise UnknownNameError for contrasts of a name that does not occur in the formula."""
    known = {name for text, node in nodes.items() for name in _names(text, node)}
    for name in hints:
        if name not in known:
            raise UnknownNameError("factor", name, known, of="in the formula")


def _names(text: str, node: Node) -> tuple[str, ...]:
    """Return the names by which `contrasts=` may refer to a variable: its source text, and the column of a factor."""
    if isinstance(node, Name):
        return text, node.text
    if isinstance(node, Call) and node.function in _FACTORS and node.arguments:
        inner = node.arguments[0].value
        return (text, inner.text) if isinstance(inner, Name) else (text,)
    return (text,)


def _request(text: str, node: Node, hints: Mapping[str, ContrastHint], source: str) -> ContrastRequest | None:
    if text in hints:
        return from_hint(text, hints[text])
    if isinstance(node, Call) and node.function == "C":
        found = from_call(FUNCTIONS["C"].bind(node, ConstantReader(source)))
        if found is not None:
            return found
    for name in _names(text, node):
        if name in hints:
            return from_hint(name, hints[name])
    return None
