"""Grouping factors as partitions of the rows: variation within groups, and nesting of factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from levelwise.data.codes import compacted, sorting
from levelwise.data.columns import Categories, Codes, Floats, Values
from levelwise.formula.expanded import Group
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


TOLERANCE = 1e-9
"""A numeric column is constant within a group if its range there is below this fraction of its overall range."""


_SINGLE = 2.0**-22  # the largest relative difference between a number and its single-precision neighbour, doubled


def _is_rounded(values: Floats) -> bool:
    """Return whether values are one number in double precision and the same number in single precision."""
    different = np.unique(values)
    single = different.astype(np.float32)
    return len(different) == 2 and single[0] == single[1] and bool((different == single).any())


class Partition:
    """The groups of a grouping factor over the rows, sorted only once.

    Parameters
    ----------
    codes : ndarray of int, shape (rows,)
        The group of each row, numbered from 0 without gaps.
    names : tuple of object
        The name of each group.
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
        """The indices that sort the rows by group; None if the rows are already sorted."""
        if len(self.codes) < 2 or bool((np.diff(self.codes) >= 0).all()):
            return None
        return sorting(self.codes)

    @cached_property
    def starts(self) -> Codes:
        """The position at which each group starts among the sorted rows."""
        return np.cumsum(self.sizes) - self.sizes

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
        """Return for each group whether a column varies within it."""
        if values.dtype.kind == "f" and bool((gaps := np.isnan(values)).any()):  # is.na(x) uses rows with x missing
            return self._varying(values, np.fmin, np.fmax) | self.varying(gaps)
        return self._varying(values, np.minimum, np.maximum)

    def _varying(self, values: NDArray[Any], least: np.ufunc, most: np.ufunc) -> NDArray[np.bool_]:
        ordered = values if self.order is None else values[self.order]
        high, low = most.reduceat(ordered, self.starts), least.reduceat(ordered, self.starts)
        if values.dtype == np.bool_:
            return np.asarray(high != low)
        with np.errstate(over="ignore", invalid="ignore"):
            span = float(most.reduce(values)) - float(least.reduce(values)) if len(values) else 0.0
            if not np.isfinite(span):  # the source of a transformed column may have infinite values
                return np.asarray((high != low) & ~(np.isnan(high) & np.isnan(low)))
            tolerance = TOLERANCE * span
            if tolerance >= 1 and bool((values == np.round(values)).all()):
                tolerance = 0.5  # whole numbers have no rounding errors
            result: NDArray[np.bool_] = high - low > tolerance
            close = result & (high - low <= _SINGLE * np.maximum(np.abs(high), np.abs(low)))
        if values.dtype == np.float64:
            for number in np.flatnonzero(close):
                result[number] = not _is_rounded(values[self.rows(int(number))])
        return result

    def determines(self, values: NDArray[Any]) -> bool:
        """Return whether a column is constant within every group."""
        return not bool(self.varying(values).any())


def partition(group: Group, factors: Mapping[str, Categories]) -> Partition:
    """Return the groups of a grouping factor: the combinations of its columns that occur."""
    parts = [factors[name] for name in group.parts]
    codes = parts[0].codes
    for part in parts[1:]:
        codes = codes * len(part.labels) + part.codes
    present, compact = compacted(codes)
    if len(parts) == 1:
        names = tuple(parts[0].raw[code] for code in present)
    else:
        names = tuple(_combination(int(code), parts) for code in present)
    return Partition(compact, names)


def _combination(code: int, parts: list[Categories]) -> str:
    labels: list[str] = []
    for part in reversed(parts):
        code, last = divmod(code, len(part.labels))
        labels.append(part.labels[last])
    return ":".join(reversed(labels))


def columns_of(values: Values) -> Iterable[Floats | Codes]:
    """Return the columns that decide whether a variable is constant: the codes of a factor, the columns of a basis."""
    if isinstance(values, Categories):
        return (values.codes,)
    return (values.values,) if values.values.ndim == 1 else tuple(values.values.T)


def constant_within(values: Values, groups: Mapping[str, Partition]) -> frozenset[str]:
    """Return the grouping factors within whose groups a variable is constant."""
    columns = tuple(columns_of(values))
    return frozenset(label for label, factor in groups.items() if all(factor.determines(c) for c in columns))


def nesting(groups: Mapping[str, Partition]) -> dict[str, frozenset[str]]:
    """Return for each grouping factor the factors in which it is nested, including those with equal partitions."""
    return {
        inner: frozenset(
            outer for outer, o in groups.items() if outer != inner and i.size >= o.size and i.determines(o.codes)
        )
        for inner, i in groups.items()
    }
