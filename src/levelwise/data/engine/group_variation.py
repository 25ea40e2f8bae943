"""The variation of columns within the groups of a factor: one aggregate query for all columns.

The groups are formed in the engine; only one row of counts is returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from levelwise.data.engine.lazy_table import ColumnKey, LazyTable
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import narwhals as nw

FEW_ROWS = 20_000
"""Number of rows in memory that show that most columns vary within groups; only the others need a query."""


@dataclass(frozen=True)
class VariationTest:
    """A column with the range above which it varies within a group; None if any two distinct values count."""

    expression: nw.Expr
    threshold: float | None


@dataclass(frozen=True)
class GroupVariation:
    """The groups of a grouping factor and the columns that vary within them.

    Attributes
    ----------
    groups, singletons : int
        The number of groups, and of groups with a single row.
    varying : mapping to int
        For each column, the number of groups in which it varies.
    """

    groups: int
    singletons: int
    varying: Mapping[ColumnKey, int]


def group_variation(
    table: LazyTable, base: nw.LazyFrame[Any], parts: Sequence[str], tests: Mapping[ColumnKey, VariationTest], rows: int
) -> GroupVariation:
    """Query in how many groups each column varies.

    Parameters
    ----------
    table : LazyTable
        The table.
    base : narwhals LazyFrame
        Its complete rows.
    parts : sequence of str
        The columns whose combinations form the groups.
    tests : mapping to VariationTest
        The columns to examine.
    rows : int
        The number of rows.
    """
    answers = [table.one_row(_counts(one, parts, tests)) for one in table.partitions(base, parts, len(tests), rows)]
    varying = {name: sum(int(a[f"x{n}"] or 0) for a in answers) for n, name in enumerate(tests)}
    groups, singletons = (sum(int(a[name] or 0) for a in answers) for name in ("groups", "single"))
    return GroupVariation(groups, singletons, varying)


def varying_in(
    few: nw.DataFrame[Any], parts: Sequence[str], tests: Mapping[ColumnKey, VariationTest]
) -> frozenset[ColumnKey]:
    """Return the columns that vary within groups already among a few rows in memory."""
    answer = _counts(few.lazy(), parts, tests).collect().rows(named=True)[0]
    return frozenset(name for n, name in enumerate(tests) if answer[f"x{n}"])


def _counts(
    base: nw.LazyFrame[Any], parts: Sequence[str], tests: Mapping[ColumnKey, VariationTest]
) -> nw.LazyFrame[Any]:
    import narwhals as nw

    keys = {name: f"key{number}" for number, name in enumerate(parts)}
    columns = {f"x{number}": test for number, test in enumerate(tests.values())}
    selected = base.select(
        *(nw.col(name).alias(key) for name, key in keys.items()),
        *(test.expression.alias(name) for name, test in columns.items()),
    )
    aggregates = [nw.len().alias("size")]
    for name in columns:
        aggregates += [nw.col(name).min().alias(f"{name} low"), nw.col(name).max().alias(f"{name} high")]
    groups = selected.group_by(*keys.values()).agg(*aggregates)
    flags = [(nw.col("size") == 1).cast(nw.Int64).alias("single")]
    flags += [_varies(name, test.threshold).cast(nw.Int64).alias(name) for name, test in columns.items()]
    # engines such as dask sum plain columns only, so the flags become columns first
    counted = [nw.len().alias("groups"), *(nw.col(name).sum() for name in ("single", *columns))]
    return groups.select("size", *flags).select(*counted)


def _varies(name: str, threshold: float | None) -> nw.Expr:
    import narwhals as nw

    low, high = nw.col(f"{name} low"), nw.col(f"{name} high")
    return high != low if threshold is None else (high - low) > threshold
