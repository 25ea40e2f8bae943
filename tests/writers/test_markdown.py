"""Markdown for GitHub, pandoc and Jupyter."""

from __future__ import annotations

from pathlib import Path

import pytest

import levelwise as lw
from helpers.every_node import alone, as_system, pairs
from helpers.latex import balanced
from levelwise.options import applied, options_of_writer
from levelwise.writers import markdown

EQ = lw.extract_eq("math ~ ses + (1 | sch.id)")
LATEX = (
    EQ.to("latex", wrapping="display").removeprefix("\\[\n").removesuffix("\n\\]").replace("} {\\dots} \\text{,", "…,")
)
ALIGNED = LATEX.replace("operatorname", "mathrm")


def test_each_reader_gets_its_own_fence() -> None:
    assert EQ.to("markdown") == EQ.to("markdown", dialect="github") == f"```math\n{ALIGNED}\n```"
    text = LATEX.replace("operatorname", "text").replace(" &=", " &\\text{}=").replace("} &\\sim", "} &\\text{}\\sim")
    assert EQ.to("markdown", dialect="jupyter") == EQ.to("markdown", dialect="pandoc") == f"$$\n{text}\n$$"
    assert EQ.to("markdown", dialect="pandoc", label="m1") == f"$$\n{text}\n$$ {{#eq-m1}}"


def test_a_system_taller_than_a_page_is_several_equations_for_pandoc() -> None:
    slopes = " + ".join(f"x{n}" for n in range(24))
    eq = lw.extract_eq(f"y ~ {slopes} + ({slopes} | g)", notation="raudenbush-bryk", policy="off", compact=True)
    for dialect, equations in (("pandoc", 2), ("jupyter", 1)):
        assert eq.to("markdown", dialect=dialect).count("\\begin{aligned}") == equations
    written = eq.to("markdown", dialect="pandoc", label="big")
    assert written.count("$$\n\n$$\n") == 1
    assert written.count("{#eq-big}") == 1
    assert written.endswith("$$ {#eq-big}")


@pytest.mark.parametrize("dialect", ["web", "latex"])
def test_dialects_of_latex_are_not_of_markdown(dialect: str) -> None:
    with pytest.raises(lw.OptionError, match=f"github, pandoc and jupyter; latex takes {dialect}|{dialect} is one of"):
        EQ.to("markdown", dialect=dialect)


@pytest.mark.parametrize("dialect", ["github", "jupyter"])
def test_only_pandoc_has_labels(dialect: str) -> None:
    with pytest.raises(lw.OptionError, match="labels in the dialect pandoc only"):
        EQ.to("markdown", dialect=dialect, label="m1")


def test_the_ending_chooses_the_dialect(tmp_path: Path) -> None:
    for ending, start in (("md", "```math\n"), ("qmd", "$$\n"), ("Rmd", "$$\n"), ("markdown", "```math\n")):
        assert EQ.save(tmp_path / f"m.{ending}").read_text("utf-8").startswith(start)
    assert EQ.save(tmp_path / "m.qmd", dialect="github").read_text("utf-8").startswith("```math\n")


def test_documents_have_captions_that_are_text(tmp_path: Path) -> None:
    path = lw.document([EQ, EQ], tmp_path / "two.md", ["A *star* [x](y) <b> $z$", "Second"], numbered=True)
    written = path.read_text("utf-8")
    assert written.startswith("A \\*star\\* \\[x\\]\\(y\\) \\<b\\> \\$z\\$\n\n```math\n")
    assert written.count("\\end{aligned} \\tag{") == 2
    title = lw.document([EQ], tmp_path / "title.qmd", ["% of pupils"]).read_text("utf-8")
    assert title.startswith("\\% of pupils\n")  # pandoc would take the line for the title of the document
    path = lw.document([EQ, EQ], tmp_path / "two.qmd", numbered=True, labels=["a", "b"])
    assert path.read_text("utf-8").count("$$ {#eq-") == 2


def test_names_are_mathematics_for_browsers_and_text_for_pandoc() -> None:
    eq = lw.extract_eq("y ~ `a_b` + x %in% z + (1 | `sch_id`)", policy="off")
    for dialect, name, label in (
        ("github", r"\mathrm{a\_b}", r"sch${\_}$id"),
        ("jupyter", r"\text{a${\_}$b}", r"sch${\_}$id"),
        ("pandoc", r"\text{a\_b}", r"sch\_id"),
    ):
        written = eq.to("markdown", dialect=dialect)
        assert name in written
        assert f", for {label} j = 1, …, J}}" in written


@pytest.mark.parametrize("dialect", ["github", "pandoc", "jupyter"])
def test_no_node_needs_an_operator_name(dialect: str) -> None:
    options = applied({"dialect": dialect}, options_of_writer("markdown"))
    for node in (*alone(), *pairs()):
        written = markdown.write(as_system(node), options)
        assert balanced(written)
        assert "operatorname" not in written
        assert dialect != "pandoc" or "color" not in written


def test_pandoc_converts_no_colours(tmp_path: Path) -> None:
    with pytest.raises(lw.OptionError, match="colours cannot be used"):
        EQ.to("markdown", dialect="pandoc", colours=True)
    assert "color" in EQ.to("markdown", dialect="github", colours=True)
    with pytest.raises(lw.OptionError, match="colours cannot be used"):
        EQ.save(tmp_path / "m.qmd", colours=True)
    coloured = EQ.in_notation("raudenbush-bryk", colours=True)
    assert "color" not in coloured.save(tmp_path / "m.qmd").read_text("utf-8")


def test_every_cell_of_a_wrapped_system_holds_something_for_pandoc() -> None:
    eq = lw.extract_eq("y ~ a + b + c + (1 | g)", notation="raudenbush-bryk", policy="off")
    for place, cells in (("start", r"\text{} &\quad \text{}+ "), ("end", r"\text{} &\text{}\quad ")):
        lines = eq.to("markdown", dialect="pandoc", terms_per_line=2, operator_location=place).splitlines()
        assert lines[3].strip().startswith(cells)
        assert lines[2].endswith(r"+ \text{} \\") == (place == "end")
