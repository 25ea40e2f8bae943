"""What the columns of contrasts are called."""

from __future__ import annotations

from collections.abc import Iterable

from levelwise.data.columns import key_of
from levelwise.errors import DataError, UnknownNameError


def place(reference: str | int, name: str, categories: tuple[str, ...]) -> int:
    """Return where a category stands; a number counts from 1, and the label is tried as a number too."""
    if isinstance(reference, int):
        if not 1 <= reference <= len(categories):
            raise DataError(f"category {reference} of {name} is asked for; it has {listed(categories)}")
        return reference - 1
    keys = {key_of(category): n for n, category in enumerate(categories)}
    if key_of(reference) not in keys:
        raise UnknownNameError(f"category of {name}", reference, categories)
    return keys[key_of(reference)]


def apart(labels: list[str], categories: tuple[str, ...], *, numbered: bool = False) -> tuple[str, ...]:
    """Return labels of which no two are alike and none is a category, as an indicator's is."""
    found: list[str] = []
    for label in labels:
        label = f"C.{label}" if numbered else label
        while label in categories or label in found:
            label = f"C.{label}"
        found.append(label)
    return tuple(found)


def columns_of(columns: Iterable[Iterable[float]]) -> tuple[tuple[float, ...], ...]:
    """Return columns as a `Contrast` holds them."""
    return tuple(tuple(map(float, column)) for column in columns)


def numbers(count: int) -> tuple[str, ...]:
    """Return the names R gives columns without one: 1, 2, …."""
    return tuple(str(n + 1) for n in range(count))


def listed(categories: tuple[str, ...]) -> str:
    """Return categories for a message, not too many."""
    return ", ".join(categories[:12]) + (", …" if len(categories) > 12 else "")
