"""Columns as plain numpy arrays: numbers, or categories by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from levelwise.formula.syntax import number_text

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
FactorHint = bool | Sequence[object] | Mapping[Any, object]

EXACT = 2.0**53
"""From this size on not every integer is a floating-point number of its own."""

MISSING = -1
"""The code of a missing category."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A numeric column, or several under one name (``poly(x, 2)``); NaN is missing.

    `values` has shape (rows,) or (rows, columns); `suffixes` names the columns of the second form. `kind`
    says how a value is shown: ``number``, ``whole``, ``date`` (days since 1970) or ``moment`` (seconds).
    """

    values: Floats
    suffixes: tuple[str, ...] = ()
    kind: str = "number"


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """A factor: for each row the number of its category, `MISSING` where there is none.

    `kind` is ``"factor"``, ``"ordered"`` or ``"logical"``; `raw` keeps the values as the data has them; `text` says
    that they are texts, which R makes a factor only when a model needs one.
    """

    codes: Codes
    labels: tuple[str, ...]
    kind: str
    raw: tuple[object, ...] = ()
    text: bool = False


Values = Numbers | Categories


def coded(values: Iterable[object], order: Sequence[object], kind: str) -> Categories:
    """Return values as the numbers of their categories in a given order."""
    number = {value: code for code, value in enumerate(order)}
    codes = np.fromiter((number.get(value, MISSING) for value in values), dtype=np.intp)
    return Categories(codes, tuple(label_of(value) for value in order), kind, tuple(order))


def is_missing(value: object) -> bool:
    """Say whether a value is None, NaN, or pandas's NA or NaT."""
    return (
        value is None
        or (isinstance(value, float | np.floating) and np.isnan(value))
        or type(value).__name__ in ("NAType", "NaTType")
    )


def label_of(value: object) -> str:
    """Return the label R gives a value: numbers with up to 15 digits, TRUE and FALSE."""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | np.integer) and abs(int(value)) >= EXACT:
        return str(value)  # an id: as a float it would share its label with others
    if isinstance(value, int | float | np.number):
        return number_text(float(value))
    return str(value)


def key_of(value: object) -> object:
    """Return what a category is told apart by: 100000, 1e5 and the text "100000" are one number."""
    if isinstance(value, bool | np.bool_):
        return label_of(value)
    try:
        return float(f"{float(value):.15g}")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return label_of(value)


def kept_rows(values: Iterable[Values]) -> NDArray[np.bool_] | None:
    """Return which rows miss nothing, or None when all are kept."""
    mask: NDArray[np.bool_] | None = None
    for one in values:
        if isinstance(one, Categories):
            good = one.codes != MISSING
        else:
            good = ~np.isnan(one.values)
            good = good if good.ndim == 1 else good.all(axis=1)
        if not good.all():
            mask = good if mask is None else mask & good
    return mask


def subset(values: Values, mask: NDArray[np.bool_] | None) -> Values:
    """Keep rows, and of a factor the categories that still occur, as ``lmer`` does."""
    if isinstance(values, Numbers):
        return values if mask is None else Numbers(values.values[mask], values.suffixes, values.kind)
    codes = values.codes if mask is None else values.codes[mask]
    used = np.bincount(codes[codes != MISSING], minlength=len(values.labels)) > 0
    if used.all() or values.kind == "logical":
        return Categories(codes, values.labels, values.kind, values.raw) if mask is not None else values
    position = np.cumsum(used) - 1
    labels = tuple(label for label, keep in zip(values.labels, used, strict=True) if keep)
    raw = tuple(value for value, keep in zip(values.raw, used, strict=True) if keep)
    return Categories(position[codes].astype(np.intp), labels, values.kind, raw)
