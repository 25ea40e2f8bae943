"""Tables of models in Word documents, whose symbols are native mathematics."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from levelwise.equation.legend import Prose
from levelwise.equation.model_table import ModelTable
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers import omml
from levelwise.writers.docx import with_elements
from levelwise.writers.fitting.metrics import width
from levelwise.writers.tables.grid import GridCell, GridLine, digits_of, grid, hidden, padding

_EM = 220
"""Twips, at 11 points."""

_WIDTHS = {**dict.fromkeys("0123456789", 0.507), ".": 0.252, ")": 0.303}
"""The widths in ems of the characters that Word's usual font has behind a decimal point."""

_LETTER = 0.53
"""The usual width of a letter in ems, with some room."""

_GAP = 1.2
"""The width in ems that the margins of a cell and the space between columns take."""

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TABLE = """\
<w:tbl {namespace}><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/>\
<w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/></w:tblBorders>\
<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"""
_SPACE = '<w:spacing w:before="{before}" w:after="0" w:line="240" w:lineRule="auto"/>'


def write(table: ModelTable, options: Options) -> bytes:
    """Return a document that holds a table, its caption above it and its notes below."""
    lines = grid(table)
    tails = padding(lines)
    each = 2 if table.beside else 1
    labels = 2 if table.has_symbols else 1
    heads = "".join(_cell_of(_words(name, bold=True), "right", span=each, rule=True) for name in table.columns)
    corner = _cell_of("", "left", span=labels, rule=True)
    first = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{corner}{heads}</w:tr>"
    rows = first + "".join(_row(line, tails, labels) for line in lines)
    widths = _column_widths(table, lines, labels)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = _TABLE.format(namespace=_NAMESPACE, whole=sum(widths), columns=columns, rows=rows)
    return with_elements([made], options, caption=table.caption, notes=table.notes)


def _column_widths(table: ModelTable, lines: Sequence[GridLine], labels: int) -> list[int]:
    """Return the widths of the columns in twips; Word and LibreOffice do not agree on those that are not given."""
    body = [line for line in lines if line.kind != "heading"]
    symbols = [max(_ems(line.symbol) for line in body)] if labels == 2 else []
    found = [*symbols, max(_ems(line.label) for line in body)]
    cells = zip(*(line.cells for line in body), strict=True)
    numbers = [
        _LETTER * max(len(_plain(cell)) + len(hidden(cell, tail)) for cell in column)
        for column, tail in zip(cells, padding(lines), strict=True)
    ]
    each = len(numbers) // len(table.columns)
    for place, name in enumerate(table.columns):
        missing = _LETTER * len(name) * 1.1 - sum(numbers[each * place : each * (place + 1)])
        numbers[each * place] += max(0.0, missing)
    return [round((ems + _GAP) * _EM) for ems in (*found, *numbers)]


def _plain(cell: GridCell) -> str:
    if cell.figure is None:
        return cell.words
    digits, power = digits_of(cell.figure)
    return f"{digits}{' × 10' * bool(power)}{power}{'()' * cell.bracket}"


def _ems(prose: Prose) -> float:
    return sum(_LETTER * len(part) if isinstance(part, str) else width(part) for part in prose)


def _row(line: GridLine, tails: list[str], labels: int) -> str:
    if line.kind == "heading":
        content = _cell_of(_prose(line.label, italic=True), "left", span=labels + len(tails), before=80)
    else:
        symbol = _cell_of(_prose(line.symbol), "left") if labels == 2 else ""
        cells = "".join(
            _cell_of(_number(cell), "right", after=hidden(cell, tail))
            for cell, tail in zip(line.cells, tails, strict=True)
        )
        content = f"{symbol}{_cell_of(_prose(line.label), 'left')}{cells}"
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{content}</w:tr>"


def _cell_of(content: str, where: str, *, span: int = 1, rule: bool = False, before: int = 0, after: str = "") -> str:
    """Return a cell; it leaves room for the characters `after` a number, so that decimal points form a column."""
    joined = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    below = '<w:tcBorders><w:bottom w:val="single" w:sz="4"/></w:tcBorders>' if rule else ""
    room = round(sum(_WIDTHS.get(one, _LETTER) for one in after) * _EM)
    space = _SPACE.format(before=before) + (f'<w:ind w:right="{room}"/>' if room else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{joined}{below}</w:tcPr>'
        f'<w:p><w:pPr><w:keepNext/>{space}<w:jc w:val="{where}"/></w:pPr>{content}</w:p></w:tc>'
    )


def _number(cell: GridCell) -> str:
    if cell.figure is None:
        return _words(cell.words)
    digits, power = digits_of(cell.figure)
    start, end = ("(", ")") if cell.bracket else ("", "")
    if not power:
        return _words(f"{start}{digits}{end}")
    raised = f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{power}</w:t></w:r>'
    return f"{_words(f'{start}{digits} × 10')}{raised}{_words(end)}"


def _words(words: str, *, bold: bool = False, italic: bool = False) -> str:
    look = f"<w:rPr>{'<w:b/>' * bold}{'<w:i/>' * italic}</w:rPr>" if bold or italic else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(plain(words))}</w:t></w:r>' if words else ""


def _prose(prose: Prose, *, italic: bool = False) -> str:
    return "".join(_words(part, italic=italic) if isinstance(part, str) else omml.inline(part) for part in prose)
