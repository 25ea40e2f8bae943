"""The parser: what it reads, what it refuses and how it says so."""

from __future__ import annotations

import contextlib
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from helpers.work import calls_of
from levelwise.data.frames.frame import Frame
from levelwise.data.functions.catalogue import FUNCTIONS
from levelwise.data.hints import Hints
from levelwise.design.assemble import assemble
from levelwise.formula.expand import expand
from levelwise.formula.parser import parse
from levelwise.formula.syntax import deparse

REFUSED = [
    ("", "empty", 0),
    ("   ", "empty", 3),
    ("y", "needs a response", 0),
    ("~ x", "response is missing", 0),
    ("y ~ x ~ z", "only one ~", 0),
    ("y ~ x +", "ends where a name was expected", 7),
    ("y ~ x + (1 | g", "never closed", 8),
    ("y ~ x)", "never opened", 5),
    ("y ~ x x", "expected an operator", 6),
    ("y ~ * x", "expected a name", 4),
    ("y ~ f(x,,z)", "expected a name", 8),
    ("y ~ $x", "has no meaning", 4),
    ("y ~ `a", "never closed", 4),
    ("y ~ x %in z", "second %", 6),
    ("y ~ ``", "this name .*is empty", 4),
    ("x + z", "needs a response", 0),
    ("log(y)", "needs a response", 0),
    ("y ~", "ends where a name was expected after '~'", 3),
    ("y ~ x + (1 | )", "expected a name", 13),
    ("y ~ (x", "never closed", 4),
    ("y ~ log(x", "never closed", 7),
    ("y ~ log(x z)", "an operator, a comma or \\)", 10),
    ("y ~ (x z)", "an operator or \\)", 7),
    ("y ~ ()", "expected a name", 5),
    ("y ~ x & | g", "expected a name", 8),
    ("y ~ x 2", "expected an operator before '2'", 6),
    ("y ~ 2x", "expected an operator before 'x'", 5),
    ("y ~ 'a", "quotation mark is never closed", 4),
    ("y ~ x + z$", "expected the name of a column", 10),
    ("y ~ x[1]", "only selects columns of a matrix", 5),
    ("y ~ {x", "this brace is never closed", 4),
    ("y ~ x}", "this brace was never opened", 5),
    ("y ~ {x; z}", "has no meaning", 6),
    ("y ~ (x}", "an operator or \\)", 6),
    ("y ~ I(x == 'a\\q')", "escape .* is unknown", 13),
    ('y ~ Q("")', "this name .*is empty", 4),
    ("y ~ f('' = x)", "this name .*is empty", 6),
    ('y ~ Q("TRUE")', "cannot be distinguished from the constant", 4),
    ("y ~ `NA` + x", "cannot be distinguished from the constant", 4),
    ("y ~ x; z", "has no meaning", 5),
    ("y ~ x ~", "ends where a name was expected", 7),
    ("y ~ log(~x)", "only one ~", 8),
    ("y ~ stats::", "function name after ::", 11),
    ("y ~ stats::(x)", "function name after ::", 11),
    ("y ~ I(1e999 * x)", "too large", 6),
    ("y ~ (0 < x < 1)", "comparisons cannot be chained", 11),
    ("y ~ x \u00b7 z", "an interaction is written a:b", 6),
    ("y ~ x \u2192 z", "has no meaning", 6),
]


@pytest.mark.parametrize(("formula", "message", "place"), REFUSED)
def test_errors_say_what_and_where(formula: str, message: str, place: int) -> None:
    with pytest.raises(lw.FormulaSyntaxError, match=message) as caught:
        parse(formula)
    assert caught.value.start == place
    shown = str(caught.value).splitlines()
    assert shown[-1].index("^") == place + 2 if formula.strip() else len(shown) == 1


UNEXPANDABLE = [
    ("y ~ 2 + x", "cannot be a term"),
    ("y ~ 'a'", "cannot be a term"),
    ("y ~ x^z", "whole number"),
    ("y ~ .", "no data"),
    ("y ~ x + (1 | a + b)", r"\(1 \| a\) \+ \(1 \| b\)"),
    ("y ~ x + (0 | g)", "no random effect"),
    ("y ~ x + (1 | 3)", "name the column"),
    ("y ~ x + (offset(z) | g)", "inside a bar"),
    ("y ~ (x + z)^0", "whole number"),
    ("y ~ (x + z)^1.5", "whole number"),
    ("y ~ (x + z)^-2", "whole number"),
    ("y ~ x %o% z", "has no meaning"),
    ("y ~ NA", "contains no column"),
    ("y ~ I(1)", "contains no column"),
    ("y ~ log(2) + x", "contains no column"),
    ("y ~ offset(x, z)", "one expression"),
    ("y ~ x + (x | a * b)", r"write \(x \| a/b\) for nested factors"),
    ("y ~ x + (x | log(g))", r"must be a column .* write \(x \| g\)"),
    ("y ~ x + (x | 'g')", "not a grouping factor"),
    ("y ~ x + (x | g + 1 | h)", "has no meaning|not a grouping factor"),
    ("y ~ x + (-1 | g)", "no random effect"),
    ("y ~ x + (x - x - 1 | g)", "no random effect"),
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
    ("y ~ math.sqrt(x) + np.log1p(z)", "y ~ sqrt(x) + log1p(z)"),
    ("y ~ (a + b)**2", "y ~ (a + b)^2"),
    ("y ~ x**2**z", "y ~ x^2^z"),
    ("y ~ Q('my var'):x", "y ~ `my var`:x"),
    ("y ~ log(Q('a.b')) + (1 | Q('my group'))", "y ~ log(a.b) + (1 | `my group`)"),
    ("y ~ I(x==True) + I(z!=False)", "y ~ I(x == TRUE) + I(z != FALSE)"),
    ("y ~ C(x, Treatment('a'))", 'y ~ C(x, Treatment("a"))'),
    ("y ~ I(x * 100000) + I(x * 1e-4) + I(x * 2L)", "y ~ I(x * 1e+05) + I(x * 1e-04) + I(x * 2)"),
    ("y ~ I(x*.5) + I(1.50*x)", "y ~ I(x * 0.5) + I(1.5 * x)"),
    ("y ~ x # the slope", "y ~ x"),
    ("y ~ x + # the slope\n  (1 | g) # the groups", "y ~ x + (1 | g)"),
    ("y ~ `x`", "y ~ x"),
    ("y ~ `if` + `2x` + `a.b`", "y ~ `if` + `2x` + a.b"),
    ("y ~ `odd fun`(x)", "y ~ `odd fun`(x)"),
    ("y ~ 'my var'(x)", None),
    ("y ~ .x + ..y", "y ~ .x + ..y"),
    ("y ~ x1_2.b", "y ~ x1_2.b"),
    ("y ~ été + naïve + Ünicode + переменная", "y ~ été + naïve + Ünicode + переменная"),
    ("y ~ -x + !z", "y ~ -x + !z"),
    ("y ~ x %in% z", "y ~ x %in% z"),
    ("y ~ I(x %% 2) + I(x%/%2)", "y ~ I(x%%2) + I(x%/%2)"),
    ("y ~ f(x,a=1,`b c`=2)", "y ~ f(x, a = 1, `b c` = 2)"),
    ("lme4::lmer(y ~ x + (1|g), control = ctrl, family = gaussian())", "y ~ x + (1 | g)"),
    ("lmer(formula = y ~ x + (x||g), data = d)", "y ~ x + (x || g)"),
    ("lmer(data = d, y ~ x)", "y ~ x"),
    ("lmer('y ~ x + (1|g)', d)", "y ~ x + (1 | g)"),
    ('model = lmer("y ~ x", data = d)', "y ~ x"),
    ("m1 = lmer(y ~ x, d)", "y ~ x"),
    ("my.model_2 <- lmerTest::lmer(y ~ x + (1 | g), data = d)", "y ~ x + (1 | g)"),
]


@pytest.mark.parametrize(("typed", "meant"), SAME)
def test_both_dialects_mean_the_same(typed: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(lw.LevelwiseError):
            parse(typed)
        return
    assert str(parse(typed)) == meant


MOST_CALLS = 1_000_000
"""Fifty function calls for each of the 20,000 characters a formula may have: under a second, and never their square."""

LETTERS = "+".join("abcdefghijklmnopqrstuvwxyz")
TOO_MUCH = {
    "length": "y ~ " + "x + " * 250_000 + "x",
    "power": f"y ~ ({LETTERS})^26",
    "powers": f"y ~ (({LETTERS})^4)^4",
    "product": "y ~ " + "*".join(f"v{n}" for n in range(40)),
    "product of powers": f"y ~ ({LETTERS})^3:({LETTERS})^3",
    "parentheses": "y ~ " + "(" * 9_000 + "x" + ")" * 9_000,
    "calls": "y ~ " + "log(" * 4_000 + "x" + ")" * 4_000,
    "minus signs": "y ~ " + "-" * 9_000 + "x",
    "exclamation marks": "y ~ " + "!" * 9_000 + "x",
    "exponents": "y ~ I(" + "x^" * 6_000 + "x)",
    "exponents of terms": "y ~ " + "x^" * 6_000 + "2",
    "tildes": "~" * 19_000,
    "nested bars": "y ~ " + "(1|" * 4_000 + "g" + ")" * 4_000,
    "back-ticks": "`" * 19_999,
    "spaces": "y ~ " + " " * 19_000 + "+",
    "comments": "y ~ x" + " # " * 6_000 + "\n~",
    "quotes": "y ~ " + "'\\" * 9_000,
    "columns in a bar": "y ~ x + (" + "*".join(f"v{n}" for n in range(40)) + " | g)",
}
LONG = {
    "sum": "y ~ " + "+".join(f"v{n}" for n in range(3_000)),
    "difference": "y ~ x" + "-z" * 9_000,
    "colons": "y ~ " + "x:" * 9_000 + "x",
    "interaction": "y ~ " + ":".join(f"v{n}" for n in range(3_000)),
    "products": "y ~ " + "x*" * 9_000 + "x",
    "slashes": "y ~ " + "x/" * 9_000 + "x",
    "in": "y ~ " + "x %in% " * 2_500 + "x",
    "arithmetic": "y ~ I(" + "x*" * 9_000 + "x)",
    "bars": "y ~ " + "+".join(["(1|g)"] * 3_000),
    "nested groups": "y ~ (1|" + "/".join(f"g{n}" for n in range(500)) + ")",
    "crossed groups": "y ~ (1|" + ":".join(f"g{n}" for n in range(3_000)) + ")",
    "arguments": "y ~ f(" + ",".join(["x"] * 9_000) + ")",
    "bars in a row": "y ~ " + "x|" * 9_000 + "g",
    "ands": "y ~ " + "x&" * 9_000 + "x",
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_limits_end_in_an_error_after_bounded_work(name: str) -> None:
    def refuse() -> None:
        with pytest.raises(lw.FormulaSyntaxError):
            expand(parse(TOO_MUCH[name]))

    assert calls_of(refuse) < MOST_CALLS


@pytest.mark.parametrize("name", LONG)
def test_a_long_formula_is_read_or_refused_in_bounded_work(name: str) -> None:
    def read_or_refuse() -> None:
        with contextlib.suppress(lw.FormulaSyntaxError):
            formula = parse(LONG[name])
            assert str(formula)
            expand(formula)

    assert calls_of(read_or_refuse) < MOST_CALLS


def test_a_sum_of_a_thousand_terms_is_read() -> None:
    formula = "y ~ " + " + ".join(f"v{n}" for n in range(1000)) + " + (1 | g)"
    assert len(expand(parse(formula)).fixed.terms) == 1000
    assert str(parse(formula)) == formula


WORDS = (
    *("y", "~", "x", "z", "g", "1", "0", "2", ".5", "1e5", "3L", ".", "T", "TRUE", "True", "`a b`", "'s'", "if", "é"),
    *("+", "-", "*", ":", "/", "^", "**", "%in%", "%%", "|", "||", "<", "==", "!", "&", "(", ")", ",", "=", "#"),
    *("log(", "np.log(", "I(", "offset(", "poly(", "factor(", "c(", "Q(", "lmer(", "us(", "if(", "degree =", "`f g`("),
)
anything = st.text(max_size=60)
words = st.lists(st.sampled_from(WORDS), max_size=16).map(" ".join)

names = st.sampled_from(("x", "z", "g", "my.var", "`a b`", "é", "T", "1", "0", "2.50", "1e-5", "100000", "'s'", "TRUE"))
operators = st.sampled_from(("+", "-", "*", ":", "/", "^", "**", "%in%", "%%", "|", "||", "<", "!=", "&"))
functions = st.sampled_from(("log", "I", "offset", "poly", "np.exp", "Q", "`f g`", "if", "stats::poly", "factor"))
named = st.sampled_from(("", "", "degree = ", "`a b` = "))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, operators, inner).map(" ".join),
        st.tuples(st.sampled_from("-+!"), inner).map("".join),
        inner.map("({})".format),
        st.tuples(functions, inner, named, inner).map(lambda p: "{}({}, {}{})".format(*p)),
        st.tuples(functions, inner).map(lambda p: "{}({})".format(*p)),
    )


formulas = st.recursive(names, grown, max_leaves=10).map("y ~ {}".format)


def read(text: str) -> None:
    """Parse and expand a text; what was understood is written so that it is understood alike."""
    try:
        formula = parse(text)
    except lw.LevelwiseError:
        return
    again = parse(str(formula))
    assert (again.response, again.right) == (formula.response, formula.right)
    assert str(again) == str(formula)
    for columns in (None, ["y", "x", "g"]):
        with contextlib.suppress(lw.LevelwiseError):
            expand(formula, columns)


@examples(500)
@given(st.one_of(anything, anything.map("y ~ ".__add__), words, words.map("y ~ ".__add__)))
def test_parsing_raises_only_our_errors(text: str) -> None:
    read(text)


@examples(500)
@given(formulas)
def test_what_is_read_is_written_the_same(text: str) -> None:
    read(text)


CALLS = (
    *sorted(FUNCTIONS),
    *("np.where", "np.power", "seq", "Treatment", "contr.poly", "matrix"),
    *("log", "exp", "round", "abs", "poly", "scale", "center", "I", "offset", "factor", "ordered", "as.factor", "C"),
    *("relevel", "dummy", "as.numeric", "identity", "us", "Q", "c", "np.sqrt", "nosuch"),
)
ARGUMENTS = (
    *(
        "x",
        "z",
        "s",
        "g",
        "b",
        "T",
        "y",
        "nosuch",
        "`my var`",
        "1",
        "2",
        "-1",
        "0.5",
        "1e5",
        "99999999999",
        "'u'",
        "''",
    ),
    *("contr.sum", "Sum", "Poly", "Treatment('u')", "contr.treatment(3, base = 2)", "cbind(c(1, 0, -1), c(0, 1, -1))"),
    *("mean(x)", "quantile(x)", "s %in% c('u')", "knots = 3", "df = 4", "breaks = c(0, 2, 4)", "how.many = 1", "g:s"),
    *("TRUE", "NULL", "NA", "raw = T", "degree = 2", "base = 2", "digits = 1", "center = FALSE", "scale = 2", "x = x"),
    *("levels = c('v', 'u', 'w')", "labels = c('a', 'b', 'c')", "ref = 'u'", "ordered = TRUE", "c(1, 2)", "c()", "3:1"),
    *(
        "x + 1",
        "x^-1",
        "-x",
        "!b",
        "!x",
        "b & x",
        "x | b",
        "x %% 2",
        "x > 0",
        "s == 'u'",
        "s == s",
        "log(x)",
        "poly(x, 2)",
    ),
)
arguments = st.recursive(
    st.sampled_from(ARGUMENTS),
    lambda inner: st.tuples(st.sampled_from(CALLS), st.lists(inner, max_size=3).map(", ".join)).map(
        "{0[0]}({0[1]})".format
    ),
    max_leaves=4,
)
calls = st.tuples(st.sampled_from(CALLS), st.lists(arguments, max_size=3).map(", ".join)).map("{0[0]}({0[1]})".format)
WITH_CALLS = ("y ~ {}", "y ~ 0 + s:{}", "y ~ x + (1 | g) + {}", "y ~ x + ({} | g)", "y ~ ({} || g)", "{} ~ x")


@cache
def small() -> Frame:
    return Frame(
        {
            "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
            "x": [1.5, 2.0, -1.0, 4.0, 0.0, 6.0, 7.0, None],
            "z": [1, 2, 3, 4, 5, 6, 7, 9],
            "g": list("aabbccdd"),
            "s": list("uvuvuvww"),
            "b": [True, False] * 4,
            "T": [1, 2] * 4,
            "my var": [1.0] * 8,
        }
    )


@examples(300)
@given(calls, st.sampled_from(WITH_CALLS))
def test_functions_raise_only_our_errors(call: str, formula: str) -> None:
    for frame, factors in ((small(), {}), (None, {"s": ["u", "v", "w"]})):
        with contextlib.suppress(lw.LevelwiseError):
            assemble(formula.format(call), frame, Hints(factors=factors))


def test_a_long_sum_is_computed() -> None:
    built = assemble(f"y ~ I({'+'.join(['z'] * 3_000)})", small(), Hints())
    assert built.observed is not None
    (term,) = built.termset.fixed.terms
    assert np.array_equal(built.observed.values[term.label].values, 3_000.0 * np.array([1, 2, 3, 4, 5, 6, 7, 9]))


def test_quoting_round_trips() -> None:
    formula = parse("y ~ `my var` + `a``b` + log(`x y`)".replace("``", "\\`"))
    assert parse(str(formula)) == parse(deparse(formula.response) + " ~ " + deparse(formula.right))


def test_a_column_with_a_space_in_its_name_is_shown_in_backticks() -> None:
    with pytest.raises(lw.FormulaSyntaxError, match=r"is written `Math Score`, in backticks"):
        lw.model("Math Score ~ ses + (1 | g)")


@pytest.mark.parametrize("name", ["$", ">", "~", "(", "|", ":", "=", "<-", ";", "%in%", "lmer(", "y ~ x", "data"])
@pytest.mark.parametrize("formula", ["{} ~ x + (1 | g)", "y ~ x + ({} | g)", "y ~ {}*x + (1 | g)", "y ~ (1 | {})"])
def test_a_name_in_backticks_is_never_a_sign(formula: str, name: str) -> None:
    model = lw.model(formula.format(f"`{name}`"))
    names = [model.spec.response.text, *model.columns, *(one for group, own in model.blocks for one in (group, *own))]
    assert any(name in str(one) for one in names)
