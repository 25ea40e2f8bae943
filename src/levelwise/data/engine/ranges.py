"""How columns vary within the groups of a factor: one aggregate query for all of them.

The groups are made and forgotten in the engine; one row of figures comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from levelwise.data.engine.table import LazyTable
from levelwise.data.schema import TOLERANCE

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is known of a grouping factor's groups.

    Attributes
    ----------
    groups, rows, singles : int
        Groups, rows in them, and groups of one row.
    varying : mapping of str to int
        For each column the number of groups in which it varies, beyond rounding error.
    extremes : mapping of str to (float, float)
        The smallest and largest value of each numeric column.
    """

    groups: int
    rows: int
    singles: int
    varying: Mapping[str, int]
    extremes: Mapping[str, tuple[float, float]]


def ranges(
    table: LazyTable,
    base: nw.LazyFrame[Any],
    parts: Sequence[str],
    columns: Mapping[str, nw.Expr],
    *,
    unordered: frozenset[str] = frozenset(),
) -> Ranges:
    """Ask in how many groups each column varies.

    Parameters
    ----------
    table : LazyTable
        What the rows come from.
    base : narwhals LazyFrame
        Its complete rows.
    parts : sequence of str
        The columns whose combinations are the groups; none makes all rows one group.
    columns : mapping of str to narwhals Expr
        What is asked about, by name.
    unordered : frozenset of str
        Those of them that are no numbers: they vary where they have two values.
    """
    import narwhals as nw

    keys = {name: f"key{number}" for number, name in enumerate(parts)}
    numbered = {name: number for number, name in enumerate(columns)}
    chosen = base.select(
        *([nw.col(name).alias(key) for name, key in keys.items()] or [nw.lit(0).alias("key0")]),
        *(expression.alias(f"x{numbered[name]}") for name, expression in columns.items()),
    )
    made = [nw.len().alias("size")]
    for number in numbered.values():
        made += [nw.col(f"x{number}").min().alias(f"low{number}"), nw.col(f"x{number}").max().alias(f"high{number}")]
    groups = chosen.group_by(*(keys.values() or ["key0"])).agg(*made)
    # engines such as dask sum plain columns only
    spread = groups.with_columns(
        (nw.col("size") == 1).cast(nw.Int64).alias("single"),
        *(_differs(number).alias(f"differs{number}") for number in numbered.values()),
        *(_width(n).alias(f"width{n}") for name, n in numbered.items() if name not in unordered),
    )
    wanted = [nw.len().alias("groups"), nw.col("size").sum().alias("rows"), nw.col("single").sum().alias("singles")]
    wanted += [nw.col(f"differs{number}").sum() for number in numbered.values()]
    for name, n in numbered.items():
        if name not in unordered:
            wanted += [nw.col(f"low{n}").min(), nw.col(f"high{n}").max(), nw.col(f"width{n}").min()]
    answer = table.answer(spread.select(*wanted))
    varying = {name: int(answer[f"differs{number}"] or 0) for name, number in numbered.items()}
    extremes: dict[str, tuple[float, float]] = {}
    tiny: dict[int, float] = {}
    for name, n in numbered.items():
        if name in unordered or answer[f"low{n}"] is None:
            continue
        low, high = float(answer[f"low{n}"]), float(answer[f"high{n}"])
        extremes[name] = low, high
        width = answer[f"width{n}"]
        if width is not None and abs(high - low) < inf and float(width) <= TOLERANCE * (high - low):
            tiny[n] = TOLERANCE * (high - low)
    if tiny:  # somewhere a range is rounding error: count again those beyond it
        beyond = groups.with_columns(*((_wide(n, limit)).alias(f"wide{n}") for n, limit in tiny.items()))
        again = table.answer(beyond.select(*(nw.col(f"wide{n}").sum() for n in tiny)))
        varying |= {name: int(again[f"wide{n}"] or 0) for name, n in numbered.items() if n in tiny}
    return Ranges(int(answer["groups"]), int(answer["rows"] or 0), int(answer["singles"] or 0), varying, extremes)


def _differs(number: int) -> nw.Expr:
    import narwhals as nw

    return (nw.col(f"high{number}") != nw.col(f"low{number}")).cast(nw.Int64)


def _width(number: int) -> nw.Expr:
    """Return the range of a group in which a column varies at all."""
    import narwhals as nw

    return nw.when(nw.col(f"high{number}") > nw.col(f"low{number}")).then(
        nw.col(f"high{number}") - nw.col(f"low{number}")
    )


def _wide(number: int, limit: float) -> nw.Expr:
    import narwhals as nw

    return ((nw.col(f"high{number}") - nw.col(f"low{number}")) > limit).cast(nw.Int64)
