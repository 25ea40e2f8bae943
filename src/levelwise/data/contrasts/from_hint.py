"""Contrasts requested by the option ``contrasts=``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING, Any, TypeAlias

from levelwise.data.columns import label_of
from levelwise.data.contrasts.contrast import KINDS, ContrastRequest, is_kind, kind_of
from levelwise.errors import DataError

if TYPE_CHECKING:
    from levelwise.lazy_numpy import np

ContrastHint: TypeAlias = "str | Mapping[str, Any] | Sequence[Sequence[float]] | np.ndarray[Any, Any]"
"""What `contrasts=` takes for a factor: the name of a kind, a name with its option, or weights."""


def from_hint(name: str, hint: ContrastHint) -> ContrastRequest:
    """Return the contrasts that `contrasts=` requests for a factor.

    Examples
    --------
    >>> from_hint("f", {"treatment": "c"}).reference
    'c'
    >>> from_hint("f", {"lin": [-1, 0, 1]}).names
    ('lin',)
    """
    if isinstance(hint, str):
        return ContrastRequest(kind_of(hint))
    if isinstance(hint, Mapping):
        if len(hint) == 1:
            ((key, option),) = hint.items()
            if isinstance(key, str) and is_kind(key):
                return _with_option(name, kind_of(key), option)
        names = tuple(map(str, hint))
        return ContrastRequest("custom", matrix=_matrix(name, list(hint.values()), by_column=True), names=names)
    names = tuple(map(str, hint.columns)) if hasattr(hint, "columns") and hasattr(hint, "to_numpy") else ()
    return ContrastRequest("custom", matrix=_matrix(name, hint, by_column=False), names=names)


def _with_option(name: str, kind: str, option: object) -> ContrastRequest:
    if kind == "poly" and _is_vector(option):
        return ContrastRequest(kind, scores=tuple(_matrix(name, [option], by_column=False)[0]))
    if kind in ("treatment", "sum") and isinstance(option, str | int | float):
        return ContrastRequest(kind, reference=label_of(option))
    expected = {
        "poly": "takes one score for each category",
        "treatment": "takes a reference category",
        "sum": "takes the category to omit",
    }
    raise DataError(f"contrasts= for {name}: {kind!r} {expected.get(kind, 'takes no option')}, not {option!r}")


def _matrix(name: str, values: object, *, by_column: bool) -> tuple[tuple[float, ...], ...]:
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    try:
        rows = [_numbers(row) for row in values]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        rows = []
    if not rows or not rows[0] or len(set(map(len, rows))) > 1:
        message = (
            f"contrasts= for {name} must be one of {', '.join(KINDS)}, a matrix with a row for each category, or "
            "a mapping from column names to weights, one for each category"
        )
        raise DataError(message)
    return tuple(zip(*rows, strict=True)) if by_column else tuple(rows)


def _numbers(row: object) -> tuple[float, ...]:
    if isinstance(row, str | bytes | Mapping):
        raise TypeError("not a row of numbers")
    return tuple(nan if number is None else float(number) for number in row)  # type: ignore[attr-defined]


def _is_vector(option: object) -> bool:
    return (isinstance(option, Sequence) and not isinstance(option, str)) or hasattr(option, "__array_interface__")
