"""Lists and numpy arrays as columns, with the types that polars gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from levelwise.data.columns import EXACT, MISSING, Categories, Numbers, Values, encoded
from levelwise.data.frames.objects import dates, objects, strings


def column_of(values: Sequence[object] | np.ndarray[Any, Any]) -> Values | None:
    """Return a list, a tuple, a range or a numpy array as a column; None where its type is not plain.

    Plain are logical values, numbers, strings, dates and moments without a time zone, each of which may be missing. As
    in polars, a column of logical values and numbers is one of numbers.
    """
    return _of_array(values) if isinstance(values, np.ndarray) else _of_list(values)


def any_column_of(name: str, values: object) -> Values:
    """Return values of any type as a column, without polars.

    Raises
    ------
    DataError
        When they cannot be compared with each other.
    TypeError
        When they are no values at all.
    """
    listed: list[Any] = list(values)  # type: ignore[call-overload]
    plain = _of_list(listed)
    if plain is not None:
        return plain
    if any(isinstance(value, str) for value in listed):  # strings among other values, which polars writes as strings
        return strings([None if value is None else _written(value) for value in listed])
    return objects(name, listed)


def whole_numbers(values: Sequence[int | None]) -> Values:
    """Return whole numbers: beyond 2⁵³, where a float does not distinguish them all, they are identifiers."""
    try:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    except OverflowError:
        numbers = np.array([np.inf])
    if np.nanmax(np.abs(numbers), initial=0.0) < EXACT:
        return Numbers(numbers, kind="integer")
    identifiers = [None if value is None else int(value) for value in values]
    return encoded(identifiers, sorted({value for value in identifiers if value is not None}), "factor")


def logical(values: Sequence[object]) -> Categories:
    """Return logical values."""
    codes = [MISSING if value is None else int(bool(value)) for value in values]
    return Categories(np.array(codes, dtype=np.intp), ("FALSE", "TRUE"), "logical", (False, True))


def _of_array(values: np.ndarray[Any, Any]) -> Values | None:
    if values.ndim != 1 or type(values) is not np.ndarray:
        return None
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind == "b":
        return Categories(values.astype(np.intp), ("FALSE", "TRUE"), "logical", (False, True))
    if kind in "iu":
        numbers = values.astype(np.float64)
        beyond = np.abs(numbers).max(initial=0.0) >= EXACT
        return whole_numbers(values.tolist()) if beyond else Numbers(numbers, kind="integer")
    if kind == "f" and size in (4, 8):
        return Numbers(values.astype(np.float64))
    return strings(values.tolist()) if kind == "U" else None


def _of_list(values: Sequence[Any]) -> Values | None:
    kinds = {_kind(type(value)) for value in _one_of_each_type(values)}
    if kinds <= {"string"}:  # nothing but missing values, too
        return strings(values)
    if kinds == {"logical"}:
        return logical(values)
    if kinds <= {"logical", "integer"}:
        return whole_numbers(values)
    if kinds <= {"logical", "integer", "number"}:
        return Numbers(np.array([np.nan if value is None else value for value in values], dtype=np.float64))
    if kinds == {"date"} or (kinds == {"datetime"} and all(value is None or value.tzinfo is None for value in values)):
        return dates(values)
    return None


def _one_of_each_type(values: Sequence[object]) -> list[object]:
    return [value for value in {type(value): value for value in values}.values() if value is not None]


def _kind(kind: type) -> str:
    if kind is bool:
        return "logical"
    if kind is int or issubclass(kind, np.integer):
        return "integer"
    if kind is float or (issubclass(kind, np.floating) and kind is not np.longdouble):
        return "number"
    return {str: "string", date: "date", datetime: "datetime"}.get(kind, "other")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
