"""Facts about the data: kinds, categories, what is constant where, nesting, counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Values
from levelwise.errors import DataError
from levelwise.formula.syntax import quoted

if TYPE_CHECKING:
    from levelwise.data.contrasts.contrast import Contrast


@dataclass(frozen=True, slots=True)
class Column:
    """A variable's kind and, for a factor, its categories (for a basis, its suffixes).

    `contrast` is None for the contrasts R gives by itself: treatment, or polynomials of an ordered factor.
    """

    name: str
    kind: str
    categories: tuple[str, ...] = ()
    contrast: Contrast | None = field(default=None, repr=False)

    @property
    def is_factor(self) -> bool:
        """Whether the variable is coded by contrasts or indicators."""
        return self.kind in ("factor", "ordered", "logical")


@dataclass(frozen=True, slots=True)
class Schema:
    """What is known about the variables of a formula; None means that no data says it.

    Attributes
    ----------
    columns : mapping of str to Column
        By the variable's text.
    constant : mapping of str to frozenset of str
        Labels of the grouping factors within every group of which a variable is constant.
    within : mapping of str to frozenset of str
        For each grouping factor those it is nested in, equal partitions included.
    counts : mapping of str to int
        Numbers of groups.
    rows, dropped : int or None
        Rows used, and rows left out for a missing value.
    notes : tuple of str
        What a reader should know.
    response : Column or None
        What the response is.
    """

    columns: Mapping[str, Column]
    constant: Mapping[str, frozenset[str]]
    within: Mapping[str, frozenset[str]]
    counts: Mapping[str, int]
    rows: int | None
    dropped: int | None
    notes: tuple[str, ...] = ()
    response: Column | None = None


def describe(name: str, values: Values) -> Column:
    """Return a variable's kind and categories."""
    if isinstance(values, Categories):
        return Column(name, values.kind, values.labels)
    if values.values.ndim > 1:
        return Column(name, "basis", values.suffixes)
    return Column(name, "numeric")


def narrowed(column: Column, kept: Collection[str]) -> Column:
    """Return a factor's column with those of its categories that occur, in their order."""
    return replace(column, categories=tuple(label for label in column.categories if label in kept))


def check_numeric(name: str, column: Column) -> None:
    """Raise DataError unless a column is numeric."""
    if column.is_factor and column.kind != "logical":
        raise DataError(f"{name} is not numeric")


def infinite_message(name: str, rows: int) -> str:
    """Return what is wrong with infinite values."""
    return f"{name} is infinite in {rows} of the rows used; no model can be computed on it"


NONE_COMPLETE = "no row is complete: every row has a missing value in a variable of the formula"


LEFT_OUT = "have a missing value and are left out"
"""How the note about incomplete rows ends."""


def dropped_note(dropped: int, used: int) -> tuple[str, ...]:
    """Say how many rows have a missing value, if any has."""
    return (f"{dropped} of {dropped + used} rows {LEFT_OUT}",) if dropped else ()


def truths(groups: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return where R's short names of TRUE and FALSE vary, which no column of that name hides: nowhere."""
    return dict.fromkeys(("T", "F"), frozenset(groups))


def of_columns(constant: Mapping[str, frozenset[str]], groups: Iterable[str]) -> Callable[[str], frozenset[str]]:
    """Return where columns are constant by their names; a word in a call, such as TRUE or contr.sum, is constant."""
    known, everywhere = dict(constant), frozenset(groups)
    return lambda name: known.get(quoted(name), everywhere)
