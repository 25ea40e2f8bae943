"""How many rows are complete, and the range of every column over them: one query without groups."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf
from typing import TYPE_CHECKING, Any

from levelwise.data.engine.lazy_table import ColumnKey, LazyTable
from levelwise.data.partition import TOLERANCE
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True)
class Totals:
    """The number of complete rows, and the smallest and largest value of numeric columns over them."""

    rows: int
    extremes: Mapping[ColumnKey, tuple[float, float]]

    def limit(self, name: ColumnKey) -> float:
        """Return the range from which on a column varies in a group; rounding error stays below it."""
        low, high = self.extremes.get(name, (0.0, 0.0))
        return 0.0 if isinf(low) or isinf(high) else TOLERANCE * (high - low)


def totals(table: LazyTable, base: nw.LazyFrame[Any], columns: Mapping[ColumnKey, nw.Expr]) -> Totals:
    """Ask for the number of rows and the ranges of numeric columns."""
    import narwhals as nw

    numbered = {name: f"x{number}" for number, name in enumerate(columns)}
    rows = base.select(*(column.alias(numbered[name]) for name, column in columns.items()), nw.lit(1).alias("one"))
    wanted = [nw.col("one").sum()]
    for own in numbered.values():
        wanted += [nw.col(own).min().alias(f"{own} low"), nw.col(own).max().alias(f"{own} high")]
    answer = table.answer(rows.select(*wanted))
    extremes = {
        name: (float(answer[f"{own} low"]), float(answer[f"{own} high"]))
        for name, own in numbered.items()
        if answer[f"{own} low"] is not None
    }
    return Totals(int(answer["one"] or 0), extremes)
