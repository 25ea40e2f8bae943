"""A variable of a formula in a lazily evaluated table: its kind, its complete rows, its expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, Values, describe, is_missing
from levelwise.data.engine.completeness import equals_rows, has_value, has_value_by_rows, infinite, present
from levelwise.data.engine.expressions import is_decided, logical, numeric
from levelwise.data.engine.lazy_table import LazyTable, columns_of
from levelwise.data.frames.frame import Frame
from levelwise.data.functions.catalogue import depends_on_all_rows
from levelwise.data.functions.evaluate import evaluate
from levelwise.data.schema import NO_COMPLETE_ROW, NO_ROWS, Column, restricted
from levelwise.data.text_numbers import text_numbers
from levelwise.dataclass import dataclass
from levelwise.errors import DataError, UnknownNameError, caret
from levelwise.formula.syntax import Call, Name, Node, deparse, names_in

if TYPE_CHECKING:
    import narwhals as nw

MAX_CATEGORIES = 100_000
"""Maximum number of distinct values from which the categories of a factor are determined."""

_FEW_ROWS = 20_000  # enough rows to determine the kind of a variable that depends on all rows


@dataclass(frozen=True)
class Lookup:
    """A factor computed row by row: the category for each combination of the values of its columns.

    Attributes
    ----------
    names : tuple of str
        The columns.
    rows : Frame
        The distinct combinations of their values.
    categories : Categories
        The category of each combination.
    table : LazyTable
        The table.
    """

    names: tuple[str, ...]
    rows: Frame
    categories: Categories
    table: LazyTable

    @property
    def values(self) -> list[object]:
        """The values of the first column."""
        return self.rows.raw(self.names[0])

    def where(self, code: int) -> nw.Expr:
        """Return where the factor has a category.

        Raises
        ------
        DataError
            If too many combinations of values belong to the category.
        """
        import narwhals as nw

        found = equals_rows(self.names, self.rows, self.categories.codes == code, self.table, "a factor")
        return nw.lit(False) if found is None else found  # noqa: FBT003


@dataclass(frozen=True)
class LazyVariable:
    """A variable of a formula in a lazily evaluated table.

    Attributes
    ----------
    node : Node
        The variable as written.
    complete : narwhals Expr
        Where it is not missing.
    expression : narwhals Expr or None
        Its value as a number; None if the engine cannot compute it row by row.
    column : Column
        Its kind and categories, over all rows.
    lookup : Lookup or None
        Its categories, if it is a factor computed row by row.
    infinite : narwhals Expr or None
        Where it is infinite, if it can be.
    sources : mapping of str to Categories
        If it is computed from categorical columns, their categories over all rows.
    """

    node: Node
    complete: nw.Expr
    expression: nw.Expr | None
    column: Column
    lookup: Lookup | None = None
    infinite: nw.Expr | None = None
    sources: Mapping[str, Categories] = field(default_factory=dict)


def lazy_variable(node: Node, table: LazyTable, source: str) -> LazyVariable:
    """Return a variable of a formula in a lazily evaluated table.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        If a function is not defined for its column, or a factor has more than `MAX_CATEGORIES` distinct values.
    """
    import narwhals as nw

    text = deparse(node)
    names = columns_in(node, table, source)
    if isinstance(node, Name) and node.text not in table.factors:
        kind = table.dtypes[node.text]
        if kind == nw.Boolean:
            column = Column(text, "logical", ("FALSE", "TRUE"))
            return LazyVariable(node, present(node.text, table), numeric(node, table.dtypes), column)
        if kind.is_numeric() or kind in (nw.Date, nw.Datetime, nw.Duration):  # a time of day is a string, as in memory
            return LazyVariable(node, present(node.text, table), numeric(node, table.dtypes), Column(text, "numeric"))
    if not isinstance(node, Name) and not any(name in table.factors for name in names):
        condition = logical(node, table.dtypes)
        if condition is not None:
            column = Column(text, "logical", ("FALSE", "TRUE"))
            return LazyVariable(node, is_decided(node, table.dtypes), condition.cast(nw.Int8).cast(nw.Float64), column)
        expression = numeric(node, table.dtypes)
        if expression is not None:
            complete = ~expression.is_null() & ~expression.is_nan()
            return LazyVariable(node, complete, expression, Column(text, "numeric"))
    if depends_on_all_rows(node):
        # a few rows are enough to determine its kind
        complete = nw.all_horizontal(*(present(name, table) for name in names), ignore_nulls=False)
        few = table.collect(columns_of(table.frame, names).filter(complete).head(_FEW_ROWS))
        if few.is_empty():
            raise DataError(NO_COMPLETE_ROW if table.rows() else NO_ROWS)
        column = describe(text, _evaluated(node, table.to_frame(few), table, source))
        if column.kind in ("factor", "ordered"):
            message = f"the categories of {text} depend on all rows of the table; compute the column beforehand"
            raise DataError(f"{message}\n{caret(source, *node.span)}")
        return LazyVariable(node, has_value(node, table), None, column, infinite=_infinite_source(node, table))
    if not isinstance(node, Name):  # an unknown function is the cause, not the number of values that it is given
        _check_functions(node, table.to_frame(table.collect(columns_of(table.frame, names).head(1))), source)
    distinct = table.distinct(names, MAX_CATEGORIES + 1)
    if distinct.rows > MAX_CATEGORIES:
        message = f"{text} has more than {MAX_CATEGORIES:,} distinct values, too many for the categories of a factor"
        message += _cause(node, distinct, table)
        raise DataError(f"{message}\n{caret(source, *node.span)}")
    values = _evaluated(node, distinct, table, source)
    lookup = None
    if isinstance(values, Categories):
        lookup = Lookup(names, distinct, values, table)
    complete = has_value_by_rows(names, distinct, values, table, text)
    where_infinite = equals_rows(names, distinct, infinite(values), table, text)
    columns = {} if isinstance(node, Name) else {name: distinct.column(name) for name in names}
    sources = {name: column for name, column in columns.items() if isinstance(column, Categories)}
    return LazyVariable(node, complete, None, describe(text, values), lookup, where_infinite, sources)


def _cause(node: Node, distinct: Frame, table: LazyTable) -> str:
    """Return which value makes a column text, if nearly all of its many values are numbers."""
    values = distinct.column(node.text) if isinstance(node, Name) else None
    if not isinstance(values, Categories) or text_numbers(values.labels) is None:
        return ""
    value = table.first_words(distinct.names[0])
    if value is None:
        return ""
    row = table.first_row(distinct.names[0], value)
    place = "" if row is None else f" in row {row + 1:,}"
    return f"; it is text because of {value!r}{place}, which is not a number"


def _check_functions(node: Node, row: Frame, source: str) -> None:
    """Raise an error for a function that does not exist, but for nothing else: one row may lack what others have."""
    try:
        evaluate(node, row, source)
    except UnknownNameError as error:
        if error.what == "function":
            raise
    except DataError:
        return


def _infinite_source(node: Node, table: LazyTable) -> nw.Expr | None:
    """Return where the argument of a basis or of a centring is infinite."""
    inner = node.arguments[0].value if isinstance(node, Call) and node.arguments else node
    expression = numeric(inner, table.dtypes)
    return None if expression is None else ~expression.is_finite() & ~expression.is_nan()


def _evaluated(node: Node, rows: Frame, table: LazyTable, source: str) -> Values:
    """Evaluate a variable on some rows; for a misspelt column, suggest one of all columns of the table."""
    try:
        return evaluate(node, rows, source)
    except UnknownNameError as error:
        if error.what != "column":
            raise
        raise table.origin.no_column(error.name, table.names, error.where) from error


def observed_column(variable: LazyVariable, table: LazyTable, base: nw.LazyFrame[Any]) -> Column:
    """Return the description of a variable; of a factor, with the categories that occur in complete rows."""
    column = variable.column
    if column.kind not in ("factor", "ordered") or not names_in(variable.node):
        return column
    names = [name for name in names_in(variable.node) if name in table.names]
    rows = table.read(columns_of(base, names).unique(), variable.sources)
    if variable.lookup is None or len(names) > 1:
        values: Values = evaluate(variable.node, rows, "")
        kept = set(column.categories)
        if isinstance(values, Categories):
            kept = {values.labels[code] for code in np.unique(values.codes) if code != MISSING}
    else:
        lookup = variable.lookup
        code_of = dict(zip(map(_none_if_missing, lookup.values), lookup.categories.codes, strict=True))
        codes = np.array([code_of.get(_none_if_missing(value), MISSING) for value in rows.raw(names[0])])
        kept = {column.categories[code] for code in codes[codes != MISSING]}
    return restricted(column, kept)


def _none_if_missing(value: object) -> object:
    """Return None for a missing value of any kind, as NaN does not equal itself."""
    return None if is_missing(value) else value


def columns_in(node: Node, table: LazyTable, source: str) -> tuple[str, ...]:
    """Return the columns that occur in a node; a call may also contain other names, such as TRUE or contr.sum."""
    found = names_in(node)
    known = tuple(name for name in found if name in table.names)
    if not known or (isinstance(node, Name) and node.text not in table.names):
        raise table.origin.no_column((*found, deparse(node))[0], table.names, caret(source, *node.span))
    return known
