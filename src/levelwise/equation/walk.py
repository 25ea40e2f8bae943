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
            stack += item[::-1]
        elif (held := _held_backwards(item.__class__)) is not None:
            yield item
            stack += [getattr(item, name) for name in held]


def distinct(node: object) -> Iterator[object]:
    """Traverse a tree like `walk`, but each object once, wherever it stands.

    A large covariance matrix has the same objects on both sides of its diagonal, and its deviations in every row.
    """
    stack: list[Any] = [node]
    seen: set[int] = set()  # the tree keeps its parts alive, so that no two have one id
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack += item[::-1]
        elif (held := _held_backwards(item.__class__)) is not None and id(item) not in seen:
            seen.add(id(item))
            yield item
            stack += [getattr(item, name) for name in held]


@cache
def printed_fields(kind: type) -> tuple[str, ...] | None:
    """Return the printed fields of a kind of node, not `of` and `unstyled`; None if it is not a node."""
    names = [one.name for one in fields(kind)] if is_dataclass(kind) else None
    return None if names is None else tuple(name for name in names if name not in ("of", "unstyled"))


@cache
def _held_backwards(kind: type) -> tuple[str, ...] | None:
    """Return the fields of a kind of node that may hold nodes, the last one first; None for what is no node."""
    if (printed := printed_fields(kind)) is None:
        return None
    plain = {one.name for one in fields(kind) if one.type in ("str", "bool")}
    return tuple(name for name in reversed(printed) if name not in plain)
