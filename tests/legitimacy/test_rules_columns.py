"""The rules about columns: saturated, mixed, collinear, badly scaled, or coded in another way."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import polars as pl
import pytest

import levelwise as lw
from helpers.study import classes
from levelwise.formula.parser import parse
from levelwise.legitimacy.questions.within_between import MIN_BETWEEN, QUANTILE, variance_shares
from levelwise.legitimacy.repairs.substitute import stands_alone, substituted
from levelwise.legitimacy.report.report import Finding

CODES = ("R13", "R15", "R17", "R19", "R20", "R21", "R27", "R28")


@cache
def trial() -> pl.DataFrame:
    """600 rows in 30 groups in 6 regions; predictors of many kinds."""
    rng = np.random.default_rng(5)
    n = 600
    g = np.arange(n) // 20
    x, f = rng.normal(size=n), rng.choice(["a", "b", "c"], n)
    k = rng.choice(["p", "q", "r"], n)
    return pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "x": x,
            "near": x + 0.1 * rng.normal(size=n),
            "twice": 2 * x,
            "z": rng.normal(size=n),
            "status": rng.normal(size=30)[g] + rng.normal(size=n),
            "girl": rng.integers(0, 2, n),
            "w": rng.normal(size=30)[g],
            "v": rng.normal(size=6)[g // 5],
            "f": f,
            "k": k,
            "holes": np.where((f == "a") & (k == "p"), "q", k),
            "year": 2000 + rng.integers(0, 9, n),
            "pay": 1e5 * rng.normal(size=n),
            "time": np.arange(n) % 20,
            "type": np.where(g % 2, "u", "v"),
            "one": np.ones(n),
            "stamp": 1.7e9 + rng.permutation(n) / 10,
            "g": g,
            "region": g // 5,
            "name": [f"n{number}" for number in g],
        }
    ).with_columns(sum=pl.col("x") + pl.col("z"))


def found(formula: str, data: object = None, code: str = "", **options: object) -> list[Finding]:
    """Return the findings of a code, or of all these rules."""
    report = lw.check(formula, trial() if data is None else data, **options)
    return [f for f in report.findings if (f.code == code if code else f.code in CODES)]


SOUND = [
    # R13: what is coarser than the groups, finer than them, or linear
    "y ~ x + type + (1 | g)",
    "y ~ x + factor(region) + (1 | g)",
    "y ~ time + (1 | time) + (1 | g)",
    "y ~ name + x + (0 + x | g)",
    "y ~ x + v + (1 | region)",
    "y ~ factor(time) + (1 | g)",
    "y ~ poly(time, 3) + (1 | time)",
    # R15: all parts are there, whatever the coding
    "y ~ x*w + (x | g)",
    "y ~ type/x + (x | g)",
    "y ~ type + type:x + (x | g)",
    # R17: no means that differ, means that chance gives, means that are in the model
    "y ~ time + (time | g)",
    "y ~ x + z + girl + (1 | g)",
    "y ~ cwc(status, g) + gm(status, g) + (1 | g)",
    "y ~ status + gm(status, g) + (1 | g)",
    "y ~ cwc(status, g) + (1 | g)",
    "y ~ status + (status | g)",
    "y ~ w + (1 | g)",
    "y ~ f + (1 | g)",
    # R19, R20: powers, products, group means and codings are no repetition
    "y ~ x + I(x^2) + I(x^3) + (1 | g)",
    "y ~ poly(year, 3) + (1 | g)",
    "y ~ x*z*girl + (1 | g)",
    "y ~ 0 + f + k + (1 | g)",
    "y ~ f*k + (1 | g)",
    "y ~ cgm(year) + I(cgm(year)^2) + (1 | g)",
    # R27, R28
    "y ~ x + (x || g)",
    "y ~ x*z + (x*z || g)",
    "y ~ time + (time || g)",
    "y ~ year + (year | g)",
    "y ~ year + (0 + year || g)",
    "y ~ f + (f | g)",
    "y ~ f + (0 + f | g)",
    "y ~ f + diag(0 + f | g)",
]


@pytest.mark.parametrize("formula", SOUND)
def test_sound_models_get_no_finding_of_these_rules(formula: str) -> None:
    assert [(f.code, f.title) for f in found(formula)] == []


FLAWED = [
    ("y ~ factor(g) + (1 | g)", "R13", "error", ["y ~ 1 + (1 | g)", "y ~ factor(g)"]),
    ("y ~ x + factor(g) + (1 | g)", "R13", "error", ["y ~ x + (1 | g)", "y ~ x + factor(g)"]),
    (
        "y ~ x + factor(g) + (x | g)",
        "R13",
        "error",
        ["y ~ x + (x | g)", "y ~ x + factor(g) + (0 + x | g)", "y ~ x + factor(g)"],
    ),
    ("y ~ factor(g)*x + (x | g)", "R13", "error", ["y ~ x + (x | g)", "y ~ factor(g)*x"]),
    ("y ~ factor(g)*x + (0 + x | g)", "R13", "error", None),
    ("y ~ 0 + factor(g) + x + (1 | g)", "R13", "error", ["y ~ x + (1 | g)", "y ~ 0 + factor(g) + x"]),
    ("y ~ name + x + (1 | g)", "R13", "error", ["y ~ x + (1 | g)", "y ~ name + x"]),
    (
        "y ~ factor(region) + (1 | region/g)",
        "R13",
        "error",
        ["y ~ factor(region) + (1 | g:region)"],  # five regions are a factor of interest
    ),
    ("y ~ factor(region):factor(type) + (1 | region:type)", "R13", "error", None),
    ("y ~ . - (g + stamp + one + sum + twice) + (1 | g)", "R13", "error", None),
    ("y ~ poly(time, 19) + (1 | time)", "R13", "error", None),
    ("y ~ x:w + x + (1 | g)", "R15", "warning", ["y ~ x:w + x + w + (1 | g)"]),
    ("y ~ x:w + w + (1 | g)", "R15", "warning", ["y ~ x:w + w + x + (1 | g)"]),
    ("y ~ x:w + (1 | g)", "R15", "warning", ["y ~ x:w + x + w + (1 | g)"]),
    ("y ~ w:v + w + (1 | region/g)", "R15", "warning", ["y ~ w:v + w + v + (1 | region/g)"]),
    (
        "y ~ status + (1 | g)",
        "R17",
        "note",
        ["y ~ cwc(status, g) + gm(status, g) + (1 | g)", "y ~ status + gm(status, g) + (1 | g)"],
    ),
    ("y ~ scale(status) + (1 | g)", "R17", "note", ["y ~ scale(status) + gm(scale(status), g) + (1 | g)"]),
    (
        "y ~ status + I(status^2) + (1 | g)",
        "R17",
        "note",
        ["y ~ status + I(status^2) + gm(status, g) + (1 | g)"],
    ),
    ("y ~ x + one + (1 | g)", "R19", "error", ["y ~ x + (1 | g)"]),
    ("y ~ x + twice + (1 | g)", "R19", "warning", ["y ~ x + (1 | g)", "y ~ twice + (1 | g)"]),
    (
        "y ~ x + z + sum + (1 | g)",
        "R19",
        "warning",
        ["y ~ x + z + (1 | g)", "y ~ z + sum + (1 | g)", "y ~ x + sum + (1 | g)"],
    ),
    ("y ~ stamp + (1 | g)", "R19", "warning", ["y ~ cgm(stamp) + (1 | g)", "y ~ scale(stamp) + (1 | g)"]),
    ("y ~ f*holes + (1 | g)", "R19", "note", []),
    ("y ~ x + gm(time, g) + (1 | g)", "R19", "warning", ["y ~ x + (1 | g)"]),
    ("y ~ x + near + (1 | g)", "R20", "note", []),
    (
        "y ~ x + pay + (pay | g)",
        "R21",
        "note",
        ["y ~ x + scale(pay) + (scale(pay) | g)", "y ~ scale(x) + scale(pay) + (scale(pay) | g)"],
    ),
    ("y ~ year + I(year^2) + (1 | g)", "R21", "note", ["y ~ scale(year) + I(scale(year)^2) + (1 | g)"]),
    (
        "y ~ x + f + (x + f || g)",
        "R27",
        "warning",
        [
            'y ~ x + f + (1 | g) + (0 + x | g) + (0 + dummy(f, "b") | g) + (0 + dummy(f, "c") | g)',
            "y ~ x + f + (x + f | g)",
            "y ~ x + f + diag(x + f | g)",
        ],
    ),
    ("y ~ f*x + (f:x || g)", "R27", "warning", ["y ~ f*x + (f:x | g)", "y ~ f*x + diag(f:x | g)"]),
    ("y ~ poly(x, 2) + (poly(x, 2) || g)", "R27", "warning", None),
    ("y ~ year + (year || g)", "R28", "note", ["y ~ cgm(year) + (cgm(year) || g)", "y ~ year + (year | g)"]),
    ("y ~ year + diag(year | g)", "R28", "note", ["y ~ cgm(year) + diag(cgm(year) | g)", "y ~ year + (year | g)"]),
    ("y ~ f + diag(f | g)", "R28", "note", []),
]


@pytest.mark.parametrize(("formula", "code", "severity", "repairs"), FLAWED)
def test_flawed_models_get_the_code_and_repairs_that_pass(
    formula: str, code: str, severity: str, repairs: list[str] | None
) -> None:
    report = lw.check(formula, trial())
    finding = next(f for f in report.findings if f.code == code)
    assert finding.severity == severity
    others = {"R5"} if code == "R27" else set()  # the intercept beside all indicators is one variance too many
    assert set(report.codes) - others == ({code} if severity == "error" else set())
    assert 0 <= finding.span.start < finding.span.end <= len(formula)
    if repairs is not None:
        assert sorted(finding.repairs) == sorted(repairs)
        assert finding.repairs[:1] == tuple(repairs[:1])
    for repair in finding.repairs:
        again = lw.check(repair, trial())
        assert again.ok
        assert code not in [f.code for f in again.findings if f.severity == severity]


def test_r13_needs_all_groups_and_says_which_terms_span_them() -> None:
    (finding,) = found("y ~ name + x + (1 | g)", code="R13")
    assert "name already gives each an intercept" in finding.title
    assert "all 30 groups" in str(finding.evidence)
    (both,) = found("y ~ factor(g)*x + (x | g)", code="R13")
    assert both.columns == ("(Intercept)", "x")
    few = trial().with_columns(merged=pl.when(pl.col("g") < 2).then(0).otherwise("g"))  # two groups share an indicator
    assert found("y ~ factor(merged) + (1 | g)", few, "R13") == []


def test_r13_on_thousands_of_groups_is_decided_by_counting() -> None:
    rng = np.random.default_rng(1)
    n = 20_000
    data = {"y": rng.normal(size=n), "x": rng.normal(size=n), "g": np.arange(n) // 4}
    assert lw.check("y ~ x + (1 | g)", data).findings == ()


def test_a_slope_beside_fixed_intercepts_of_the_groups_is_a_known_design() -> None:
    assert [f.code for f in lw.check("y ~ x + factor(g) + (0 + x | g)", trial()).findings] == []
    assert "R3" in [f.code for f in lw.check("y ~ x + (0 + x | g)", trial()).findings]


def test_r14_and_r15_share_the_incomplete_interactions() -> None:
    codes = {
        formula: [f.code for f in lw.check(formula, trial()).warnings]
        for formula in ("y ~ x:z + (1 | g)", "y ~ x:w + (1 | g)")
    }
    assert list(codes.values()) == [["R14"], ["R15"]]
    assert found("y ~ x:type + type + (1 | g)", code="R15") == []  # a slope in each type: the coding spans x
    (upper,) = found("y ~ x:w + x + (1 | g)", code="R15")
    assert upper.reason.startswith("x varies at level 1 and w is a predictor at the level of g.")
    assert "all groups of g are assumed to have the same mean where x is zero, whatever their w" in upper.reason


def test_r17_reports_the_share_of_variance_between_groups() -> None:
    (finding,) = found("math ~ ses + (1 | sch.id)", lw.datasets.load("hsb"), "R17")
    assert finding.evidence is not None
    assert finding.evidence.rows == (("ses", "0.608", "0.162", "0.446", "27%"),)


def test_r17_accepts_published_means_balanced_designs_and_chance() -> None:
    hsb = lw.datasets.load("hsb")
    assert found("math ~ ses + meanses + (ses | sch.id)", hsb, "R17") == []
    assert found("Reaction ~ Days + (Days | Subject)", lw.datasets.load("sleepstudy")) == []
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(300):
        codes = np.arange(120) // 4
        shares = variance_shares(rng.normal(size=120), codes, 30)
        alarms += shares.icc > MIN_BETWEEN and shares.z > QUANTILE
    assert alarms <= 3  # one in a thousand is expected


def test_r17_names_the_finest_factor_and_counts_units_not_rows() -> None:
    growth = lw.datasets.load("growth")
    (note,) = found("score ~ wave + hours + ses + (1 | district/school/student)", growth, "R17")
    assert note.columns == ("ses",)  # five waves are too few for reliable means of the hours of a student
    assert "school:district" in note.title
    assert note.repairs[0].startswith("score ~ wave + hours + cwc(ses, school:district) + gm(ses, ")
    rng = np.random.default_rng(2)
    data = {  # a predictor of classes, randomised over schools: 20 rows a class are one unit
        "y": rng.normal(size=1600),
        "v": rng.normal(size=80)[np.arange(1600) // 20],
        "school": np.arange(1600) // 100,
        "class": np.arange(1600) // 20,
    }
    assert found("y ~ v + (1 | school/class)", data, "R17") == []


def test_an_analysis_of_variance_gives_what_r_gives() -> None:
    """R: summary(aov(Reaction ~ Subject, sleepstudy))."""
    sleep = lw.datasets.load("sleepstudy")
    codes = np.unique(sleep["Subject"].to_numpy(), return_inverse=True)[1]
    shares = variance_shares(sleep["Reaction"].to_numpy().astype(float), codes, 18)
    mean_squares = (10 * shares.between + shares.within, shares.within)
    np.testing.assert_allclose(mean_squares, (14742.2417, 1958.8652), rtol=1e-7)


def test_r19_names_the_combination() -> None:
    (finding,) = found("y ~ x + z + sum + (1 | g)", code="R19")
    assert "sum = x + z" in str(finding.evidence)
    (holes,) = found("y ~ f*holes + (1 | g)", code="R19")
    assert "a:p" in str(holes.evidence)
    constant = trial().with_columns(half=pl.lit(0.5) - 0.25 * pl.col("x"))
    (line,) = found("y ~ x + half + (1 | g)", constant, "R19")
    assert "half = 0.5 - 0.25 x" in str(line.evidence)


def test_r20_follows_fox_and_monette() -> None:
    (finding,) = found("y ~ x + near + z + f + (1 | g)", code="R20")
    assert finding.evidence is not None
    columns = trial().select("x", "near", "z").to_numpy()
    dummies = np.stack([(trial()["f"] == label).to_numpy().astype(float) for label in "bc"], axis=1)
    inverse = np.linalg.inv(np.corrcoef(np.hstack((columns, dummies)), rowvar=False))
    shown = {row[0]: float(row[1]) for row in finding.evidence.rows}
    assert shown == pytest.approx({"x": inverse[0, 0], "near": inverse[1, 1]}, rel=5e-3)


def test_r20_does_not_depend_on_the_coding_of_a_factor() -> None:
    rare = trial().with_columns(f=pl.when(pl.int_range(600) < 2).then(pl.lit("a")).otherwise(pl.lit("b") + "k"))
    assert found("y ~ f + x + (1 | g)", rare, "R20") == []  # a reference category of two rows


def test_r20_detects_joint_collinearity() -> None:
    rng = np.random.default_rng(6)
    common = rng.normal(size=(2000, 1))
    items = 0.92 * common + 0.39 * rng.normal(size=(2000, 200))
    data = {"y": rng.normal(size=2000), "g": np.arange(2000) // 20} | {f"x{n}": items[:, n] for n in range(200)}
    (finding,) = found(f"y ~ {' + '.join(f'x{n}' for n in range(200))} + (1 | g)", data, "R20")
    assert finding.title == "the predictors together are nearly collinear"
    assert finding.columns == ()


def test_r28_says_what_the_coefficients_of_an_ordered_factor_are() -> None:
    data = pd.DataFrame(trial().to_dict(as_series=False))
    data["stage"] = pd.Categorical(np.tile(["lo", "mid", "hi"], 200), ["lo", "mid", "hi"], ordered=True)
    (finding,) = found("y ~ stage + (1 | g)", data, "R28")
    assert finding.columns == ("stage.L", "stage.Q")
    assert finding.evidence is not None
    assert finding.evidence.rows[0] == ("lo", "-0.71", "0.41")
    assert found("y ~ stage + (1 | g)", data, "R28", contrasts={"stage": "treatment"}) == []
    assert found("y ~ stage + (1 | g)", data, "R28", factors={"stage": ["lo", "mid", "hi"]}) == []


WITHOUT_DATA = [
    ("y ~ factor(g) + (1 | g)", {"g": ["a", "b"]}, ["R13"]),
    ("y ~ g + (1 | g)", {"g": ["a", "b"]}, ["R13"]),
    ("y ~ as.factor(g)*x + (x | g)", {"g": ["a", "b"]}, ["R13"]),
    ("y ~ C(g) + (0 + x | g) + x", {"g": ["a", "b"]}, []),
    ("y ~ g + (1 | g)", {}, []),
    ("y ~ f + (1 | f:g)", {"f": ["a", "b"]}, []),
    ("y ~ f + (f || g)", {"f": ["a", "b"]}, ["R27"]),
    ("y ~ f + diag(f | g)", {"f": ["a", "b"]}, ["R28"]),
    ("y ~ x + (x || g)", {}, []),
    ("y ~ x + z + x:z + (1 | g)", {}, []),
]


@pytest.mark.parametrize(("formula", "factors", "codes"), WITHOUT_DATA)
def test_without_data(formula: str, factors: dict[str, list[str]], codes: list[str]) -> None:
    report = lw.check(formula, factors=factors)
    assert [f.code for f in report.findings if f.code in CODES] == codes


def test_without_data_levels_decide_between_r14_and_r15() -> None:
    assert [f.code for f in lw.check("y ~ x:w + x + (1 | g)", levels={"w": "g"}).warnings] == ["R15"]
    assert [f.code for f in lw.check("y ~ x:w + x + (1 | g)").warnings] == ["R14"]


OPEN = [
    ("y ~ g + (1 | g)", "R13", "whether g is a factor in the fixed part, leaving no variance between its groups"),
    ("y ~ x:w + (1 | g)", "R15", "at which levels the parts of x:w vary"),
    ("y ~ x + (1 | g)", "R17", "how much of the variance of x lies between the groups of g"),
    ("y ~ x + (1 | g)", "R19", "whether a column of the fixed part is constant or a linear combination of others"),
    ("y ~ x + z + (1 | g)", "R20", "whether predictors of the fixed part are nearly collinear"),
    ("y ~ x + z + (1 | g)", "R21", "whether the scales of the predictors differ by a factor of more than a thousand"),
    ("y ~ x + (x || g)", "R27", "whether x is a factor, whose categories || would keep correlated over g"),
    ("y ~ x + (x || g)", "R28", "whether zero, where the effects over g are uncorrelated, is within the range of x"),
]


@pytest.mark.parametrize(("formula", "code", "question"), OPEN)
def test_open_questions_without_data(formula: str, code: str, question: str) -> None:
    assert (code, question) in [(one.code, one.question) for one in lw.check(formula).undecided]


def test_data_decide_these_questions() -> None:
    assert [one for one in lw.check("y ~ x + z + x:w + g + (x || g)", trial()).undecided if one.code in CODES] == []


def test_a_model_without_predictors_has_no_open_questions() -> None:
    assert [one for one in lw.check("y ~ 1 + (1 | g)").undecided if one.code in CODES] == []


@pytest.mark.parametrize("formula", [*SOUND, *(formula for formula, *_ in FLAWED)])
def test_a_lazy_table_gets_the_same_codes(formula: str) -> None:
    memory, lazy = lw.check(formula, trial()), lw.check(formula, trial().lazy())
    assert [(f.code, f.severity, f.columns) for f in lazy.findings if f.code in CODES] == [
        (f.code, f.severity, f.columns) for f in memory.findings if f.code in CODES
    ]


@cache
def large() -> pl.DataFrame:
    """More rows than are brought into memory."""
    rng = np.random.default_rng(4)
    n = 300_000
    g = np.arange(n) // 100
    rare = np.zeros(n)
    rare[-1] = 1.0
    return pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "x": rng.normal(size=n),
            "status": rng.normal(size=3000)[g] + rng.normal(size=n),
            "pay": 1e5 * rng.normal(size=n),
            "one": np.ones(n),
            "rare": rare,
            "g": g,
            "arm": np.arange(n) % 3,
        }
    )


def test_a_finding_from_a_sample_says_so() -> None:
    lazy = large().lazy()
    (note,) = found("y ~ status + (1 | g)", lazy, "R17")
    assert "the rows examined" in str(note.evidence)
    (scales,) = found("y ~ x + pay + (1 | g)", lazy, "R21")
    assert "in the rows examined" in str(scales.evidence)
    (error,) = found("y ~ factor(arm) + (1 | arm) + (1 | g)", lazy, "R13")
    assert error.severity == "error"
    (constant,) = found("y ~ x + one + (1 | g)", lazy, "R19")
    assert constant.severity == "error"
    assert found("y ~ x + rare + (1 | g)", lazy, "R19") == []  # the sample may lack the one row that differs


def test_columns_are_replaced_throughout_the_formula() -> None:
    formula = parse("x ~ x*`my w` + I(x^2) + (x || x) + (1 | g)")
    assert substituted(formula, {"x": "S(x)"}) == "x ~ S(x)*`my w` + I(S(x)^2) + (S(x) || x) + (1 | g)"
    assert substituted(formula, {"my w": "W"}) == "x ~ x*W + I(x^2) + (x || x) + (1 | g)"
    assert not stands_alone(formula, "x")
    assert stands_alone(formula, "my w")
    assert stands_alone(parse("y ~ x + diag(x | g)"), "x")
    assert not stands_alone(parse("y ~ x + (x > 0) + (1 | g)"), "x")


def test_an_empty_combination_is_a_note_however_its_indicator_is_written() -> None:
    race = ["b"] * 9 + ["w"] * 9 + ["o"] * 2
    sex = [n % 2 for n in range(18)] + [1, 1]
    frame = {"y": np.sin(np.arange(60)), "race": race * 3, "sex": sex * 3, "school": np.arange(60) // 6}
    for values in (frame["sex"], [f"s{n}" for n in sex] * 3):
        (finding,) = [
            one
            for one in lw.check("y ~ race*sex + (1 | school)", frame | {"sex": values}).findings
            if one.code == "R19"
        ]
        assert finding.severity == "note"


def test_a_repair_keeps_the_main_effect_that_was_removed() -> None:
    frame = classes().with_columns(w=pl.col("school") % 7)
    for formula, code in (("y ~ x*w - w + (x | school)", "R15"), ("y ~ x*z - z + (1 | school)", "R14")):
        report = lw.check(formula, frame.with_columns(z=pl.col("x") ** 2))
        (finding,) = [one for one in report.findings if one.code == code]
        assert finding.repairs[0] == formula.replace(" - w", "").replace(" - z", "").replace("x*", "x * ")


def test_a_difference_that_is_zero_up_to_rounding_is_named() -> None:
    table = {
        "g": [n // 6 for n in range(60)],
        "x": [n * 7 % 11 / 2 for n in range(60)],
        "y": [n * n % 17 / 3 for n in range(60)],
        "off": [1e-16 * (n * n % 5 - 2) for n in range(60)],
    }
    (note,) = (one for one in lw.check("y ~ x + off + (1 | g)", table).findings if one.code == "R21")
    assert "off was computed as a difference, its values are probably the rounding errors of zero" in note.reason
    table["off"] = [1e-6 * (n * n % 5 - 2) for n in range(60)]
    (note,) = (one for one in lw.check("y ~ x + off + (1 | g)", table).findings if one.code == "R21")
    assert "rounding" not in note.reason
