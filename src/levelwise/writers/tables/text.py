"""Tables of models in plain text."""

from __future__ import annotations

from textwrap import wrap

from levelwise.equation.legend import Prose
from levelwise.equation.model_table import ModelTable
from levelwise.equation.tree import Node
from levelwise.options import Options
from levelwise.text.characters import display_width, plain
from levelwise.writers.legends.text import in_line
from levelwise.writers.spellings import SUPERSCRIPTS
from levelwise.writers.tables.grid import GridCell, digits_of, grid, hidden, padding
from levelwise.writers.unicode.boxes import padded
from levelwise.writers.unicode.scripts import on_a_line

_GAP = "  "
_LEAST = 60
"""Width of the lines of notes below a narrow table."""


def write(table: ModelTable, options: Options) -> str:
    """Return a table whose columns are set apart by spaces."""
    del options
    lines = grid(table)
    tails = padding(lines)
    words = [(_prose(line.symbol), _prose(line.label)) for line in lines]
    has_symbols = table.has_symbols
    left = [max(map(display_width, column), default=0) for column in zip(*words, strict=True)]
    cells = [
        [_cell(cell) + " " * len(hidden(cell, tail)) for cell, tail in zip(line.cells, tails, strict=True)]
        if line.cells
        else []
        for line in lines
    ]
    each = 2 if table.beside else 1
    heads = [plain(name) for name in table.columns]
    widths = [max((display_width(row[place]) for row in cells if row), default=0) for place in range(len(tails))]
    for place, head in enumerate(heads):  # a heading may be wider than its column
        short = display_width(head) - sum(widths[each * place : each * (place + 1)]) - len(_GAP) * (each - 1)
        widths[each * place] += max(0, short)
    start = (left[0] + len(_GAP) if has_symbols else 0) + left[1]
    spans = [
        sum(widths[each * place : each * (place + 1)]) + len(_GAP) * (each - 1) for place in range(len(table.columns))
    ]
    head = " " * start + "".join(_GAP + padded(name, span, "right") for name, span in zip(heads, spans, strict=True))
    body = [head.rstrip(), "─" * display_width(head)]
    for line, (symbol, label), row in zip(lines, words, cells, strict=True):
        if line.kind == "heading":
            body.append(label)
            continue
        first = f"{padded(symbol, left[0])}{_GAP}" if has_symbols else ""
        columns = "".join(_GAP + padded(cell, width, "right") for cell, width in zip(row, widths, strict=True))
        body.append(f"{first}{padded(label, left[1])}{columns}".rstrip())
    above = [plain(table.caption), ""] if table.caption else []
    whole = display_width(head)
    notes = [part for note in table.notes for part in wrap(plain(note), max(whole, _LEAST))]
    return "\n".join((*above, *body, "─" * whole, *notes))


def _cell(cell: GridCell) -> str:
    if cell.figure is None:
        return plain(cell.words)
    digits, power = digits_of(cell.figure)
    whole = f"{digits} × 10{''.join(SUPERSCRIPTS[one] for one in power.replace('−', '-'))}" if power else digits
    return f"({whole})" if cell.bracket else whole


def _prose(prose: Prose) -> str:
    return "".join(plain(part) if isinstance(part, str) else _on_a_line(part) for part in prose)


def _on_a_line(node: Node) -> str:
    """Return mathematics on one line, a category in square brackets, ``sector[cath]``."""
    drawn = in_line(node)
    return drawn.lines[0] if drawn.height == 1 else on_a_line(node)
