"""What each variable of a formula is in a table that is variable: its kind, its complete rows, its expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from levelwise.data.columns import MISSING, Categories, Values, describe, is_missing
from levelwise.data.engine.completeness import infinite, known, listed, of_values, present
from levelwise.data.engine.expressions import decided, numeric, truth
from levelwise.data.engine.lazy_table import LazyTable
from levelwise.data.frames.frame import Frame
from levelwise.data.functions.catalogue import depends_on_all_rows
from levelwise.data.functions.evaluate import evaluate
from levelwise.data.schema import NO_COMPLETE_ROW, Column, restricted
from levelwise.dataclass import dataclass
from levelwise.errors import DataError, UnknownNameError, caret
from levelwise.formula.syntax import Call, Name, Node, deparse, names_in

if TYPE_CHECKING:
    import narwhals as nw

MAX_CATEGORIES = 100_000
"""The largest number of different values a factor's categories are read from."""

_FEW = 20_000


@dataclass(frozen=True)
class Lookup:
    """A factor made from some columns: its categories by the values of these."""

    names: tuple[str, ...]
    rows: Frame
    categories: Categories
    table: LazyTable

    @property
    def values(self) -> list[object]:
        """The values of its first column."""
        return self.rows.raw(self.names[0])

    def where(self, code: int) -> nw.Expr:
        """Return where the factor has a category.

        Raises
        ------
        DataError
            When it is made of too many combinations of values.
        """
        import narwhals as nw

        found = listed(self.names, self.rows, self.categories.codes == code, self.table, "a factor")
        return nw.lit(False) if found is None else found  # noqa: FBT003


@dataclass(frozen=True)
class LazyVariable:
    """A variable of a table that is variable.

    Attributes
    ----------
    node : Node
        What was typed.
    complete : narwhals Expr
        Where it is not missing.
    expression : narwhals Expr or None
        Its value as a number; None where a row's value needs more than that row.
    column : Column
        Its kind and categories, over all rows.
    lookup : Lookup or None
        For a factor that is made row by row.
    infinite : narwhals Expr or None
        Where it is infinite, if that can be.
    """

    node: Node
    complete: nw.Expr
    expression: nw.Expr | None
    column: Column
    lookup: Lookup | None = None
    infinite: nw.Expr | None = None


def lazy_variable(node: Node, table: LazyTable, source: str) -> LazyVariable:
    """Find out what a variable is.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When a function cannot take its column, or a factor has more than `MAX_CATEGORIES` values.
    """
    import narwhals as nw

    text = deparse(node)
    names = columns_in(node, table, source)
    if isinstance(node, Name) and node.text not in table.factors:
        kind = table.dtypes[node.text]
        if kind == nw.Boolean:
            logical = Column(text, "logical", ("FALSE", "TRUE"))
            return LazyVariable(node, present(node.text, table), numeric(node, table.dtypes), logical)
        if kind.is_numeric() or kind in (nw.Date, nw.Datetime, nw.Duration):  # a time of day is a text, as in memory
            return LazyVariable(node, present(node.text, table), numeric(node, table.dtypes), Column(text, "numeric"))
    if not isinstance(node, Name) and not any(name in table.factors for name in names):
        statement = truth(node, table.dtypes)
        if statement is not None:
            logical = Column(text, "logical", ("FALSE", "TRUE"))
            return LazyVariable(node, decided(node, table.dtypes), statement.cast(nw.Int8).cast(nw.Float64), logical)
        expression = numeric(node, table.dtypes)
        if expression is not None:
            complete = ~expression.is_null() & ~expression.is_nan()
            return LazyVariable(node, complete, expression, Column(text, "numeric"))
    if depends_on_all_rows(node):
        # whose kind shows in a few
        here = nw.all_horizontal(*(present(name, table) for name in names), ignore_nulls=False)
        few = table.collect(table.frame.select(*names).filter(here).head(_FEW))
        if few.is_empty():
            raise DataError(NO_COMPLETE_ROW if table.rows() else "the data has no rows")
        column = describe(text, _evaluated(node, table.to_frame(few), table, source))
        if column.kind in ("factor", "ordered"):
            message = f"the categories of {text} depend on all rows of the table; compute the column beforehand"
            raise DataError(f"{message}\n{caret(source, *node.span)}")
        return LazyVariable(node, known(node, table), None, column, infinite=_behind(node, table))
    distinct = table.distinct(names, MAX_CATEGORIES + 1)
    if distinct.rows > MAX_CATEGORIES:
        message = f"{text} has more than {MAX_CATEGORIES:,} different values, too many for the categories of a factor"
        raise DataError(f"{message}\n{caret(source, *node.span)}")
    values = _evaluated(node, distinct, table, source)
    lookup = None
    if isinstance(values, Categories):
        lookup = Lookup(names, distinct, values, table)
    complete = of_values(names, distinct, values, table, text)
    endless = listed(names, distinct, infinite(values), table, text)
    return LazyVariable(node, complete, None, describe(text, values), lookup, endless)


def _behind(node: Node, table: LazyTable) -> nw.Expr | None:
    """Return where the number is infinite that a basis or a centring is computed from."""
    inner = node.arguments[0].value if isinstance(node, Call) and node.arguments else node
    expression = numeric(inner, table.dtypes)
    return None if expression is None else ~expression.is_finite() & ~expression.is_nan()


def _evaluated(node: Node, rows: Frame, table: LazyTable, source: str) -> Values:
    """Evaluate a variable on some rows; a misspelt column is compared with all columns of the table."""
    try:
        return evaluate(node, rows, source)
    except UnknownNameError as error:
        if error.what != "column":
            raise
        raise UnknownNameError("column", error.name, table.names, error.where) from error


def used(variable: LazyVariable, table: LazyTable, base: nw.LazyFrame[Any]) -> Column:
    """Return a factor's column with the categories that occur in complete rows."""
    column = variable.column
    if column.kind not in ("factor", "ordered") or not names_in(variable.node):
        return column
    names = [name for name in names_in(variable.node) if name in table.names]
    left = table.read(base.select(names).unique())
    if variable.lookup is None or len(names) > 1:
        values: Values = evaluate(variable.node, left, "")
        kept = set(column.categories)
        if isinstance(values, Categories):
            kept = {values.labels[code] for code in np.unique(values.codes) if code != MISSING}
    else:
        own = dict(zip(map(_one_missing, variable.lookup.values), variable.lookup.categories.codes, strict=True))
        codes = np.array([own.get(_one_missing(value), MISSING) for value in left.raw(names[0])])
        kept = {column.categories[code] for code in codes[codes != MISSING]}
    return restricted(column, kept)


def _one_missing(value: object) -> object:
    """Return None for whatever is missing: one NaN is not found by another."""
    return None if is_missing(value) else value


def columns_in(node: Node, table: LazyTable, source: str) -> tuple[str, ...]:
    """Return the columns a node reads; inside a call other words may stand, such as TRUE or contr.sum."""
    found = names_in(node)
    known = tuple(name for name in found if name in table.names)
    if not known or (isinstance(node, Name) and node.text not in table.names):
        raise UnknownNameError("column", (*found, deparse(node))[0], table.names, caret(source, *node.span))
    return known
