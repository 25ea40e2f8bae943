"""A table of models line by line, and what stands behind a number so that decimal points come to lie in a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.legend import Prose
from levelwise.equation.model_table import Figure, ModelTable, TableRow


@dataclass(frozen=True)
class GridCell:
    """A number, in brackets if it is a standard error; or words."""

    figure: Figure | None = None
    bracket: bool = False
    words: str = ""

    @property
    def tail(self) -> str:
        """What stands from the decimal point on; empty for words."""
        if self.figure is None or self.figure.power is not None:
            return ""
        dot = "." if "." in self.figure.text else ""
        return f"{dot}{self.figure.tail}{')' if self.bracket else ''}"


@dataclass(frozen=True)
class GridLine:
    """A line: a heading, or a symbol, a label and cells. A continued line has the standard errors of the one above."""

    kind: Literal["heading", "row", "continued"]
    label: Prose
    symbol: Prose = ()
    cells: tuple[GridCell, ...] = ()


def grid(table: ModelTable) -> tuple[GridLine, ...]:
    """Return the lines below the head of a table; with errors beside estimates, each model has two cells."""
    return tuple(_lines(table))


def padding(lines: Sequence[GridLine]) -> list[str]:
    """Return the longest tail of the cells of each column."""
    columns = zip(*(line.cells for line in lines if line.cells), strict=True)
    return [max((cell.tail for cell in column), key=len, default="") for column in columns]


def hidden(cell: GridCell, longest: str) -> str:
    """Return the characters as wide as what the tail of a number lacks; words stand at the edge of their column.

    Examples
    --------
    >>> hidden(GridCell(Figure("12.6")), ".244)")
    '44)'
    """
    return "" if cell.figure is None else longest[len(cell.tail) :]


def digits_of(figure: Figure) -> tuple[str, str]:
    """Return a number with its minus sign, and the power of ten by which it is multiplied, empty for none.

    Examples
    --------
    >>> digits_of(Figure("1.2", negative=True, power=-5))
    ('−1.2', '−5')
    """
    minus = "\N{MINUS SIGN}"
    power = "" if figure.power is None else str(figure.power).replace("-", minus)
    return f"{minus if figure.negative else ''}{figure.text}", power


def _lines(table: ModelTable) -> Iterator[GridLine]:
    for section in table.sections:
        yield GridLine("heading", (section.heading,))
        for row in section.rows:
            yield from _of_row(row, beside=table.beside)


def _of_row(row: TableRow, *, beside: bool) -> Iterator[GridLine]:
    values = [GridCell() if cell is None else GridCell(cell.value, words=cell.words) for cell in row.cells]
    errors = [
        GridCell() if cell is None or cell.error is None else GridCell(cell.error, bracket=True) for cell in row.cells
    ]
    symbols = [part for symbol in row.symbols for part in (", ", symbol)][1:]
    if beside:
        pairs = [one for pair in zip(values, errors, strict=True) for one in pair]
        yield GridLine("row", row.label, tuple(symbols), tuple(pairs))
        return
    yield GridLine("row", row.label, tuple(symbols), tuple(values))
    if any(error.figure for error in errors):
        yield GridLine("continued", (), (), tuple(errors))
