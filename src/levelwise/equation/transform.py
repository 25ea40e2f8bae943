"""Transformation of an equation tree, for estimates, colours and other names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_
from typing import Any, overload

from levelwise.equation.tree import Line, Node, System
from levelwise.equation.walk import printed_fields

Change = Callable[[Node | Line], Node | Line]
"""A function that returns the replacement of a node or a line, or the node itself if nothing changes."""


@overload
def transform(tree: System, function: Change) -> System: ...
@overload
def transform(tree: Line, function: Change) -> Line: ...
@overload
def transform(tree: Node, function: Change) -> Node: ...
def transform(tree: Any, function: Change) -> Any:
    """Return a tree in which a function has been applied to every node and line, from the leaves up.

    Parameters
    ----------
    tree : System, Line or Node
        It is not modified; the same object is returned if the function changes nothing.
    function : callable
        It receives a node after its parts have been transformed; the meaning of a symbol (`of`) is not a part.

    Examples
    --------
    >>> from levelwise.equation.tree import Number, Root, Symbol
    >>> transform(Root(Symbol("tau")), lambda part: Number("0.5") if part == Symbol("tau") else part)
    Root(inner=Number(text='0.5'))
    """
    return _changed(tree, function)


def _changed(value: Any, function: Change) -> Any:
    if isinstance(value, tuple):
        parts = tuple(_changed(part, function) for part in value)
        return value if all(map(is_, parts, value)) else parts
    held = printed_fields(value.__class__)
    if held is None:
        return value
    new = {name: _changed(getattr(value, name), function) for name in held}
    new = {name: part for name, part in new.items() if part is not getattr(value, name)}
    whole = replace(value, **new) if new else value
    return whole if isinstance(whole, System) else function(whole)
