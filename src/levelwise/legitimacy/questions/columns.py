"""The types and the span of design columns, over all rows even if only a sample is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from levelwise.design.column_space import ColumnSpace
from levelwise.formula.syntax import names_in
from levelwise.legitimacy.case import Case
from levelwise.model.spec import CONSTANT, Block, DesignColumn

FACTORS = ("factor", "as.factor", "ordered", "as.ordered", "C")
"""The functions that make a factor of a column, without changing which rows have the same category."""


def by_term(block: Block) -> Iterable[tuple[str, list[DesignColumn]]]:
    """Return the columns of a block, grouped by term."""
    found: dict[str, list[DesignColumn]] = {}
    for column in block.effects:
        found.setdefault(column.term, []).append(column)
    return found.items()


def raw_names(case: Case, column: DesignColumn) -> frozenset[str]:
    """Return the columns of the data from which a design column is computed."""
    return frozenset(name for cell in column.cells for name in names_in(case.spec.variables[cell.variable]))


def is_number(column: DesignColumn) -> bool:
    """Return whether a column is a single numeric variable, not a product or an indicator."""
    return len(column.cells) == 1 and column.cells[0].kind == "numeric"


def is_unlisted_factor(case: Case, variable: str) -> bool:
    """Return whether a variable such as ``factor(week)`` is a factor whose categories are unknown without data."""
    return variable in case.prepared.schema.unlisted


def variables_of(columns: Iterable[DesignColumn]) -> list[str]:
    """Return the distinct variables of columns."""
    return list(dict.fromkeys(cell.variable for column in columns for cell in column.cells))


def has_counterpart(case: Case, column: DesignColumn) -> bool | None:
    """Return whether a column lies in the column space of the fixed part; None if that takes data."""
    if column.key in case.fixed_keys:
        return True
    if case.design is None or case.fixed_space is None:
        return None
    if not case.fixed_space.contains(case.design.column(column)):
        return False
    return case.all_rows is None or case.all_rows.is_combination(column, case.spec.fixed, case.design) is not False


def is_indicator(case: Case, column: DesignColumn) -> bool:
    """Return whether a column consists of zeros and ones, or is coded as an indicator."""
    if column.cells and all(cell.kind == "indicator" for cell in column.cells):
        return True
    if case.design is None or not column.cells:
        return False
    values = case.design.column(column)
    if not ((values == 0.0) | (values == 1.0)).all():
        return False
    return case.all_rows is None or case.all_rows.is_indicator(column) is not False


def is_zero(case: Case, column: DesignColumn) -> bool:
    """Return whether a column is known to be zero in every row, not just in those of a sample."""
    if case.design is None or case.design.column(column).any():
        return False
    return case.all_rows is None or case.all_rows.is_zero(column) is True


def spans_constant(case: Case, columns: Sequence[DesignColumn]) -> bool:
    """Return whether a constant is a combination of columns, over all rows; False without data."""
    if case.design is None or not ColumnSpace.spanned_by(columns, case.design).has_constant:
        return False
    return case.all_rows is None or case.all_rows.is_combination(CONSTANT, columns, case.design) is not False
