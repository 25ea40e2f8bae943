"""Contrasts as requested, before the categories are known, and as resolved."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.errors import UnknownNameError

KINDS = ("treatment", "sum", "helmert", "poly", "SAS", "diff")
"""The kinds of contrasts, by the names that `contrasts=` takes."""

_KINDS = {**{kind.lower(): kind for kind in KINDS}, "sdif": "diff", "polynomial": "poly"}

PATSY_NAMES = frozenset({"Treatment", "Sum", "Helmert", "Poly", "Diff"})
"""The names in patsy, where they are classes."""


@dataclass(frozen=True)
class ContrastRequest:
    """Contrasts as requested, before the categories are known.

    Attributes
    ----------
    kind : str
        One of `KINDS`; ``custom`` for a matrix; empty for the default of the factor.
    reference : str, int or None
        The reference category, or the omitted one, by its label or by its number from 1.
    scores : tuple of float
        The positions of the categories, for polynomials.
    matrix : tuple of tuple of float
        A row for each category.
    names : tuple of str
        The names of the columns of the matrix.
    how_many : int or None
        The number of columns to keep; None for all.
    size : int or None
        The number of categories as written in the formula, as in ``contr.sum(3)``.
    numbered : bool
        Whether R numbers indicators instead of naming them by their categories.
    filled : bool
        Whether R adds columns to a matrix that has too few.
    """

    kind: str
    reference: str | int | None = None
    scores: tuple[float, ...] = ()
    matrix: tuple[tuple[float, ...], ...] = ()
    names: tuple[str, ...] = ()
    how_many: int | None = None
    size: int | None = None
    numbered: bool = False
    filled: bool = False


@dataclass(frozen=True)
class Contrast:
    """The contrasts of one factor.

    Attributes
    ----------
    names : tuple of str
        What R appends to the name of the factor for each column.
    labels : tuple of str
        The names of the columns in an equation, which differ from each other and from the categories.
    columns : tuple of tuple of float
        For each column, a number for each category.
    indicators : tuple of int
        If the columns are indicators, the category that each of them indicates; `columns` is then empty.
    note : str
        The interpretation of the coefficients; empty where it is common knowledge.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...] = ()
    indicators: tuple[int, ...] = ()
    note: str = ""


def kind_of(name: str, where: str = "") -> str:
    """Return the kind of contrasts that a name in R or patsy denotes; `where` is its place in the formula.

    Examples
    --------
    >>> kind_of("contr.sum"), kind_of("Helmert"), kind_of("contr.sdif")
    ('sum', 'helmert', 'diff')
    """
    found = _KINDS.get(_plain(name))
    if found is None:
        raise UnknownNameError("contrast", name, KINDS, where)
    return found


def is_kind(name: str) -> bool:
    """Return whether a name denotes a kind of contrasts."""
    return _plain(name) in _KINDS


def _plain(name: str) -> str:
    return name.removeprefix("contr.").lower()
