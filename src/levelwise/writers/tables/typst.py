"""Tables of models in Typst, and pictures of them."""

from __future__ import annotations

from levelwise.equation.legend import Prose
from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.writers.legends.typst import escaped
from levelwise.writers.tables.grid import GridCell, GridLine, digits_of, grid, hidden, padding
from levelwise.writers.typst import mathematics, page_of
from levelwise.writers.typst_document import LOOK


def write(table: ModelTable, options: Options) -> str:
    """Return a table, as a figure if it has a caption; or a document if ``fragment`` is False."""
    made = _table(table)
    if options.get("fragment") is not False:
        return made
    return f'#set page(paper: "{page_of(options)}", margin: 25mm)\n{LOOK}\n\n{made}'


def _table(table: ModelTable) -> str:
    lines = grid(table)
    tails = padding(lines)
    each = 2 if table.beside else 1
    labels = 2 if table.has_symbols else 1
    align = ", ".join([*["left"] * labels, *["right"] * len(tails)])
    heads = ", ".join(f"table.cell(colspan: {each})[{escaped(name)}]" for name in table.columns)
    rows = "\n".join(f"  {_row(line, tails, labels)}," for line in lines)
    made = (
        f"table(\n  columns: {labels + len(tails)}, align: ({align}), stroke: none, inset: (x: 0.5em, y: 0.3em),\n"
        f"  table.hline(), table.header(table.cell(colspan: {labels})[], {heads}), table.hline(stroke: 0.5pt),\n"
        f"{rows}\n  table.hline(),\n)"
    )
    placed = "models"
    if table.caption:
        placed = f"figure(kind: table, caption: figure.caption(position: top)[{escaped(table.caption)}], models)"
    notes = " ".join(map(escaped, table.notes))
    below = f"\ncontext block(width: measure(models).width, text(size: 0.85em)[{notes}])" if notes else ""
    return f"#{{\nlet models = {made}\n{placed}{below}\n}}"


def _row(line: GridLine, tails: list[str], labels: int) -> str:
    if line.kind == "heading":
        return f"table.cell(colspan: {labels + len(tails)})[#emph[{_prose(line.label)}]]"
    symbol = [f"[{_prose(line.symbol)}]"] if labels == 2 else []
    cells = [_cell(cell, hidden(cell, tail)) for cell, tail in zip(line.cells, tails, strict=True)]
    return ", ".join((*symbol, f"[{_prose(line.label)}]", *cells))


def _cell(cell: GridCell, after: str) -> str:
    if cell.figure is None:
        return f"[{escaped(cell.words)}]"
    digits, power = digits_of(cell.figure)
    whole = f"{digits} × 10#super[{power}]" if power else digits
    in_brackets = f"\\({whole}\\)" if cell.bracket else whole
    return f"[{in_brackets}{f'#hide[{escaped(after)}]' if after else ''}]"


def _prose(prose: Prose) -> str:
    return "".join(escaped(part) if isinstance(part, str) else f"${mathematics(part)}$" for part in prose)
