"""Messages on the command line name its options."""

from __future__ import annotations

import inspect

import pytest

import levelwise as lw
from helpers.command import run, said
from levelwise.cli.wording import OPTIONS, with_options


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("unless levels= says otherwise: x", "unless --level says otherwise: x"),
        ("give weights= or offset=", "give --weights or --offset"),
        ('try family="binomial"', "try --family binomial"),
        ("use check() to check such a model", "use levelwise check to check such a model"),
        ("factor(x, levels=c(1, 2)) is numeric", "factor(x, levels=c(1, 2)) is numeric"),
        ("ar1(t, data=x)", "ar1(t, data=x)"),
        ("metadata= is no argument", "metadata= is no argument"),
        ("here:\n  y ~ f(x) + levels= + z\n  ^", "here:\n  y ~ f(x) + levels= + z\n  ^"),
    ],
)
def test_arguments_become_options_outside_formulas(said: str, shown: str) -> None:
    assert with_options(said) == shown


def test_every_option_of_the_table_exists() -> None:
    offered = run("write", "--help").stdout
    assert all(f"{option} " in offered for option in OPTIONS.values())
    arguments = set(inspect.signature(lw.extract_eq).parameters) - {"formula", "style"}
    assert set(OPTIONS) <= arguments


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("y ~ x + (x | g)",), "unless --level says otherwise"),
        (("y ~ x + (x | a) + (x | b)",), "unless --nesting says otherwise"),
        (("y ~ x + (1 | a) + (1 | b)", "--nesting", "a=b", "--nesting", "b=a"), "--nesting is circular"),
        (("prop ~ x + (1 | g)", "--family", "binomial", "--data", "-"), "Without --weights"),
        (("math ~ ses + (1 | sch.id)", "--data", "hsb", "--level", "ses=sch.id"), "--level assigns ses"),
        (("math ~ ses + (1 | sch.id)", "--data", "hsb", "--contrast", "ses=sum"), "--factor"),
    ],
)
def test_messages_name_options(arguments: tuple[str, ...], expected: str) -> None:
    table = b"prop,x,g\n" + b"".join(b"%.2f,%d,%d\n" % (n % 7 / 7, n * 3 % 5, n % 6) for n in range(60))
    result = run("check", *arguments, stdin=table)
    assert expected in said(result)
    assert not any(f" {argument}= " in said(result) for argument in OPTIONS)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ('as in factors={"sector": ["a", "b"]}', "as in --factor sector=a,b"),
        ('as in levels={"sector": "school"}', "as in --level sector=school"),
    ],
)
def test_mappings_become_options(message: str, shown: str) -> None:
    assert with_options(message) == shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "y ~ x", "--groups", "g"), "a bar in the formula, such as (x | g)"),
        (("check", "y ~ x", "--REML"), "an argument for fitting"),
        (("check", "y", "a", "b"), "put the formula in quotation marks"),
        (("check", "hsb", "math ~ ses"), "the formula comes first"),
        (("check", "math ~ ses", "hsb", "--data", "hsb"), "given twice"),
        (("check", "y ~ x + (1 | g)", "--family", "logistc"), "did you mean 'binomial'"),
        (("check", "y ~ x + (1 | g)", "--family", "sratio"), "ordinal"),
        (("check", "math ~ SES + (1 | sch.id)", "hsb"), "did you mean 'ses'? Upper and lower case differ"),
    ],
)
def test_what_was_typed_is_explained(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(said(result).split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "math ~ ses + (ses | sch.id)", "hsb"),
        ("check", "y ~ x + (1 | g)", "--family", "logistic"),
        ("check", "y ~ x + (1 | g)", "--family", "binomial(link='probit')"),
        ("check", "y ~ x*w + (x | school/class)", "--level", "w=class"),
        ("check", "y ~ x*w + (x | school/class)", "--level", "w=school/class"),
        ("check", "y ~ x*C(f) + (x | g)", "--factor", "C(f)=a,b"),
        ("write", "y ~ x + (1 | g)", "--notation", "rb", "--to", "LaTeX"),
    ],
)
def test_what_was_typed_is_understood(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 0
