"""Which rows of a table that is asked miss nothing: of a column, of an expression, of a value for each combination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from levelwise.data.columns import Categories, Values, is_missing, kept_rows
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

_MOST = 200
"""The largest number of combinations of several columns that a condition lists."""


def present(name: str, table: LazyTable) -> nw.Expr:
    """Return where a column is not missing."""
    import narwhals as nw

    here = ~nw.col(name).is_null()
    return here & ~nw.col(name).is_nan() if table.dtypes[name].is_float() else here


def among(name: str, values: Sequence[object], table: LazyTable) -> nw.Expr:
    """Return where a column has one of some values; a missing value is one, whether None, NaN or NaT."""
    import narwhals as nw

    listed = [value for value in values if not is_missing(value)]
    # of a column of categories an engine takes no empty list
    found = present(name, table) & nw.col(name).is_in(listed) if listed else nw.lit(False)  # noqa: FBT003
    return found | ~present(name, table) if len(listed) < len(values) else found


def listed(names: Sequence[str], rows: Frame, chosen: NDArray[np.bool_], table: LazyTable, text: str) -> nw.Expr | None:
    """Return where columns have one of some combinations of values; None for none.

    Raises
    ------
    DataError
        When these are too many for a condition.
    """
    import narwhals as nw

    numbers = np.flatnonzero(chosen)
    if not len(numbers):
        return None
    values = {name: rows.raw(name) for name in names}
    if len(names) == 1:
        return among(names[0], [values[names[0]][number] for number in numbers], table)
    if len(numbers) > _MOST:
        raise DataError(
            f"the values of {text} are too many to be told in the table's engine; compute the column before"
        )
    each = [
        nw.all_horizontal(*(among(name, [values[name][number]], table) for name in names), ignore_nulls=False)
        for number in numbers
    ]
    return nw.any_horizontal(*each, ignore_nulls=False)


def of_values(names: Sequence[str], rows: Frame, values: Values, table: LazyTable, text: str) -> nw.Expr:
    """Return where a variable has a value, told from its values for all combinations of its columns' values.

    As a rule that is where none of the columns is missing; is.na(x) and log(x) are exceptions, each in its own way.
    """
    import narwhals as nw

    here = np.array([not any(map(is_missing, row)) for row in zip(*map(rows.raw, names), strict=True)])
    mask = kept_rows([values])
    known = np.ones(rows.rows, dtype=np.bool_) if mask is None else mask
    complete = nw.all_horizontal(*(present(name, table) for name in names), ignore_nulls=False)
    lost, gained = (listed(names, rows, which, table, text) for which in (here & ~known, known & ~here))
    complete = complete if lost is None else complete & ~lost
    return complete if gained is None else complete | gained


def infinite(values: Values) -> NDArray[np.bool_]:
    """Return which values are infinite."""
    if isinstance(values, Categories):
        return np.zeros(len(values.codes), dtype=np.bool_)
    by_row = values.values.reshape(len(values.values), -1)
    return np.asarray(np.isinf(by_row).any(axis=1), dtype=np.bool_)


def known(node: Node, table: LazyTable) -> nw.Expr:
    """Return where an expression that hangs on all rows has a value."""
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
        # of missing values nothing is known, as in R
        removed = any(argument.name is not None for argument in node.arguments)
        return nw.lit(removed or not _missing(known(node.arguments[0].value, table), table))
    parts = node.operands if isinstance(node, Operation) else ()
    if isinstance(node, Call):
        parts = tuple(argument.value for argument in node.arguments if argument.name is None)
    every = [known(part, table) for part in parts if names_in(part)]
    return nw.all_horizontal(*every, ignore_nulls=False) if every else nw.lit(True)  # noqa: FBT003


def _missing(has: nw.Expr, table: LazyTable) -> int:
    """Return in how many rows an expression has no value."""
    import narwhals as nw

    query = table.frame.select((~has).cast(nw.Int64).alias("missing")).select(nw.col("missing").sum())
    return int(table.answer(query)["missing"] or 0)


def _of_group_mean(inner: Node, group: Node, table: LazyTable) -> nw.Expr:
    """Return where a group has a mean: a row without a value has that of the others."""
    import narwhals as nw

    parts = [name for name in names_in(group) if name in table.names]
    grouped = nw.all_horizontal(*(present(part, table) for part in parts), ignore_nulls=False)
    has = known(inner, table)
    return grouped & (has.cast(nw.Int64).max().over(*parts) == 1) if _missing(has, table) else grouped
