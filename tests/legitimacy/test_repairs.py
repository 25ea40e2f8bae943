"""Repairs of flawed models: the formula as typed, changed as little as possible."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import levelwise as lw
from helpers.draws import examples
from helpers.study import study
from levelwise.errors import LevelwiseError
from levelwise.formula.parser import parse
from levelwise.legitimacy import check as check_module
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor

OFFERED = [
    # R1: the flat predictor leaves the bar, and products with it where the other part is random too
    ("y ~ x + w + (w | school)", "R1", ["y ~ x + w + (1 | school)", "y ~ x + w + (x | school)"]),
    ("y ~ x + (w | school)", "R1", ["y ~ x + w + (1 | school)", "y ~ x + (1 | school)"]),
    ("y ~ x*w + (x*w | school)", "R1", ["y ~ x*w + (x | school)"]),
    (
        "y ~ x*w + (w + w:x | school)",
        "R1",
        ["y ~ x*w + (w:x | school)", "y ~ x*w + (1 | school)", "y ~ x*w + (x | school)"],
    ),
    ("y~x+s+(x+s||school)", "R1", ["y~x+s+(x || school)"]),
    ("y ~ x + z + w + (1|school)+(0+w|school)", "R1", ["y ~ x + z + w + (1|school)"]),
    # a nested bar is split only where its factors need different sides
    (
        "y ~ x + v + (v | school/class)",
        "R1",
        ["y ~ x + v + (v | school) + (1 | class:school)", "y ~ x + v + (1 | school/class)"],
    ),
    ("y ~ x + w + (w | school/class)", "R1", ["y ~ x + w + (1 | school/class)"]),
    # R2: the fixed counterpart comes in, with its margins, or the random effect goes
    ("y ~ z + (x | school)", "R2", ["y ~ z + x + (x | school)", "y ~ z + (1 | school)"]),
    ("y ~ z + (x:z | school)", "R2", ["y ~ z + x + x:z + (x:z | school)", "y ~ z + (1 | school)"]),
    ("y ~ z + (0 + x | school)", "R2", ["y ~ z + x + (0 + x | school)", "y ~ z + (1 | school)"]),
    (
        "y ~ x + (poly(x, 2) | school)",
        "R2",
        ["y ~ x + (x | school)", "y ~ poly(x, 2) + (poly(x, 2) | school)", "y ~ x + (1 | school)"],
    ),
    # the form that the predictor has in the fixed part is the one that varies; a power is none
    (
        "y ~ scale(x) + exp(x) + z + (0 + x + z | school)",
        "R3",
        ["y ~ scale(x) + exp(x) + z + (1 + x + z | school)"],
    ),
    (
        "y ~ exp(x) + (x | school)",
        "R2",
        ["y ~ exp(x) + (exp(x) | school)", "y ~ exp(x) + x + (x | school)", "y ~ exp(x) + (1 | school)"],
    ),
    ("y ~ I(x^2) + (x | school)", "R2", ["y ~ I(x^2) + x + (x | school)", "y ~ I(x^2) + (1 | school)"]),
    (
        "y ~ exp(x) + (x + z | school)",
        "R2",
        [
            "y ~ exp(x) + z + (exp(x) + z | school)",
            "y ~ exp(x) + x + z + (x + z | school)",
            "y ~ exp(x) + (1 | school)",
        ],
    ),
    ("y ~ 0 + x*z + offset(z) + (1 | school)", "R2", ["y ~ x * z + offset(z) + (1 | school)"]),
    ("y ~ x - 1 + (1 | school)", "R2", ["y ~ x + (1 | school)"]),
    ("y ~ (x | school)", "R2", ["y ~ x + (x | school)", "y ~ (1 | school)"]),
    ("y ~ (x | school) + z", "R2", ["y ~ x + (x | school) + z", "y ~ (1 | school) + z"]),
    # forgotten parentheses: the last summand varies
    (
        "y ~ z + x | school",
        "R2",
        ["y ~ z + x + (x | school)", "y ~ z + x + (1 | school)", "y ~ z + x + (z + x | school)"],
    ),
    ("y ~ x + 1 | school", "R2", ["y ~ x + (1 | school)", "y ~ x + (x | school)"]),
    (
        "y ~ x + z + x | school",
        "R2",
        ["y ~ x + z + (x | school)", "y ~ x + z + (1 | school)", "y ~ x + z + (x + z | school)"],
    ),
    ("y ~ x*w | school", "R1", ["y ~ x * w + (x | school)"]),
    # several errors are mended together
    (
        "y ~ w + (x | school) + (z | rater)",
        "R2",
        ["y ~ w + x + z + (x | school) + (z | rater)", "y ~ w + (1 | school) + (1 | rater)"],
    ),
    ("y ~ x * (z | school)", "R26", ["y ~ x + z + (z | school)"]),
    ("y ~ 0 + (w | school)", "R1", ["y ~ w + (1 | school)", "y ~ 1 + (1 | school)"]),
    # R3, R4
    ("y ~ x + z + (0 + x + z || school)", "R3", ["y ~ x + z + (1 + x + z || school)"]),
    ("y ~ x + (1|school) + (x|school)", "R4", ["y ~ x + (1|school) + (0 + x | school)", "y ~ x + (x | school)"]),
    (
        "y ~ x + z + (0 + x | school) + (0 + x + z | school) + (1 | school)",
        "R4",
        [
            "y ~ x + z + (0 + x | school) + (0 + z | school) + (1 | school)",
            "y ~ x + z + (0 + x + z | school) + (1 | school)",
        ],
    ),
    (
        "y ~ x + (1 | school) + (1 | school/class)",
        "R4",
        ["y ~ x + (1 | school/class)", "y ~ x + (1 | school) + (1 | class:school)"],
    ),
    # R7, R10
    ("y ~ x + (1 | one/school)", "R7", ["y ~ x + (1 | school)"]),
    ("y ~ x + (1 | class/school)", "R10", ["y ~ x + (1 | school/class)", "y ~ x + (1 | class)"]),
    ("y ~ x + (1 | class/school/rater)", "R10", ["y ~ x + (1 | school/class/rater)", "y ~ x + (1 | class/rater)"]),
    ("y ~ x + (1 | school/twin)", "R10", ["y ~ x + (1 | school)"]),
    # R14, R16, R26
    ("y ~ x:z + (1 | school)", "R14", ["y ~ x:z + x + z + (1 | school)"]),
    ("y ~ x*w + (1 | school) + (1 | rater)", "R16", ["y ~ x*w + (x | school) + (1 | rater)"]),
    ("y ~ x:(x | school)", "R26", ["y ~ x + (x | school)"]),
    ("lmer(y ~ x + z + w + (w | school), data = study)", "R1", ["y ~ x + z + w + (1 | school)"]),
]


@pytest.mark.parametrize(("formula", "code", "repairs"), OFFERED)
def test_repairs_offered(formula: str, code: str, repairs: list[str]) -> None:
    finding = next(f for f in lw.check(formula, study()).findings if f.code == code)
    assert list(finding.repairs) == repairs


SEED = {
    "math ~ ses + sector + (sector | sch.id)": [
        "math ~ ses + sector + (1 | sch.id)",
        "math ~ ses + sector + (ses | sch.id)",
    ],
    "math ~ ses + (sector | sch.id)": ["math ~ ses + sector + (1 | sch.id)", "math ~ ses + (1 | sch.id)"],
    "math ~ ses * sector + (ses * sector | sch.id)": ["math ~ ses * sector + (ses | sch.id)"],
    "math ~ female*minority + (ses | sch.id)": [
        "math ~ female*minority + ses + (ses | sch.id)",
        "math ~ female*minority + (1 | sch.id)",
    ],
    "math ~ female*minority + (ses:female | sch.id)": [
        "math ~ female*minority + ses + ses:female + (ses:female | sch.id)",
        "math ~ female*minority + (1 | sch.id)",
    ],
    "math ~ ses+female*minority + (ses:female | sch.id)": [
        "math ~ ses+female*minority + ses:female + (ses:female | sch.id)",
        "math ~ ses+female*minority + (1 | sch.id)",
    ],
}


@pytest.mark.parametrize("formula", SEED)
def test_repairs_of_the_handouts_models(formula: str) -> None:
    assert list(lw.check(formula, lw.datasets.load("hsb")).errors[0].repairs) == SEED[formula]


def test_the_handouts_seventh_model_keeps_its_text() -> None:
    report = lw.check("y ~ A * B * C + (A * C | group) + (B | group)", lw.datasets.load("sng"))
    assert report.warnings[0].repairs == (
        "y ~ A * B * C + (A * C | group) + (0 + B | group)",
        "y ~ A * B * C + (A * C + B | group)",
    )


def test_names_in_backquotes_keep_them() -> None:
    frame = study().rename({"school": "my school", "class": "my class", "v": "my v"})
    finding = lw.check("y ~ `my v` + (`my v` | `my school`/`my class`)", frame).errors[0]
    assert finding.repairs[0] == "y ~ `my v` + (`my v` | `my school`) + (1 | `my class`:`my school`)"


def test_bars_are_removed_with_their_plus() -> None:
    text = FormulaEditor(parse("y ~ (1 | a) + x + (1|b)"))
    first, second = (written.typed for written in text.bars)
    assert text.edited({(first, "a"): None}) == "y ~ x + (1|b)"
    assert text.edited({(second, "b"): None}) == "y ~ (1 | a) + x"
    assert text.edited({(first, "a"): None, (second, "b"): None}) == "y ~ x"
    assert text.edited({(first, "a"): None}, ["z"]) == "y ~ z + x + (1|b)"
    alone = FormulaEditor(parse("y ~ (1 | a)"))
    assert alone.edited({(alone.bars[0].typed, "a"): None}) == "y ~ 1"


TERMS = st.sampled_from(
    (
        "x",
        "z",
        "f",
        "w",
        "s",
        "v",
        "dose",
        "programme",
        "year",
        "x*z",
        "x:w",
        "f:x",
        "s/x",
        "w*v",
        "I(x - z)",
        "poly(x, 2)",
    )
)
SIDES = st.tuples(st.sampled_from(("", "0 + ", "1 + ")), st.lists(TERMS, min_size=1, max_size=3)).map(
    lambda parts: parts[0] + " + ".join(parts[1])
)
GROUPS = st.sampled_from(("school", "class", "rater", "one", "school/class", "class/school", "class:rater"))
BARS = st.tuples(SIDES | st.just("1"), st.sampled_from(("|", "||")), GROUPS).map(lambda bar: f"({' '.join(bar)})")


@examples(20)
@given(SIDES, st.lists(BARS, max_size=3), st.sampled_from(("hlm", "mixed")), st.sampled_from((" + ", " + ", " * ")))
def test_every_repair_passes_a_fresh_check(fixed: str, bars: list[str], policy: str, plus: str) -> None:
    formula = "y ~ " + plus.join((fixed, *bars))
    try:
        report = lw.check(formula, study(), policy=policy)
    except LevelwiseError:
        return
    for finding in report.findings:
        assert 0 <= finding.span.start < finding.span.end <= len(formula)
        for repair in finding.repairs:
            again = lw.check(repair, study(), policy=policy)
            assert again.ok
            assert (finding.code, finding.title) not in {(other.code, other.title) for other in again.findings}


def test_repairs_are_tried_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    attempt = check_module._attempt
    monkeypatch.setattr(check_module, "_attempt", lambda text, *others: tried.append(text) or attempt(text, *others))
    written = lw.extract_eq("math ~ ses + (1 | sch.id)", lw.read("hsb"))
    assert [note.code for note in written.report.notes] == ["R17"]
    assert not tried
    copied = pickle.loads(pickle.dumps(written.report))
    assert len(tried) == len(set(tried)) == 2
    assert copied.findings == written.report.findings
    assert hash(copied.findings) == hash(written.report.findings)
    assert copied.notes[0].repairs == written.report.notes[0].repairs != ()
    assert len(tried) == 2


def test_a_predictor_that_is_zero_is_not_added_twice() -> None:
    table = {
        "g": [n // 6 for n in range(60)],
        "size": [[3.1, 4.7, 2.2, 5.9][n // 6 % 4] for n in range(60)],
        "x": [n * 7 % 11 / 2 for n in range(60)],
        "y": [n * n % 17 / 3 for n in range(60)],
    }
    report = lw.check("y ~ x + cwc(size, g) + (cwc(size, g) | g)", table)
    assert report.repaired == "y ~ x + cwc(size, g) + (1 | g)"


def test_independent_effects_that_overlap_with_a_factor_are_joined() -> None:
    table = {
        "g": [n // 12 for n in range(120)],
        "item": ["abc"[n % 3] for n in range(120)],
        "x": [n * 7 % 11 / 2 for n in range(120)],
        "y": [n * n % 17 / 3 for n in range(120)],
    }
    assert lw.check("y ~ item + x + (x || g) + (item || g)", table).repaired == "y ~ item + x + (x + item || g)"
