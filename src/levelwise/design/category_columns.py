"""Design columns that are nonzero in the rows of a single category, examined category by category.

The indicators of a factor, and their products with other columns, are nonzero in the rows of one category. Those of
different categories are orthogonal, so that a factor with 800 categories takes sums within the categories instead of a
matrix with 800 columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Codes, Floats
from levelwise.dataclass import dataclass
from levelwise.design.columns import Design
from levelwise.design.linear_dependence import is_extreme
from levelwise.lazy_numpy import np
from levelwise.model.spec import Cell, DesignColumn, Key, column_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY = 20
"""Minimum number of columns of a factor that are examined category by category; fewer are as fast in a matrix."""

_NULL = 1e-10  # a column is a combination of those before it if it has a smaller independent part than this


@dataclass(frozen=True)
class Split:
    """The columns of the factor with the most indicators, and the other columns.

    Attributes
    ----------
    variable : str
        The factor.
    places : dict of int to tuple of str and int
        The category of each column of the factor, and the number of its multiplier.
    multipliers : tuple of DesignColumn
        What the indicators are multiplied by, the constant for an indicator alone.
    others : tuple of int
        The numbers of the other columns.
    """

    variable: str
    places: dict[int, tuple[str, int]]
    multipliers: tuple[DesignColumn, ...]
    others: tuple[int, ...]


def split(columns: Sequence[DesignColumn]) -> Split | None:
    """Return the columns of the factor with the most indicators, and the others; None if there are only a few."""
    found: dict[str, list[tuple[int, Cell]]] = {}
    for number, column in enumerate(columns):
        for cell in column.cells:
            if cell.kind == "indicator":
                found.setdefault(cell.variable, []).append((number, cell))
    variable = max(found, key=lambda one: len(found[one]), default=None)
    if variable is None or len(found[variable]) < MANY:
        return None
    numbers: dict[Key, int] = {}
    multipliers: list[DesignColumn] = []
    places: dict[int, tuple[str, int]] = {}
    for number, cell in found[variable]:
        rest = column_of(*(other for other in columns[number].cells if other != cell))
        if rest.key not in numbers:
            numbers[rest.key] = len(multipliers)
            multipliers.append(rest)
        places[number] = cell.label, numbers[rest.key]
    others = tuple(number for number in range(len(columns)) if number not in places)
    return Split(variable, places, tuple(multipliers), others)


def columns_held(columns: Sequence[DesignColumn]) -> int:
    """Return how many columns of all rows are in memory at once to examine design columns."""
    parts = split(columns)
    return len(columns) if parts is None else len(parts.others) + len(parts.multipliers)


class CategoryColumns:
    """Products of columns with the indicators of categories, as an orthonormal basis within each category.

    Parameters
    ----------
    codes : ndarray of int, shape (rows,)
        The category of each row.
    multipliers : sequence of ndarray, shape (rows,)
        The columns that are multiplied by indicators.
    present : ndarray of bool, shape (categories, multipliers)
        Which products there are.

    Attributes
    ----------
    triangles : ndarray, shape (categories, multipliers, multipliers)
        The products of each category in terms of its basis, each in a column.
    largest : ndarray, shape (categories, multipliers)
        The largest absolute value of each product.
    """

    def __init__(self, codes: Codes, multipliers: Sequence[Floats], present: NDArray[np.bool_]) -> None:
        self._codes = codes
        self._size, count = present.shape
        self._basis: list[Floats] = []
        self.triangles: Floats = np.zeros((self._size, count, count))
        self.largest: Floats = np.zeros((self._size, count))
        for number, column in enumerate(multipliers):
            rest = np.where(present[codes, number], column, 0.0)
            np.maximum.at(self.largest[:, number], codes, np.abs(rest))
            lengths = np.sqrt(self._sums(rest * rest))
            for _ in range(2):  # repeated because of rounding errors
                for earlier, direction in enumerate(self._basis):
                    weights = self._sums(direction * rest)
                    self.triangles[:, earlier, number] += weights
                    rest = rest - direction * weights[codes]
            left = np.sqrt(self._sums(rest * rest))
            left = np.where(left > _NULL * lengths, left, 0.0)
            self.triangles[:, number, number] = left
            inverse = np.divide(1.0, left, out=np.zeros_like(left), where=left > 0)
            self._basis.append(rest * inverse[codes])

    @property
    def rank(self) -> int:
        """The dimension of the space that the columns span."""
        return int((np.diagonal(self.triangles, axis1=1, axis2=2) > 0).sum())

    def coefficients(self, columns: Floats) -> Floats:
        """Return the products of columns, shape (rows, columns), with the basis: (categories, multipliers, columns)."""
        found = np.empty((self._size, len(self._basis), columns.shape[1]))
        for number, direction in enumerate(self._basis):
            for column in range(columns.shape[1]):
                found[:, number, column] = self._sums(direction * columns[:, column])
        return found

    def residual(self, columns: Floats) -> Floats:
        """Return the component of columns, shape (rows, columns), that is orthogonal to the space."""
        found = np.array(columns, order="F")
        for _ in range(2):  # repeated because of rounding errors
            weights = self.coefficients(found)
            for number, direction in enumerate(self._basis):
                for column in range(found.shape[1]):
                    found[:, column] -= direction * weights[self._codes, number, column]
        return found

    def _sums(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self._codes, weights=values, minlength=self._size), dtype=np.float64)


def by_category(
    columns: Sequence[DesignColumn], parts: Split | None, design: Design
) -> tuple[CategoryColumns, list[tuple[int, int, int]]] | None:
    """Return the columns of a factor, category by category, and the place of each; None if their sizes are extreme.

    A place is the number of the column, that of its category, and that of its multiplier.
    """
    values = None if parts is None else design.values(parts.variable)
    if parts is None or not isinstance(values, Categories):
        return None
    multipliers = [design.column(one) for one in parts.multipliers]
    if is_extreme(multipliers) or is_extreme(design.column(columns[number]) for number in parts.others):
        return None
    codes = design.codes(parts.variable)
    places = [(number, codes[label], multiplier) for number, (label, multiplier) in parts.places.items()]
    present = np.zeros((len(values.labels), len(multipliers)), dtype=np.bool_)
    for _, code, multiplier in places:
        present[code, multiplier] = True
    return CategoryColumns(values.codes, multipliers, present), places
