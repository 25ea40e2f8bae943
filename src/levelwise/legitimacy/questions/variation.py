"""Which columns vary within groups, and how large the groups are: over all rows, or None where that is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.spec import DesignColumn

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cached_on_case
def varies_by_group(case: Case, group: str, column: DesignColumn) -> NDArray[np.bool_] | None:
    """Return for each group in memory whether a design column varies in it; None without data."""
    partition = case.partition(group)
    return None if partition is None or case.design is None else partition.varying(case.design.column(column))


def varying_group_count(case: Case, group: str, column: DesignColumn) -> int | None:
    """Return the number of groups in which a column varies; None without data, or if only a sample could tell."""
    if case.all_rows is not None:
        return case.all_rows.varying_groups(group, column)
    varies = varies_by_group(case, group, column)
    return None if varies is None else int(varies.sum())


def is_constant_within(case: Case, group: str, column: DesignColumn) -> bool:
    """Return whether a column is constant within every group; without data, whether that is known."""
    count = varying_group_count(case, group, column)
    if count is not None:
        return count == 0
    varies = varies_by_group(case, group, column)  # what varies in a sample varies
    return group in case.spec.determined_by(column.cells) and not (varies is not None and varies.any())


def singleton_count(case: Case, group: str) -> int:
    """Return the number of groups with a single row, in which nothing can vary; 0 without data."""
    if case.all_rows is not None:
        return case.all_rows.singletons(group)
    return group_sizes(case, group).get(1, 0)


def group_sizes(case: Case, group: str) -> Mapping[int, int]:
    """Return the number of groups of each size; empty without data."""
    if case.all_rows is not None:
        return case.all_rows.size_counts(group)
    partition = case.partition(group)
    if partition is None:
        return {}
    sizes, counts = np.unique(partition.sizes, return_counts=True)
    return dict(zip(sizes.tolist(), counts.tolist(), strict=True))
