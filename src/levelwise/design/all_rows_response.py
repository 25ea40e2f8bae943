"""The response and the weights over all rows of a lazily evaluated table, examined by queries in its engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from levelwise.data.engine.group_variation import VariationTest, group_variation
from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.lazy_table import ColumnKey
from levelwise.data.engine.totals import totals
from levelwise.data.response import ROUNDING
from levelwise.design.engine_columns import expression
from levelwise.formula.syntax import Name, deparse
from levelwise.model.spec import DesignColumn
from levelwise.vocabulary.families import Support

if TYPE_CHECKING:
    import narwhals as nw


class AllRowsResponse:
    """The response of a lazily evaluated table; a result is None if the engine cannot compute it.

    Parameters
    ----------
    facts : LazyFacts
        The table and its variables.
    """

    def __init__(self, facts: LazyFacts) -> None:
        self._facts = facts

    def extremes(self, text: str) -> tuple[float, float] | None:
        """Return the minimum and maximum of the response, of a part of it, or of the weights."""
        number = self._number(text)
        if number is None:
            return None
        return totals(self._facts.resolved.table, self._facts.resolved.base, {"x": number}).extremes.get("x")

    def outside(self, text: str, support: Support) -> int | None:
        """Return in how many rows the response, or a part of it, lies outside its support."""
        import narwhals as nw

        number = self._number(text)
        if number is None:
            return None
        if support.open:
            beyond = (number <= support.low) | (number >= support.high)
        else:
            beyond = (number < support.low) | (number > support.high)
        if support.whole:
            beyond = beyond | ((number - number.round(0)).abs() > ROUNDING)
        resolved = self._facts.resolved
        query = resolved.base.select(beyond.cast(nw.Int64).alias("outside")).select(nw.col("outside").sum())
        return int(resolved.table.one_row(query)["outside"] or 0)

    def smallest_margin(self, weighted: Iterable[tuple[DesignColumn, float]]) -> float | None:
        """Return the minimum of a weighted sum of columns, with its sign reversed where the response is 0."""
        import narwhals as nw

        outcome = self._outcome()
        total = nw.lit(0.0)
        for column, weight in weighted:
            translated = expression(column, self._facts)
            if translated is None or outcome is None:
                return None
            total = total + translated * float(weight)
        if outcome is None:
            return None
        resolved = self._facts.resolved
        query = resolved.base.select((total * (outcome * 2.0 - 1.0)).alias("x")).select(nw.col("x").min())
        return float(resolved.table.one_row(query)["x"])

    def is_zero_where(self, weighted: Iterable[tuple[DesignColumn, float]]) -> bool:
        """Return whether the response is known to be 0 wherever a weighted sum of columns is not."""
        import narwhals as nw

        total, y = nw.lit(0.0), self._number(deparse(self._facts.resolved.request.termset.response))
        for column, weight in weighted:
            translated = expression(column, self._facts)
            if translated is None:
                return False
            total = total + translated * float(weight)
        if y is None:
            return False
        resolved = self._facts.resolved
        query = resolved.base.select((total * y).abs().alias("x")).select(nw.col("x").max())
        return not resolved.table.one_row(query)["x"]

    def varying_groups(self, text: str, group: str) -> int | None:
        """Return in how many groups of a factor the response varies."""
        number = self._number(text)
        if number is None:
            return None
        resolved, rows = self._facts.resolved, self._facts.schema.rows or 0
        threshold = totals(resolved.table, resolved.base, {"x": number}).threshold("x")
        tests: dict[ColumnKey, VariationTest] = {"x": VariationTest(number, threshold)}
        return group_variation(resolved.table, resolved.base, resolved.groups[group].parts, tests, rows).varying["x"]

    def _number(self, text: str) -> nw.Expr | None:
        """Return the response, a part of it or the weights as a number in each row."""
        import narwhals as nw

        resolved = self._facts.resolved
        variable = resolved.variables.get(text)
        if variable is None:
            return nw.col(text).cast(nw.Float64) if text == resolved.request.weights else None
        if variable.expression is not None:
            return variable.expression.cast(nw.Float64)
        plain = isinstance(variable.node, Name) and variable.lookup is None
        return resolved.table.timestamp(variable.node.text) if plain and isinstance(variable.node, Name) else None

    def _outcome(self) -> nw.Expr | None:
        """Return the response as 0 and 1; every category except the first is 1."""
        import narwhals as nw

        text, known = deparse(self._facts.resolved.request.termset.response), self._facts.schema.response
        variable = self._facts.resolved.variables.get(text)
        if variable is None or variable.lookup is None or known is None:
            return self._number(text)
        failure = variable.lookup.categories.labels.index(known.categories[0])
        return 1.0 - variable.lookup.where(failure).cast(nw.Int8).cast(nw.Float64)
