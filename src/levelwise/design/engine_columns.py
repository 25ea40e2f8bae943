"""Design columns as expressions in the engine of a lazily evaluated table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.lazy_variable import Lookup
from levelwise.errors import DataError
from levelwise.formula.syntax import Name
from levelwise.model.spec import Cell, DesignColumn

if TYPE_CHECKING:
    import narwhals as nw


def expression(column: DesignColumn, facts: LazyFacts) -> nw.Expr | None:
    """Return a design column as an expression of the engine; None if the engine cannot compute it."""
    import narwhals as nw

    product = nw.lit(1.0)
    for cell in column.cells:
        try:
            part = _cell(cell, facts)
        except DataError:  # a condition with too many values
            return None
        if part is None:
            return None
        product = product * part
    return product


def _cell(cell: Cell, facts: LazyFacts) -> nw.Expr | None:
    import narwhals as nw

    variable, table = facts.resolved.variables[cell.variable], facts.resolved.table
    column = facts.schema.columns.get(cell.variable, facts.schema.response)
    if variable.expression is not None and cell.kind == "contrast":  # of a logical variable
        of_false, of_true = cell.weights
        return variable.expression * (of_true - of_false) + of_false
    if variable.expression is not None:
        return 1.0 - variable.expression if cell.kind == "indicator" and cell.label == "FALSE" else variable.expression
    if isinstance(variable.node, Name) and cell.kind == "numeric":
        return table.timestamp(variable.node.text)
    lookup = variable.lookup
    if lookup is None:
        return None
    if cell.kind == "indicator":
        return _indicator(lookup, cell.label)
    assert column is not None  # a variable, or the response
    weighted = nw.lit(0.0)
    for label, weight in zip(column.categories, cell.weights, strict=True):
        weighted = weighted + _indicator(lookup, label) * float(weight)
    return weighted


def _indicator(lookup: Lookup, label: str) -> nw.Expr:
    """Return the indicator of a category."""
    import narwhals as nw

    return lookup.where(lookup.categories.labels.index(label)).cast(nw.Int8).cast(nw.Float64)
