"""A column as something its engine can compare and subtract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.columns import EXACT
from levelwise.data.engine.lazy_table import LazyTable
from levelwise.data.engine.totals import Totals

if TYPE_CHECKING:
    import narwhals as nw


def comparable(name: str, table: LazyTable, *, sure: bool = True) -> nw.Expr:
    """Return a column as something of which engines know the smallest, the largest and the distance between."""
    import narwhals as nw

    kind = table.dtypes[name]
    moment = table.moment(name)
    if moment is not None:
        return moment
    if kind == nw.Boolean or kind in (nw.Int8, nw.Int16, nw.Int32, nw.UInt8, nw.UInt16, nw.UInt32):
        return nw.col(name).cast(nw.Int64)
    if kind == nw.Decimal:
        return nw.col(name).cast(nw.Float64)
    if kind.is_float() and not sure:  # engines disagree on what NaN is smaller than
        return nw.when(~nw.col(name).is_nan()).then(nw.col(name))
    return nw.col(name).cast(nw.String) if kind in (nw.Categorical, nw.Enum) else nw.col(name)


def is_number(name: str, table: LazyTable) -> bool:
    """Say whether a column has a smallest, a largest and a distance between."""
    import narwhals as nw

    return table.dtypes[name].is_numeric() or table.dtypes[name] == nw.Boolean or table.moment(name) is not None


def is_id(table: LazyTable, name: str, everything: Totals) -> bool:
    """Say whether a column holds whole numbers beyond what a float tells apart: categories, as in memory."""
    return table.dtypes[name].is_integer() and max(map(abs, everything.extremes.get(name, (0.0,)))) >= EXACT
