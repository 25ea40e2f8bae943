"""The parser: what it reads, what it refuses and how it says so."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import levelwise as lw
from levelwise.formula.parser import parse
from levelwise.formula.syntax import deparse
from levelwise.formula.terms import expand

REFUSED = [
    ("", "empty", 0),
    ("   ", "empty", 3),
    ("y", "needs a response", 0),
    ("~ x", "response is missing", 0),
    ("y ~ x ~ z", "second ~", 0),
    ("y ~ x +", "ends where a name was expected", 7),
    ("y ~ x + (1 | g", "never closed", 8),
    ("y ~ x)", "never opened", 5),
    ("y ~ x x", "expected an operator", 6),
    ("y ~ * x", "expected a name", 4),
    ("y ~ f(x,,z)", "expected a name", 8),
    ("y ~ $x", "has no meaning", 4),
    ("y ~ `a", "never closed", 4),
    ("y ~ x %in z", "second %", 6),
    ("y ~ ``", "empty name", 4),
]


@pytest.mark.parametrize(("formula", "message", "place"), REFUSED)
def test_errors_say_what_and_where(formula: str, message: str, place: int) -> None:
    with pytest.raises(lw.FormulaSyntaxError, match=message) as caught:
        parse(formula)
    assert caught.value.start == place
    assert str(caught.value).splitlines()[-1].index("^") == place + 2


UNEXPANDABLE = [
    ("y ~ 2 + x", "cannot be a term"),
    ("y ~ 'a'", "cannot be a term"),
    ("y ~ x^z", "whole number"),
    ("y ~ .", "no data"),
    ("y ~ x + (1 | a + b)", r"\(… \| a\) \+ \(… \| b\)"),
    ("y ~ x + (0 | g)", "no random effect"),
    ("y ~ x + (1 | 3)", "name the column"),
    ("y ~ x + (offset(z) | g)", "inside a bar"),
]


@pytest.mark.parametrize(("formula", "message"), UNEXPANDABLE)
def test_what_cannot_be_a_term_is_refused(formula: str, message: str) -> None:
    with pytest.raises(lw.FormulaSyntaxError, match=message):
        expand(parse(formula))


SAME = [
    ("y ~ np.log(x)", "y ~ log(x)"),
    ("y ~ numpy.log1p(x)", "y ~ log1p(x)"),
    ("y ~ I(x**2)", "y ~ I(x^2)"),
    ('y ~ Q("my var")', "y ~ `my var`"),
    ("y ~ poly(x, 2, raw=True)", "y ~ poly(x, 2, raw = TRUE)"),
    ("lmer(y ~ x + (1|g), data = d, REML = FALSE)", "y ~ x + (1 | g)"),
    ("m <- lme4::lmer(y ~ x + (1|g), d)", "y ~ x + (1 | g)"),
    ("fit = smf.mixedlm('y ~ x', df)", None),
    ("y~x+(1|g)", "y ~ x + (1 | g)"),
    ("y ~ größe + हिन्दी + 数学", "y ~ größe + हिन्दी + 数学"),
    ("y ~ x\n  + z", "y ~ x + z"),
]


@pytest.mark.parametrize(("typed", "meant"), SAME)
def test_both_dialects_mean_the_same(typed: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(lw.LevelwiseError):
            parse(typed)
        return
    assert str(parse(typed)) == meant


def test_limits_end_in_an_error_within_a_second() -> None:
    letters = "+".join("abcdefghijklmnopqrstuvwxyz")
    for formula in (
        f"y ~ ({letters})^26",
        "y ~ " + "(" * 10_000 + "x" + ")" * 10_000,
        "y ~ " + "-" * 9_000 + "x",
        "y ~ " + "x + " * 250_000 + "x",
        "y ~ " + "*".join(f"v{n}" for n in range(40)),
    ):
        start = time.perf_counter()
        with pytest.raises(lw.FormulaSyntaxError):
            expand(parse(formula))
        assert time.perf_counter() - start < 1


def test_a_sum_of_a_thousand_terms_is_read() -> None:
    formula = "y ~ " + " + ".join(f"v{n}" for n in range(1000)) + " + (1 | g)"
    assert len(expand(parse(formula)).fixed.terms) == 1000
    assert str(parse(formula)) == formula


anything = st.text(max_size=60)
formulaic = st.lists(
    st.sampled_from(
        [
            "y",
            "~",
            "x",
            "z",
            "+",
            "-",
            "*",
            ":",
            "/",
            "^",
            "2",
            "(",
            ")",
            "|",
            "||",
            "g",
            "1",
            "0",
            ",",
            "log(",
            "I(",
            "`a b`",
            "'s'",
            "%in%",
            ".",
            "<",
            "offset(",
            "==",
            "!",
        ]
    ),
    max_size=16,
).map(" ".join)


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.one_of(anything, formulaic, formulaic.map("y ~ ".__add__)))
def test_only_our_errors_come_out(text: str) -> None:
    try:
        formula = parse(text)
        again = parse(str(formula))
        assert (again.response, again.right) == (formula.response, formula.right)
        expand(formula, ["y", "x", "g"])
    except lw.LevelwiseError:
        pass


def test_quoting_round_trips() -> None:
    formula = parse("y ~ `my var` + `a``b` + log(`x y`)".replace("``", "\\`"))
    assert parse(str(formula)) == parse(deparse(formula.response) + " ~ " + deparse(formula.right))
