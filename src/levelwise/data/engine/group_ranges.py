"""How columns vary within the groups of a factor: one aggregate query for all of them.

The groups are made and forgotten in the engine; one row of figures comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from levelwise.data.engine.lazy_table import ColumnKey, LazyTable
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import narwhals as nw

FEW_ROWS = 20_000
"""So many rows show of most columns that they vary within groups, so that only the others need all rows."""


@dataclass(frozen=True)
class Watched:
    """A column that is watched: it varies where its range exceeds `limit`, or, for None, where it has two values."""

    expression: nw.Expr
    limit: float | None


@dataclass(frozen=True)
class Ranges:
    """What is known of a grouping factor's groups.

    Attributes
    ----------
    groups, singletons : int
        How many groups there are, and how many of one row.
    varying : mapping to int
        For each column the number of groups in which it varies.
    """

    groups: int
    singletons: int
    varying: Mapping[ColumnKey, int]


def ranges(
    table: LazyTable, base: nw.LazyFrame[Any], parts: Sequence[str], watched: Mapping[ColumnKey, Watched], rows: int
) -> Ranges:
    """Ask in how many groups each column varies.

    Parameters
    ----------
    table : LazyTable
        What the rows come from.
    base : narwhals LazyFrame
        Its complete rows.
    parts : sequence of str
        The columns whose combinations are the groups.
    watched : mapping to Watched
        What is asked about, by name.
    rows : int
        How many rows there are.
    """
    answers = [table.answer(_figures(one, parts, watched)) for one in table.passes(base, parts, len(watched), rows)]
    varying = {name: sum(int(a[f"x{n}"] or 0) for a in answers) for n, name in enumerate(watched)}
    return Ranges(sum(int(a["groups"]) for a in answers), sum(int(a["single"] or 0) for a in answers), varying)


def refuted(few: nw.DataFrame[Any], parts: Sequence[str], watched: Mapping[ColumnKey, Watched]) -> frozenset[ColumnKey]:
    """Return the columns of which a few rows in memory show that they vary within groups."""
    answer = _figures(few.lazy(), parts, watched).collect().rows(named=True)[0]
    return frozenset(name for n, name in enumerate(watched) if answer[f"x{n}"])


def _figures(base: nw.LazyFrame[Any], parts: Sequence[str], watched: Mapping[ColumnKey, Watched]) -> nw.LazyFrame[Any]:
    import narwhals as nw

    keys = {name: f"key{number}" for number, name in enumerate(parts)}
    numbered = {f"x{number}": one for number, one in enumerate(watched.values())}
    chosen = base.select(
        *(nw.col(name).alias(key) for name, key in keys.items()),
        *(one.expression.alias(name) for name, one in numbered.items()),
    )
    made = [nw.len().alias("size")]
    for name in numbered:
        made += [nw.col(name).min().alias(f"{name} low"), nw.col(name).max().alias(f"{name} high")]
    groups = chosen.group_by(*keys.values()).agg(*made)
    flags = [(nw.col("size") == 1).cast(nw.Int64).alias("single")]
    flags += [_varies(name, one.limit).cast(nw.Int64).alias(name) for name, one in numbered.items()]
    # engines such as dask sum plain columns only, so the flags are columns first
    counted = [nw.len().alias("groups"), *(nw.col(name).sum() for name in ("single", *numbered))]
    return groups.select("size", *flags).select(*counted)


def _varies(name: str, limit: float | None) -> nw.Expr:
    import narwhals as nw

    low, high = nw.col(f"{name} low"), nw.col(f"{name} high")
    return high != low if limit is None else (high - low) > limit
