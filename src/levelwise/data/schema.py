"""Facts about the data: kinds of variables, categories, constancy within groups, nesting, counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.errors import DataError
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.data.contrasts.contrast import Contrast


@dataclass(frozen=True)
class Column:
    """The kind of a variable and, for a factor, its categories.

    Attributes
    ----------
    name : str
        The variable as R prints it.
    kind : str
        ``numeric``, ``factor``, ``ordered``, ``logical``, or ``basis`` for several columns of numbers.
    categories : tuple of str
        The categories of a factor in order; the suffixes of the columns of a basis.
    contrast : Contrast or None
        The contrasts of a factor; None for R's defaults: treatment, or polynomial for an ordered factor.
    values : tuple of (str, str)
        The values of the data with the categories that they belong to, where a caller renamed them.
    """

    name: str
    kind: str
    categories: tuple[str, ...] = ()
    contrast: Contrast | None = field(default=None, repr=False)
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def is_factor(self) -> bool:
        """Whether the variable enters the model through contrasts or indicators."""
        return self.kind in ("factor", "ordered", "logical")


@dataclass(frozen=True)
class Schema:
    """The facts about the variables of a formula; None means unknown without data.

    Attributes
    ----------
    columns : mapping of str to Column
        The variables, by their source text.
    constant : mapping of str to frozenset of str
        For each variable, the labels of the grouping factors within whose groups it is constant.
    within : mapping of str to frozenset of str
        For each grouping factor, the factors in which it is nested, including those with equal partitions.
    counts : mapping of str to int
        The number of groups of each grouping factor.
    rows, dropped : int or None
        The numbers of rows used and of rows omitted because of missing values.
    notes : tuple of Note
        Remarks for the reader.
    response : Column or None
        The kind of the response.
    labels : mapping of str to str
        The labels of columns in a file of SPSS, Stata, SAS or R, which describe them.
    unlisted : frozenset of str
        Without data, the variables that are factors whose categories are unknown; they count as numeric.
    units : mapping of str to str
        The units of columns.
    value_labels : mapping of str to mapping of str to str
        The labels of the values of columns.
    first_in_r : mapping of str to str
        For each factor of strings of which R, sorting the categories, has another one first: that category.
    """

    columns: Mapping[str, Column]
    constant: Mapping[str, frozenset[str]]
    within: Mapping[str, frozenset[str]]
    counts: Mapping[str, int]
    rows: int | None
    dropped: int | None
    notes: tuple[Note, ...] = ()
    response: Column | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    first_in_r: Mapping[str, str] = field(default_factory=dict)


UNKNOWN = Schema({}, {}, {}, {}, None, None)
"""The schema of a model of whose variables nothing is known."""


def restricted(column: Column, kept: Collection[str]) -> Column:
    """Return the description of a factor restricted to the categories that occur, in their order."""
    return replace(column, categories=tuple(label for label in column.categories if label in kept))


def infinite_message(name: str, rows: int) -> str:
    """Return the error message about infinite values."""
    return f"{name} is infinite in {rows:,} of the rows used; a model cannot be computed from infinite values"


def check_weights(name: str, least: float) -> None:
    """Raise DataError if the smallest of the prior weights is negative."""
    if least < 0:
        raise DataError(f"the weights {name} must not be negative; the smallest is {least:g}")


NO_ROWS = "the data have no rows"
NO_COMPLETE_ROW = "no row is complete: every row has a missing value in some variable of the formula"


def dropped_note(dropped: int, used: int) -> tuple[Note, ...]:
    """Return a note on the number of rows with missing values, if there are any."""
    verb, are = ("has", "is") if dropped == 1 else ("have", "are")
    text = f"{dropped:,} of {dropped + used:,} rows {verb} a missing value and {are} left out"
    return (Note("dropped-rows", text),) if dropped else ()
