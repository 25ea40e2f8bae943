"""Legends in Word: a table without lines, whose symbols are native mathematics, or a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from levelwise.equation.legend import Entry, Prose
from levelwise.text.characters import plain
from levelwise.writers import omml
from levelwise.writers.fitting.metrics import width
from levelwise.writers.legends.clauses import Form, explanation, sentence, symbols

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TABLE = """\
<w:tbl {namespace}>
<w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>{rows}</w:tbl>"""
_ROW = """\
<w:tr><w:trPr><w:cantSplit/></w:trPr>\
<w:tc><w:tcPr><w:tcW w:w="{left}" w:type="dxa"/></w:tcPr><w:p>{space}{symbol}</w:p></w:tc>\
<w:tc><w:tcPr><w:tcW w:w="{right}" w:type="dxa"/></w:tcPr><w:p>{space}{words}</w:p></w:tc></w:tr>"""
_SPACE = '<w:pPr><w:spacing w:after="60" w:line="240" w:lineRule="auto"/></w:pPr>'
_EM = 220  # twips, at 11 points
_GAP = 1.5  # ems


def docx(entries: Sequence[Entry], form: Form, whole: int) -> str:
    """Return a legend as an element of a document, `whole` twips wide."""
    if form == "sentence":
        return f"<w:p {_NAMESPACE}>{_spelled(sentence(entries))}</w:p>"
    ems = _GAP + max((width(one) for entry in entries for one in symbols(entry) if not isinstance(one, str)), default=0)
    left = min(round(ems * _EM), whole // 2)
    right = whole - left
    rows = "".join(
        _ROW.format(
            left=left,
            right=right,
            space=_SPACE,
            symbol=_spelled(symbols(entry)),
            words=_spelled(explanation(entry)),
        )
        for entry in entries
    )
    return _TABLE.format(namespace=_NAMESPACE, whole=whole, left=left, right=right, rows=rows)


def _spelled(prose: Prose) -> str:
    return "".join(
        f'<w:r><w:t xml:space="preserve">{escape(plain(part))}</w:t></w:r>'
        if isinstance(part, str)
        else omml.inline(part)
        for part in prose
    )
