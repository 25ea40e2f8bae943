"""The formats that have tables of models, and the options that apply to tables."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.dataclass import dataclass
from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.registry import load


@dataclass(frozen=True)
class TableFormat:
    """Where the function is that writes tables in a format, and the options that it takes."""

    function: str
    options: tuple[str, ...] = ()

    def write(self, table: ModelTable, options: Options) -> str | bytes:
        """Return a table in the format."""
        written: str | bytes = load(f"levelwise.writers.tables.{self.function}")(table, options)
        return written


TABLE_FORMATS: Mapping[str, TableFormat] = {
    "latex": TableFormat("latex:write", ("fragment", "paper")),
    "markdown": TableFormat("markdown:write", ("dialect",)),
    "typst": TableFormat("typst:write", ("fragment", "paper")),
    "docx": TableFormat("docx:write", ("paper",)),
    "html": TableFormat("html:write", ("fragment",)),
    "text": TableFormat("text:write"),
    "pdf": TableFormat("pictures:pdf"),
    "png": TableFormat("pictures:png", ("dpi",)),
    "svg": TableFormat("pictures:svg"),
}
"""By the names of the formats of equations."""
