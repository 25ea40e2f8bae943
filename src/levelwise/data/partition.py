"""Grouping factors as partitions of the rows: what varies within groups, and which factor is nested in which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from levelwise.data.columns import Categories, Codes, Floats, Values
from levelwise.formula.expanded import Group

TOLERANCE = 1e-9
"""A numeric column is constant in a group when it varies less than this part of its whole range."""


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
