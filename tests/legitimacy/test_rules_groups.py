"""R8, R9, R11, R12, R18, R24, R25 and R29: flawed models, similar sound models, and open questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.study import classes, study
from levelwise.data.columns import Categories, Numbers
from levelwise.legitimacy.questions.measurements import looks_measured
from levelwise.legitimacy.report.report import Finding


def found(formula: str, data: object, code: str, **options: Any) -> list[Finding]:
    """Return a rule's findings; each of their repairs passes a fresh check and cures it."""
    report = lw.check(formula, data, **options)
    own = [finding for finding in report.findings if finding.code == code]
    for finding in own:
        for repair in finding.repairs:
            again = lw.check(repair, data, **options)
            assert again.ok
            assert finding.title not in [other.title for other in again.findings if other.code == code]
    return own


def only(formula: str, data: object, code: str, **options: Any) -> Finding:
    (finding,) = found(formula, data, code, **options)
    return finding


@cache
def schools() -> pl.DataFrame:
    """Classes numbered anew in each of 20 schools, 2 to 5 of them, 6 pupils each."""
    rng = np.random.default_rng(1)
    rows = [(s, c) for s in range(1, 21) for c in range(1, 3 + s % 4) for _ in range(6)]
    school, klass = np.array(rows).T
    n = len(rows)
    unique = school * 10 + klass
    return pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "x": rng.normal(size=n),
            "school": school,
            "class": klass,
            "letter": [chr(96 + c) for c in klass],
            "named": [f"class {c}" for c in klass],
            "teacher": [f"{'ABCDE'[c - 1]}. Smith" for c in klass],
            "zero": klass - 1,
            "unique": unique,
            "wave": np.arange(n),
            "full": np.arange(n) % 3 + 1,
            "region": school % 5 + 1,
        }
    )


# R8


@pytest.mark.parametrize(("groups", "severity"), [(2, "warning"), (4, "warning"), (5, "note"), (9, "note"), (10, "")])
def test_few_groups(groups: int, severity: str) -> None:
    n = 240
    rng = np.random.default_rng(3)
    frame = {"y": rng.normal(size=n), "x": rng.normal(size=n), "g": np.arange(n) % groups}
    for data in (frame, pl.LazyFrame(frame)):
        own = found("y ~ x + (1 | g)", data, "R8")
        assert [finding.severity for finding in own] == ([severity] if severity else [])
        if severity == "warning":
            assert own[0].repairs == ("y ~ x + factor(g)",)


def test_few_groups_are_reported_once_per_factor_and_nested_factors_count_separately() -> None:
    frame = study().with_columns((pl.col("school") % 3).alias("country"))
    own = found("y ~ x + (1 | country) + (0 + x | country) + (1 | class)", frame, "R8")
    assert [(f.columns, f.severity) for f in own] == [(("country",), "warning")]
    assert own[0].repairs == ()  # with a slope the fixed factor alone is another model
    nested = found("y ~ x + (1 | country/class)", frame, "R8")
    assert [f.columns for f in nested] == [("country",)]
    assert nested[0].repairs == ("y ~ x + factor(country) + (1 | class:country)",)


def test_a_fixed_factor_that_saturates_a_group_level_predictor_is_not_offered() -> None:
    frame = study().filter(pl.col("school") < 4)
    assert found("y ~ x + w + (1 | school)", frame, "R8")[0].repairs == ()


def test_one_group_and_single_row_groups_are_left_to_other_rules() -> None:
    assert not found("y ~ x + (1 | one)", study(), "R8")
    assert not found("y ~ x + (1 | g)", {"y": [1.0, 2, 4, 3], "x": [1.0, 0, 2, 1], "g": [1, 2, 3, 4]}, "R8")


# R9


@pytest.mark.parametrize("label", ["class", "letter", "named", "zero"])
def test_labels_that_restart_in_every_school(label: str) -> None:
    formula = f"y ~ x + (1 | school) + (1 | {label})"
    finding = only(formula, schools(), "R9")
    assert (finding.severity, finding.columns) == ("warning", (label, "school"))
    assert finding.repairs == (f"y ~ x + (1 | school/{label})", f"y ~ x + (1 | school) + (1 | school:{label})")
    assert finding.evidence is not None
    assert "70 of 20 × 5 pairs occur (70%)" in finding.evidence.caption
    assert dict(finding.evidence.rows) == {"2": "5", "3": "5", "4": "5", "5": "5"}
    assert found(formula, schools().lazy(), "R9")


def test_the_order_of_the_bars_and_other_effects_do_not_matter() -> None:
    assert only("y ~ x + (1 | class) + (1 | school)", schools(), "R9").repairs == (
        "y ~ x + (1 | school/class)",
        "y ~ x + (1 | school:class) + (1 | school)",
    )
    assert only("y ~ x + (x | school) + (1 | class)", schools(), "R9").repairs == (
        "y ~ x + (x | school) + (1 | school:class)",
    )
    assert only("y ~ x + (1 | region/school) + (1 | class)", schools(), "R9").columns == ("class", "school:region")


@pytest.mark.slow
def test_labels_of_a_large_table_are_looked_up() -> None:
    few = schools()
    many = pl.concat([few.with_columns(pl.col("school") + 100 * number) for number in range(620)])
    assert len(many) > 250_000
    finding = only("y ~ x + (1 | school) + (1 | class)", many, "R9")
    assert finding.evidence is not None
    assert "43400 of 12400 × 5 pairs occur (70%)" in finding.evidence.caption
    assert not found("y ~ x + (1 | school) + (1 | full)", many, "R9")


CROSSED = [
    "y ~ x + (1 | school/class)",
    "y ~ x + (1 | school) + (1 | unique)",
    "y ~ x + (1 | school) + (1 | full)",  # every pair occurs
    "y ~ x + (1 | school) + (1 | teacher)",  # names
    "y ~ x + (1 | school) + (1 | class) + (1 | school:class)",
    "y ~ x + (1 | class)",
    "y ~ x + (1 | school:class)",
]


@pytest.mark.parametrize("formula", CROSSED)
def test_what_is_nested_already_or_fully_crossed_is_accepted(formula: str) -> None:
    assert not found(formula, schools(), "R9")


def crossed(seed: int, subjects: int, items: int, share: float, repeats: int) -> dict[str, Any]:
    """Subjects and items of which some pairs are missing at random."""
    rng = np.random.default_rng(seed)
    pairs = [(s, i) for s in range(1, subjects + 1) for i in range(1, items + 1) if rng.random() < share]
    subject, item = np.repeat(np.array(pairs), repeats, axis=0).T
    return {"y": rng.normal(size=len(subject)), "subject": subject, "item": item}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("share", [1.0, 0.98, 0.8, 0.3])
@pytest.mark.parametrize(("subjects", "items"), [(40, 2), (40, 4), (30, 20), (6, 30)])
def test_crossed_factors_with_missing_pairs_are_accepted(seed: int, share: float, subjects: int, items: int) -> None:
    data = crossed(seed, subjects, items, share, 2)
    assert not found("y ~ 1 + (1 | subject) + (1 | item)", data, "R9")


def test_waves_with_dropout_are_accepted() -> None:
    person, wave = np.array([(p, w) for p in range(50) for w in range(1, 2 + p % 5)]).T
    data = {"y": np.sin(np.arange(len(person))), "person": person, "wave": wave}
    assert not found("y ~ 1 + (1 | person) + (1 | wave)", data, "R9")  # one row a pair


# R11


def test_a_bar_whose_sides_are_swapped() -> None:
    sleep = lw.datasets.load("sleepstudy")
    finding = only("Reaction ~ Days + (Subject | Days)", sleep, "R11")
    assert finding.severity == "error"
    assert finding.repairs == ("Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + (1 | Subject)")
    report = lw.check("Reaction ~ Days + (Subject | Days)", sleep)
    assert [f.code for f in report.findings] == ["R11"]  # its consequences are not reported


def test_a_factor_beside_a_measurement() -> None:
    hsb = lw.datasets.load("hsb").with_columns(pl.col("sch.id").cast(pl.String))
    for data in (hsb, hsb.lazy()):
        finding = only("math ~ ses + (sch.id | ses)", data, "R11")
        assert finding.repairs == ("math ~ ses + (ses | sch.id)", "math ~ ses + (1 | sch.id)")


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ x + f + (f | school)",
        "y ~ x + year + (year | school)",
        "y ~ f + year + (f | year)",  # three categories a year
        "y ~ x + (x | year)",
        "y ~ x + (1 | year)",
        "y ~ x + (x | school/class)",
    ],
)
def test_bars_whose_sides_are_not_swapped(formula: str) -> None:
    assert not found(formula, study(), "R11")
    assert not found(formula, study(), "R12")


@pytest.mark.parametrize(
    ("fixed", "repair"),
    [
        ("patient", "y ~ 1 + visit + (visit | patient)"),
        ("patient + visit", "y ~ visit + (visit | patient)"),
        ("dose*patient", "y ~ dose*patient + visit + (visit | patient)"),  # an effect that was asked for
    ],
)
def test_swapped_ids_that_are_numbers_are_no_predictors(fixed: str, repair: str) -> None:
    table = {
        "patient": [100 + n // 4 for n in range(80)],
        "visit": [n % 4 for n in range(80)],
        "dose": [n * 7 % 11 / 2 for n in range(80)],
        "y": [n * n % 17 / 3 for n in range(80)],
    }
    assert only(f"y ~ {fixed} + (patient | visit)", table, "R11").repairs[0] == repair


# R12


def test_a_measurement_as_grouping_factor() -> None:
    hsb = lw.datasets.load("hsb")
    for data in (hsb, hsb.lazy()):
        finding = only("math ~ female + (1 | ses)", data, "R12")
        assert (finding.severity, finding.columns) == ("warning", ("ses",))
        assert finding.repairs == ("math ~ female + ses",)
        assert not found("math ~ female + (1 | ses)", data, "R25")  # its sizes say nothing
    turned = only("math ~ ses + (sch.id | ses)", hsb, "R11")
    assert turned.repairs[0] == "math ~ ses + (ses | sch.id)"
    assert found("math ~ female + (1 | sch.id/ses)", hsb, "R12")
    assert not found("math ~ female + (1 | ses)", hsb, "R12", factors={"ses": True})


def test_values_that_look_like_measurements() -> None:
    rng = np.random.default_rng(5)

    def measured(values: object, kind: str = "number") -> bool:
        return looks_measured(Numbers(np.asarray(values, dtype=np.float64), kind=kind), complete=True)

    assert measured(rng.normal(size=100))
    assert measured(np.round(rng.normal(20, 2, size=500), 1))
    assert measured(np.repeat(rng.normal(size=40), 5))  # a height of each site
    assert not measured(np.arange(100))  # an id
    assert not measured(rng.integers(0, 90_000, 100))  # an income, or an id
    assert not measured(2000 + np.arange(100) % 7)  # a year
    assert not measured(np.repeat([0.5, 1.0, 2.0], 20))  # a dose
    assert not measured(
        np.repeat([s + c / 10 for s in range(1, 20) for c in (1, 2, 3)], 4)
    )  # codes, class 2 of school 1
    assert not measured(rng.normal(size=100), "datetime")
    assert not looks_measured(Categories(np.array([0, 1]), ("1.5", "2.5"), "factor"), complete=True)
    assert not looks_measured(Numbers(np.repeat(np.round(rng.normal(size=9), 1), 9)), complete=False)


# R18


def slipped(rows: Mapping[int, int]) -> pl.DataFrame:
    """The schools of hsb with other values of sector in some rows."""
    hsb = lw.datasets.load("hsb").with_row_index("row")
    return hsb.with_columns(
        pl.col("row").replace_strict(rows, default=None).fill_null(pl.col("sector")).cast(pl.Int64).alias("sector")
    )


def test_a_property_of_schools_that_varies_in_two_of_them() -> None:
    frame = slipped({3: 1, 5_000: 1})
    for data in (frame, frame.lazy()):
        finding = only("math ~ ses + sector + (ses | sch.id)", data, "R18")
        assert (finding.severity, finding.columns) == ("warning", ("sector",))
        assert finding.title == "sector varies in 2 of 160 groups of sch.id and is constant in all others"
        assert finding.evidence is not None
        assert finding.evidence.header == ("sch.id", "sector")
        assert len(finding.evidence.rows) == 2
        assert all("1 (1 row)" in row[1] for row in finding.evidence.rows)
    texts = frame.with_columns(pl.when(pl.col("sector") == 1).then(pl.lit("c")).otherwise(pl.lit("p")).alias("sector"))
    assert found("math ~ ses + sector + (ses | sch.id)", texts, "R18")
    assert found("math ~ ses + I(sector * 2) + sector + (ses | sch.id)", frame, "R18")
    assert not found("math ~ ses + sector + (sector | sch.id)", frame, "R18")  # R1b counts the groups


def test_what_varies_in_no_group_or_in_many_is_accepted() -> None:
    hsb = lw.datasets.load("hsb")
    assert not found("math ~ ses + sector + female + minority + (ses | sch.id)", hsb, "R18")
    rng = np.random.default_rng(9)
    noisy = hsb.with_columns((pl.col("meanses") + rng.normal(0, 1e-13, 7185)).alias("meanses"))
    assert not found("math ~ meanses + (1 | sch.id)", noisy, "R18")
    many = slipped(dict.fromkeys(range(0, 7185, 200), 1))
    assert not found("math ~ ses + sector + (ses | sch.id)", many, "R18")


def test_a_rare_property_of_rows_is_accepted() -> None:
    n = 4_000
    ill = (np.arange(n) % 500 == 0).astype(float)  # 8 of 2,000 couples
    frame = {"y": np.sin(np.arange(n)), "ill": ill, "couple": np.arange(n) // 2}
    assert not found("y ~ ill + (1 | couple)", frame, "R18")


def test_a_school_of_two_classes_is_accepted() -> None:
    klass = np.arange(1_200) // 10
    school = np.where(klass < 2, 0, klass)
    frame = {"y": np.sin(np.arange(1_200)), "size": klass % 7 + 20.0, "school": school}
    assert not found("y ~ size + (1 | school)", frame, "R18")  # and nothing says what the classes are


def test_half_of_a_school_is_not_a_miscoding() -> None:
    n = 1_200
    frame = {"y": np.sin(np.arange(n)), "size": np.arange(n) // 20 % 7 + 20.0, "school": np.arange(n) // 20}
    frame["size"][:3] = 30.0
    assert not found("y ~ size + (1 | school)", frame, "R18")  # 3 rows of 20
    frame["size"][:1] = frame["size"][10]
    assert found("y ~ size + (1 | school)", frame, "R18")  # 2 rows of 20


def test_a_property_of_classes_varies_where_there_are_two() -> None:
    klass = np.arange(1_200) // 10
    school = np.where(klass < 2, 0, klass)  # one school has two classes, 118 have one
    frame = {"y": np.sin(np.arange(1_200)), "size": klass % 7 + 20.0, "class": klass, "school": school}
    assert not found("y ~ size + (1 | school/class)", frame, "R18")


# R24


def test_rows_with_missing_values() -> None:
    frame = study().with_columns(
        pl.when(pl.col("class") == 3).then(None).otherwise("x").alias("x"),
        pl.when(pl.col("year") == 2001).then(None).otherwise("z").alias("z"),
    )
    for data in (frame, frame.lazy()):
        few = only("y ~ x + (1 | school)", data, "R24")
        assert few.severity == "note"
        assert few.title == "15 of 480 rows have missing values and are dropped"
        assert few.evidence is not None
        assert few.evidence.rows == (("x", "15"),)
        whole = only("y ~ x + (1 | school/class)", data, "R24")
        assert whole.severity == "note"
        assert "1 group of class:school (3:0) altogether" in whole.reason
        many = only("y ~ x + z + (1 | school)", data, "R24")
        assert many.severity == "warning"  # more than a fifth of the rows
        assert dict(many.evidence.rows if many.evidence else ()) == {"z": "96", "x": "15"}


def test_lost_groups_and_categories_are_a_warning() -> None:
    frame = study().with_columns(
        pl.when(pl.col("school") == 2).then(None).otherwise("x").alias("x"),
        pl.when((pl.col("f") == "b") & (pl.col("class") < 6)).then(pl.lit("rare")).otherwise("f").alias("f"),
    )
    school = only("y ~ x + (1 | school)", frame, "R24")
    assert school.severity == "warning"
    assert "1 group of school (2)" in school.reason
    rare = frame.with_columns(pl.when(pl.col("f") == "rare").then(None).otherwise("z").alias("z"))
    category = only("y ~ z + f + (1 | school)", rare, "R24")
    assert category.severity == "warning"
    assert "the category rare of f altogether" in category.reason
    assert not found("y ~ z + (1 | school)", study(), "R24")


def test_missing_ids_and_responses_count() -> None:
    frame = {"y": [1.0, None, 3, 4, 5, 2], "x": [1.0, 2, 3, 1, 2, 2], "g": ["a", "a", None, "b", "b", "b"]}
    finding = only("y ~ x + (1 | g)", frame, "R24")
    assert dict(finding.evidence.rows if finding.evidence else ()) == {"y": "1", "g": "1"}
    assert finding.severity == "warning"


def test_rows_without_a_response_raise_no_warning() -> None:
    frame = study().with_columns(pl.when(pl.int_range(pl.len()) % 3 == 0).then(None).otherwise("y").alias("y"))
    for data in (frame, frame.lazy()):
        assert only("y ~ x + (1 | school)", data, "R24").severity == "note"
    both = frame.with_columns(pl.when(pl.int_range(pl.len()) % 3 == 1).then(None).otherwise("x").alias("x"))
    assert only("y ~ x + (1 | school)", both, "R24").severity == "warning"


# R25


def test_single_row_groups() -> None:
    for data in (study(), study().lazy()):
        finding = only("y ~ x + (1 | visit)", data, "R25")
        assert finding.severity == "note"
        assert finding.title == "100 of 138 groups of visit have a single row"
        assert finding.evidence is not None
        assert finding.evidence.rows == (("1", "100"), ("6-10", "38"))
        assert not found("y ~ x + (1 | school)", data, "R25")
    alone = {"y": [1.0, 2, 4, 3], "x": [1.0, 0, 2, 1], "g": [1, 2, 3, 4]}
    assert not found("y ~ x + (1 | g)", alone, "R25")


# R29


def test_more_parameters_than_groups() -> None:
    finding = only("y ~ x*z*year + (x*z | school)", study(), "R29")
    assert finding.severity == "warning"
    assert finding.evidence is not None
    assert finding.evidence.rows == (("4", "10", "8"),)
    assert finding.repairs == (
        "y ~ x*z*year + (x*z || school)",
        "y ~ x*z*year + (x + z | school)",
        "y ~ x*z*year + (1 | school)",
    )
    factor = only("y ~ x*f + (x*f | school)", study(), "R29")
    assert factor.repairs[-1] == "y ~ x*f + diag(x*f | school)"  # which not every program reads


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ x + z + (x + z | school)",  # 6 parameters, 8 schools
        "y ~ x*z + (x*z || school)",
        "y ~ x*z + diag(x*z | school)",
        "y ~ x*z + cs(x*z | school)",
        "y ~ 0 + f + (0 + f | school)",
        "y ~ x*z + (x*z | class)",
        "y ~ x*z + ar1(x*z | school)",
    ],
)
def test_as_many_groups_as_parameters(formula: str) -> None:
    assert not found(formula, study(), "R29")


def test_the_blocks_of_a_double_bar_are_counted_together() -> None:
    frame = study().filter(pl.col("school") < 3)
    assert found("y ~ x*z + (x*z || school)", frame, "R29")
    assert found("y ~ x*z + toep(x*z | school)", frame, "R29")
    assert not found("y ~ x*z + homcs(x*z | school)", frame, "R29")


# all


def test_without_data_the_rules_about_groups_have_open_questions() -> None:
    report = lw.check("y ~ x + f + (x | school) + (1 | class) + (f | z)", factors={"f": ["a", "b"]})
    assert not {"R8", "R9", "R11", "R12", "R18", "R24", "R25", "R29"} & {f.code for f in report.findings}
    asked = {one.code: one.question for one in report.undecided}
    assert {"R8", "R9", "R11", "R12", "R18", "R24", "R25", "R29"} <= set(asked)
    assert asked["R12"] == "whether the values of school, class and z are labels, not measurements"


def test_all_rows_of_a_large_table_are_counted() -> None:
    n = 300_000
    group = np.arange(n) // 20
    group[:6_000] = n + np.arange(6_000)
    frame = pl.DataFrame(
        {
            "y": np.sin(np.arange(n)),
            "x": pl.Series(np.arange(n) % 7.0).replace({6.0: None}),
            "g": group,
            "few": np.arange(n) % 4,
            "level": np.where(np.arange(n) % 3 == 0, np.nan, np.sqrt(group)),
        }
    )
    report = lw.check("y ~ x + (1 | g) + (1 | few)", frame)
    own = {finding.code: finding for finding in report.findings}
    assert set(own) == {"R8", "R24", "R25"}
    assert own["R8"].title == "few has only 4 groups"
    assert own["R24"].evidence is not None
    assert own["R24"].evidence.rows == (("x", f"{frame['x'].null_count():,}"),)
    assert own["R25"].evidence is not None
    used = frame.filter(pl.col("x").is_not_null())["g"].value_counts()["count"]
    assert sum(int(row[1]) for row in own["R25"].evidence.rows) == len(used)
    assert own["R25"].evidence.rows[0] == ("1", str((used == 1).sum()))


def test_one_rule_reports_a_bar_whose_sides_are_swapped() -> None:
    frame = classes().with_columns(person=pl.col("school").cast(pl.String))
    assert lw.check("y ~ x + (person | x)", frame).codes == ("R11",)


@pytest.mark.parametrize(
    ("last", "name", "severity"),
    [((5, 8), "class", "note"), ((2, 4), "class", "warning"), ((2, 4), "grade", "note"), ((2, 4), "day", "note")],
)
def test_reused_labels_most_of_which_occur_in_every_group_are_a_note(
    last: tuple[int, int], name: str, severity: str
) -> None:
    rows = [(s, c) for s in range(40) for c in range(1, last[s % 2] + 1) for _ in range(6)]
    school, grade = np.array(rows).T
    frame = {"y": np.sin(np.arange(len(rows))), "school": school, name: grade}
    (finding,) = [one for one in lw.check(f"y ~ (1 | school) + (1 | {name})", frame).findings if one.code == "R9"]
    assert finding.severity == severity


def test_a_miscoded_value_is_not_a_mixture_of_effects() -> None:
    group = np.repeat(np.arange(300), 100)
    sector = group % 2
    sector[777] = 1 - sector[777]
    frame = {"y": np.sin(np.arange(30_000)), "sector": sector, "g": group}
    assert [finding.code for finding in lw.check("y ~ sector + (1 | g)", frame).findings] == ["R18"]


def numbered(name: str, other: str = "week") -> dict[str, list[float]]:
    """Return rows of groups that are numbered from 101, in several weeks."""
    rows = [(101 + n // 5, n % 5 + 1) for n in range(100)]
    return {
        name: [float(one) for one, _ in rows],
        other: [float(two) for _, two in rows],
        "x": [float(n * 7 % 13) for n in range(100)],
        "y": [float(n * n % 17) for n in range(100)],
    }


@pytest.mark.parametrize("name", ["id", "school", "pupil_id", "schoolNo", "subject", "ward", "g1q", "sch.id"])
def test_an_id_as_a_number_is_a_warning(name: str) -> None:
    for formula in (f"y ~ x + {name} + (1 | {name})", f"y ~ x*{name} + (1 | {name})", f"y ~ {name} + (x | {name})"):
        report = lw.check(formula, numbered(name))
        assert ("R13", "warning") in {(one.code, one.severity) for one in report.findings}
        assert not any(f"+ {name} " in repair for one in report.findings for repair in one.repairs if one.code == "R13")


@pytest.mark.parametrize("name", ["year", "dose", "week_no", "age", "school_size", "x2", "birthYear"])
def test_a_quantity_may_be_a_number_and_define_groups(name: str) -> None:
    assert "R13" not in lw.check(f"y ~ x + {name} + (1 | {name})", numbered(name, "other")).codes


@pytest.mark.parametrize("fixed", ["week", "week + id", "1"])
def test_a_bar_with_a_numbered_subject_on_its_left(fixed: str) -> None:
    report = lw.check(f"y ~ {fixed} + (id | week)", numbered("id"))
    assert {one.code for one in report.errors} == {"R11"}
    assert all("id |" not in repair for repair in report.errors[0].repairs)


def test_a_number_without_a_mean_beside_a_predictor_may_be_the_groups() -> None:
    assert {one.code for one in lw.check("y ~ week + (g | week)", numbered("g")).errors} == {"R11"}
    for formula in ("y ~ week + g + (g | week)", "y ~ x + week + (x | week)", "y ~ week + x + (dose | week)"):
        assert "R11" not in lw.check(formula, numbered("g") | numbered("dose")).codes


def test_no_repair_adds_an_id_as_a_number() -> None:
    table = numbered("id") | {"site": [f"s{n % 4}" for n in range(100)]}
    report = lw.check("y ~ x + (id | site)", table)
    assert {one.code for one in report.findings} >= {"R2", "R13"}
    assert not any("+ id" in repair or "(id" in repair for one in report.findings for repair in one.repairs)


# near misses


def codes_of(formula: str, table: dict[str, list[Any]], **options: Any) -> set[tuple[str, str]]:
    return {(one.code, one.severity) for one in lw.check(formula, table, **options).findings}


@pytest.mark.parametrize(("pairs", "warns"), [(1, True), (9, True), (10, False), (40, False)])
def test_almost_a_group_for_each_row(pairs: int, warns: bool) -> None:
    g = [*range(100), *range(pairs)]
    table = {"g": [f"k{n}" for n in g], "y": [float(n * n % 17) for n in range(len(g))]}
    assert (("R6", "warning") in codes_of("y ~ 1 + (1 | g)", table)) == warns
    assert "R6" not in lw.check("y ~ 1 + (1 | g)", table, family="poisson").codes


@pytest.mark.parametrize(("name", "warns"), [("income", True), ("price", True), ("unknown", True), ("pupil_id", False)])
def test_whole_numbers_that_are_nearly_all_different(name: str, warns: bool) -> None:
    values = [20_000.0 + 37 * n + n % 5 for n in range(200)]
    values[-5:] = values[:5]
    table = {name: values, "y": [float(n * n % 17) for n in range(200)]}
    assert (("R12", "warning") in codes_of(f"y ~ 1 + (1 | {name})", table)) == warns


def test_planned_times_are_a_note() -> None:
    hours = [0.0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6.5]
    table = {
        "hour": hours * 10,
        "s": [f"s{n}" for n in range(10) for _ in hours],
        "y": [n * n % 17 for n in range(120)],
    }
    assert ("R12", "note") in codes_of("y ~ 1 + (1 | s) + (1 | hour)", table)


@pytest.mark.parametrize(("movers", "warns"), [(2, True), (10, True), (30, False)])
def test_a_few_pupils_who_changed_school(movers: int, warns: bool) -> None:
    rows = [(p, (p % 10 + (p < movers and t > 1)) % 10, t) for p in range(100) for t in range(4)]
    table: dict[str, list[Any]] = {
        "pupil": [f"p{p}" for p, _, _ in rows],
        "school": [f"s{s}" for _, s, _ in rows],
        "y": [float(n * n % 17) for n in range(len(rows))],
    }
    assert (("R10", "warning") in codes_of("y ~ 1 + (1 | pupil/school)", table)) == warns
    if warns:
        reason = only("y ~ 1 + (1 | pupil/school)", table, "R10").reason
        assert f"only {movers} further combinations of pupil and school distinguish the two variances" in reason
    assert "R10" not in lw.check("y ~ 1 + (1 | school/pupil)", table).codes


@pytest.mark.parametrize(("changes", "warns"), [(1, True), (4, True), (5, False)])
def test_two_factors_with_nearly_the_same_groups(changes: int, warns: bool) -> None:
    rows = [(n // 10, (n // 10 + (n % 10 == 0 and n // 10 < changes)) % 20) for n in range(200)]
    table: dict[str, list[Any]] = {
        "office": [f"o{o}" for o, _ in rows],
        "manager": [f"m{m}" for _, m in rows],
        "y": [float(n * n % 17) for n in range(200)],
    }
    assert (("R5", "warning") in codes_of("y ~ 1 + (1 | office) + (1 | manager)", table)) == warns


@pytest.mark.parametrize(("predictors", "warns"), [(2, False), (3, True), (4, True)])
def test_predictors_of_few_groups(predictors: int, warns: bool) -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(6, predictors))
    table: dict[str, list[Any]] = {"c": [f"c{n // 10}" for n in range(60)], "y": list(rng.normal(size=60))}
    names = [f"v{number}" for number in range(predictors)]
    table |= {name: [float(values[n // 10, k]) for n in range(60)] for k, name in enumerate(names)}
    assert (("R29", "warning") in codes_of(f"y ~ {' + '.join(names)} + (1 | c)", table)) == warns


def plots(visits: int = 4) -> dict[str, list[Any]]:
    rows = [(s, p, v) for s in range(8) for p in range(1, 7) for v in range(visits)]
    return {
        "site": [f"S{s}" for s, _, _ in rows],
        "plot": [p for _, p, _ in rows],
        "visit": [v for _, _, v in rows],
        "stem": [f"{s}-{p}-{v}" for s, p, v in rows],
        "y": [float(n * n % 17) for n in range(len(rows))],
    }


def test_a_nesting_that_the_formula_says_elsewhere() -> None:
    table = plots()
    (finding,) = (
        one for one in lw.check("y ~ visit + (visit | plot) + (1 | site/plot)", table).findings if one.code == "R9"
    )
    assert finding.severity == "warning"
    assert finding.repairs == ("y ~ visit + (visit | site:plot) + (1 | site/plot)",)
    assert ("R9", "warning") in codes_of("y ~ visit + (1 | plot) + (1 | site/plot)", table)
    assert "R9" not in lw.check("y ~ visit + (visit | site:plot) + (1 | site)", table).codes
    item = table | {"item": table["plot"]}  # an item may be the same at all sites
    assert "R9" not in lw.check("y ~ visit + (1 | item) + (1 | site/item)", item).codes
    assert ("R9", "warning") in codes_of("y ~ visit + (visit | item) + (1 | site/item)", item)
    doubled = {name: values * 2 for name, values in table.items()}
    assert ("R9", "warning") in codes_of("y ~ 1 + (1 | site) + (1 | plot/stem)", doubled)


def test_values_of_schools_that_went_through_single_precision() -> None:
    values = np.random.default_rng(1).normal(size=40)
    climate = np.repeat(values, 6)
    climate[::2] = climate[::2].astype(np.float32)
    table: dict[str, Any] = {"s": np.repeat(np.arange(40), 6), "climate": climate, "y": np.sin(np.arange(240.0))}
    assert ("R1", "error") in codes_of("y ~ climate + (climate | s)", table)
    seconds = 1.7e9 + np.arange(240.0)  # which single precision cannot tell apart
    assert "R1" not in lw.check("y ~ seconds + (seconds | s)", table | {"seconds": seconds}).codes


def test_a_property_of_groups_centred_within_them_is_zero() -> None:
    table = {"s": [n // 7 for n in range(70)], "w": [0.1 * (n // 7) ** 2 for n in range(70)]}
    table["y"] = [n * n % 17 for n in range(70)]
    assert ("R19", "warning") in codes_of("y ~ w + cwc(w, s) + (1 | s)", table)
