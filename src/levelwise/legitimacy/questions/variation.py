"""What varies within the groups, and how large these are: over all rows, and None where only a sample could say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.spec import Coefficient

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cached_on_case
def varying(case: Case, group: str, column: Coefficient) -> NDArray[np.bool_] | None:
    """Say for each group in memory whether a design column varies in it; None without data."""
    partition = case.partition(group)
    return None if partition is None or case.design is None else partition.varying(case.design.column(column))


def varying_group_count(case: Case, group: str, column: Coefficient) -> int | None:
    """Return in how many groups a column varies; None without data, or where only a sample says."""
    if case.all_rows is not None:
        return case.all_rows.varying_groups(group, column)
    seen = varying(case, group, column)
    return None if seen is None else int(seen.sum())


def is_constant_within(case: Case, group: str, column: Coefficient) -> bool:
    """Say whether a column is constant within every group; without data, whether that is known."""
    count = varying_group_count(case, group, column)
    if count is not None:
        return count == 0
    seen = varying(case, group, column)  # what a sample shows to vary does
    return group in case.spec.determined_by(column.cells) and not (seen is not None and seen.any())


def singleton_count(case: Case, group: str) -> int:
    """Return how many groups have one row only, in which nothing can vary; 0 without data."""
    if case.all_rows is not None:
        return case.all_rows.singletons(group)
    return group_sizes(case, group).get(1, 0)


def group_sizes(case: Case, group: str) -> Mapping[int, int]:
    """Return how many groups there are of each number of rows; nothing without data."""
    if case.all_rows is not None:
        return case.all_rows.size_counts(group)
    partition = case.partition(group)
    if partition is None:
        return {}
    sizes, counts = np.unique(partition.sizes, return_counts=True)
    return dict(zip(sizes.tolist(), counts.tolist(), strict=True))
