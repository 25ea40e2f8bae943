"""Contrasts as they are asked for, and as they are."""

from __future__ import annotations

from levelwise.dataclass import dataclass

KINDS = ("treatment", "sum", "helmert", "poly", "SAS", "diff")
"""The contrasts there are, by the names `contrasts=` takes."""


@dataclass(frozen=True)
class Choice:
    """Contrasts as they were asked for, before the categories are known.

    Attributes
    ----------
    kind : str
        One of `KINDS`; ``custom`` for a matrix; empty for what the factor has by itself.
    reference : str, int or None
        The category left out, by its label or by its place from 1 on.
    scores : tuple of float
        Where the categories lie, for polynomials.
    matrix : tuple of tuple of float
        A row for each category.
    names : tuple of str
        Names of the matrix's columns.
    how_many : int or None
        Only so many columns.
    size : int or None
        The number of categories that was written, as in ``contr.sum(3)``.
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
        What R appends to the factor's name for each column.
    labels : tuple of str
        What a column is called in an equation; no two alike, and none like a category.
    columns : tuple of tuple of float
        Each column's number for each category.
    indicators : tuple of int
        The category each column indicates, where all do; `columns` is empty then.
    note : str
        What a coefficient means, empty where everybody knows.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...] = ()
    indicators: tuple[int, ...] = ()
    note: str = ""
