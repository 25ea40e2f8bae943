"""Word documents: their equations, pages, captions and numbers, and that the same equations are the same bytes."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.command import run
from helpers.hostile_names import NAMES
from helpers.omml import MATH, WORD, runs
from levelwise.equation.tree import Line, Symbol, System, Word
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers import docx as writer
from levelwise.writers import omml
from levelwise.writers.document import Piece

FORMULA = "math ~ ses*sector + (ses | sch.id)"
BOOKS = list(SYSTEMS.values())
EQUATIONS = [omml.write(system, Options()) for system in BOOKS]


def made(systems: list[System], captions: list[str] | None = None, *, numbered: bool = False, **options: Any) -> bytes:
    pytest.importorskip("docx")
    captions = captions or [""] * len(systems)
    pieces = [
        Piece(system, caption, number if numbered else None)
        for number, (system, caption) in enumerate(zip(systems, captions, strict=True), 1)
    ]
    return writer.document(pieces, Options(options))


def opened(content: bytes) -> Any:
    return pytest.importorskip("docx").Document(BytesIO(content))


def body(content: bytes) -> ET.Element:
    with ZipFile(BytesIO(content)) as file:
        return ET.fromstring(file.read("word/document.xml"))


def spelled(root: ET.Element) -> str:
    """Return elements with their text and attributes, without white space between them."""
    inner = "".join(map(spelled, root))
    text = root.text or "" if root.tag == f"{MATH}t" else ""
    return f"<{root.tag} {sorted(root.attrib.items())}>{text}{inner}</>"


@pytest.mark.parametrize("numbered", [False, True])
def test_equations_are_in_the_document_as_they_were_written(numbered: bool) -> None:
    found = list(body(made(BOOKS, numbered=numbered)).iter(f"{MATH}oMathPara"))
    assert list(map(spelled, found)) == [spelled(ET.fromstring(one)) for one in EQUATIONS]


def test_the_same_equations_are_the_same_bytes_and_say_nothing_else() -> None:
    content = made(BOOKS, numbered=True)
    assert made(BOOKS, numbered=True) == content
    with ZipFile(BytesIO(content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = set(file.namelist())
        assert not [name for name in names if name.startswith(("docProps", "customXml"))]
        assert b"python-docx" not in b"".join(map(file.read, names))


@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("letter", (216, 279))])
def test_pages(paper: str, size: tuple[int, int]) -> None:
    document = opened(made(BOOKS[:1], paper=paper))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    assert {section.left_margin.mm, section.right_margin.mm, section.top_margin.mm} == {25.4}
    assert document.styles["Normal"].font.size.pt == 11


def test_captions_stand_before_equations() -> None:
    document = opened(made(BOOKS[:3], ["Model 1: <b> & co.", "", "bell\a"]))
    styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    first, second = ("Caption", "Model 1: <b> & co."), ("Caption", "bell␇")
    assert styles == [first, ("Normal", ""), ("Normal", ""), second, ("Normal", "")]
    assert document.styles["Caption"].paragraph_format.keep_with_next


def test_numbers_are_fields_to_the_right_of_equations() -> None:
    content = made(BOOKS[:2], numbered=True)
    document = opened(content)
    assert [[len(row.cells) for row in table.rows] for table in document.tables] == [[3], [3]]
    fields = [field.text for field in body(content).iter(f"{WORD}instrText")]
    assert fields == [" SEQ Equation \\* ARABIC "] * 2
    last = [table.findall(f".//{WORD}tc")[2] for table in body(content)[0].findall(f"{WORD}tbl")]
    assert ["".join(one.text or "" for one in cell.iter(f"{WORD}t")) for cell in last] == ["(1)", "(2)"]
    kinds = [element.tag.removeprefix(WORD) for element in body(content)[0]]
    assert kinds == ["tbl", "p", "tbl", "p", "sectPr"]  # adjacent tables would be one


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_come_back(name: str) -> None:
    system = System((Line(Word(name), "=", Symbol("x")),), "by hand")
    pytest.importorskip("docx")
    assert (plain(name), True) in runs(body(writer.write(system, Options())))


def test_models_are_saved_as_documents(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    equations = lw.model(FORMULA).equations("raudenbush-bryk")
    path = equations.save(tmp_path / "m4.docx")
    assert path.read_bytes() == equations.to("docx")
    again = tmp_path / "again.docx"
    assert run("write", FORMULA, "--notation", "raudenbush-bryk", "-o", str(again)).exit_code == 0
    assert again.read_bytes() == path.read_bytes()


def test_a_number_takes_room_from_the_line(tmp_path: Path) -> None:
    pytest.importorskip("docx")

    def lines(predictors: int, *, numbered: bool) -> int:
        formula = f"y ~ {' + '.join(f'predictor{n}' for n in range(predictors))} + (1 | g)"
        path = lw.document(lw.extract_eq(formula), tmp_path / "m.docx", numbered=numbered)
        return len(list(body(path.read_bytes()).iter(f"{MATH}mr")))

    more = [lines(count, numbered=True) - lines(count, numbered=False) for count in range(2, 9)]
    assert set(more) == {0, 1}


def test_without_python_docx_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(lw.MissingExtraError, match="pip install python-docx"):
        lw.extract_eq(FORMULA).to("docx")
