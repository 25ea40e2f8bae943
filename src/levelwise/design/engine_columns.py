"""Design columns as expressions of the engine of a table that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.data.engine.lazy_facts import Survey
from levelwise.data.engine.lazy_variable import Lookup
from levelwise.errors import DataError
from levelwise.formula.syntax import Name
from levelwise.model.spec import Cell, Coefficient

if TYPE_CHECKING:
    import narwhals as nw


def expression(column: Coefficient, survey: Survey) -> nw.Expr | None:
    """Return a design column as an expression of the engine."""
    import narwhals as nw

    product = nw.lit(1.0)
    for cell in column.cells:
        try:
            part = _cell(cell, survey)
        except DataError:  # a condition of too many values
            return None
        if part is None:
            return None
        product = product * part
    return product


def _cell(cell: Cell, survey: Survey) -> nw.Expr | None:
    import narwhals as nw

    asked, table = survey.inquiry.asked[cell.variable], survey.inquiry.table
    column = survey.schema.columns.get(cell.variable, survey.schema.response)
    if asked.expression is not None and cell.kind == "contrast":  # of a logical variable
        of_false, of_true = cell.weights
        return asked.expression * (of_true - of_false) + of_false
    if asked.expression is not None:
        return 1.0 - asked.expression if cell.kind == "indicator" and cell.label == "FALSE" else asked.expression
    if isinstance(asked.node, Name) and cell.kind == "numeric":
        return table.moment(asked.node.text)
    lookup = asked.lookup
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
    """Return a column of zeros and ones."""
    import narwhals as nw

    return lookup.where(lookup.categories.labels.index(label)).cast(nw.Int8).cast(nw.Float64)
