"""Centring in a formula: ``gm(x, g)``, ``cwc(x, g)`` and ``cgm(x)``.

Enders & Tofighi (2007), *Psychological Methods* 12, 121-138, name them: the group mean, the variable centred
within cluster, and the variable centred at the grand mean.
"""

from __future__ import annotations

from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import CONSTANTS, Call, Name, Node, Operation, names_in


@dataclass(frozen=True)
class Centring:
    """A mean, or a variable minus its mean.

    Attributes
    ----------
    kind : {"mean", "centred"}
        The mean itself, or the deviation from it.
    inner : Node
        What is averaged.
    group : Node or None
        The grouping factor of the mean; None for the grand mean.
    """

    kind: Literal["mean", "centred"]
    inner: Node
    group: Node | None


def centring(node: Node) -> Centring | None:
    """Return the centring that a call specifies; None for any other node."""
    if not isinstance(node, Call) or any(argument.name is not None for argument in node.arguments):
        return None
    values = tuple(argument.value for argument in node.arguments)
    if node.function == "cgm" and len(values) == 1:
        return Centring("centred", values[0], None)
    if node.function in ("gm", "cwc") and len(values) == 2 and _is_group(values[1]):
        return Centring("mean" if node.function == "gm" else "centred", *values)
    return None


def sources(node: Node) -> tuple[Node, ...]:
    """Return the columns and group means from which a node is computed, each once.

    A group mean is a source of its own, because it varies less than its column. The mean subtracted in centring is
    not a source: a centred variable varies wherever the variable does.
    """
    found: dict[Node, None] = {}
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        known = centring(item)
        if known is not None and known.kind == "mean":
            found[item] = None
        elif known is not None:
            stack.append(known.inner)
        elif isinstance(item, Name):
            if item.text not in CONSTANTS:
                found[item] = None
        elif isinstance(item, Call):
            stack.extend(argument.value for argument in reversed(item.arguments))
        elif isinstance(item, Operation):
            stack.extend(reversed(item.operands))
    return tuple(found)


def _is_group(node: Node) -> bool:
    if isinstance(node, Operation):
        return node.operator in (":", "(") and all(map(_is_group, node.operands))
    return isinstance(node, Name) and bool(names_in(node))
