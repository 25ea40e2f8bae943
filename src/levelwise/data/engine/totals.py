"""The number of complete rows and the ranges of numeric columns over them: one query without groups."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf
from typing import TYPE_CHECKING, Any

from levelwise.data.columns import EXACT
from levelwise.data.engine.lazy_table import ColumnKey, LazyTable
from levelwise.data.partition import TOLERANCE
from levelwise.dataclass import dataclass

if TYPE_CHECKING:
    import narwhals as nw


@dataclass(frozen=True)
class Totals:
    """The number of complete rows, the minimum and maximum of numeric columns over them, and which are integers."""

    rows: int
    extremes: Mapping[ColumnKey, tuple[float, float]]
    whole: frozenset[ColumnKey] = frozenset()

    def threshold(self, name: ColumnKey) -> float:
        """Return the range above which a column varies within a group; ranges from rounding errors stay below it."""
        low, high = self.extremes.get(name, (0.0, 0.0))
        if isinf(low) or isinf(high):
            return 0.0
        tolerance = TOLERANCE * (high - low)
        return min(tolerance, 0.5) if name in self.whole else tolerance  # whole numbers have no rounding errors


def totals(table: LazyTable, base: nw.LazyFrame[Any], columns: Mapping[ColumnKey, nw.Expr]) -> Totals:
    """Query the number of rows and the ranges of numeric columns."""
    import narwhals as nw

    aliases = {name: f"x{number}" for number, name in enumerate(columns)}
    rows = base.select(*(column.alias(aliases[name]) for name, column in columns.items()), nw.lit(1).alias("one"))
    wanted = [nw.col("one").sum()]
    for alias in aliases.values():
        wanted += [nw.col(alias).min().alias(f"{alias} low"), nw.col(alias).max().alias(f"{alias} high")]
    answer = table.one_row(rows.select(*wanted))
    extremes = {
        name: (float(answer[f"{alias} low"]), float(answer[f"{alias} high"]))
        for name, alias in aliases.items()
        if answer[f"{alias} low"] is not None
    }
    whole = frozenset(name for name in columns if isinstance(name, str) and _is_integer(name, table))
    return Totals(int(answer["one"] or 0), extremes, whole)


def comparable(name: str, table: LazyTable, *, complete: bool = True) -> nw.Expr:
    """Return a column in a form in which engines can compute its minimum, maximum and range.

    Parameters
    ----------
    name : str
        The column.
    table : LazyTable
        The table.
    complete : bool
        Whether the column has no missing values in the complete rows.
    """
    import narwhals as nw

    kind = table.dtypes[name]
    time = table.timestamp(name)
    if time is not None:
        return time
    if kind == nw.Boolean or kind in (nw.Int8, nw.Int16, nw.Int32, nw.UInt8, nw.UInt16, nw.UInt32):
        return nw.col(name).cast(nw.Int64)
    if kind == nw.Decimal:
        return nw.col(name).cast(nw.Float64)
    if kind.is_float() and not complete:  # engines disagree on the order of NaN
        return nw.when(~nw.col(name).is_nan()).then(nw.col(name))
    return nw.col(name).cast(nw.String) if kind in (nw.Categorical, nw.Enum) else nw.col(name)


def is_number(name: str, table: LazyTable) -> bool:
    """Return whether a column has a range."""
    import narwhals as nw

    return table.dtypes[name].is_numeric() or table.dtypes[name] == nw.Boolean or table.timestamp(name) is not None


def is_id(name: str, table: LazyTable, overall: Totals) -> bool:
    """Return whether a column holds integers too large for floating-point numbers: categories, as in memory."""
    return table.dtypes[name].is_integer() and max(map(abs, overall.extremes.get(name, (0.0,)))) >= EXACT


def _is_integer(name: str, table: LazyTable) -> bool:
    return name in table.dtypes and table.dtypes[name].is_integer()
