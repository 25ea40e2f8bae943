"""Design columns of the rows in memory, as numpy arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.data.columns import Categories, Floats, Values
from levelwise.errors import DataError
from levelwise.lazy_numpy import np
from levelwise.model.spec import Cell, DesignColumn

MAX_CELLS = 50_000_000
"""Maximum number of entries of a design matrix, each of which takes eight bytes."""


class TooLargeError(DataError):
    """A design matrix would be too large."""


class Design:
    """The columns of a model over its rows, each computed once.

    Parameters
    ----------
    values : mapping of str to Values
        The values of the variables, by their source text.
    rows : int
        The number of rows.

    Attributes
    ----------
    columns_computed : int
        The number of columns requested so far, a measure of the work done.
    """

    def __init__(self, values: Mapping[str, Values], rows: int) -> None:
        self._values = values
        self._rows = rows
        self.columns_computed = 0
        self._cells: dict[Cell, Floats] = {}
        self._codes: dict[str, dict[str, int]] = {}

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self._rows

    def values(self, variable: str) -> Values:
        """Return the values of a variable."""
        return self._values[variable]

    def fits(self, columns: int) -> bool:
        """Return whether a matrix of so many columns is small enough."""
        return self._rows * columns <= MAX_CELLS

    def codes(self, variable: str) -> Mapping[str, int]:
        """Return the codes of a factor's categories, by their labels."""
        found = self._codes.get(variable)
        if found is None:
            values = self._values[variable]
            labels = values.labels if isinstance(values, Categories) else ()
            found = self._codes[variable] = {label: code for code, label in enumerate(labels)}
        return found

    def matrix(self, columns: Sequence[DesignColumn]) -> Floats:
        """Return the columns side by side, shape (rows, columns).

        Raises
        ------
        TooLargeError
            If the matrix would be too large.
        """
        if not self.fits(len(columns)):
            message = (
                f"a design matrix of {self._rows:,} rows and {len(columns):,} columns is too large to be checked; "
                'policy="off" writes the model unchecked'
            )
            raise TooLargeError(message)
        result = np.empty((self._rows, len(columns)), order="F")
        for number, column in enumerate(columns):
            result[:, number] = self.column(column)
        return result

    def column(self, column: DesignColumn) -> Floats:
        """Return one column, shape (rows,).

        Raises
        ------
        DataError
            If a product overflows.
        """
        self.columns_computed += 1
        result = np.ones(self._rows)
        with np.errstate(over="ignore", under="ignore"):
            for cell in column.cells:
                result = result * self.cell(cell)
        if len(column.cells) > 1 and not np.isfinite(result).all():
            message = (
                f"the product {column.name} is infinite in some rows; a model cannot be computed from infinite values"
            )
            raise DataError(message)
        return result

    def cell(self, cell: Cell) -> Floats:
        """Return the factor that one variable contributes to a column, shape (rows,)."""
        if cell.kind == "indicator":  # computed as fast as read from memory, of which thousands would take much
            return self._computed(cell)
        found = self._cells.get(cell)
        if found is None:
            found = self._cells[cell] = self._computed(cell)
        return found

    def _computed(self, cell: Cell) -> Floats:
        values = self._values[cell.variable]
        if isinstance(values, Categories):
            if cell.kind == "indicator":
                return np.asarray(values.codes == self.codes(cell.variable)[cell.label], dtype=np.float64)
            return np.array(cell.weights)[values.codes]
        if values.values.ndim > 1:
            return np.asarray(values.values[:, cell.position], dtype=np.float64)
        return values.values
