"""The consequences of omitting incomplete rows: missing values by variable, groups and categories that disappear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from levelwise.data.columns import MISSING, Categories, Values, complete_rows, label_of
from levelwise.data.partition import partition
from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.formula.expanded import Group

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Missing:
    """What omitting incomplete rows removes.

    Attributes
    ----------
    rows : mapping of str to int
        The number of missing values of each variable, including the response and grouping columns, if there are any.
    groups : mapping of str to tuple of str
        For each grouping factor, the groups without a complete row.
    categories : mapping of str to tuple of str
        For each factor, the categories without a complete row.
    """

    rows: Mapping[str, int]
    groups: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]


def missing(
    values: Mapping[str, Values],
    grouping: Mapping[str, Categories],
    groups: Mapping[str, Group],
    mask: NDArray[np.bool_] | None,
) -> Missing:
    """Return what omitting incomplete rows removes.

    Parameters
    ----------
    values : mapping of str to Values
        The variables over all rows.
    grouping : mapping of str to Categories
        The grouping columns over all rows.
    groups : mapping of str to Group
        The grouping factors.
    mask : ndarray of bool, shape (rows,), or None
        Which rows are used; None for all.
    """
    if mask is None:
        return Missing({}, {}, {})
    rows: dict[str, int] = {}
    for name, one in {**grouping, **values}.items():
        complete = complete_rows([one])
        if complete is not None:
            rows[name] = int((~complete).sum())
    lost_groups = {label: _groups(group, grouping, mask) for label, group in groups.items()}
    factors = {name: one for name, one in values.items() if isinstance(one, Categories) and one.kind != "logical"}
    lost_categories = {name: _categories(one, mask) for name, one in factors.items()}
    return Missing(rows, {k: v for k, v in lost_groups.items() if v}, {k: v for k, v in lost_categories.items() if v})


def _groups(group: Group, grouping: Mapping[str, Categories], mask: NDArray[np.bool_]) -> tuple[str, ...]:
    parts = {name: grouping[name] for name in group.parts}
    known = complete_rows(parts.values())
    known = np.ones(len(mask), dtype=np.bool_) if known is None else known
    factors = {n: Categories(one.codes[known], one.labels, one.kind, one.raw) for n, one in parts.items()}
    try:
        every = partition(group, factors)
    except (DataError, IndexError):
        return ()
    remaining = np.bincount(every.codes[mask[known]], minlength=every.size)
    return tuple(label_of(every.names[number]) for number in np.flatnonzero(remaining == 0))


def _categories(factor: Categories, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    before, after = (
        np.bincount(codes[codes != MISSING], minlength=len(factor.labels))
        for codes in (factor.codes, factor.codes[mask])
    )
    return tuple(factor.labels[number] for number in np.flatnonzero((before > 0) & (after == 0)))
