"""Tables of models in HTML, with headings that a screen reader finds."""

from __future__ import annotations

from levelwise.equation.legend import Prose
from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.writers.html import page
from levelwise.writers.markup import escaped
from levelwise.writers.mathml import element
from levelwise.writers.tables.grid import GridCell, GridLine, digits_of, grid, hidden, padding

_WIDE = str.maketrans({**dict.fromkeys("0123456789", "\N{FIGURE SPACE}"), ".": "\N{PUNCTUATION SPACE}", ")": "\u2005"})
"""Spaces about as wide as the characters that they stand for."""

_LEFT = "text-align:left;font-weight:normal;padding:0 1em 0 0;white-space:nowrap"
_RIGHT = "text-align:right;padding:0 0 0 1.5em;white-space:nowrap;font-variant-numeric:tabular-nums"
_RULE = "border-top:1px solid currentColor"


def write(table: ModelTable, options: Options) -> str:
    """Return a table as a part of a page, or as a page if ``fragment`` is False."""
    lines = grid(table)
    tails = padding(lines)
    each = 2 if table.beside else 1
    labels = 2 if table.has_symbols else 1
    heads = "".join(
        f'<th scope="col"{_span(each)} style="{_RIGHT};font-weight:bold">{escaped(name)}</th>' for name in table.columns
    )
    body = "\n".join(_row(line, tails, labels) for line in lines)
    caption = f'<caption style="text-align:left;padding-bottom:0.5em">{escaped(table.caption)}</caption>\n'
    notes = "<br>".join(map(escaped, table.notes))
    foot = f'<td{_span(labels + len(tails))} style="font-size:smaller;padding-top:0.3em">{notes}</td>'
    made = (
        f'<table class="models" style="border-collapse:collapse">\n{caption if table.caption else ""}'
        f"<thead>\n<tr><td{_span(labels)}></td>{heads}</tr>\n</thead>\n"
        f'<tbody style="{_RULE}">\n{body}\n</tbody>\n'
        f'<tfoot style="{_RULE}">\n<tr>{foot}</tr>\n</tfoot>\n</table>'
    )
    return page(table.caption or "Fitted models", made) if options.get("fragment") is False else made


def _row(line: GridLine, tails: list[str], labels: int) -> str:
    if line.kind == "heading":
        span = _span(labels + len(tails))
        return (
            f'<tr><th scope="rowgroup"{span} style="text-align:left;padding-top:0.4em">{_prose(line.label)}</th></tr>'
        )
    cells = "".join(
        f'<td style="{_RIGHT}">{_cell(cell)}{hidden(cell, tail).translate(_WIDE)}</td>'
        for cell, tail in zip(line.cells, tails, strict=True)
    )
    if line.kind == "continued":
        return f"<tr><td{_span(labels)}></td>{cells}</tr>"
    symbol = f'<td style="{_LEFT}">{_prose(line.symbol)}</td>' if labels == 2 else ""
    return f'<tr>{symbol}<th scope="row" style="{_LEFT}">{_prose(line.label)}</th>{cells}</tr>'


def _span(columns: int) -> str:
    return f' colspan="{columns}"' if columns > 1 else ""


def _cell(cell: GridCell) -> str:
    if cell.figure is None:
        return escaped(cell.words)
    digits, power = digits_of(cell.figure)
    whole = f"{digits}&#xA0;×&#xA0;10<sup>{power}</sup>" if power else digits
    return f"({whole})" if cell.bracket else whole


def _prose(prose: Prose) -> str:
    return "".join(
        escaped(part)
        if isinstance(part, str)
        else f'<math xmlns="http://www.w3.org/1998/Math/MathML">{element(part)}</math>'
        for part in prose
    )
