"""Columns as plain numpy arrays: numbers, or integer codes of categories."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.syntax import number_text
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


Floats: TypeAlias = "NDArray[np.float64]"
Codes: TypeAlias = "NDArray[np.intp]"
FactorHint = bool | Sequence[object] | Mapping[Any, object]

EXACT = 2.0**53
"""Integers from this magnitude on are not all represented exactly as floating-point numbers."""

MAX_HINTED = 10_000
"""Maximum number of categories that a caller may list."""

MISSING = -1
"""The code of a missing category."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """A numeric column, or several columns of one variable (``poly(x, 2)``); NaN is missing.

    Attributes
    ----------
    values : ndarray, shape (rows,) or (rows, columns)
        The numbers.
    suffixes : tuple of str
        What R appends to the variable's name for each column, if there are several.
    kind : str
        How a value is displayed: ``number``, ``integer``, ``date`` (days since 1970) or ``datetime`` (seconds).
    """

    values: Floats
    suffixes: tuple[str, ...] = ()
    kind: str = "number"


@dataclass(frozen=True, eq=False)
class Categories:
    """A categorical column.

    Attributes
    ----------
    codes : ndarray of int, shape (rows,)
        The index of each row's category, `MISSING` where the value is missing.
    labels : tuple of str
        The categories in order.
    kind : str
        ``"factor"``, ``"ordered"`` or ``"logical"``.
    raw : tuple of object
        The categories as they are stored in the data.
    text : bool
        Whether the column holds strings, which R converts to a factor only when a model needs one.
    of_numbers : bool
        Whether the categories are the different values of a column of numbers.
    merged : tuple of str
        The labels that values of different types have, such as 1 and "1".
    """

    codes: Codes
    labels: tuple[str, ...]
    kind: str
    raw: tuple[object, ...] = ()
    text: bool = False
    of_numbers: bool = False
    merged: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether the categories are numbers in the data, so that 100000 and 1e+05 are the same one."""
        stored = bool(self.raw) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in self.raw)
        return self.of_numbers or stored

    def positions(self, wanted: Sequence[str]) -> list[int]:
        """Return for each category its position in a list of labels, `MISSING` where it is not in the list.

        Labels of text are compared as text, so "01" is not "1"; those of numbers also as numbers.
        """
        exact = {label: number for number, label in reversed(list(enumerate(wanted)))}
        found = [exact.get(label, MISSING) for label in self.labels]
        if not self.is_numeric:
            return found
        keys = {key_of(label): number for number, label in reversed(list(enumerate(wanted)))}
        return [
            keys.get(key_of(label), MISSING) if n == MISSING else n for n, label in zip(found, self.labels, strict=True)
        ]

    def numbers(self, by_category: Sequence[float]) -> Floats:
        """Return a number for each row, given one for each category; NaN where the value is missing."""
        return np.where(self.codes == MISSING, np.nan, np.array(by_category or [np.nan])[self.codes])

    def recoded(self, by_category: Sequence[int]) -> Codes:
        """Return the codes of the rows in another numbering, given the new code of each category."""
        codes = np.array(by_category or [MISSING], dtype=np.intp)[self.codes]
        return np.where(self.codes == MISSING, MISSING, codes).astype(np.intp)

    def with_categories_of(self, whole: Categories) -> Categories:
        """Return some rows of a column with all categories of the whole column."""
        number = {label: code for code, label in enumerate(whole.labels)}
        codes = self.recoded([number.get(label, MISSING) for label in self.labels])
        return Categories(codes, whole.labels, self.kind, whole.raw, self.text)


Values = Numbers | Categories


def encoded(values: Iterable[object], order: Sequence[object], kind: str) -> Categories:
    """Return values as codes of categories in a given order."""
    number = {value: code for code, value in enumerate(order)}
    codes = np.fromiter((number.get(value, MISSING) for value in values), dtype=np.intp)
    return Categories(codes, tuple(label_of(value) for value in order), kind, tuple(order))


def is_missing(value: object) -> bool:
    """Return whether a value is None, NaN, or pandas's NA or NaT."""
    return (
        value is None
        or (isinstance(value, float | np.floating) and np.isnan(value))
        or type(value).__name__ in ("NAType", "NaTType")
    )


def label_of(value: object) -> str:
    """Return the label that R gives a value: numbers with up to 15 significant digits, TRUE and FALSE."""
    if type(value) is str:
        return value
    value = _without_numpy(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int) and abs(value) >= EXACT:
        return str(value)  # an identifier: after conversion to a float it could share its label with another
    if isinstance(value, int | float):
        return number_text(float(value))
    return str(value)


def key_of(value: object) -> object:
    """Return a key by which the categories of numbers are compared: 100000, 1e5 and "100000" are the same number."""
    value = _without_numpy(value)
    if isinstance(value, bool):
        return label_of(value)
    try:
        return float(f"{float(value):.15g}")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return label_of(value)


def _without_numpy(value: object) -> object:
    """Return a numpy number as a Python number, and anything else unchanged."""
    numpy = sys.modules.get("numpy")  # without numpy there are no numpy numbers
    if numpy is None or not isinstance(value, numpy.bool_ | numpy.integer | numpy.floating):
        return value
    plain: object = value.item()
    return float(value) if isinstance(plain, numpy.longdouble) else plain


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct values of an array in order, by the way through `np.unique` that imports no `np.ma`."""
    found: NDArray[Any] = np.unique(values, return_counts=True)[0]
    return found


def complete_rows(values: Iterable[Values]) -> NDArray[np.bool_] | None:
    """Return which rows are complete, or None when all are."""
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
    """Return the selected rows; a factor keeps only the categories that occur in them, as in ``lmer``."""
    if isinstance(values, Numbers):
        return values if mask is None else Numbers(values.values[mask], values.suffixes, values.kind)
    codes = values.codes if mask is None else values.codes[mask]
    used = np.bincount(codes[codes != MISSING], minlength=len(values.labels)) > 0
    if used.all() or values.kind == "logical":
        return replace(values, codes=codes) if mask is not None else values
    position = np.cumsum(used) - 1
    labels = tuple(label for label, keep in zip(values.labels, used, strict=True) if keep)
    raw = tuple(value for value, keep in zip(values.raw, used, strict=True) if keep)
    return Categories(position[codes].astype(np.intp), labels, values.kind, raw, of_numbers=values.of_numbers)


def check_hinted(name: str, categories: int) -> None:
    """Raise DataError if a caller lists too many categories of a factor."""
    if categories > MAX_HINTED:
        raise DataError(f"factors= lists {categories:,} categories of {name!r}; the maximum is {MAX_HINTED:,}")


def describe(name: str, values: Values) -> Column:
    """Return the kind and the categories of a variable."""
    if isinstance(values, Categories):
        stored = tuple(zip(map(label_of, values.raw), values.labels, strict=False))
        renamed = len(values.raw) == len(values.labels) and any(value != label for value, label in stored)
        return Column(name, values.kind, values.labels, values=stored if renamed else ())
    if values.values.ndim > 1:
        return Column(name, "basis", values.suffixes)
    return Column(name, "numeric")
