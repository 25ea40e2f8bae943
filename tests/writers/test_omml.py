"""OMML: what each kind of node becomes, and that names and spaces are kept."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.every_node import BETA, ONE, X, Y, as_system
from helpers.hostile_names import NAMES
from helpers.omml import MATH, WORD, name, read, runs, settings, sketch, text
from levelwise.equation.tree import (
    Cases,
    Coloured,
    Comma,
    Fraction,
    Hat,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Range,
    Root,
    Row,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.formula.syntax import quoted
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.vocabulary.colours import COLOURS
from levelwise.writers import omml

J, TWO = Index("j"), Number("2")


def written(*lines: Line) -> str:
    return omml.write(System(lines, "by hand"), Options())


def right_side(node: Node) -> list[ET.Element]:
    """Return the elements of a node, which stands alone on the right."""
    return list(read(written(Line(X, "=", node)))[0])[2:]


def parts(root: ET.Element, kind: str) -> list[ET.Element]:
    return list(root.iter(f"{MATH}{kind}"))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Symbol("beta", (ONE, J)), "sSub(e(β)sub(1j))"),
        (Symbol("tau", (ONE, ONE), (TWO,)), "sSubSup(e(τ)sub(11)sup(2))"),
        (Scripted(X, (Word("cath"),)), "sSub(e('q')sub('cath'))"),
        (Scripted(Scripted(X, (J,)), (), (TWO,)), "sSubSup(e('q')sub(j)sup(2))"),
        (Scripted(Scripted(X, (J,)), (ONE,)), "sSub(e(sSub(e('q')sub(j)))sub(1))"),
        (Transpose(Symbol("Lambda", (Symbol("theta"),))), "sSubSup(e(Λ)sub(θ)sup(⊤))"),
        (Index("school", "i", named=True), "'school'[i]"),
        (Number("-1.59"), "−1.59"),
        (Fraction(X, BETA), "f(num('q')den(sSub(e(β)sub(1j))))"),
        (Root(X), "rad(deg()e('q'))"),
        (Hat(Symbol("beta", (ONE,))), "sSub(e(acc(e(β)))sub(1))"),
        (Overline(X), "bar(e('q'))"),
        (UnderBrace(X, Text("fixed")), "limLow(e(groupChr(e('q')))lim('fixed'))"),
        (UnderSet(X, ONE), "limLow(e('q')lim(1))"),
        (Row((Symbol("sum", (J,)), X, Operator("+"), Y)), "nary(sub(j)sup()e('q'+'z'))"),
        (Row((X, Y)), "'q'\u2009'z'"),
        (Row((X, Comma(), Y)), "'q'', ''z'"),
        (Scripted(X, (Word("cath"), Comma(), J)), "sSub(e('q')sub('cath',j))"),
        (Row((X, Operator("%in%"), Y)), "'q'∈'z'"),
        (Row((X, Operator("%o%"), Y)), "'q'' %o% ''z'"),
        (Row((X, Operator("<="), ONE)), "'q'≤1"),
        (Sum((("-", X), ("-", Y))), "−'q'−'z'"),
        (Sum(()), ""),
        (Scripted(Row(()), (ONE,)), "sSub(e('\u200b')sub(1))"),
    ],
)
def test_nodes(node: Node, expected: str) -> None:
    assert "".join(map(sketch, right_side(node))) == expected


def test_fractions_with_a_slash_are_linear() -> None:
    (fraction,) = right_side(Fraction(Row((X, Operator("+"), Y)), Symbol("w"), inline=True))
    assert settings(fraction) == {"type": "lin"}
    assert sketch(fraction) == "f(num(d(e('q'+'z')))den(w))"


def test_a_brace_stands_before_cases_and_nothing_after_them() -> None:
    (brace,) = right_side(Cases(((X, Text("if 1")), (Y, Text("else")))))
    assert settings(brace) == {"begChr": "{", "endChr": ""}
    assert text(brace) == "qif 1zelse"


@pytest.mark.parametrize("size", [8, 20])
def test_large_matrices(size: int) -> None:
    cells = tuple(tuple(Symbol("tau", (Number(str(i)), Number(str(j)))) for j in range(size)) for i in range(size))
    (brackets,) = right_side(Matrix(cells))
    assert name(brackets) == "d"
    rows = parts(brackets, "mr")
    assert [text(cell) for row in rows for cell in row] == [f"τ{i}{j}" for i in range(size) for j in range(size)]


def test_an_empty_cell_has_a_space_of_no_width() -> None:
    (brackets,) = right_side(Matrix(((X, Row(())), (Row(()), Y))))
    assert [sketch(cell) for cell in parts(brackets, "mr")] == ["mr(e('q')e('\u200b'))", "mr(e('\u200b')e('z'))"]


@pytest.mark.parametrize(
    ("symbol", "style"),
    [
        (Symbol("beta"), {}),
        (Symbol("Sigma"), {"sty": "p"}),
        (Symbol("beta", face="bold"), {"sty": "bi"}),
        (Symbol("Sigma", face="bold"), {"sty": "b"}),
        (Symbol("X", face="bold"), {"sty": "b"}),
        (Symbol("0", face="bold"), {"sty": "b"}),
        (Symbol("B", face="script"), {"scr": "script", "sty": "p"}),
    ],
)
def test_letters_are_bold_and_upright_as_in_latex(symbol: Symbol, style: dict[str, str]) -> None:
    (run,) = right_side(symbol)
    assert (settings(run) if len(run) > 1 else {}) == style


def test_rows_are_aligned_at_their_relations() -> None:
    lines = (Line(Symbol("y"), "=", X), Line(Symbol("u"), "~", Y, under=Text("ind.")))
    (matrix,) = read(written(*lines))[0]
    assert settings(matrix) == {"plcHide": "1", "cGpRule": "3", "cGp": "0", "mcs": ""}
    assert [one.get(f"{MATH}val") for one in parts(matrix, "mcJc")] == ["right", "left"]
    first, second = parts(matrix, "mr")
    assert sketch(first) == "mr(e('\u200b'y)e('\u200b'='q'))"
    assert sketch(second) == "mr(e('\u200b'u)e('\u200b'limLow(e(∼)lim('ind.'))'z'))"


def test_a_single_line_is_no_matrix() -> None:
    assert sketch(read(written(Line(X, "=", Y)))[0]) == "oMath('q'='z')"


def test_a_line_continues_the_line_before_it() -> None:
    lines = (Line(Symbol("y"), "=", X), Line(Row(()), "+", Y, sign="-"), Line(Row(()), "", ONE))
    rows = parts(read(written(*lines)), "mr")
    assert [sketch(row[1]) for row in rows[1:]] == ["e('\u200b''\u2003'+'z'−'\u200b')", "e('\u200b''\u2003'1)"]


def test_ranges_have_the_same_space_after_each_comma() -> None:
    as_text = Range(("j",), Symbol("J"), "sch.id", "160", as_text=True)
    spaced = "', for sch.id j = 1, …, J = 160'"
    assert sketch(read(written(Line(X, "=", Y, (as_text,))))[0]) == f"oMath('q'='z'{spaced})"
    symbols = read(written(Line(X, "=", Y, (Range(("j",), Symbol("J"), "sch.id"),))))[0]
    assert sketch(symbols) == "oMath('q'='z'',\u2003''for sch.id 'j=1', '…', 'J)"


def test_colours_hold_for_letters_names_and_signs() -> None:
    (fraction,) = right_side(Coloured(Fraction(X, BETA), "teal"))
    colours = [one.get(f"{WORD}val") for one in fraction.iter(f"{WORD}color")]
    assert len(colours) == len(list(runs(fraction))) + len(["the bar", "the subscript"])
    assert set(colours) == {"008080"}
    inner = right_side(Coloured(Row((Coloured(X, "#0072B2"), Y)), "teal"))
    assert [run.find(f".//{WORD}color").get(f"{WORD}val") for run in inner] == ["0072B2", "008080", "008080"]  # type: ignore[union-attr]
    for colour in COLOURS:
        right_side(Coloured(X, colour))
    with pytest.raises(ValueError, match="#RRGGBB"):
        right_side(Coloured(X, "mauve"))


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_formulas_of_books(system: System) -> None:
    read(omml.write(system, Options()))


@pytest.mark.parametrize("hostile", NAMES, ids=ascii)
def test_a_name_is_one_run_of_text(hostile: str) -> None:
    found = [words for words, normal in runs(read(omml.write(as_system(Word(hostile)), Options()))) if normal]
    harmless = [words for words, normal in runs(read(omml.write(as_system(Word("harmless")), Options()))) if normal]
    assert found == [plain(hostile) if words == "harmless" else words for words in harmless]


@pytest.mark.parametrize("hostile", NAMES, ids=ascii)
def test_names_come_back_from_a_model(hostile: str) -> None:
    formula = f"{quoted(hostile)} ~ x*{quoted(hostile + '2')} + (x | {quoted(hostile + '4')})"
    eq = lw.extract_eq(formula, factors={hostile + "2": ["a", hostile]}, notation="raudenbush-bryk", policy="off")
    written = eq.to("omml", wrap=False)
    found = [words for words, normal in runs(read(written)) if normal]
    assert found.count(plain(hostile)) >= 2  # the response, and the category of each of its terms
    assert plain(hostile + "2") in found
    assert any(words.startswith(f", for {plain(hostile + '4')}") for words in found)


def test_doubled_index_letters_are_runs_of_their_own() -> None:
    """LibreOffice takes ll in one run for the sign ≪."""
    written = str(omml.write(as_system(Symbol("u", (Index("ll", "i"),))), Options()))
    assert "<m:t>l</m:t>" in written
    assert "<m:t>l[i]</m:t>" in written
