"""Going through an equation tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from levelwise.equation.tree import (
    Node,
    Quantity,
    Row,
    Times,
)


def walk(node: object) -> Iterator[object]:
    """Go through a tree, every node before what it holds."""
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(reversed(item))
        elif (held := _held(item.__class__)) is not None:
            yield item
            stack.extend(getattr(item, name) for name in reversed(held))


@cache
def _held(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a kind of node that are printed; None for what is no node."""
    return tuple(one.name for one in fields(kind) if one.name != "of") if is_dataclass(kind) else None


def needs_brackets(factor: Node) -> bool:
    """Say whether what a coefficient multiplies would fall apart without brackets: a product, a sum."""
    return isinstance(factor, Times | Row) or (isinstance(factor, Quantity) and isinstance(factor.body, Row))
