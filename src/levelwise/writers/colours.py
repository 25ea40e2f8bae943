"""Colours of parts of equations, by name or by number."""

from __future__ import annotations

from levelwise.equation.tree import (
    Coloured,
)
from levelwise.vocabulary.colours import COLOURS

_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


def colour(node: Coloured) -> str:
    """Return a colour, which must be a name or a number, for it is not escaped.

    Raises
    ------
    ValueError
        For anything else.
    """
    name, digits = node.colour, node.colour[1:]
    is_name = name.isascii() and name.isalpha() and name.islower()
    if not is_name and not (name[:1] == "#" and len(digits) == 6 and _HEXADECIMAL.issuperset(digits)):
        raise ValueError(f"a colour is a name or #RRGGBB, not {node.colour!r}")
    return node.colour


def colour_value(node: Coloured) -> str:
    """Return a colour as ``#RRGGBB``, for formats that name colours otherwise or not at all.

    Raises
    ------
    ValueError
        For a name that is not in the table, or what is no colour.
    """
    name = colour(node)
    if name.startswith("#"):
        return name
    if name not in COLOURS:
        raise ValueError(f"the colour {name} is not known here; give its value, #RRGGBB")
    return COLOURS[name]
