"""Sheets of workbooks (Excel, LibreOffice), read by the package python-calamine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from levelwise.data.columns import Values, label_of
from levelwise.data.frames.plain import column_of
from levelwise.data.frames.table import Table
from levelwise.data.origin import Origin, with_origin
from levelwise.data.sources.dialect import check_header
from levelwise.data.sources.messages import printable
from levelwise.data.sources.plain_text import typed_column
from levelwise.errors import DataError, UnknownNameError
from levelwise.packages import required
from levelwise.progress import progress


def read(path: Path, name: str, sheet: str | None = None) -> Table:
    """Read a sheet, whose first row that is not empty holds the names of the columns.

    Raises
    ------
    DataError
        If several sheets have data and none is chosen, or the sheet is not a table.
    UnknownNameError
        If there is no such sheet.
    MissingExtraError
        If the package python-calamine is not installed.
    """
    calamine = required("python_calamine", f"{name}, a workbook,", "python-calamine")
    with progress(f"reading {name}"), path.open("rb") as file:
        try:
            book = calamine.CalamineWorkbook.from_filelike(file)
            sheets = {one: book.get_sheet_by_name(one).to_python(skip_empty_area=True) for one in book.sheet_names}
        except (calamine.CalamineError, OSError) as error:
            raise DataError(f"{name} cannot be read as a workbook: {printable(str(error))}") from error
    if sheet is not None:
        if sheet not in sheets:
            raise UnknownNameError("sheet", sheet, sheets, of=f"in {name}")
        return _table(sheets[sheet], f"the sheet {sheet} of {name}")
    full = [one for one, rows in sheets.items() if any(map(_is_row, rows))]
    if len(full) > 1:
        shown = ", ".join(f"{path.name}::{one}" for one in full[:12]) + (", …" if len(full) > 12 else "")
        raise DataError(f"{name} has several sheets with data; choose one: {printable(shown, 1000)}")
    if not full:
        raise DataError(f"{name} is empty")
    return _table(sheets[full[0]], name)


def _is_row(cells: Sequence[object]) -> bool:
    return any(cell != "" for cell in cells)


def _table(cells: Sequence[Sequence[Any]], name: str) -> Table:
    filled = [row for row in cells if _is_row(row)]
    names = [_text(cell).strip() for cell in filled[0]] if filled else []
    check_header(names, name)
    rows = filled[1:]
    if not rows:
        raise DataError(f"{name} has no rows")
    columns: dict[str, Values] = {}
    marks: dict[str, dict[str, int]] = {}
    for position, column in enumerate(names):
        if column:
            columns[column], found = _column([row[position] for row in rows])
            if found:
                marks[column] = found
    return with_origin(Table(columns), Origin(marks, header_is_data=any(isinstance(one, float) for one in filled[0])))


def _column(cells: list[Any]) -> tuple[Values, dict[str, int]]:
    """Return a column and its marks of missing values: dates or logical values, or else what a text file would hold."""
    present = [None if cell == "" else cell for cell in cells]
    kinds = {type(cell) for cell in present if cell is not None}
    if kinds == {date, datetime}:
        present = [datetime.combine(cell, time()) if type(cell) is date else cell for cell in present]
        kinds = {datetime}
    if kinds in ({date}, {datetime}, {bool}):
        column = column_of(present)
        assert column is not None  # these types are plain
        return column, {}
    return typed_column([None if cell is None else _text(cell) for cell in present])


def _text(cell: Any) -> str:
    """Return a cell as a text file would hold it."""
    if isinstance(cell, bool | str):
        return str(cell).lower() if isinstance(cell, bool) else cell
    if isinstance(cell, timedelta):
        return repr(cell.total_seconds())
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return label_of(cell)
