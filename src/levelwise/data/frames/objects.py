"""Lists of Python values as columns: objects of a data frame, and strings and dates of any origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import repeat
from typing import Any

import numpy as np

from levelwise.data.columns import EXACT, MISSING, Categories, Numbers, Values, encoded, is_missing, label_of
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
        if present and all(isinstance(value, complex | np.complexfloating) for value in present):
            raise DataError(f"column {name!r} holds complex numbers, of which no model can be made")
        if _are_identifiers(present):
            whole = [None if is_missing(value) else int(value) for value in values]  # type: ignore[call-overload]
            return encoded(whole, sorted({value for value in whole if value is not None}), "factor")
        if present and all(isinstance(value, int | float | Decimal | np.number) for value in present):
            return Numbers(np.array([np.nan if is_missing(v) else v for v in values], dtype=np.float64))
        if present and all(isinstance(value, date) for value in present):
            return dates(values)
        if any(isinstance(value, str) for value in present):
            return mixed(values)
        return encoded(values, sorted(present, key=label_of), "factor")
    except (TypeError, ValueError) as error:
        raise DataError(f"column {name!r} holds values that are neither numbers nor strings") from error


def mixed(values: Sequence[object]) -> Categories:
    """Return strings and other values as a factor; values with the same label, such as 1 and "1", are one category."""
    labels = [None if is_missing(value) else label_of(value) for value in values]
    kinds = {(label, isinstance(value, str)) for label, value in zip(labels, values, strict=True) if label is not None}
    times = Counter(label for label, _ in kinds)
    found = strings(labels)
    return replace(found, merged=tuple(label for label in found.labels if times[label] > 1))


def _are_identifiers(values: Collection[object]) -> bool:
    """Return whether values are whole numbers too large to be exact as floating-point numbers."""
    whole = all(isinstance(value, int | np.integer) and not isinstance(value, bool) for value in values)
    return whole and any(abs(int(value)) >= EXACT for value in values)  # type: ignore[call-overload]


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
