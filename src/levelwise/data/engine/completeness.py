"""Completeness in a lazily evaluated table: the rows in which a column, an expression or a variable has a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from levelwise.data.columns import Categories, Values, complete_rows, is_missing
from levelwise.data.engine.expressions import numeric
from levelwise.data.engine.lazy_table import LazyTable
from levelwise.data.frames.frame import Frame
from levelwise.data.functions import summaries
from levelwise.errors import DataError
from levelwise.formula.centring import centring
from levelwise.formula.syntax import Call, Name, Node, Operation, names_in

if TYPE_CHECKING:
    import narwhals as nw
    from numpy.typing import NDArray

_MAX_COMBINATIONS = 200
"""Maximum number of combinations of values of several columns that a condition lists."""


def present(name: str, table: LazyTable) -> nw.Expr:
    """Return where a column is not missing."""
    import narwhals as nw

    known = ~nw.col(name).is_null()
    return known & ~nw.col(name).is_nan() if table.dtypes[name].is_float() else known


def _is_one_of(name: str, values: Sequence[object], table: LazyTable) -> nw.Expr:
    """Return where a column has one of several values, which may include a missing one: None, NaN or NaT."""
    import narwhals as nw

    listed = [value for value in values if not is_missing(value)]
    # engines refuse an empty list for a categorical column
    found = present(name, table) & nw.col(name).is_in(listed) if listed else nw.lit(False)  # noqa: FBT003
    return found | ~present(name, table) if len(listed) < len(values) else found


def equals_rows(
    names: Sequence[str], rows: Frame, selected: NDArray[np.bool_], table: LazyTable, text: str
) -> nw.Expr | None:
    """Return where columns have the values that they have in one of the selected rows; None if no row is selected.

    Raises
    ------
    DataError
        If these are too many combinations for a condition.
    """
    import narwhals as nw

    numbers = np.flatnonzero(selected)
    if not len(numbers):
        return None
    values = {name: rows.raw(name) for name in names}
    if len(names) == 1:
        return _is_one_of(names[0], [values[names[0]][number] for number in numbers], table)
    if len(numbers) > _MAX_COMBINATIONS:
        raise DataError(
            f"{text} has too many combinations of values to be queried in the engine of the table; compute the column "
            "beforehand"
        )
    each = [
        nw.all_horizontal(*(_is_one_of(name, [values[name][number]], table) for name in names), ignore_nulls=False)
        for number in numbers
    ]
    return nw.any_horizontal(*each, ignore_nulls=False)


def has_value_by_rows(names: Sequence[str], rows: Frame, values: Values, table: LazyTable, text: str) -> nw.Expr:
    """Return where a variable has a value, given its values for all combinations of the values of its columns.

    Usually that is where none of the columns is missing, but log(x) may be missing where x is not, and is.na(x) never
    is.
    """
    import narwhals as nw

    given = np.array([not any(map(is_missing, row)) for row in zip(*map(rows.raw, names), strict=True)])
    mask = complete_rows([values])
    known = np.ones(rows.rows, dtype=np.bool_) if mask is None else mask
    complete = nw.all_horizontal(*(present(name, table) for name in names), ignore_nulls=False)
    lost, gained = (equals_rows(names, rows, which, table, text) for which in (given & ~known, known & ~given))
    complete = complete if lost is None else complete & ~lost
    return complete if gained is None else complete | gained


def infinite(values: Values) -> NDArray[np.bool_]:
    """Return which values are infinite."""
    if isinstance(values, Categories):
        return np.zeros(len(values.codes), dtype=np.bool_)
    by_row = values.values.reshape(len(values.values), -1)
    return np.asarray(np.isinf(by_row).any(axis=1), dtype=np.bool_)


def has_value(node: Node, table: LazyTable) -> nw.Expr:
    """Return where an expression that depends on all rows has a value."""
    import narwhals as nw

    expression = numeric(node, table.dtypes)
    if expression is not None:
        return ~expression.is_null() & ~expression.is_nan()
    if isinstance(node, Name):
        return present(node.text, table) if node.text in table.names else nw.lit(True)  # noqa: FBT003
    mean = centring(node)
    if mean is not None and mean.kind == "mean" and mean.group is not None:
        return _of_group_mean(mean.inner, mean.group, table)
    if isinstance(node, Call) and node.function in summaries.NAMES:
        # the summary is missing if any value is, as in R, unless na.rm is given
        removed = any(argument.name is not None for argument in node.arguments)
        return nw.lit(removed or not _missing_rows(has_value(node.arguments[0].value, table), table))
    parts = node.operands if isinstance(node, Operation) else ()
    if isinstance(node, Call):
        parts = tuple(argument.value for argument in node.arguments if argument.name is None)
    every = [has_value(part, table) for part in parts if names_in(part)]
    return nw.all_horizontal(*every, ignore_nulls=False) if every else nw.lit(True)  # noqa: FBT003


def _missing_rows(known: nw.Expr, table: LazyTable) -> int:
    """Return the number of rows in which an expression is missing, given where it has a value."""
    import narwhals as nw

    query = table.frame.select((~known).cast(nw.Int64).alias("missing")).select(nw.col("missing").sum())
    return int(table.one_row(query)["missing"] or 0)


def _of_group_mean(inner: Node, group: Node, table: LazyTable) -> nw.Expr:
    """Return where a group mean is known: a row with a missing value has the mean of the other rows of its group."""
    import narwhals as nw

    parts = [name for name in names_in(group) if name in table.names]
    grouped = nw.all_horizontal(*(present(part, table) for part in parts), ignore_nulls=False)
    known = has_value(inner, table)
    return grouped & (known.cast(nw.Int64).max().over(*parts) == 1) if _missing_rows(known, table) else grouped
