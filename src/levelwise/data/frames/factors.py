"""Conversion of columns to factors, as by R's ``factor(x, levels, labels)``, and changes of their categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from levelwise.data.codes import numbered
from levelwise.data.columns import MISSING, Categories, FactorHint, Numbers, Values, check_hinted, key_of, label_of
from levelwise.errors import DataError
from levelwise.lazy_numpy import np

NOT_AVAILABLE = "NA"
"""R's name of the category that missing values form."""

EPOCH = date(1970, 1, 1).toordinal()


def as_factor(name: str, values: Values, hint: FactorHint | None = None, kind: str = "factor") -> Categories:
    """Return a column as a factor, as R's ``factor(x, levels, labels)`` does.

    Raises
    ------
    DataError
        If the hint does not list all categories of the data.
    """
    factor = _categories(name, values)
    if isinstance(hint, Mapping | Sequence):
        factor = occurring(factor)
    if hint is None or isinstance(hint, bool):
        return of_kind(factor, "ordered" if factor.kind == "ordered" else kind)
    if isinstance(hint, str) or not isinstance(hint, Mapping | Sequence):
        raise DataError(f"the categories of {name!r} must be a list such as ['pub', 'cath'] or a mapping, not {hint!r}")
    check_hinted(name, len(hint))
    if isinstance(hint, Mapping):
        return _relabelled(name, factor, hint, kind)
    numbers = {key_of(label): label for label in factor.labels} if isinstance(values, Numbers) else {}
    wanted = tuple(numbers.get(key_of(value), label_of(value)) for value in hint)
    if len(set(wanted)) < len(wanted):
        raise DataError(f"factors= lists a category of {name!r} twice: {', '.join(wanted)}")
    if set(factor.labels) <= set(wanted):
        return Categories(factor.recoded([wanted.index(label) for label in factor.labels]), wanted, kind, wanted)
    if isinstance(values, Numbers) and len(wanted) == len(factor.labels) and not set(wanted) & set(factor.labels):
        return Categories(factor.codes, wanted, kind, factor.raw)
    present = ", ".join(factor.labels[:12]) + (", …" if len(factor.labels) > 12 else "")
    message = (
        f"the categories that factors= lists for {name!r} ({', '.join(wanted)}) differ from those in the data "
        f"({len(factor.labels)}: {present})"
    )
    raise DataError(message)


def with_levels(factor: Categories, levels: tuple[str, ...]) -> Categories:
    """Return a factor with the given categories in the given order; all other values become missing, as in R."""
    return Categories(factor.recoded(factor.positions(levels)), levels, factor.kind, levels)


def occurring(factor: Categories) -> Categories:
    """Return a factor without the categories that do not occur, as R's ``factor(f)`` does."""
    used = np.bincount(factor.codes[factor.codes != MISSING], minlength=len(factor.labels)) > 0
    if used.all():
        return factor
    return with_levels(factor, tuple(label for label, occurs in zip(factor.labels, used, strict=True) if occurs))


def with_missing(factor: Categories) -> Categories:
    """Return a factor in which missing values form the last category, as R's ``addNA(f)`` does."""
    if NOT_AVAILABLE in factor.labels:
        message = f"a category is named {NOT_AVAILABLE}, the name of the category of missing values; rename it"
        raise DataError(message)
    labels = (*factor.labels, NOT_AVAILABLE)
    codes = np.where(factor.codes == MISSING, len(factor.labels), factor.codes).astype(np.intp)
    return Categories(codes, labels, factor.kind, labels)


def renamed(factor: Categories, labels: tuple[str, ...]) -> Categories:
    """Return a factor with its categories renamed; categories with the same new name are merged."""
    unique = tuple(dict.fromkeys(labels))
    return Categories(factor.recoded([unique.index(label) for label in labels]), unique, factor.kind, unique)


def of_kind(factor: Categories, kind: str) -> Categories:
    """Return a factor as an ordered or an unordered one."""
    return Categories(factor.codes, factor.labels, kind, factor.raw, of_numbers=factor.of_numbers)


def _relabelled(name: str, factor: Categories, hint: Mapping[Any, object], kind: str) -> Categories:
    keys = {key_of(label): label for label in factor.labels} if factor.is_numeric else {}
    present = set(factor.labels)
    exact = {key: label for key in hint if (label := label_of(key)) in present}
    labels = {exact.get(key) or keys.get(key_of(key), label_of(key)): label_of(hint[key]) for key in hint}
    unlabelled = [label for label in factor.labels if label not in labels]
    if unlabelled:
        raise DataError(f"factors= gives no label for the value {unlabelled[0]!r} of {name!r}")
    wanted = tuple(dict.fromkeys(labels.values()))
    return Categories(factor.recoded([wanted.index(labels[label]) for label in factor.labels]), wanted, kind, wanted)


def _categories(name: str, values: Values) -> Categories:
    if isinstance(values, Categories):
        return values
    if values.values.ndim > 1:
        raise DataError(f"{name} has several columns and cannot be a factor")
    present, codes = numbered(values.values)
    if len(present) and np.isnan(present[-1]):
        codes = np.where(codes == len(present) - 1, MISSING, codes)
        present = present[:-1]
    raw = tuple(_value(float(value), values.kind) for value in present)
    labels = tuple(map(label_of, raw))
    of_numbers = values.kind in ("number", "integer")
    factor = Categories(codes.astype(np.intp, copy=False), labels, "factor", raw, of_numbers=of_numbers)
    # numbers that differ only beyond 15 digits are one category
    return renamed(factor, labels) if len(set(labels)) < len(labels) else factor


def _value(number: float, kind: str) -> object:
    """Return the value that a number represents, as it is displayed."""
    if kind == "integer":
        return str(int(number))
    if kind == "date":
        return str(date.fromordinal(EPOCH + int(number)))
    if kind == "datetime":
        return str(datetime.fromtimestamp(number, UTC).replace(tzinfo=None))
    return number + 0.0  # adding zero turns −0 into 0
