"""The names of contrast columns, and the numbers of categories."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from levelwise.data.columns import key_of, label_of
from levelwise.errors import DataError, UnknownNameError


def category_index(reference: str | int, name: str, categories: tuple[str, ...]) -> int:
    """Return the index of a category, given its number from 1 or its label, which may be a number in another format."""
    if isinstance(reference, int):
        if not 1 <= reference <= len(categories):
            raise DataError(f"{name} has no category number {reference}; its categories are {listed(categories)}")
        return reference - 1
    if reference in categories:
        return categories.index(reference)
    keys = {key_of(category): n for n, category in enumerate(categories) if _is_number(category)}
    if not _is_number(reference) or key_of(reference) not in keys:
        raise UnknownNameError("category", reference, categories, of=f"of {name}")
    return keys[key_of(reference)]


def _is_number(label: str) -> bool:
    """Return whether a label is a number as `label_of` writes it, which "01" and "1e3" are not."""
    key = key_of(label)
    return isinstance(key, float) and label in (label_of(key), str(int(key)) if isfinite(key) else "")


def unique_labels(labels: list[str], categories: tuple[str, ...], *, numbered: bool = False) -> tuple[str, ...]:
    """Return labels that differ from each other and from the categories, which label indicators."""
    found: list[str] = []
    for label in labels:
        label = f"C.{label}" if numbered else label
        while label in categories or label in found:
            label = f"C.{label}"
        found.append(label)
    return tuple(found)


def columns_of(columns: Iterable[Iterable[float]]) -> tuple[tuple[float, ...], ...]:
    """Return columns in the form that `Contrast` stores."""
    return tuple(tuple(map(float, column)) for column in columns)


def numbers(count: int) -> tuple[str, ...]:
    """Return the names that R gives to nameless columns: 1, 2, …."""
    return tuple(str(n + 1) for n in range(count))


def listed(categories: tuple[str, ...]) -> str:
    """Return the first categories as a list for a message."""
    return ", ".join(categories[:12]) + (", …" if len(categories) > 12 else "")


def too_few_note(name: str, columns: int, categories: int) -> str:
    """Return the note about a factor with fewer contrast columns than its categories need."""
    return f"{name} has {columns} of {categories - 1} contrast columns, so its category means are constrained"
