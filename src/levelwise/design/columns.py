"""Design columns as numpy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.data.columns import Categories, Floats, Values
from levelwise.errors import DataError
from levelwise.lazy_numpy import np
from levelwise.model.spec import Cell, Coefficient

MAX_CELLS = 50_000_000
"""The largest number of entries of a design matrix, which takes eight bytes for each."""


class Design:
    """The columns of a model over its rows, each computed once.

    Parameters
    ----------
    values : mapping of str to Values
        Each variable's values by its text.
    rows : int
        The number of rows.

    Attributes
    ----------
    columns_computed : int
        How many columns have been asked for, a measure of the work done.
    """

    def __init__(self, values: Mapping[str, Values], rows: int) -> None:
        self._values = values
        self._rows = rows
        self.columns_computed = 0
        self._cells: dict[Cell, Floats] = {}

    def matrix(self, columns: Sequence[Coefficient]) -> Floats:
        """Return the columns side by side, shape (rows, columns).

        Raises
        ------
        DataError
            When that is too much to be computed with.
        """
        if self._rows * len(columns) > MAX_CELLS:
            message = (
                f"a design matrix of {self._rows:,} rows and {len(columns):,} columns is too large to be checked; "
                'policy="off" writes the model unchecked'
            )
            raise DataError(message)
        result = np.empty((self._rows, len(columns)), order="F")
        for number, column in enumerate(columns):
            result[:, number] = self.column(column)
        return result

    def column(self, column: Coefficient) -> Floats:
        """Return one column, shape (rows,).

        Raises
        ------
        DataError
            When a product is too large to be computed with.
        """
        self.columns_computed += 1
        result = np.ones(self._rows)
        with np.errstate(over="ignore", under="ignore"):
            for cell in column.cells:
                result = result * self.cell(cell)
        if len(column.cells) > 1 and not np.isfinite(result).all():
            raise DataError(f"the product {column.name} is infinite in some rows; no model can be computed on it")
        return result

    def cell(self, cell: Cell) -> Floats:
        """Return one variable's part in a column, shape (rows,)."""
        found = self._cells.get(cell)
        if found is None:
            found = self._cells[cell] = self._made(cell)
        return found

    def _made(self, cell: Cell) -> Floats:
        values = self._values[cell.variable]
        if isinstance(values, Categories):
            if cell.kind == "indicator":
                return np.asarray(values.codes == values.labels.index(cell.label), dtype=np.float64)
            return np.array(cell.weights)[values.codes]
        if values.values.ndim > 1:
            return np.asarray(values.values[:, cell.position], dtype=np.float64)
        return values.values
