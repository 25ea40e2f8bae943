"""The table of several fitted models: rows of parameters and of facts about the fits, a column for each model."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.equation.estimated.numbers import unsigned
from levelwise.equation.legend import Prose
from levelwise.equation.tree import Node, Number, Scripted, Text, Times


@dataclass(frozen=True)
class Figure:
    """A number as it is printed.

    Attributes
    ----------
    text : str
        Its significant digits, without a sign.
    negative : bool
        Whether it has a minus sign.
    power : int or None
        The power of ten by which it is multiplied; None for none.
    """

    text: str
    negative: bool = False
    power: int | None = None

    @property
    def tail(self) -> str:
        """What stands to the right of the decimal point."""
        return self.text.partition(".")[2] if self.power is None else ""


def figure(value: float, digits: int) -> Figure:
    """Return a number with significant digits, as equations print it.

    Examples
    --------
    >>> figure(-2.2, 3)
    Figure(text='2.20', negative=True, power=None)
    >>> figure(0.000012, 2)
    Figure(text='1.2', negative=False, power=-5)
    """
    match unsigned(value, digits):
        case Number(text) | Text(text):
            return Figure(text, value < 0)
        case Times((Number(text), Scripted(_, _, (Number(power),)))):
            return Figure(text, value < 0, int(power))
    raise AssertionError(value)


@dataclass(frozen=True)
class TableCell:
    """An estimate, and its standard error if it has one; or words, such as the name of a method."""

    value: Figure | None = None
    error: Figure | None = None
    words: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row: the symbols that a parameter has in the equations, what it is, and a cell for each model that has it."""

    label: Prose
    cells: tuple[TableCell | None, ...]
    symbols: tuple[Node, ...] = ()


@dataclass(frozen=True)
class TableSection:
    """Rows under a heading."""

    heading: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class ModelTable:
    """A table of models.

    Attributes
    ----------
    columns : tuple of str
        The heading of each model.
    sections : tuple of TableSection
        The rows.
    notes : tuple of str
        Sentences below the table.
    caption : str
        What stands above it; empty for nothing.
    beside : bool
        Whether standard errors stand beside the estimates, and not below them.
    """

    columns: tuple[str, ...]
    sections: tuple[TableSection, ...]
    notes: tuple[str, ...] = ()
    caption: str = ""
    beside: bool = False

    @property
    def has_symbols(self) -> bool:
        """Whether any row has a symbol."""
        return any(row.symbols for section in self.sections for row in section.rows)
