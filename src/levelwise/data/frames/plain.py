"""Lists and numpy arrays as columns, with the types that polars gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from levelwise.data.columns import EXACT, MISSING, Categories, Numbers, Values, encoded
from levelwise.data.frames.objects import dates, mixed, objects, strings
from levelwise.errors import DataError


def column_of(values: Sequence[object] | np.ndarray[Any, Any]) -> Values | None:
    """Return a list, a tuple, a range or a numpy array as a column; None if its values are not of a plain type.

    The plain types are logical values, numbers, strings, dates and datetimes without a time zone, all of which may be
    missing. As in polars, a column of logical values and numbers is numeric.
    """
    return _of_array(values) if isinstance(values, np.ndarray) else _of_list(values)


def any_column_of(name: str, values: object) -> Values:
    """Return values of any type as a column, without polars.

    Raises
    ------
    DataError
        If the values cannot be sorted.
    TypeError
        If it is not a sequence of values.
    """
    listed: list[Any] = list(values)  # type: ignore[call-overload]
    plain = _of_list(listed)
    if plain is not None:
        return plain
    return objects(name, listed)


def integers(values: Sequence[int | None]) -> Values:
    """Return integers as numbers, or as identifiers if some exceed 2⁵³ and are not exact as floating-point numbers."""
    try:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    except OverflowError:
        numbers = np.array([np.inf])
    if np.nanmax(np.abs(numbers), initial=0.0) < EXACT:
        return Numbers(numbers, kind="integer")
    identifiers = [None if value is None else int(value) for value in values]
    return encoded(identifiers, sorted({value for value in identifiers if value is not None}), "factor")


def logical(values: Sequence[object]) -> Categories:
    """Return logical values as a column."""
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
        inexact = np.abs(numbers).max(initial=0.0) >= EXACT
        return integers(values.tolist()) if inexact else Numbers(numbers, kind="integer")
    if kind == "c":
        raise DataError("a column holds complex numbers, of which no model can be made")
    if kind == "f" and size in (4, 8):
        return Numbers(values.astype(np.float64))
    return strings(values.tolist()) if kind == "U" else None


def _of_list(values: Sequence[Any]) -> Values | None:
    kinds = {_kind(type(value)) for value in _one_of_each_type(values)}
    if kinds <= {"string"}:  # or only missing values
        return strings(values)
    if kinds == {"logical"}:
        return logical(values)
    if kinds <= {"logical", "integer"}:
        return integers(values)
    if kinds <= {"logical", "integer", "number"}:
        return Numbers(np.array([np.nan if value is None else value for value in values], dtype=np.float64))
    if "string" in kinds and kinds <= {"string", "logical", "integer", "number"}:
        return mixed(values)
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
