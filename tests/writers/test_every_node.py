"""Every kind of node inside every other, in each writer, and formulas as books print them.

CI hands the LaTeX of this file to KaTeX and pdflatex.
"""

from __future__ import annotations

import unicodedata
from typing import get_args

import pytest

from helpers.book_formulas import SYSTEMS
from helpers.every_node import AROUND, EXAMPLES, X, alone, as_system, deeper, pairs
from helpers.handout import TABLES
from helpers.latex import balanced
from helpers.omml import read, runs
from levelwise.equation.tree import Coloured, Matrix, Node, Sum, System, Word
from levelwise.equation.walk import walk
from levelwise.options import Options, applied
from levelwise.text.characters import display_width
from levelwise.writers import latex, omml, typst
from levelwise.writers.table import WRITERS
from levelwise.writers.unicode import unicode_text
from levelwise.writers.unicode.nodes import draw

BOOKS = TABLES / "book_formulas"
LEAVES = 8
"""Kinds of nodes that hold no other: numbers, indices, commas, names, text, operators and two kinds of dots."""


def spelled(system: System, matrices: str = "pmatrix") -> str:
    return latex.write(system, Options({"matrices": matrices}))


def words(node: Node) -> int:
    """Return how often the names of the examples stand in a tree."""
    return sum(isinstance(one, Word) and one.text in ("q", "z") for one in walk(node))


def test_there_are_examples_of_every_kind_and_every_place() -> None:
    assert set(EXAMPLES) == set(get_args(Node))
    holding = {type(around(X)) for around in AROUND}
    assert len(set(EXAMPLES) - holding) == LEAVES + 2  # the scripts of a symbol and the bound of a range are their own


@pytest.mark.parametrize("matrices", ["pmatrix", "array"])
def test_latex_is_complete_and_balanced(matrices: str) -> None:
    for node in (*alone(), *pairs(), *deeper(1000)):
        written = spelled(as_system(node), matrices)
        assert balanced(written)
        expected = words(node) + 2  # the left sides of the system's two lines
        assert sum(written.count(f"\\operatorname{{{name}}}") for name in "qz") == expected


@pytest.mark.parametrize("writer", WRITERS.own)
def test_a_sum_without_terms_and_a_matrix_without_rows_are_written(writer: str) -> None:
    chosen = WRITERS.named(writer)
    for node in (Sum(()), Matrix(())):
        assert chosen.write(as_system(node), applied({}, chosen.options))


def test_typst_is_complete() -> None:
    for node in (*alone(), *pairs(), *deeper(1000)):
        written = typst.write(as_system(node), Options({"fragment": None}))
        assert sum(written.count(f'"{name}"') for name in "qz") == words(node) + 2


@pytest.mark.slow
def test_omml_is_complete_and_as_the_schema_has_it() -> None:
    for node in (*alone(), *pairs(), *deeper(1000)):
        root = read(omml.write(as_system(node), Options()))
        assert sum(normal and text in ("q", "z") for text, normal in runs(root)) == words(node) + 2


def test_drawings_are_complete_rectangles() -> None:
    for node in (*alone(), *pairs(), *deeper(1000)):
        box = draw(node)
        assert {display_width(row) for row in box.lines} == {box.width}
        assert 0 <= box.baseline < box.height
        plain = unicodedata.normalize("NFD", unicode_text.write(as_system(node)))
        assert sum(map(plain.count, "qz")) == words(node) + 2


@pytest.mark.parametrize("name", SYSTEMS)
def test_formulas_of_books(name: str) -> None:
    """The files were looked at as pdflatex sets them, and compared with the books."""
    assert spelled(SYSTEMS[name]) + "\n" == (BOOKS / f"{name}.tex").read_text("utf-8")
    assert unicode_text.write(SYSTEMS[name]) + "\n" == (BOOKS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("colour", ["Teal", "a}b", "#12", "#0072B", "", "teal\n"])
def test_a_colour_is_a_name_or_a_number(colour: str) -> None:
    with pytest.raises(ValueError, match="RRGGBB"):
        spelled(as_system(Coloured(X, colour)))
    assert "{\\color{#0072B2}{" in spelled(as_system(Coloured(X, "#0072B2")))
