"""Factors, as R's ``factor(x, levels, labels)`` makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from levelwise.data.columns import MAX_HINTED, MISSING, Categories, FactorHint, Numbers, Values, key_of, label_of
from levelwise.errors import DataError
from levelwise.lazy_numpy import np

NOT_AVAILABLE = "NA"
"""What R calls missing values where they are a category."""

EPOCH = date(1970, 1, 1).toordinal()


def as_factor(name: str, values: Values, hint: FactorHint | None = None, kind: str = "factor") -> Categories:
    """Turn a column into a factor, as R's ``factor(x, levels, labels)`` would.

    Raises
    ------
    DataError
        When the hint names fewer or other categories than the data has.
    """
    own = _own_categories(name, values)
    if isinstance(hint, Mapping | Sequence):
        own = occurring(own)
    if hint is None or isinstance(hint, bool):
        kept = "ordered" if own.kind == "ordered" else kind
        return Categories(own.codes, own.labels, kept, own.raw)
    if isinstance(hint, str) or not isinstance(hint, Mapping | Sequence):
        raise DataError(f"the categories of {name!r} must be a list such as ['pub', 'cath'] or a mapping, not {hint!r}")
    if len(hint) > MAX_HINTED:
        raise DataError(f"{len(hint):,} categories are given for {name!r}; the limit is {MAX_HINTED:,}")
    if isinstance(hint, Mapping):
        return _relabelled(name, own, hint, kind)
    numbers = {key_of(label): label for label in own.labels} if isinstance(values, Numbers) else {}
    wanted = tuple(numbers.get(key_of(value), label_of(value)) for value in hint)
    if len(set(wanted)) < len(wanted):
        raise DataError(f"a category of {name!r} is named twice: {', '.join(wanted)}")
    if set(own.labels) <= set(wanted):
        position = np.array([wanted.index(label) for label in own.labels] or [0], dtype=np.intp)
        codes = np.where(own.codes == MISSING, MISSING, position[own.codes])
        return Categories(codes, wanted, kind, wanted)
    if isinstance(values, Numbers) and len(wanted) == len(own.labels) and not set(wanted) & set(own.labels):
        return Categories(own.codes, wanted, kind, own.raw)
    have = ", ".join(own.labels[:12]) + (", …" if len(own.labels) > 12 else "")
    message = (
        f"the categories given for {name!r} ({', '.join(wanted)}) are not those of the data ({len(own.labels)}: {have})"
    )
    raise DataError(message)


def chosen(factor: Categories, levels: tuple[str, ...]) -> Categories:
    """Return a factor with these categories in this order; what they do not name becomes missing, as in R."""
    place = {key_of(level): number for number, level in enumerate(levels)}
    position = np.array([place.get(key_of(label), MISSING) for label in factor.labels] or [MISSING], dtype=np.intp)
    codes = np.where(factor.codes == MISSING, MISSING, position[factor.codes]).astype(np.intp)
    return Categories(codes, levels, factor.kind, levels)


def occurring(factor: Categories) -> Categories:
    """Return a factor without the categories that do not occur, as R's ``factor(f)`` does."""
    used = {int(code) for code in np.unique(factor.codes)}
    if len(used - {MISSING}) == len(factor.labels):
        return factor
    return chosen(factor, tuple(label for number, label in enumerate(factor.labels) if number in used))


def with_missing(factor: Categories) -> Categories:
    """Return a factor in which what is missing is a category of its own, the last, as R's ``addNA(f)`` makes it."""
    if NOT_AVAILABLE in factor.labels:
        raise DataError(f"a category is called {NOT_AVAILABLE}, so that missing values cannot be; rename it")
    labels = (*factor.labels, NOT_AVAILABLE)
    codes = np.where(factor.codes == MISSING, len(factor.labels), factor.codes).astype(np.intp)
    return Categories(codes, labels, factor.kind, labels)


def renamed(factor: Categories, labels: tuple[str, ...]) -> Categories:
    """Return a factor with its categories renamed; those that get one name become one."""
    unique = tuple(dict.fromkeys(labels))
    position = np.array([unique.index(label) for label in labels] or [MISSING], dtype=np.intp)
    codes = np.where(factor.codes == MISSING, MISSING, position[factor.codes]).astype(np.intp)
    return Categories(codes, unique, factor.kind, unique)


def of_kind(factor: Categories, kind: str) -> Categories:
    """Return a factor as one with, or without, an order of its categories."""
    return Categories(factor.codes, factor.labels, kind, factor.raw)


def _relabelled(name: str, own: Categories, hint: Mapping[Any, object], kind: str) -> Categories:
    keys = {key_of(label): label for label in own.labels}
    present = set(own.labels)
    own_name = {key: label for key in hint if (label := label_of(key)) in present}
    labels = {own_name.get(key) or keys.get(key_of(key), label_of(key)): label_of(hint[key]) for key in hint}
    lost = [label for label in own.labels if label not in labels]
    if lost:
        raise DataError(f"no label is given for the value {lost[0]!r} of {name!r}")
    wanted = tuple(dict.fromkeys(labels.values()))
    position = np.array([wanted.index(labels[label]) for label in own.labels] or [0], dtype=np.intp)
    codes = np.where(own.codes == MISSING, MISSING, position[own.codes])
    return Categories(codes, wanted, kind, wanted)


def _own_categories(name: str, values: Values) -> Categories:
    if isinstance(values, Categories):
        return values
    if values.values.ndim > 1:
        raise DataError(f"{name} has several columns and cannot be a factor")
    present, codes = np.unique(values.values, return_inverse=True)
    if len(present) and np.isnan(present[-1]):
        codes = np.where(codes == len(present) - 1, MISSING, codes)
        present = present[:-1]
    raw = tuple(_shown(float(value), values.kind) for value in present)
    labels = tuple(label_of(value) for value in raw)
    if len(set(labels)) < len(labels):  # numbers that differ beyond 15 digits are one category
        unique = tuple(dict.fromkeys(labels))
        place = np.array([unique.index(label) for label in labels], dtype=np.intp)
        codes = np.where(codes == MISSING, MISSING, place[codes])
        labels, raw = unique, unique
    return Categories(codes.astype(np.intp), labels, "factor", raw)


def _shown(value: float, kind: str) -> object:
    """Return a number as what it stands for."""
    if kind == "integer":
        return str(int(value))
    if kind == "date":
        return str(date.fromordinal(EPOCH + int(value)))
    if kind == "datetime":
        return str(datetime.fromtimestamp(value, UTC).replace(tzinfo=None))
    return value + 0.0  # there is one zero
