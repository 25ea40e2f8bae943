"""Word documents, whose equations are native and can be edited."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.options import Options
from levelwise.packages import required
from levelwise.text.characters import plain
from levelwise.writers import omml
from levelwise.writers.document import Piece
from levelwise.writers.fitting.heights import divided

if TYPE_CHECKING:
    from docx.document import Document

    from levelwise.equation.legend import Entry
    from levelwise.writers.legends.clauses import Form

PAPER = {"a4": (21.0, 29.7), "letter": (21.59, 27.94)}
"""The width and height of pages, in centimetres."""

_MARGIN = 2.54
_TWIPS = 1440 / 2.54
_NUMBER = 1.1 * _TWIPS
"""The width of the column of a number, and of the empty one opposite to it."""

_NUMBERED = """\
<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"""
_COLUMN = '<w:gridCol w:w="{width}"/>'
_CELL = """\
<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>\
<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{where}"/></w:pPr>{content}</w:p></w:tc>"""
_COUNTED = """\
<w:r><w:t>(</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>\
<w:r><w:instrText xml:space="preserve"> SEQ Equation \\* ARABIC </w:instrText></w:r>\
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{number}</w:t></w:r>\
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>)</w:t></w:r>"""

_KEPT = frozenset({"officeDocument", "styles", "settings", "webSettings", "fontTable", "theme", "numbering"})
"""The parts of python-docx's template that a document keeps: not who made it and when, nor its first page's picture."""


def write(system: System, options: Options) -> bytes:
    """Return a document that holds the equations.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        As of the format ``omml``.

    Raises
    ------
    MissingExtraError
        When python-docx is not installed.
    """
    return document((Piece(system),), options)


def document(pieces: Sequence[Piece], options: Options) -> bytes:
    """Return a document with equations, one below the other; the same equations give the same bytes.

    Parameters
    ----------
    pieces : sequence of Piece
        The equations. A caption is a paragraph of the style Caption above them; numbers stand to the right of them and
        are fields of the sequence Equation, so that Word counts them and refers to them.
    options : Options
        ``paper``: ``a4`` or ``letter``.

    Raises
    ------
    MissingExtraError
        When python-docx is not installed.
    OptionError
        For a label, which Word does not have.
    """
    paper = options.get("paper", "a4")
    made = _empty(paper)
    from docx.oxml import parse_xml

    for piece in pieces:
        if piece.label:
            raise OptionError("the format docx has no labels; Word refers to the numbers of equations (numbered=True)")
        if piece.caption:
            made.add_paragraph(plain(piece.caption), style="Caption")
        # Word does not divide an equation between pages
        *first, last = (omml.write(part, options) for part in divided(piece.system))
        for equation in first:
            made.add_paragraph()._p.append(parse_xml(equation))  # noqa: SLF001 - as below
        after = made.add_paragraph()._p  # noqa: SLF001 - the element, to which python-docx has no other way
        if piece.number is not None:
            # the empty paragraph keeps the table apart from the next one, to which Word would join it
            after.addprevious(parse_xml(_numbered(last, piece.number, paper)))
        else:
            after.append(parse_xml(last))
        if piece.legend:
            _add_legend(made, piece.legend, piece.form, paper)
    return _packed(made)


def legend(entries: Sequence[Entry], form: Form, options: Options) -> bytes:
    """Return a document that holds a legend: a table without lines, or a paragraph."""
    paper = options.get("paper", "a4")
    made = _empty(paper)
    made.add_paragraph()
    _add_legend(made, entries, form, paper)
    return _packed(made)


def with_elements(elements: Sequence[str], options: Options, *, caption: str = "", notes: Sequence[str] = ()) -> bytes:
    """Return a document with a caption, elements of WordprocessingML, and a paragraph of notes in smaller letters."""
    made = _empty(options.get("paper", "a4"))
    from docx.oxml import parse_xml
    from docx.shared import Pt

    if caption:
        made.add_paragraph(plain(caption), style="Caption")
    after = made.add_paragraph(" ".join(map(plain, notes)))
    for run in after.runs:
        run.font.size = Pt(9)
    for element in elements:
        after._p.addprevious(parse_xml(element))  # noqa: SLF001 - as above
    return _packed(made)


def _add_legend(made: Document, entries: Sequence[Entry], form: Form, paper: str) -> None:
    """Add a legend below the last paragraph, and an empty paragraph that keeps a table apart from what follows."""
    from docx.oxml import parse_xml

    from levelwise.writers.legends.docx import docx  # as legends are rarely asked for

    after = made.add_paragraph()._p  # noqa: SLF001 - as above
    after.addprevious(parse_xml(docx(entries, form, _text_width(paper))))


def _text_width(paper: str) -> int:
    """Return the width between the margins in twips."""
    return round((PAPER[paper][0] - 2 * _MARGIN) * _TWIPS)


def _empty(paper: str) -> Document:
    """Return a document without paragraphs, made from the template of python-docx."""
    made: Document = required("docx", "the format docx", "python-docx").Document()
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = made.sections[0]
    section.page_width, section.page_height = map(Cm, PAPER[paper])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    normal: Any = made.styles["Normal"]
    caption: Any = made.styles["Caption"]
    normal.font.size = caption.font.size = Pt(11)
    caption.font.bold, caption.font.color.rgb = False, RGBColor(0, 0, 0)
    caption.paragraph_format.keep_with_next = True
    for setting in made.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # of Word 2013 and later, which calls older documents old
    return made


def _numbered(equation: str, number: int, paper: str) -> str:
    """Return a table without lines, with an equation in the middle and its number on the right."""
    whole = _text_width(paper)
    widths = [round(width) for width in (_NUMBER, whole - 2 * _NUMBER, _NUMBER)]
    contents = (("left", ""), ("center", equation), ("right", _COUNTED.format(number=number)))
    cells = (
        _CELL.format(width=width, where=where, content=content)
        for width, (where, content) in zip(widths, contents, strict=True)
    )
    columns = (_COLUMN.format(width=width) for width in widths)
    return _NUMBERED.format(whole=sum(widths), columns="".join(columns), cells="".join(cells))


def _packed(made: Document) -> bytes:
    """Return the bytes of a document, in which there is no time."""
    for relations in (made.part.package.rels, made.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] not in _KEPT:
                del relations[key]
    file, packed = BytesIO(), BytesIO()
    made.save(file)
    with ZipFile(file) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name)  # of 1980
            entry.create_system, entry.compress_type = 0, ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
