"""Lists of Python values as columns: objects of a data frame, and strings and dates of any origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import repeat
from typing import Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, Numbers, Values, encoded, is_missing, label_of
from levelwise.errors import DataError


def objects(name: str, values: Sequence[object]) -> Values:
    """Return values of any type as a column: numbers if all are numbers, dates if all are dates, else categories.

    Raises
    ------
    DataError
        If the values cannot be sorted.
    """
    if set(map(type, values)) <= {str, type(None)}:
        return strings(values)
    from decimal import Decimal  # takes a while to import

    try:
        present = {value for value in values if not is_missing(value)}
        if present and all(isinstance(value, bool | np.bool_) for value in present):
            return encoded(values, [False, True], "logical")
        if present and all(isinstance(value, int | float | Decimal | np.number) for value in present):
            return Numbers(np.array([np.nan if is_missing(v) else v for v in values], dtype=np.float64))
        if present and all(isinstance(value, date) for value in present):
            return dates(values)
        found = encoded(values, sorted(present, key=label_of), "factor")
        return replace(found, text=all(isinstance(value, str) for value in present))
    except (TypeError, ValueError) as error:
        raise DataError(f"column {name!r} holds values that are neither numbers nor strings") from error


def strings(values: Sequence[Any]) -> Categories:
    """Return strings as a factor; this is the usual type of a column with very many categories."""
    order = tuple(sorted(set(values) - {None}))
    number = {value: code for code, value in enumerate(order)}
    codes = np.fromiter(map(number.get, values, repeat(MISSING)), dtype=np.intp, count=len(values))
    return Categories(codes, order, "factor", order, text=True)


def dates(values: Sequence[object]) -> Numbers:
    """Return dates in days, or datetimes in seconds, since 1970."""
    has_times = any(isinstance(value, datetime) for value in values)
    stamps = np.array(
        [None if is_missing(value) else _without_zone(value) for value in values],
        "datetime64[us]" if has_times else "datetime64[D]",
    )
    numbers = stamps.astype(np.int64).astype(np.float64) / (1e6 if has_times else 1.0)
    numbers[np.isnat(stamps)] = np.nan
    return Numbers(numbers, kind="datetime" if has_times else "date")


def _without_zone(value: object) -> object:
    """Return a datetime with a time zone in UTC, without its zone; any other value unchanged."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
