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
    causes : mapping of str to tuple of str
        For each of these factors, the variables whose missing values remove its categories.
    """

    rows: Mapping[str, int]
    groups: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, tuple[str, ...]]
    causes: Mapping[str, tuple[str, ...]]


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
        return Missing({}, {}, {}, {})
    present = {name: complete_rows([one]) for name, one in {**grouping, **values}.items()}
    gaps = {name: ~complete for name, complete in present.items() if complete is not None}
    rows = {name: int(gap.sum()) for name, gap in gaps.items()}
    lost_groups = {label: _groups(group, grouping, mask) for label, group in groups.items()}
    factors = {name: one for name, one in values.items() if isinstance(one, Categories) and one.kind != "logical"}
    lost_categories = {name: _categories(one, mask) for name, one in factors.items()}
    lost_categories = {name: labels for name, labels in lost_categories.items() if labels}
    causes = {name: _causes(factors[name], labels, gaps) for name, labels in lost_categories.items()}
    return Missing(rows, {k: v for k, v in lost_groups.items() if v}, lost_categories, causes)


def _causes(factor: Categories, lost: tuple[str, ...], gaps: Mapping[str, NDArray[np.bool_]]) -> tuple[str, ...]:
    """Return the variables whose missing values remove categories, those with the most of them first.

    A variable that is missing in no row in which the others before it are present adds nothing.
    """
    rest = np.isin(factor.codes, [number for number, label in enumerate(factor.labels) if label in lost])
    found: list[str] = []
    while rest.any() and gaps:
        name = max(gaps, key=lambda one: int((gaps[one] & rest).sum()))
        if not (gaps[name] & rest).any():
            break
        found.append(name)
        rest = rest & ~gaps[name]
    return tuple(found)


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
