"""What stands around the LaTeX: nothing, a display, a numbered equation, a document; and the dialects."""

from __future__ import annotations

from pathlib import Path

import pytest

import levelwise as lw
from helpers.command import run
from levelwise.equation.tree import Coloured, Line, Matrix, Number, Symbol, System, Word
from levelwise.options import Options
from levelwise.writers import latex
from levelwise.writers.document import Piece

FORMULA = "math ~ ses*sector + (ses | sch.id)"
EQ = lw.extract_eq(FORMULA, levels={"sector": "sch.id"})
DEFAULTS = Options({"matrices": "pmatrix"})
CLOSE = EQ.to("latex", wrapping="display").removeprefix("\\[\n").removesuffix("\n\\]")
LONG = lw.extract_eq(f"y ~ {' + '.join(f'x{n}' for n in range(80))} + (1 | g)", policy="off")


def test_the_default_is_the_bare_unwrapped_aligned() -> None:
    assert EQ.to("latex") == EQ.latex == EQ.to("latex", wrapping="aligned")
    assert EQ.latex.startswith("\\begin{aligned}\n")
    assert len(LONG.latex.splitlines()) == 2 + len(LONG.system.lines)


def test_display_and_equation_stand_around_it() -> None:
    assert EQ.to("latex", wrapping="display") == f"\\[\n{CLOSE}\n\\]"
    assert CLOSE.startswith("\\begin{aligned}\n")
    assert EQ.to("latex", wrapping="equation") == f"\\begin{{equation}}\n{CLOSE}\n\\end{{equation}}"
    labelled = f"\\begin{{equation}}\n\\label{{eq:m4}}\n{CLOSE}\n\\end{{equation}}"
    assert EQ.to("latex", wrapping="equation", label="m4") == EQ.to("latex", label="m4") == labelled


def test_outside_of_aligned_no_space_stands_around_brackets_and_one_after_each_comma() -> None:
    eq = lw.extract_eq("y ~ x + (x | g)", notation="raudenbush-bryk")
    *_, residual, effects, _, _ = eq.to("latex", wrapping="display").splitlines()
    assert residual == r"  r_{ij} &\sim N {\left(0, \sigma^{2} \right)} \\"
    assert effects == (
        r"  \begin{pmatrix} u_{0j} \\ u_{1j} \end{pmatrix} &\sim N {\left({\begin{pmatrix} 0 \\ 0 \end{pmatrix}}, "
        r"{\begin{pmatrix} \tau_{00} & \tau_{01} \\ \tau_{10} & \tau_{11} \end{pmatrix}} \right)} "
        r"\text{, for g j = 1, } {\dots} \text{, J}"
    )


@pytest.mark.parametrize("wrapping", ["aligned", "display"])
def test_a_label_needs_a_number(wrapping: str) -> None:
    with pytest.raises(lw.OptionError, match="no number, which its label needs; use equation"):
        EQ.to("latex", wrapping=wrapping, label="m4")


@pytest.mark.parametrize("label", ["a b", "a}b", "", "a\\b", "é", "-a", 3])
def test_a_label_is_a_plain_name(label: object) -> None:
    with pytest.raises(lw.OptionError, match="a name of ASCII letters and digits"):
        EQ.to("latex", label=label)


def test_a_saved_file_is_a_document_and_a_fragment_is_a_display(tmp_path: Path) -> None:
    whole = EQ.save(tmp_path / "m4.tex").read_text("utf-8")
    assert whole.startswith("\\documentclass[11pt]{article}\n\\usepackage{amsmath}\n")
    assert whole.endswith("\\end{document}\n")
    part = EQ.save(tmp_path / "part.tex", fragment=True, wrap=False).read_text("utf-8")
    assert part == f"\\[\n{CLOSE}\n\\]\n"
    command = ("write", FORMULA, "--level", "sector=sch.id", "-o", str(tmp_path / "cli.tex"))
    assert run(*command).exit_code == 0
    assert (tmp_path / "cli.tex").read_text("utf-8") == whole
    for flag in (("--fragment",), ("--option", "fragment=true")):
        assert run(*command, *flag).exit_code == 0
        assert (tmp_path / "cli.tex").read_text("utf-8").startswith("\\[\n")
    contradiction = run(*command, "--fragment", "--option", "paper=a4")
    assert (contradiction.exit_code, contradiction.stdout) == (2, "")
    assert "a fragment has none" in contradiction.stderr


def test_a_document_has_the_packages_that_it_needs() -> None:
    plain = latex.document((Piece(EQ.system),), DEFAULTS)
    assert "xcolor" not in plain
    assert "fontenc" not in plain
    assert "a4paper" in plain
    line = Line(Coloured(Symbol("y"), "#0072B2"), "=", Word("größe"))
    written = latex.document((Piece(System((line,), "any")),), Options({"matrices": "pmatrix", "paper": "letter"}))
    assert "letterpaper" in written
    assert "\\usepackage{xcolor}" in written
    assert "\\usepackage[T1]{fontenc}" in written
    assert "\\textcolor[HTML]{0072B2}{y}" in written


@pytest.mark.parametrize(("name", "foreign"), [("math", False), ("größe", False), ("оценка", True), ("数学", True)])
def test_a_document_can_print_or_number_the_letters_of_any_script(name: str, foreign: bool) -> None:
    written = lw.extract_eq(f"`{name}` ~ 1 + (1 | g)").to("latex", fragment=False)
    assert (latex.FOREIGN in written) == foreign
    assert ("fontenc" in written) == (not name.isascii())


@pytest.mark.parametrize("options", [{"wrapping": "document"}, {"fragment": False}])
def test_the_label_of_a_document_is_in_it(options: dict[str, object]) -> None:
    written = EQ.to("latex", label="m4", **options)
    assert "\\begin{equation}\n\\label{eq:m4}\n" in written


def test_colours_are_spelled_for_the_reader() -> None:
    system = System((Line(Coloured(Symbol("y"), "#0072b2"), "=", Coloured(Symbol("x"), "teal")),), "any")
    assert "{\\color{#0072b2}{y}} &= {\\color{teal}{x}}" in latex.write(system, DEFAULTS)
    given = Options({"matrices": "pmatrix", "dialect": "latex"})
    assert "\\textcolor[HTML]{0072B2}{y} &= \\textcolor{teal}{x}" in latex.write(system, given)


def test_captions_are_escaped_and_numbers_have_labels() -> None:
    pieces = (Piece(EQ.system, "50% & {more}", 1, "a"), Piece(EQ.system, "", 2))
    written = latex.document(pieces, DEFAULTS)
    assert "\\noindent 50\\% \\& \\{more\\}\n\\begin{equation}\n\\label{eq:a}\n" in written
    assert written.count("\\begin{equation}") == 2
    tall = latex.document((Piece(lw.model("y ~ x").equations().system, "", 1),), DEFAULTS)
    assert tall.count("\\begin{equation}") == 1


def test_a_tall_equation_can_be_divided_between_pages_and_has_one_number() -> None:
    lines = tuple(Line(Symbol("y", (Number(str(n)),)), "=", Symbol("x")) for n in range(45))
    written = latex.document((Piece(System(lines, "any"), "", 1, "tall"),), DEFAULTS)
    assert "\\begin{align}\n\\label{eq:tall}" in written
    assert written.count("\\notag") == 44


def test_matrices_of_more_columns_than_amsmath_allows_are_arrays() -> None:
    cells = tuple(tuple(Symbol("tau") for _ in range(11)) for _ in range(11))
    written = latex.write(System((Line(Symbol("T"), "=", Matrix(cells)),), "any"), DEFAULTS)
    assert f"\\left(\\begin{{array}}{{{'c' * 11}}}" in written
    assert "pmatrix" not in written


def test_dialects_of_markdown_are_not_of_latex() -> None:
    for dialect in ("github", "pandoc", "jupyter"):
        with pytest.raises(lw.OptionError, match=f"{dialect} is a dialect of markdown"):
            EQ.to("latex", dialect=dialect)


def test_lines_are_broken_where_asked() -> None:
    # without a page, after every fourth term, as the R package equatiomatic does
    wrapped = LONG.to("latex", wrap=True)
    assert wrapped.count("+ {} \\\\") == 20
    assert wrapped == LONG.to("latex", wrap=True, terms_per_line=4, operator_location="end")
    assert LONG.to("latex", wrap=True, line_width=41).count("\\quad {}+") > 5
    assert LONG.to("latex", terms_per_line=4).count("\\quad {}+") == 20
    assert LONG.to("latex", terms_per_line=4, operator_location="end").count("+ {} \\\\") == 20
    assert LONG.to("latex", line_width=20).count("\n") > wrapped.count("\n")
    assert LONG.to("latex", wrap=False) == LONG.latex


def test_outside_of_aligned_scripts_above_and_below_letters_do_not_touch_the_next_row() -> None:
    eq = lw.extract_eq("y ~ x + (x | g)")
    assert r"\sigma_{\alpha_{j}}^{2} & \rho_{\alpha_{j}\beta_{1j}} \\[2pt] \rho" in eq.to("latex", wrapping="display")
    assert r"\mu_{\alpha_{j}} \\ \mu_{\beta_{1j}}" in eq.to("latex", wrapping="display")
    assert "[2pt]" not in eq.latex
