"""MathML as an XML parser reads it: every node, every name, and what is grouped with what."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.every_node import alone, as_system, deeper, pairs
from helpers.handout import MODELS, handout_model
from helpers.hostile_names import NAMES
from helpers.mathml import read, tag, texts
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Coloured,
    Fraction,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Row,
    Scaled,
    Scripted,
    Symbol,
    System,
    Text,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.formula.syntax import quoted
from levelwise.notations.table import NOTATIONS
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers import latex, mathml

NONE = Options({})
X, J, TWO = Word("x"), Index("j"), Number("2")
CELL = Symbol("tau", (Number("1"),))
IN_BRACKETS = (
    '<mrow><mo form="prefix" stretchy="false">(</mo><mi>j</mi><mo form="postfix" stretchy="false">)</mo></mrow>'
)


def written(system: System) -> str:
    return mathml.write(system, NONE)


def names(node: Node) -> int:
    return sum(isinstance(one, Word) and one.text in ("q", "z") for one in walk(node))


def test_every_node_is_complete() -> None:
    for node in (*alone(), *pairs(), *deeper(1000)):
        found = [text for text in texts(read(written(as_system(node))), "mi") if text in ("q", "z")]
        assert len(found) == names(node) + 2


@pytest.mark.parametrize("name", SYSTEMS)
def test_formulas_of_books(name: str) -> None:
    root = read(written(SYSTEMS[name]))
    table = root[0][0]
    assert len(table) == len(SYSTEMS[name].lines)
    assert all(len(row) == 2 for row in table)


@pytest.mark.parametrize("name", MODELS)
def test_the_models_of_the_handout(name: str) -> None:
    model = handout_model(name)
    for notation in NOTATIONS.own:
        try:
            eq = model.equations(notation, policy="off")
        except lw.UnsupportedModelError:
            continue  # outside the scope of the notation
        root = read(eq.to("mathml", wrap=False))
        assert root.get("display") == "block"
        assert root[0][1].text == eq.latex
        assert [len(table) for table in root.iter() if tag(table) == "mtable"][1:] == [
            len(one.rows) for one in walk(eq.system) if isinstance(one, Matrix)
        ]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (X, '<mi mathvariant="normal">x</mi>'),
        (Word("ses"), "<mi>ses</mi>"),
        (Word("my  var"), "<mi>my&#xA0;&#xA0;var</mi>"),
        (Text("if "), "<mtext>if&#xA0;</mtext>"),
        (Number("-1.59"), '<mrow><mo form="prefix">−</mo><mn>1.59</mn></mrow>'),
        (Symbol("beta", (Number("0"), J)), "<msub><mi>β</mi><mrow><mn>0</mn><mo>&#x2063;</mo><mi>j</mi></mrow></msub>"),
        (Symbol("sigma", (J,), (TWO,)), "<msubsup><mi>σ</mi><mi>j</mi><mn>2</mn></msubsup>"),
        (Symbol("Sigma"), '<mi mathvariant="normal">Σ</mi>'),
        (Symbol("beta", face="bold"), "<mi>𝜷</mi>"),
        (Symbol("Sigma", face="bold"), "<mi>𝚺</mi>"),
        (Symbol("epsilon", face="bold"), "<mi>𝝐</mi>"),
        (Symbol("0", face="bold"), "<mn>𝟎</mn>"),
        (Symbol("B", face="script"), "<mi>ℬ</mi>"),
        (Symbol("Y", face="script"), "<mi>𝒴</mi>"),
        (Symbol("phi"), "<mi>ϕ</mi>"),
        (Symbol("sum", (J,)), "<munder><mo>∑</mo><mi>j</mi></munder>"),
        (
            Symbol("u", (J,), (Symbol("prime"),)),
            '<msub><mrow><mi>u</mi><mo lspace="0" rspace="0">′</mo></mrow><mi>j</mi></msub>',
        ),
        (Index("jj"), "<mrow><mi>j</mi><mi>j</mi></mrow>"),
        (
            Index("school", "i", named=True),
            '<mrow><mi>school</mi><mo stretchy="false">[</mo><mi>i</mi><mo stretchy="false">]</mo></mrow>',
        ),
        (
            Scaled(CELL, Word("ses")),
            "<mrow><msub><mi>τ</mi><mn>1</mn></msub><mo>&#x2062;</mo><mtext>&#x2009;</mtext><mi>ses</mi></mrow>",
        ),
        (Row((Symbol("X", face="bold"), Symbol("beta"))), "<mrow><mi>𝐗</mi><mo>&#x2062;</mo><mi>β</mi></mrow>"),
        (
            Row((Operator("-"), X)),
            '<mrow><mo form="prefix">−</mo><mi mathvariant="normal">x</mi></mrow>',
        ),
        (
            Apply(Word("log"), (J,)),
            f"<mrow><mi>log</mi><mo>&#x2061;</mo>{IN_BRACKETS}</mrow>",
        ),
        (
            Brackets(Fraction(J, J)),
            '<mrow><mo form="prefix">(</mo><mfrac><mi>j</mi><mi>j</mi></mfrac><mo form="postfix">)</mo></mrow>',
        ),
        (Brackets(J), IN_BRACKETS),
        (Coloured(J, "#0072B2"), '<mstyle mathcolor="#0072B2"><mi>j</mi></mstyle>'),
        (Row(()), "<mrow></mrow>"),
    ],
)
def test_spellings(node: Node, expected: str) -> None:
    assert mathml.element(node) == expected


def test_an_empty_cell_and_an_empty_side_stay_empty() -> None:
    line = Line(Row(()), "+", Matrix(((CELL, Row(())), (CELL, CELL))))
    table = read(written(System((Line(X, "=", CELL), line), "any")))[0][0]
    left, right = table[1]
    assert not list(left)
    assert list(texts(right, "mtext", "mo"))[:2] == ["\u2003", "+"]
    inner = next(one for one in right.iter() if tag(one) == "mtable")
    assert [len(cell) for row in inner for cell in row] == [1, 0, 1, 1]


def test_the_spaces_of_a_closing_phrase_are_kept() -> None:
    eq = lw.extract_eq("math ~ ses + (1 | sch.id)")
    assert ", for sch.id j = 1, …, J" in texts(read(eq.to("mathml")), "mtext")  # type: ignore[arg-type]


def test_a_mean_is_a_base_under_a_line() -> None:
    bar = ET.fromstring(mathml.element(Scripted(Overline(Word("ses")), (J,))))
    assert [one.tag for one in bar.iter()] == ["msub", "mover", "mrow", "mi", "mo", "mi"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_comes_back_as_it_is_shown(name: str) -> None:
    tick = quoted(name)
    formula = f"{tick} ~ x*{quoted(name + '2')} + (x | {quoted(name + '4')})"
    eq = lw.extract_eq(formula, factors={name + "2": ["a", name]}, notation="raudenbush-bryk", policy="off")
    root = read(eq.to("mathml", wrap=False))
    found = list(texts(root, "mi"))
    assert plain(name) in found
    assert plain(name + "2") in found
    assert any(plain(name + "4") in text for text in texts(root, "mtext"))
    assert root[0][1].text == eq.latex
    assert plain(name) in str(root.get("alttext"))


def test_the_annotation_is_the_latex_of_the_system() -> None:
    system = SYSTEMS["families"]
    assert read(written(system))[0][1].text == latex.write(system, Options({"matrices": "pmatrix"}))
