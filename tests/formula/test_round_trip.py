"""``str(parse(f))`` says what ``f`` says: read back it is the same formula, and its text is a fixed point."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from levelwise.errors import FormulaSyntaxError
from levelwise.formula.parser import parse
from levelwise.formula.syntax import Call, Name, Operation, quoted

PLAIN = ("x", "z", ".x", "..y", "x1_2.b", "_under", "größe", "हिन्दी", "数学", "e\u0301te\u0301", "x²", "if", "in")
CONSTANTS = ("TRUE", "FALSE", "NULL", "NA", "Inf", "NaN", "True", "False", "None", "T", ".")
NUMBERS = ("0", "1", "2", "1e-300", "1e300", "0x10", "0XfFL", "5L", "1e5L", "1.5L", ".5", "5.", "1e+5", "100000")
PRECISE = ("0.1234567890123456789", "123456789012345678", "0.1", "1e15", "2.2250738585072014e-308", "1e-400", "٣")
BINARY = ("+", "-", "*", "/", ":", "^", "**", "%in%", "%%", "%/%", "%o%", "|", "||", "&", "&&")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
PREFIX = ("-", "+", "!", "- -", "--", "!!", "-!")
FUNCTIONS = (
    "log",
    "I",
    "np.log",
    "numpy.np.sqrt",
    "np.",
    "math.pow",
    "C",
    "stats::poly",
    "`odd fun`",
    "`TRUE`",
    "`(`",
    "f",
)
STRUCTURES = ("us", "diag", "homcs", "ar1", "toep")
SPACE = ("", "", " ", "  ", "\n", "\t", " # so\n")

# any characters at all, and often those that matter to a reader
ODD = "\\`\"'\n\t\r\a\x01\x7f %()|~#{}_.1aé\u0301"
letters = st.one_of(
    st.characters(exclude_categories=("Cs",)), st.sampled_from("\\`\"'\n\t\r\a\x01\x7f %()|~#{}_.1aé\u0301")
)
texts = st.text(letters, max_size=6)


def ticked(name: str) -> str:
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def string(value: str, mark: str) -> str:
    return mark + value.replace("\\", "\\\\").replace(mark, f"\\{mark}") + mark


ESCAPES = (r'"\x41\n"', r"'\101'", r'"é\u{1F600}"', r'"\"\'"', r'"a\\d"', r"'\a\v'")
names = st.one_of(
    st.sampled_from(PLAIN), texts.filter(bool).map(ticked), texts.filter(bool).map(lambda t: f"Q({string(t, chr(34))})")
)
strings = st.one_of(st.sampled_from(ESCAPES), st.tuples(texts, st.sampled_from("\"'")).map(lambda p: string(*p)))
floats = st.floats(min_value=0, allow_infinity=False, allow_nan=False).map(repr)
numbers = st.one_of(st.sampled_from(NUMBERS + PRECISE), floats, st.integers(0, 10**25).map(str))
atoms = st.one_of(names, names, names, numbers, strings, st.sampled_from(CONSTANTS))


@st.composite
def grown(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """An expression around others, in any spelling."""
    kind = draw(st.sampled_from(("binary", "binary", "binary", "brackets", "prefix", "call", "compare", "bar")))
    gaps = [draw(st.sampled_from(SPACE)) for _ in range(4)]
    if kind == "binary":
        return gaps[0].join((draw(inner), gaps[1] + draw(st.sampled_from(BINARY)), gaps[2] + draw(inner)))
    if kind == "compare":
        return f"({draw(inner)}{gaps[0]}{draw(st.sampled_from(COMPARISONS))}{gaps[1]}{draw(inner)})"
    if kind == "brackets":
        opening, closing = draw(st.sampled_from(("()", "()", "{}")))
        return f"{opening}{gaps[0]}{draw(inner)}{gaps[1]}{closing}"
    if kind == "prefix":
        return draw(st.sampled_from(PREFIX)) + gaps[0] + draw(inner)
    if kind == "bar":
        call = draw(st.sampled_from(("", *STRUCTURES)))
        mark = draw(st.sampled_from(("|", "||")))
        hom = draw(st.sampled_from(("", ", hom = TRUE", ", hom=F"))) if call else ""
        return f"{call}({draw(inner)} {mark} {draw(inner)}{hom})"
    arguments = []
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.one_of(st.none(), st.none(), st.sampled_from(PLAIN), texts.filter(bool).map(ticked), strings))
        arguments.append(draw(inner) if name is None else f"{name}{gaps[0]}={gaps[1]}{draw(inner)}")
    return f"{draw(st.sampled_from(FUNCTIONS))}{gaps[2]}({f',{gaps[3]}'.join(arguments)})"


expressions = st.recursive(atoms, grown, max_leaves=12)
formulas = st.tuples(expressions, st.sampled_from(("~", " ~ ", "\n~")), expressions).map("".join)


@examples(200)
@given(formula=formulas)
def test_the_text_of_a_formula_means_the_same(formula: str) -> None:
    try:
        read = parse(formula)
    except FormulaSyntaxError:
        assume(False)  # a chained comparison, an unknown escape, a name that is a constant
        return
    again = parse(str(read))
    assert again == read
    assert str(again) == str(read)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("y ~ I(x*0.1234567890123456789)", "y ~ I(x * 0.12345678901234568)"),
        ("y ~ I(x*1e-300) + 0x10:5L + I(z * 1.5L)", "y ~ I(x * 1e-300) + 16:5 + I(z * 1.5)"),
        ("y ~ x**2 + {x+1} + np.log(x) + np.np.log(z)", "y ~ x^2 + I(x + 1) + log(x) + log(z)"),
        ('y ~ C(x, Treatment("a")) + Q("my var")', 'y ~ C(x, Treatment("a")) + `my var`'),
        ("y ~ `True` + I(x == True)", "y ~ `True` + I(x == TRUE)"),
        ("y ~ `TRUE`(x)", "y ~ `TRUE`(x)"),
        (r"y ~ I(x == '\x41\101\u0041\n\"') + `a\nb`", r'y ~ I(x == "AAA\n\"") + `a\nb`'),
        (r"y ~ I(x == '\u00e9abc\U0001f600\x41b\1012')", 'y ~ I(x == "éabc😀AbA2")'),
        ("y ~ cs(x|g,hom=T) + diag((x|g))", "y ~ cs(x | g, hom = T) + diag((x | g))"),
        ("y~x+{z}|g", "y ~ x + I(z) | g"),
        ("y ~ -x^-2:z + !a == b", "y ~ -x^-2:z + !a == b"),
        ("lmer(y~x+(1|g), data=d)", "y ~ x + (1 | g)"),
    ],
)
def test_some_formulas_as_text(formula: str, text: str) -> None:
    assert str(parse(formula)) == text
    assert parse(text) == parse(formula)


def test_precedence_is_that_of_r() -> None:
    """As R's ``?Syntax`` orders its operators, the tightest first."""
    order = ["^", "unary -", ":", "%in%", "*", "+", "<", "!", "&", "|"]
    for place, tight in enumerate(order):
        for loose in order[place + 1 :]:
            if "unary -" in (tight, loose) or "!" in (tight, loose):
                continue
            right = parse(f"y ~ a {loose} b {tight} c").right
            left = parse(f"y ~ a {tight} b {loose} c").right
            assert isinstance(right, Operation)
            assert isinstance(left, Operation)
            assert right.operator == left.operator == loose
    assert parse("y ~ -a^b").right == Operation("-", (Operation("^", (Name("a"), Name("b"))),))
    assert parse("y ~ -a:b").right == Operation(":", (Operation("-", (Name("a"),)), Name("b")))
    assert parse("y ~ !a < b").right == Operation("!", (Operation("<", (Name("a"), Name("b"))),))
    assert parse("y ~ !a & b").right == Operation("&", (Operation("!", (Name("a"),)), Name("b")))


def test_braces_mean_a_call_of_i() -> None:
    right = parse("y ~ {x + 1}").right
    assert isinstance(right, Call)
    assert right == parse("y ~ I(x + 1)").right


def test_a_name_that_begins_with_a_combining_character_is_quoted() -> None:
    assert quoted("\u0301a") == "`\u0301a`"
    assert lw.model("y ~ `\u0301a`").columns == ("(Intercept)", "`\u0301a`")
