"""Typst: equations, documents, and that the compiler takes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.command import run
from helpers.every_node import X, alone, as_system, deeper, pairs
from helpers.hostile_names import NAMES
from levelwise.equation.tree import Coloured, Line, Matrix, Node, Number, Row, Symbol, System, Word
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.vocabulary.colours import COLOURS
from levelwise.writers import typst as writer
from levelwise.writers.document import Piece
from levelwise.writers.spellings import COMMANDS
from levelwise.writers.typst import document
from levelwise.writers.typst_names import shown, string

FORMULA = "math ~ ses*sector + (ses | sch.id)"
BLOCK = """\
$
  "math"_(i j) &= beta_(0 j) + beta_(1 j) thin "ses"_(i j) + r_(i j) \\
  beta_(0 j) &= gamma_(0 0) + gamma_(0 1) thin "sector"_j + u_(0 j) \\
  beta_(1 j) &= gamma_(1 0) + gamma_(1 1) thin "sector"_j + u_(1 j) \\
  r_(i j) &tilde.op N(0, sigma^2) \\
  (mat(delim: #none, u_(0 j); u_(1 j))) &tilde.op N((mat(delim: #none, 0; 0)), (mat(delim: #none, tau_(0 0), \
tau_(0 1); tau_(1 0), tau_(1 1))))", for sch.id j = 1, …, J"
$"""


def written(system: System) -> str:
    return writer.write(system, Options({"fragment": None}))


def compiled(blocks: Iterable[str]) -> bytes:
    """Compile equations in one document; return it as PDF."""
    compiler = pytest.importorskip("typst")
    source = "#set page(width: auto, height: auto)\n" + "\n\n".join(blocks)
    made: bytes = compiler.compile(source.encode(), format="pdf")
    return made


def test_a_model_is_a_block_equation() -> None:
    model = lw.model(FORMULA, levels={"sector": "sch.id"})
    assert model.equations("raudenbush-bryk").to("typst") == BLOCK


def test_a_file_is_a_document_unless_a_fragment_is_wanted(tmp_path: Path) -> None:
    equations = lw.model(FORMULA, levels={"sector": "sch.id"}).equations("raudenbush-bryk")
    whole = equations.save(tmp_path / "m.typ").read_text(encoding="utf-8")
    assert whole.startswith("#set page(")
    assert whole.endswith(f"\n{BLOCK}\n")
    assert equations.to("typst", fragment=False) + "\n" == whole
    assert equations.save(tmp_path / "m.typ", fragment=True).read_text(encoding="utf-8") == f"{BLOCK}\n"
    given = lw.extract_eq(FORMULA, fragment=True).save(tmp_path / "m.typ").read_text(encoding="utf-8")
    assert given.startswith("$\n")


def test_the_command_line_writes_documents_to_files_and_equations_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "m.typ"
    assert run("write", FORMULA, "-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("#set page(")
    assert run("write", FORMULA, "-o", str(path), "--option", "fragment=true").exit_code == 0
    assert path.read_text(encoding="utf-8") == run("write", FORMULA, "--to", "typst").stdout


def test_every_node_compiles() -> None:
    compiled(written(as_system(node)) for node in (*alone(), *pairs(), *deeper(300)))


def test_formulas_of_books_letters_and_colours_compile() -> None:
    faces = ("normal", "bold", "script")
    letters: list[Node] = [Symbol(name, face=face) for name in (*COMMANDS, "N", "x", "0") for face in faces]
    colours = [Coloured(X, name) for name in (*COLOURS, "#0072B2")]
    nodes = Row((*letters, *colours))
    compiled(map(written, (*SYSTEMS.values(), as_system(nodes))))


@pytest.mark.parametrize("size", [8, 20])
def test_large_matrices_compile(size: int) -> None:
    cells = tuple(tuple(Symbol("tau", (Number(str(i)), Number(str(j)))) for j in range(size)) for i in range(size))
    system = System((Line(Symbol("T", face="bold"), "=", Matrix(cells)),), "by hand")
    assert written(system).count("tau_") == size**2
    compiled([written(system)])


def test_documents_compile() -> None:
    blocks = [written(system) for system in SYSTEMS.values()]
    captions = [f'The model "{name}", #1 $' for name in SYSTEMS]
    pieces = [
        Piece(system, caption, number, f"m{number}")
        for number, (system, caption) in enumerate(zip(SYSTEMS.values(), captions, strict=True), 1)
    ]
    whole = document(pieces, Options({"paper": "letter"}))
    assert "<eq-m2>" in whole
    assert 'paper: "us-letter"' in whole
    for block, caption in zip(blocks, captions, strict=True):
        assert whole.index(string(caption)) < whole.index(block)
    assert whole.count("breakable: false") == 1
    assert "height: auto" not in whole
    assert "height: auto" in document(pieces[:1], Options())
    compiled([document(pieces[:1], Options())])
    compiled([whole])


def test_names_compile() -> None:
    """What is on the pages, `judges/typst_compile.py` reads."""
    compiled([f"$ {string(name)} $" for name in NAMES])


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_one_string(name: str) -> None:
    spelled = string(name)
    assert spelled[1:-1].replace("\\\\", "").replace('\\"', "").count('"') == 0
    assert spelled.isprintable()
    assert spelled[1:-1].replace('\\"', '"').replace("\\\\", "\\") == shown(name)
    if name.isprintable():
        assert shown(name) == plain(name)
    system = as_system(Word(name))
    harmless = written(as_system(Word("harmless")))
    assert written(system) == harmless.replace('"harmless"', spelled)


def test_an_unknown_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        written(as_system(Coloured(X, "mauve")))
