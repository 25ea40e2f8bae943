"""Infinite values, on which no model can be computed."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from levelwise.data.engine.lazy_table import ColumnKey
from levelwise.data.engine.resolve import ResolvedRequest
from levelwise.data.engine.totals import Totals
from levelwise.data.schema import infinite_message
from levelwise.errors import DataError
from levelwise.formula.syntax import Name, deparse

if TYPE_CHECKING:
    import narwhals as nw


def check_finite(resolved: ResolvedRequest, everything: Totals) -> None:
    """Refuse infinite values, as no model can be computed on them."""
    import narwhals as nw

    beside = {deparse(node) for node in resolved.request.offsets} - set(resolved.nodes)
    weights = resolved.request.weights
    wanted: list[tuple[str, ColumnKey, nw.Expr | None, nw.Expr | None]] = []
    for text, one in resolved.variables.items():
        key: ColumnKey = one.node.text if isinstance(one.node, Name) else ("expression", text)
        wanted.append((f"the offset {text}" if text in beside else text, key, one.expression, one.infinite))
    if weights is not None and ("weights", weights) in everything.extremes:
        wanted.append(("weights", ("weights", weights), nw.col(weights).cast(nw.Float64), None))
    for text, key, expression, infinite in wanted:
        where = infinite
        if expression is not None and any(map(isinf, everything.extremes.get(key, ()))):
            where = ~expression.is_finite()
        if where is not None:
            query = resolved.base.select(where.cast(nw.Int64).alias("infinite")).select(nw.col("infinite").sum())
            rows = int(resolved.table.answer(query)["infinite"] or 0)
            if rows:
                raise DataError(infinite_message(text, rows))
