"""What a sample of rows suggests, settled by all rows: one aggregate query in the table's own engine.

A sample can refute that a column is constant in every group or lies in a space; only all rows prove it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from levelwise.data.engine.ranges import Ranges, Watched, ranges
from levelwise.data.engine.survey import Survey
from levelwise.data.engine.totals import totals
from levelwise.data.engine.variables import Lookup
from levelwise.data.values import Floats
from levelwise.modeling.design import Design
from levelwise.modeling.spec import Cell, Coefficient, Key

if TYPE_CHECKING:
    import narwhals as nw

_ROUNDING = 1e-6  # a combination holds when no row is off by more than this part of the largest value


class WholeTable:
    """Questions about design columns, answered over all rows; None where the engine cannot compute a column.

    Parameters
    ----------
    survey : Survey
        The table and its variables.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._ranges: dict[str, Ranges] = {}
        self._asked: dict[str, dict[Key, str]] = {}

    def ask_about(self, group: str, columns: Sequence[Coefficient]) -> None:
        """Ask in one query in how many groups each of some columns varies."""
        made = {column.key: (f"column {n}", self.expression(column)) for n, column in enumerate(columns)}
        known = {key: (name, expression) for key, (name, expression) in made.items() if expression is not None}
        wanted = dict(known.values())
        inquiry, rows = self._survey.inquiry, self._survey.schema.rows or 0
        self._asked[group] = {key: name for key, (name, _) in known.items()}
        over_all = totals(inquiry.table, inquiry.base, wanted)
        watched = {name: Watched(expression, over_all.limit(name)) for name, expression in wanted.items()}
        self._ranges[group] = ranges(inquiry.table, inquiry.base, inquiry.groups[group].parts, watched, rows)

    def varying(self, group: str, column: Coefficient) -> int | None:
        """Return in how many groups a column varies."""
        name = self._asked.get(group, {}).get(column.key)
        return None if name is None else self._ranges[group].varying[name]

    def singles(self, group: str) -> int:
        """Return how many groups have one row only."""
        return self._survey.singles[group]

    def is_combination(self, column: Coefficient, others: Sequence[Coefficient], design: Design) -> bool | None:
        """Say whether a column is everywhere the combination of others that it is in the rows in memory."""
        import narwhals as nw

        weights = _weights(design.column(column), design.matrix(others))
        left, right = self.expression(column), nw.lit(0.0)
        for other, weight in zip(others, weights, strict=True):
            if weight:
                expression = self.expression(other)
                if expression is None:
                    return None
                right = right + expression * float(weight)
        if left is None:
            return None
        off = self._survey.inquiry.base.select((left - right).abs().alias("off"), left.abs().alias("size"))
        answer = self._survey.inquiry.table.answer(off.select(nw.col("off").max(), nw.col("size").max()))
        return bool(answer["off"] <= _ROUNDING * max(answer["size"], np.finfo(np.float64).tiny))

    def expression(self, column: Coefficient) -> nw.Expr | None:
        """Return a design column as an expression of the engine."""
        import narwhals as nw

        product = nw.lit(1.0)
        for cell in column.cells:
            part = self._cell(cell)
            if part is None:
                return None
            product = product * part
        return product

    def _cell(self, cell: Cell) -> nw.Expr | None:
        import narwhals as nw

        asked = self._survey.inquiry.asked[cell.variable]
        column = self._survey.schema.columns[cell.variable]
        if asked.expression is not None and cell.kind == "contrast":  # of a logical variable
            of_false, of_true = cell.weights
            return asked.expression * (of_true - of_false) + of_false
        if asked.expression is not None:
            return 1.0 - asked.expression if cell.kind == "indicator" and cell.label == "FALSE" else asked.expression
        lookup = asked.lookup
        if lookup is None:
            return None

        if cell.kind == "indicator":
            return _indicator(lookup, cell.label)
        weighted = nw.lit(0.0)
        for label, weight in zip(column.categories, cell.weights, strict=True):
            weighted = weighted + _indicator(lookup, label) * float(weight)
        return weighted


def _weights(target: Floats, matrix: Floats) -> Floats:
    """Return how the columns of a matrix make up a target; what adds nothing visible has no weight."""
    weights = np.asarray(np.linalg.lstsq(matrix, target, rcond=None)[0], dtype=np.float64)
    weights[np.abs(weights) * np.abs(matrix).max(axis=0) < 1e-9 * np.abs(target).max()] = 0.0
    return weights


def _indicator(lookup: Lookup, label: str) -> nw.Expr:
    """Return a column of zeros and ones."""
    import narwhals as nw

    return lookup.where(lookup.categories.labels.index(label)).cast(nw.Int8).cast(nw.Float64)
