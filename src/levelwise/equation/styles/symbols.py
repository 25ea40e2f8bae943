"""The symbols of a system of equations, apart from those that name others in a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from levelwise.equation.tree import Node, Symbol
from levelwise.equation.walk import printed_fields


def outside_scripts(tree: Any, change: Callable[[Symbol], Node]) -> Any:
    """Return a tree whose symbols have been replaced, except those in the scripts of others.

    Examples
    --------
    >>> rho = Symbol("rho", (Symbol("beta"),))
    >>> outside_scripts((rho, Symbol("beta")), lambda one: Symbol("gamma") if one.name == "beta" else one)[1].name
    'gamma'
    """
    if isinstance(tree, tuple):
        return tuple(outside_scripts(part, change) for part in tree)
    if isinstance(tree, Symbol):
        return change(tree)
    fields = printed_fields(tree.__class__)
    if fields is None:
        return tree
    return replace(tree, **{name: outside_scripts(getattr(tree, name), change) for name in fields})
