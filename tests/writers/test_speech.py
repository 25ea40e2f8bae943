"""The equations read aloud: natural sentences in which everything is said and every bracket ends."""

from __future__ import annotations

import re
import warnings

import pytest

import levelwise as lw
from helpers.book_formulas import SYSTEMS
from helpers.every_node import alone, as_system, deeper, pairs
from helpers.handout import handout_model
from helpers.hostile_names import NAMES
from levelwise.equation.tree import (
    Dots,
    Index,
    Line,
    Node,
    Number,
    Range,
    Row,
    Scripted,
    Sum,
    Symbol,
    System,
    Times,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.formula.syntax import quoted
from levelwise.text.characters import plain
from levelwise.writers.speech import speech

LEVELS = """\
math of observation i in sch.id j is beta zero j plus beta one j times ses of observation i in sch.id j plus the \
residual r i j.
beta zero j is gamma zero zero plus gamma zero one times sector cath of sch.id j plus the random effect u zero j.
beta one j is gamma one zero plus gamma one one times sector cath of sch.id j plus the random effect u one j.
The residual r i j is normally distributed with mean zero and variance sigma squared.
The vector of two: u zero j; u one j; end of vector, is jointly normally distributed with the mean vector of two zeros \
and the two by two covariance matrix: row one: tau zero zero; tau zero one; row two: tau one zero; tau one one; end of \
matrix, for each sch.id j from one to capital J."""

DISTRIBUTIONAL = """\
math of observation i is normally distributed with mean alpha j of i plus beta one j of i times ses and variance sigma \
squared.
The vector of two: alpha j; beta one j; end of vector, is jointly normally distributed with the mean vector of two: \
gamma zero superscript alpha plus gamma one superscript alpha times sector cath; gamma zero superscript beta one plus \
gamma one superscript beta one times sector cath; end of vector and the two by two covariance matrix: row one: sigma \
squared sub alpha j; rho sub alpha j beta one j; row two: rho sub beta one j alpha j; sigma squared sub beta one j; \
end of matrix, for each sch.id j from one to capital J."""

BOOKS = {
    "gelman_hill": "math of observation i is normally distributed with mean alpha j of i plus beta one j of i times "
    "ses of observation i and variance sigma squared sub y, for i from one to 7185.",
    "mcelreath": "math i is normally distributed with mean mu i and standard deviation sigma.",
    "levels": "r i j is independently normally distributed with mean zero and variance sigma squared.",
    "combined": "math i j is the braced part gamma zero zero plus gamma one zero times ses i j, end of brace, labelled "
    "fixed plus the braced part u zero j plus u one j times ses i j plus r i j, end of brace, labelled random.",
    "laird_ware": "bold y is bold capital X times bold beta plus the sum over f of bold capital Z f times bold b f.",
    "lme4": "capital sigma sub theta is sigma squared times capital lambda sub theta times capital lambda sub theta "
    "transpose.",
    "brms": "bold capital omega k is distributed as LKJ with parameter zeta.",
    "families": "The fraction one over mu, end of fraction, is eta.",
    "estimates": "math hat is 12.06, in brackets 0.20, plus 2.20 times ses, in brackets 0.12, minus 1.64 times ses "
    "times sector, in brackets 0.24.",
    "colours": "math is beta one j times sector cath plus beta one j.",
    "barr": "capital I zero i is independently and identically normally distributed with mean zero and variance omega "
    "zero zero squared.",
}


def names(node: Node) -> int:
    return sum(isinstance(one, Word) and one.text in ("q", "z") for one in walk(node))


def test_the_models_of_the_handout() -> None:
    model = handout_model("m4")
    assert model.equations("raudenbush-bryk", policy="off").speech() == LEVELS
    assert model.equations("equatiomatic", policy="off").to("speech") == DISTRIBUTIONAL


@pytest.mark.parametrize("name", SYSTEMS)
def test_formulas_of_books(name: str) -> None:
    assert BOOKS[name] in speech(SYSTEMS[name]).splitlines()


def test_every_node_is_said() -> None:
    for node in (*alone(), *pairs(), *deeper(1000)):
        said = speech(as_system(node))
        assert len(said.splitlines()) == 2
        assert len(re.findall(r"\b[qz]\b", said)) == names(node) + 2
        assert "  " not in said
        for what in ("parenthesis", "square bracket", "angle bracket"):
            assert said.count(f"open {what}") == said.count(f"close {what}")
        ends = {"vector": "end of vector", "fraction": "end of fraction", "cases": "end of cases"}
        starts = {"vector": r"vector(?: of \w+)?:", "fraction": "the fraction", "cases": r"one of \w+ cases:"}
        assert all(len(re.findall(starts[what], said)) == said.count(ends[what]) for what in ends)


def test_groups_within_groups_and_beside_groups() -> None:
    nested = lw.extract_eq("score ~ ses + (1 | school/class)", notation="raudenbush-bryk").speech()
    assert "ses of observation i in class j and school k" in nested
    assert "for each class j from one to capital J" in nested
    crossed = lw.extract_eq("score ~ ses + (1 | rater) + (1 | student)", notation="raudenbush-bryk").speech()
    assert "ses of observation i in rater j and student k" in crossed


def test_indices_that_the_factors_of_a_product_share_are_said_once() -> None:
    eq = lw.extract_eq("y ~ a * b + (1 | g)", notation="raudenbush-bryk")
    assert "times the product of a and b of observation i in g j plus the residual" in eq.speech()
    eq = lw.extract_eq("y ~ a * b + (1 | g)", notation="raudenbush-bryk", levels={"b": "g"})
    assert "gamma one one times b of g j" in eq.speech()


def test_a_continued_line_is_one_sentence() -> None:
    y, a, b, c = map(Symbol, "yabc")
    system = System((Line(y, "=", a), Line(Row(()), "+", b, sign="-"), Line(Row(()), "", c)), "any")
    assert speech(system) == "y is a plus b minus c."


def test_a_line_of_dots_is_a_sentence() -> None:
    y, a = map(Symbol, "ya")
    system = System((Line(y, "=", a), Line(Row(()), "", Dots()), Line(a, "=", y)), "any")
    assert speech(system).splitlines() == ["y is a.", "dot dot dot.", "a is y."]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Symbol("beta", (Number("10"), Index("j"))), "beta 10 j"),
        (Symbol("u", (Number("0"), Index("jj"))), "u zero j j"),
        (Symbol("Z", (), (Number("2"),), face="bold"), "bold capital Z squared"),
        (Scripted(Word("x"), (Index("j"),), (Number("2"),)), "x squared of g j"),
        (Scripted(Word("f"), (Word("b"), Index("i"), Index("j"))), "f b of observation i in g j"),
        (
            Sum((("-", Symbol("a")), ("-", Sum((("+", Symbol("b")), ("+", Symbol("c"))))))),
            "minus a minus open parenthesis b plus c close parenthesis",
        ),
        (Times((Word("x"), Scripted(Word("z"), (Index("j"),)))), "x times z of g j"),
        (Word("times"), "“times”"),
        (Word("my var"), "“my var”"),
    ],
)
def test_phrases(node: Node, expected: str) -> None:
    groups = (Range(("j",), Symbol("J"), "g"),)
    said = speech(System((Line(Symbol("y"), "=", node), Line(Symbol("y"), "=", Symbol("y"), groups)), "any"))
    assert said.splitlines()[0] == f"y is {expected}."


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_name_is_said_on_one_line(name: str) -> None:
    tick = quoted(name)
    eq = lw.extract_eq(f"{tick} ~ {quoted(name + '2')} + (1 | {quoted(name + '4')})", policy="off")
    said = eq.speech()
    assert len(said.splitlines()) == len(eq.system.lines)
    assert plain(name) in said
    assert plain(name + "2") in said


def test_a_power_of_a_function_is_none_of_its_argument() -> None:
    said = lw.extract_eq("y ~ I(log(x)^2) + log(x^2) + (1 | g)", notation="raudenbush-bryk").speech()
    assert "one j times open parenthesis log of x of observation i in g j close parenthesis squared" in said
    assert "two j times log of open parenthesis x squared of observation i in g j close parenthesis" in said


def test_a_mean_of_groups_is_one_per_group() -> None:
    said = lw.extract_eq("y ~ cwc(x, school) + (1 | school)").speech()
    assert "x minus the mean of x per school close parenthesis" in said


@pytest.mark.parametrize("options", [{}, {"compact": True}])
def test_large_matrices_are_not_read_aloud(options: dict[str, bool]) -> None:
    slopes = " + ".join(f"x{n}" for n in range(1, 45))
    eq = lw.extract_eq(f"y ~ {slopes} + ({slopes} | g)", policy="off")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lw.LevelwiseWarning)
        mathml = eq.to("mathml", **options)
    words = re.search('alttext="([^"]*)"', mathml)
    assert words
    assert len(words[1]) < 5000
    assert "covariance bold capital sigma j of dimension 45 by 45, for each g j" in words[1]
    assert "capital sigma j 44 45 is rho" in words[1]
    if not options:
        assert "the vector: alpha j; beta one j; dot dot dot; beta 44 j; end of vector" in words[1].lower()


def test_what_continues_an_equation_is_part_of_its_sentence() -> None:
    eq = lw.extract_eq("y ~ a + b + c + (a | g) + (0 + b + c | g)", notation="raudenbush-bryk", policy="off")
    words = re.search('alttext="([^"]*)"', eq.to("mathml", compact=True))
    assert words
    assert words[1].endswith("capital sigma sub u three four is tau two three, and zero for every other pair.")


def test_means_are_read_as_what_they_are() -> None:
    assert lw.extract_eq("y ~ x", family="poisson").speech() == (
        "log of the expected value of y is alpha plus beta one times x."
    )
    probit = lw.extract_eq("y ~ x", family="binomial", link="probit").speech()
    assert probit.startswith("The probability that y equals 1 is capital phi of")
