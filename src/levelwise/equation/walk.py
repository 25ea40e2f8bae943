"""Traversal of an equation tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def walk(node: object) -> Iterator[object]:
    """Traverse a tree, each node before its parts."""
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(reversed(item))
        elif (held := printed_fields(item.__class__)) is not None:
            yield item
            stack.extend(getattr(item, name) for name in reversed(held))


@cache
def printed_fields(kind: type) -> tuple[str, ...] | None:
    """Return the printed fields of a kind of node, all except `of`; None if it is not a node."""
    return tuple(one.name for one in fields(kind) if one.name != "of") if is_dataclass(kind) else None
