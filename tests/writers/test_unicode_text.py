"""The drawings in Unicode text; each was drawn by hand from the equation as a book prints it."""

from __future__ import annotations

import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from helpers.random_models import Case, cases
from helpers.requirements import written
from helpers.work import calls_of
from levelwise.equation.tree import (
    Apply,
    Brackets,
    Cases,
    Coloured,
    Comma,
    Distribution,
    Dots,
    Fraction,
    Given,
    Hat,
    Index,
    Line,
    Matrix,
    Node,
    Number,
    Operator,
    Overline,
    Quantity,
    Range,
    Root,
    Row,
    Scaled,
    Scripted,
    Sum,
    Symbol,
    System,
    Text,
    Times,
    Transpose,
    UnderBrace,
    UnderSet,
    Word,
)
from levelwise.errors import DataError, FormulaSyntaxError
from levelwise.notations.table import NOTATIONS
from levelwise.options import Options
from levelwise.text.characters import plain
from levelwise.writers.unicode import unicode_text as text
from levelwise.writers.unicode.boxes import Box, beside, bracketed, display_width, grid, line, scripted, stacked
from levelwise.writers.unicode.nodes import draw

RAUDENBUSH_BRYK = """\
mathᵢⱼ = β₀ⱼ + β₁ⱼ sesᵢⱼ + rᵢⱼ
   β₀ⱼ = γ₀₀ + γ₀₁ sectorⱼ + u₀ⱼ
   β₁ⱼ = γ₁₀ + γ₁₁ sectorⱼ + u₁ⱼ
   rᵢⱼ ~ N(0, σ²)

 ⎛u₀ⱼ⎞ ~ N⎛⎛0⎞, ⎛τ₀₀  τ₀₁⎞⎞, for sch.id j = 1, …, J
 ⎝u₁ⱼ⎠    ⎝⎝0⎠  ⎝τ₁₀  τ₁₁⎠⎠"""

DISTRIBUTIONAL = """\
mathᵢ ~ N⎛α     + β     (ses), σ²⎞
         ⎝ j[i]    1j[i]         ⎠

         ⎛⎛μ   ⎞  ⎛ σ²     ρ     ⎞⎞
⎛αⱼ ⎞ ~ N⎜⎜ αⱼ ⎟, ⎜  αⱼ     αⱼβ₁ⱼ⎟⎟, for sch.id j = 1, …, J
⎝β₁ⱼ⎠    ⎜⎜μ   ⎟  ⎜ρ        σ²   ⎟⎟
         ⎝⎝ β₁ⱼ⎠  ⎝ β₁ⱼαⱼ    β₁ⱼ ⎠⎠"""

CROSS_LEVEL = """\
mathᵢ ~ N⎛α     + β     (ses), σ²⎞
         ⎝ j[i]    1j[i]         ⎠

         ⎛⎛  α    α         ⎞                  ⎞
         ⎜⎜ γ₀ + γ₁(sector) ⎟  ⎛ σ²     ρ     ⎞⎟
⎛αⱼ ⎞ ~ N⎜⎜ β₁    β₁        ⎟, ⎜  αⱼ     αⱼβ₁ⱼ⎟⎟, for sch.id j = 1, …, J
⎝β₁ⱼ⎠    ⎜⎝γ₀  + γ₁ (sector)⎠  ⎜ρ        σ²   ⎟⎟
         ⎝                     ⎝ β₁ⱼαⱼ    β₁ⱼ ⎠⎠"""


def groups(label: str, *letters: str) -> Range:
    return Range(letters, Symbol("".join(letters).upper()), label, as_text=True)


OBS, J, K = Index("i"), Index("j"), Index("k")
ZERO, ONE, TWO = Number("0"), Number("1"), Number("2")
NORMAL = Symbol("N")
SIGMA2 = Symbol("sigma", sup=(TWO,))
SCHOOLS = (groups("sch.id", "j"),)


def total(*terms: Node) -> Sum:
    return Sum(tuple(("+", term) for term in terms))


def column(*cells: Node) -> Matrix:
    return Matrix(tuple((cell,) for cell in cells))


def system(*lines: Line) -> System:
    return System(lines, "by hand")


def drawn(node: Node) -> str:
    return "\n".join(row.rstrip() for row in draw(node).lines)


def gamma(*numbers: int) -> Symbol:
    return Symbol("gamma", tuple(Number(str(n)) for n in numbers))


def levels() -> System:
    math, ses, sector = (
        Scripted(Word("math"), (OBS, J)),
        Scripted(Word("ses"), (OBS, J)),
        Scripted(Word("sector"), (J,)),
    )
    beta, u = ([Symbol(name, (number, J)) for number in (ZERO, ONE)] for name in ("beta", "u"))
    residual = Symbol("r", (OBS, J))
    tau = Matrix(tuple(tuple(Symbol("tau", (row, col)) for col in (ZERO, ONE)) for row in (ZERO, ONE)))
    return system(
        Line(math, "=", total(beta[0], Scaled(beta[1], Quantity(ses)), residual)),
        Line(beta[0], "=", total(gamma(0, 0), Scaled(gamma(0, 1), sector), u[0])),
        Line(beta[1], "=", total(gamma(1, 0), Scaled(gamma(1, 1), sector), u[1])),
        Line(residual, "~", Distribution(NORMAL, (ZERO, SIGMA2))),
        Line(column(*u), "~", Distribution(NORMAL, (column(ZERO, ZERO), tau)), SCHOOLS),
    )


def distributional() -> System:
    alpha, beta = Symbol("alpha", (J,)), Symbol("beta", (ONE, J))
    at = Index("j", "i")
    mean = total(Symbol("alpha", (at,)), Scaled(Symbol("beta", (ONE, at)), Quantity(Word("ses")), brackets=True))
    spread = Matrix(
        (
            (Symbol("sigma", (alpha,), (TWO,)), Symbol("rho", (alpha, beta))),
            (Symbol("rho", (beta, alpha)), Symbol("sigma", (beta,), (TWO,))),
        )
    )
    means = column(Symbol("mu", (alpha,)), Symbol("mu", (beta,)))
    return system(
        Line(Scripted(Word("math"), (OBS,)), "~", Distribution(NORMAL, (mean, SIGMA2))),
        Line(column(alpha, beta), "~", Distribution(NORMAL, (means, spread)), SCHOOLS),
    )


def test_raudenbush_bryk() -> None:
    assert text.write(levels()) == RAUDENBUSH_BRYK
    eq = lw.extract_eq("math ~ ses*sector + (ses | sch.id)", levels={"sector": "sch.id"}, notation="raudenbush-bryk")
    assert str(eq) == RAUDENBUSH_BRYK


def test_the_distributional_form() -> None:
    assert text.write(distributional()) == DISTRIBUTIONAL
    assert str(lw.extract_eq("math ~ ses + (ses | sch.id)")) == DISTRIBUTIONAL
    assert str(lw.extract_eq("math ~ ses*sector + (ses | sch.id)", levels={"sector": "sch.id"})) == CROSS_LEVEL


def test_names_and_arithmetic() -> None:
    eq = lw.extract_eq("log(y) ~ I(x^2) + I(a*b - 1) + poly(z, 2) + (k >= 2) + 数学 + (1 | g)")
    mean = str(eq).splitlines()[2]
    for part in ("β₁(x²)", "β₂(a · b − 1)", "β₃(poly₁(z))", "β₄(poly₂(z))", "β₅(k ≥ 2)", "β₆(数学)"):
        assert part in mean


@pytest.mark.parametrize(
    ("node", "drawing"),
    [
        (Symbol("beta", (ONE, J)), "β₁ⱼ"),
        (Symbol("beta", (ONE, Index("j", "i"))), "β\n 1j[i]"),
        (Symbol("sigma", (ZERO,), (TWO,)), "σ₀²"),
        (Symbol("sigma", (Symbol("alpha", (J,)),), (TWO,)), "σ²\n αⱼ"),
        (Symbol("gamma", (ZERO,), (Symbol("alpha"),)), " α\nγ₀"),
        (Symbol("gamma", (Symbol("beta"),), (Symbol("alpha"),)), " α\nγ\n β"),
        (Symbol("rho", (Symbol("alpha", (J, Comma(), K)), Symbol("beta", (ONE, J)))), "ρ\n α_(j,k)β₁ⱼ"),
        (Symbol("tau", (Symbol("gamma", (ONE,), (Symbol("alpha"),)),)), "τ\n γ₁^α"),
        (Symbol("tau", (Symbol("pi"), ZERO, ZERO)), "τ\n π00"),
        (Scripted(Word("sector"), (Word("cath"),)), "sector\n      cath"),
        (Scripted(Word("minor"), (Word("no"),)), "minor\n     no"),  # though Unicode has both letters
        (Scripted(Word("x"), sup=(Row((Operator("-"), ONE)),)), "x⁻¹"),
        (Scripted(Brackets(Row((Word("a"), Operator("+"), Word("b")))), sup=(Word("n"),)), "       n\n(a + b)"),
        (Scripted(column(ONE, TWO), (J,), (TWO,)), "⎛1⎞²\n⎝2⎠ⱼ"),
        (Scripted(column(ONE, TWO), (Word("a"),), (Word("T"),)), "⎛1⎞T\n⎝2⎠a"),
        (Scripted(Scripted(Word("x"), (Word("cat"),)), (J,), (TWO,)), "x   ⱼ²\n cat"),
        (Scripted(Scripted(Word("x"), (), (Word("cat"),)), (Word("d"),), (TWO,)), " cat\nx   ²\n    d"),
    ],
)
def test_scripts(node: Node, drawing: str) -> None:
    assert drawn(node) == drawing


A, B = Word("a"), Word("b")


@pytest.mark.parametrize(
    ("node", "drawing"),
    [
        (Scaled(Symbol("beta"), A), "β a"),
        (Scaled(Symbol("beta"), A, brackets=True), "β(a)"),
        (Scaled(Symbol("beta"), Times((A, B))), "β(a × b)"),
        (Scaled(Symbol("beta"), total(A, B)), "β(a + b)"),
        (Sum((("-", A), ("+", B), ("-", ONE))), "−a + b − 1"),
        (Row((A, Operator("*"), Operator("-"), B)), "a · −b"),
        (Row((A, Operator("/"), TWO, Operator(":"), B, Operator("<="), Number("-1"))), "a/2:b ≤ −1"),
        (Row((A, Operator("%in%"), B)), "a ∈ b"),
        (Apply(Word("log"), (Row((A, Operator("+"), ONE)), B)), "log(a + 1, b)"),
        (Apply(Word("log"), (Scripted(A, (B,)),)), "log⎛a ⎞\n   ⎝ b⎠"),
        (Fraction(SIGMA2, Scripted(Word("w"), (OBS,)), inline=True), "σ² / wᵢ"),
        (Row((Text("for "), Dots())), "for …"),
        (Hat(Scripted(A, (OBS,))), "âᵢ"),
        (Hat(Scripted(Word("math"), (OBS,))), " ^\nmathᵢ"),
        (Hat(total(A, B)), "   ^\n(a + b)"),
        (Transpose(Symbol("Lambda", (Symbol("theta"),))), "Λᵀ\n θ"),
        (Transpose(SIGMA2), "(σ²)ᵀ"),
        (Transpose(column(A, B)), "⎛a⎞ᵀ\n⎝b⎠"),
        (Symbol("x", sup=(Symbol("prime"),)), "x′"),
        (Fraction(A, total(ONE, B)), "  a\n─────\n1 + b"),
        (Fraction(Fraction(A, B), Word("cd")), " a\n ─\n b\n────\n cd"),
        (Row((Fraction(A, B), Fraction(A, B))), "a a\n─ ─\nb b"),
        (Fraction(total(A, B), Times((A, B)), inline=True), "(a + b) / (a × b)"),
        (Apply(Word("log"), (Fraction(A, B),), "square"), "   ⎡a⎤\nlog⎢─⎥\n   ⎣b⎦"),
        (Brackets(A, "angle"), "⟨a⟩"),
        (Brackets(column(A, B), "angle"), "╱⎛a⎞╲\n╲⎝b⎠╱"),
        (Brackets(Fraction(A, B), "angle"), " ╱a╲\n⟨ ─ ⟩\n ╲b╱"),
        (Brackets(column(A, B), "square"), "⎡⎛a⎞⎤\n⎣⎝b⎠⎦"),
        (Given(Row((A, Operator("="), ONE)), B), "a = 1 | b"),
        (Cases(((A, Text("if b")), (ONE, Text("else")))), "⎧a  if b\n⎨\n⎩1  else"),
        (Cases(((A, B), (A, B), (A, B), (A, B))), "⎧a  b\n⎨a  b\n⎪a  b\n⎩a  b"),
        (Cases(((A, Text("always")),)), "{a  always"),
        (UnderBrace(total(A, B), Text("fixed")), "a + b\n└─┬─┘\nfixed"),
        (UnderBrace(A, B), " a\n└┬┘\n b"),
        (UnderSet(Number("12.06"), Brackets(Number("0.2"))), "12.06\n(0.2)"),
        (Coloured(Symbol("T", face="bold"), "teal"), "T"),
        (Range(("j",), Symbol("J")), "j = 1, …, J"),
        (Range(("j",), Symbol("J"), "g", "160"), "for g j = 1, …, J = 160"),
        (groups("g", "j"), "for g j = 1, …, J"),
        (Row((Word("logit"), Apply(Symbol("P"), (A,)))), "logit P(a)"),
        (Row((A, Comma(), B, Comma(), Dots())), "a, b, …"),
        (Index("school", "i", named=True), "school[i]"),
        (Sum((("+", A), ("-", total(A, B)))), "a − (a + b)"),
        (Symbol("Sigma"), "Σ"),
        (Symbol("varepsilon"), "ε"),
        (Symbol("u"), "u"),
        (Matrix(((ONE, Word("wide")), (Word("six"), TWO))), "⎛ 1   wide⎞\n⎝six   2  ⎠"),
        (Matrix(((ONE,), (A, B), ())), "⎛1   ⎞\n⎜a  b⎟\n⎝    ⎠"),
        (column(Symbol("a", (B,)), Symbol("a", sup=(B,))), "⎛a ⎞\n⎜ b⎟\n⎜  ⎟\n⎜ b⎟\n⎝a ⎠"),
        (Matrix(()), "()"),
        (Brackets(Row(())), "()"),
        (Sum(()), ""),
    ],
)
def test_nodes(node: Node, drawing: str) -> None:
    assert drawn(node) == drawing


def test_a_system_without_lines() -> None:
    assert text.write(system()) == ""


def test_a_range_with_two_letters() -> None:
    one = Line(Symbol("u", (J, K)), "~", Distribution(NORMAL, (ZERO, Symbol("tau"))), (groups("a:b", "j", "k"),))
    assert text.write(system(one)) == "uⱼₖ ~ N(0, τ), for a:b jk = 1, …, JK"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\nb", "a␤b"),
        ("a\r\nb", "a␤b"),
        ("a\u2028b", "a␤b"),
        ("a\tb", "a b"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x7f\x9bb", "a␡\ufffdb"),
        ("\u202eevil\u202c", "evil"),
        ("\u200ea\u200f\u061cb\u2066c\u2069", "abc"),
        ("\u0301x", "◌\u0301x"),
        ("e\u0301", "é"),
        ("\ud800", "\ufffd"),
        ("שלום", "שלום"),
    ],
)
def test_unusual_names(words: str, shown: str) -> None:
    assert plain(words) == shown
    assert drawn(Word(words)) == shown
    one = Line(Scripted(Word(words), (Word(words),)), "=", Text(words), (groups(words, "j"),))
    written = text.write(system(one))
    assert len(written.splitlines()) == 2
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in written.replace("\n", ""))


def test_wide_characters_keep_the_columns() -> None:
    matrix = Matrix(((Word("数学"), ONE), (Word("a"), Word("e\u0323\u0302x"))))
    rows = draw(matrix).lines
    assert rows == ("⎛数学  1 ⎞", "⎝ a    \u1ec7x⎠")
    assert {display_width(row) for row in rows} == {10}
    lines = (Line(Word("数学"), "=", ONE), Line(Word("abcde"), "=", ONE))
    assert text.write(system(*lines)) == " 数学 = 1\nabcde = 1"


@pytest.mark.parametrize(
    ("words", "width"), [("abc", 3), ("数学", 4), ("e\u0301", 1), ("", 0), ("ﬁ", 1), ("\u1112\u1161\u11ab", 2)]
)
def test_width_on_the_screen(words: str, width: int) -> None:
    assert display_width(words) == width


def test_boxes() -> None:
    tall = Box(("a", "b", "c"), 1)
    assert beside((line("x"), tall)).lines == (" a", "xb", " c")
    assert bracketed(tall).lines == ("⎛a⎞", "⎜b⎟", "⎝c⎠")
    assert scripted(line("x"), "i", "2").lines == (" 2", "x ", " i")
    assert grid([[line("a"), line("bbb")], [line("cc"), line("d")]]).lines == ("a   bbb", "cc   d ")
    assert grid([[line("a")], [line("b")], [tall]]).baseline == 1
    assert stacked([tall, line("xy"), tall]) == (Box(("a ", "b ", "c ", "xy", "a ", "b ", "c "), 1), (1, 3, 5))
    assert beside(()) == stacked(())[0] == grid(()) == line("")


LONG = system(
    Line(
        Symbol("y", (J,)),
        "=",
        Sum((("+", Symbol("b")), ("+", Scaled(gamma(1), Word("size"))), ("-", Scaled(gamma(2), A)), ("+", B))),
        (groups("g", "j"),),
    ),
    Line(Symbol("sigma"), "=", ONE),
)


@pytest.mark.parametrize(
    ("width", "drawing"),
    [
        (None, "yⱼ = b + γ₁ size − γ₂ a + b, for g j = 1, …, J\n σ = 1"),
        (47, "yⱼ = b + γ₁ size − γ₂ a + b, for g j = 1, …, J\n σ = 1"),
        (45, "yⱼ = b + γ₁ size − γ₂ a\n     + b, for g j = 1, …, J\n\n σ = 1"),
        (16, "yⱼ = b + γ₁ size\n     − γ₂ a + b\n     for g j = 1, …, J\n\n σ = 1"),
        (0, "yⱼ = b\n     + γ₁ size\n     − γ₂ a\n     + b\n     for g j = 1, …, J\n\n σ = 1"),
    ],
)
def test_long_sums_continue_on_the_next_line(width: int | None, drawing: str) -> None:
    assert text.write(LONG, Options({"width": width})) == drawing


def test_sums_of_several_rows_are_broken() -> None:
    sector, category = Scripted(Word("x"), (Word("cath"),)), Scripted(Word("x"), sup=(Word("n"),))
    one = Line(Symbol("y"), "=", total(sector, sector, category))
    expected = "y = x\n     cath\n    + x\n       cath\n\n       n\n    + x"
    assert text.write(system(one), Options({"width": 10})) == expected
    vectors = system(Line(Symbol("y"), "=", total(column(A, B), column(A, B))))
    assert text.write(vectors, Options({"width": 5})) == "y = ⎛a⎞\n    ⎝b⎠\n    + ⎛a⎞\n      ⎝b⎠"


@pytest.mark.parametrize("width", range(12, 60, 4))
def test_no_wrapped_line_is_wider_than_asked(width: int) -> None:
    words = total(*(Scaled(gamma(n), Word("x" * (n % 3 + 1))) for n in range(9)))
    rows = text.write(system(Line(Symbol("y"), "=", words)), Options({"width": width})).splitlines()
    assert max(map(display_width, rows)) <= width
    assert " ".join(row.strip() for row in rows) == f"y = {drawn(words)}"


def test_the_work_for_a_large_matrix_is_proportional_to_its_cells() -> None:
    def calls_for(size: int) -> int:
        effects = [Symbol("beta", (Number(str(n)), J)) for n in range(size)]
        matrix = Matrix(tuple(tuple(Symbol("rho", (row, col)) for col in effects) for row in effects))
        distributions = system(Line(column(*effects), "~", Distribution(NORMAL, (column(*effects), matrix))))
        return calls_of(lambda: text.write(distributions))

    calls_for(2)  # imports
    small, large = calls_for(8), calls_for(16)
    assert small < 25_000
    assert large < 4.5 * small


def assert_brackets_line_up(rows: list[str]) -> None:
    """A bracket's parts stand in one column of the screen: ⎛ over ⎜ or ⎝, down to its ⎝."""
    columns = [dict(zip(accumulate(map(display_width, row), initial=0), row, strict=False)) for row in rows]
    for above, below in zip(columns, [*columns[1:], {}], strict=True):
        for opening, inner, closing in ("⎛⎜⎝", "⎞⎟⎠"):
            for place, character in above.items():
                if character in (opening, inner):
                    assert below.get(place) in (inner, closing)
            for place, character in below.items():
                if character in (inner, closing):
                    assert above.get(place) in (opening, inner)


@pytest.mark.slow
@examples(30)
@given(case=cases())
def test_brackets_line_up_in_every_model(case: Case) -> None:
    try:
        spec = case.build().spec
    except (FormulaSyntaxError, DataError):
        return
    for notation in NOTATIONS.own:
        if system := written(notation, spec):
            assert_brackets_line_up(text.write(system).splitlines())


words = st.text(st.characters(blacklist_characters="⎛⎜⎝⎞⎟⎠"), max_size=4) | st.sampled_from(("x", "数学", "\u0301"))
leaves = st.one_of(
    words.map(Word),
    words.map(Text),
    words.map(Operator),
    st.sampled_from((ZERO, OBS, Index("j", "i"), Comma(), Dots(), Operator("-"), SIGMA2)),
    st.builds(Symbol, words, st.sampled_from(((), (ONE, J), (SIGMA2, Comma())))),
)


def larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    few = st.lists(nodes, max_size=3).map(tuple)
    terms = st.lists(st.tuples(st.sampled_from("+-"), nodes), max_size=3).map(tuple)
    several = (few.map(kind) for kind in (Row, Times))
    return st.one_of(
        *several,
        st.builds(Scripted, nodes, few, few),
        st.builds(Brackets, nodes, st.sampled_from(("round", "square", "angle"))),
        nodes.map(Quantity),
        st.builds(Apply, nodes, few),
        st.builds(Distribution, nodes, few),
        st.builds(Given, nodes, nodes),
        *(nodes.map(kind) for kind in (Transpose, Hat, Overline, Root)),
        *(st.builds(kind, nodes, nodes) for kind in (UnderBrace, UnderSet)),
        st.lists(st.tuples(nodes, nodes), max_size=4).map(tuple).map(Cases),
        st.builds(Fraction, nodes, nodes, st.booleans()),
        st.builds(Scaled, st.just(SIGMA2), nodes, st.booleans()),
        terms.map(Sum),
        st.lists(few, max_size=3).map(tuple).map(Matrix),
    )


@examples(200)
@given(left=leaves, right=st.recursive(leaves, larger, max_leaves=12), width=st.none() | st.integers(0, 60))
def test_any_tree_is_drawn_in_a_rectangle(left: Node, right: Node, width: int | None) -> None:
    box = draw(right)
    assert {display_width(row) for row in box.lines} == {box.width}
    assert 0 <= box.baseline < box.height
    widest = draw(left).width + 3 + box.width
    rows = text.write(system(Line(left, "~", right)), Options({"width": width})).split("\n")
    assert all(display_width(row) <= widest for row in rows)
    assert "\n".join((*rows, "end")).splitlines() == [*rows, "end"]
    assert_brackets_line_up(rows)
