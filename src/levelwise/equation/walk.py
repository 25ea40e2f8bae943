"""Going through an equation tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


def walk(node: object) -> Iterator[object]:
    """Go through a tree, every node before what it holds."""
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
    """Return the fields of a kind of node that are printed, all but `of`; None for what is no node."""
    return tuple(one.name for one in fields(kind) if one.name != "of") if is_dataclass(kind) else None
