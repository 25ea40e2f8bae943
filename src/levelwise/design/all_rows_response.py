"""Questions about the response and the weights of a table that is asked, answered over all of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from levelwise.data.engine.lazy_facts import Survey
from levelwise.data.engine.totals import totals
from levelwise.design.engine_columns import expression
from levelwise.formula.syntax import Name, deparse
from levelwise.model.spec import Coefficient
from levelwise.vocabulary.families import ROUNDING, Support

if TYPE_CHECKING:
    import narwhals as nw


class WholeResponse:
    """The response over all rows; None where the engine cannot compute it.

    Parameters
    ----------
    survey : Survey
        The table and its variables.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def extremes(self, text: str) -> tuple[float, float] | None:
        """Return the smallest and the largest value of the response, of a part of it, or of the weights."""
        made = self._number(text)
        if made is None:
            return None
        return totals(self._survey.inquiry.table, self._survey.inquiry.base, {"x": made}).extremes.get("x")

    def outside(self, text: str, support: Support) -> int | None:
        """Return in how many rows the response, or a part of it, is no value that it can take."""
        import narwhals as nw

        made = self._number(text)
        if made is None:
            return None
        if support.open:
            beyond = (made <= support.low) | (made >= support.high)
        else:
            beyond = (made < support.low) | (made > support.high)
        if support.whole:
            beyond = beyond | ((made - made.round(0)).abs() > ROUNDING)
        inquiry = self._survey.inquiry
        query = inquiry.base.select(beyond.cast(nw.Int64).alias("outside")).select(nw.col("outside").sum())
        return int(inquiry.table.answer(query)["outside"] or 0)

    def least(self, weighted: Iterable[tuple[Coefficient, float]]) -> float | None:
        """Return the smallest value of a weighted sum of columns, taken negative where the response is 0."""
        import narwhals as nw

        outcome = self._outcome()
        total = nw.lit(0.0)
        for column, weight in weighted:
            made = expression(column, self._survey)
            if made is None or outcome is None:
                return None
            total = total + made * float(weight)
        if outcome is None:
            return None
        inquiry = self._survey.inquiry
        query = inquiry.base.select((total * (outcome * 2.0 - 1.0)).alias("x")).select(nw.col("x").min())
        return float(inquiry.table.answer(query)["x"])

    def _number(self, text: str) -> nw.Expr | None:
        """Return the response, a part of it or the weights as a number in each row."""
        import narwhals as nw

        inquiry = self._survey.inquiry
        asked = inquiry.asked.get(text)
        if asked is None:
            return nw.col(text).cast(nw.Float64) if text == inquiry.request.weights else None
        if asked.expression is not None:
            return asked.expression.cast(nw.Float64)
        plain = isinstance(asked.node, Name) and asked.lookup is None
        return inquiry.table.moment(asked.node.text) if plain and isinstance(asked.node, Name) else None

    def _outcome(self) -> nw.Expr | None:
        """Return the response as 0 and 1: categories but the first are 1."""
        import narwhals as nw

        text, known = deparse(self._survey.inquiry.request.termset.response), self._survey.schema.response
        asked = self._survey.inquiry.asked.get(text)
        if asked is None or asked.lookup is None or known is None:
            return self._number(text)
        failure = asked.lookup.categories.labels.index(known.categories[0])
        return 1.0 - asked.lookup.where(failure).cast(nw.Int8).cast(nw.Float64)
