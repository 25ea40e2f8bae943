"""Facts about the data: kinds, categories, what is constant where, nesting, counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from levelwise.data.columns import Categories, Codes, Floats, Values
from levelwise.errors import DataError
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import quoted

if TYPE_CHECKING:
    from levelwise.data.contrasts.contrast import Contrast

TOLERANCE = 1e-9
"""A numeric column is constant in a group when it varies less than this part of its whole range."""


@dataclass(frozen=True, slots=True)
class Column:
    """A variable's kind and, for a factor, its categories (for a basis, its suffixes).

    `contrast` is None for the contrasts R gives by itself: treatment, or polynomials of an ordered factor.
    """

    name: str
    kind: str
    categories: tuple[str, ...] = ()
    contrast: Contrast | None = field(default=None, repr=False)

    @property
    def is_factor(self) -> bool:
        """Whether the variable is coded by contrasts or indicators."""
        return self.kind in ("factor", "ordered", "logical")


@dataclass(frozen=True, slots=True)
class Schema:
    """What is known about the variables of a formula; None means that no data says it.

    Attributes
    ----------
    columns : mapping of str to Column
        By the variable's text.
    constant : mapping of str to frozenset of str
        Labels of the grouping factors within every group of which a variable is constant.
    within : mapping of str to frozenset of str
        For each grouping factor those it is nested in, equal partitions included.
    counts : mapping of str to int
        Numbers of groups.
    rows, dropped : int or None
        Rows used, and rows left out for a missing value.
    notes : tuple of str
        What a reader should know.
    response : Column or None
        What the response is.
    """

    columns: Mapping[str, Column]
    constant: Mapping[str, frozenset[str]]
    within: Mapping[str, frozenset[str]]
    counts: Mapping[str, int]
    rows: int | None
    dropped: int | None
    notes: tuple[str, ...] = ()
    response: Column | None = None


class Partition:
    """A grouping factor's groups over the rows, ordered once for all questions about them.

    Parameters
    ----------
    codes : ndarray of int, shape (rows,)
        The group of each row, numbered from 0 without gaps.
    names : tuple of object
        Each group's value, by its number.
    """

    def __init__(self, codes: Codes, names: tuple[object, ...]) -> None:
        self.codes = codes
        self.names = names

    @property
    def size(self) -> int:
        """The number of groups."""
        return len(self.names)

    @cached_property
    def order(self) -> Codes | None:
        """The rows sorted by group; None when they are already."""
        if len(self.codes) < 2 or bool((np.diff(self.codes) >= 0).all()):
            return None
        return np.argsort(self.codes, kind="stable")

    @cached_property
    def starts(self) -> Codes:
        """Where each group starts among the sorted rows."""
        codes = self.codes if self.order is None else self.codes[self.order]
        return np.searchsorted(codes, np.arange(self.size))

    @cached_property
    def sizes(self) -> Codes:
        """The number of rows of each group."""
        return np.bincount(self.codes, minlength=self.size)

    @property
    def firsts(self) -> Codes:
        """The first row of each group."""
        return self.starts if self.order is None else self.order[self.starts]

    def rows(self, number: int) -> Codes:
        """Return the rows of one group, in the order of the data."""
        start = int(self.starts[number])
        end = int(self.starts[number + 1]) if number + 1 < self.size else len(self.codes)
        return np.arange(start, end) if self.order is None else self.order[start:end]

    def varying(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """Say for each group whether a column varies in it."""
        if values.dtype.kind == "f" and bool((gaps := np.isnan(values)).any()):  # is.na(x) uses rows that miss x
            return self._ranging(values, np.fmin, np.fmax) | self.varying(gaps)
        return self._ranging(values, np.minimum, np.maximum)

    def _ranging(self, values: NDArray[Any], least: np.ufunc, most: np.ufunc) -> NDArray[np.bool_]:
        ordered = values if self.order is None else values[self.order]
        high, low = most.reduceat(ordered, self.starts), least.reduceat(ordered, self.starts)
        if values.dtype == np.bool_:
            return np.asarray(high != low)
        with np.errstate(over="ignore", invalid="ignore"):
            span = float(most.reduce(values)) - float(least.reduce(values)) if len(values) else 0.0
            if not np.isfinite(span):  # an infinite value lies behind a transformed column
                return np.asarray((high != low) & ~(np.isnan(high) & np.isnan(low)))
            result: NDArray[np.bool_] = high - low > TOLERANCE * span
        return result

    def determines(self, values: NDArray[Any]) -> bool:
        """Say whether a column is constant within every group."""
        return not bool(self.varying(values).any())


def partition(group: Group, factors: Mapping[str, Categories]) -> Partition:
    """Combine the columns of a grouping factor into its groups; only combinations that occur count."""
    parts = [factors[name] for name in group.parts]
    codes = parts[0].codes
    for part in parts[1:]:
        codes = codes * len(part.labels) + part.codes
    present, compact = np.unique(codes, return_inverse=True)
    if len(parts) == 1:
        names = tuple(parts[0].raw[code] for code in present)
    else:
        names = tuple(_combination(int(code), parts) for code in present)
    return Partition(compact.astype(np.intp), names)


def _combination(code: int, parts: list[Categories]) -> str:
    labels: list[str] = []
    for part in reversed(parts):
        code, last = divmod(code, len(part.labels))
        labels.append(part.labels[last])
    return ":".join(reversed(labels))


def columns_of(values: Values) -> Iterable[Floats | Codes]:
    """Return the columns whose constancy is the variable's: a factor's codes, a basis's columns."""
    if isinstance(values, Categories):
        return (values.codes,)
    return (values.values,) if values.values.ndim == 1 else tuple(values.values.T)


def describe(name: str, values: Values) -> Column:
    """Return a variable's kind and categories."""
    if isinstance(values, Categories):
        return Column(name, values.kind, values.labels)
    if values.values.ndim > 1:
        return Column(name, "basis", values.suffixes)
    return Column(name, "numeric")


def narrowed(column: Column, kept: Collection[str]) -> Column:
    """Return a factor's column with those of its categories that occur, in their order."""
    return replace(column, categories=tuple(label for label in column.categories if label in kept))


def check_numeric(name: str, column: Column) -> None:
    """Raise DataError unless a column is numeric."""
    if column.is_factor and column.kind != "logical":
        raise DataError(f"{name} is not numeric")


def infinite_message(name: str, rows: int) -> str:
    """Return what is wrong with infinite values."""
    return f"{name} is infinite in {rows} of the rows used; no model can be computed on it"


NONE_COMPLETE = "no row is complete: every row has a missing value in a variable of the formula"


LEFT_OUT = "have a missing value and are left out"
"""How the note about incomplete rows ends."""


def dropped_note(dropped: int, used: int) -> tuple[str, ...]:
    """Say how many rows have a missing value, if any has."""
    return (f"{dropped} of {dropped + used} rows {LEFT_OUT}",) if dropped else ()


def truths(groups: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return where R's short names of TRUE and FALSE vary, which no column of that name hides: nowhere."""
    return dict.fromkeys(("T", "F"), frozenset(groups))


def of_columns(constant: Mapping[str, frozenset[str]], groups: Iterable[str]) -> Callable[[str], frozenset[str]]:
    """Return where columns are constant by their names; a word in a call, such as TRUE or contr.sum, is constant."""
    known, everywhere = dict(constant), frozenset(groups)
    return lambda name: known.get(quoted(name), everywhere)


def constant_within(values: Values, groups: Mapping[str, Partition]) -> frozenset[str]:
    """Return the grouping factors within every group of which a variable is constant."""
    columns = tuple(columns_of(values))
    return frozenset(label for label, groups_of in groups.items() if all(groups_of.determines(c) for c in columns))


def nesting(groups: Mapping[str, Partition]) -> dict[str, frozenset[str]]:
    """Return for each grouping factor those it is nested in, equal partitions included."""
    return {
        inner: frozenset(
            outer for outer, o in groups.items() if outer != inner and i.size >= o.size and i.determines(o.codes)
        )
        for inner, i in groups.items()
    }
