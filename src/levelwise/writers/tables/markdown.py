"""Tables of models in Markdown."""

from __future__ import annotations

from levelwise.equation.legend import Prose
from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.writers.latex_nodes import inline
from levelwise.writers.markdown import dialect_of, literal, running, spelling_of
from levelwise.writers.tables.grid import GridCell, GridLine, digits_of, grid


def write(table: ModelTable, options: Options) -> str:
    """Return a table of GitHub's Markdown, which pandoc and Jupyter read too, and the notes below it."""
    dialect = dialect_of(options)
    spelling = spelling_of(dialect, options["matrices"])
    before, after = ("$`", "`$") if dialect == "github" else ("$", "$")

    def prose(words: Prose) -> str:
        return "".join(
            running(part)
            if isinstance(part, str)
            else f"{before}{inline(part, spelling)}{after}".replace("|", "\\vert ")
            for part in words
        )

    def row(line: GridLine) -> str:
        if line.kind == "heading":
            return f"| {'| ' * (labels - 1)}*{prose(line.label)}* {'| ' * columns}|"
        symbol = [prose(line.symbol)] if labels == 2 else []
        return f"| {' | '.join((*symbol, prose(line.label), *map(_cell, line.cells)))} |"

    lines = grid(table)
    labels = 2 if table.has_symbols else 1
    each = 2 if table.beside else 1
    columns = each * len(table.columns)
    heads = [one for name in table.columns for one in (running(name), *([""] * (each - 1)))]
    head = f"| {'| ' * labels}{' | '.join(heads)} |"
    rule = f"|{':--|' * labels}{'--:|' * columns}"
    above = [literal(table.caption), ""] if table.caption else []
    below = ["", "  \n".join(map(literal, table.notes))] if table.notes else []
    return "\n".join((*above, head, rule, *map(row, lines), *below))


def _cell(cell: GridCell) -> str:
    if cell.figure is None:
        return running(cell.words)
    digits, power = digits_of(cell.figure)
    whole = f"{digits} × 10<sup>{power}</sup>" if power else digits
    return f"({whole})" if cell.bracket else whole
