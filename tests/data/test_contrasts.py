"""Contrasts: the ways to request them, the meaning of their coefficients, errors; for R's values see test_functions."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import levelwise as lw
from helpers import r_functions
from helpers.command import run
from levelwise.data.contrasts.contrast import ContrastRequest
from levelwise.data.contrasts.matrices import contrast

LABELS = ("a", "b", "c", "d")
HINT = {"f": list(LABELS)}

# columns over the categories a, b, c, d: R 4.2.2 (contr.*, MASS::contr.sdif) and patsy 1.0.1
SUM = [[1, 0, 0, -1], [0, 1, 0, -1], [0, 0, 1, -1]]
HELMERT = [[-1, 1, 0, 0], [-1, -1, 2, 0], [-1, -1, -1, 3]]
DIFF = [[-0.75, 0.25, 0.25, 0.25], [-0.5, -0.5, 0.5, 0.5], [-0.25, -0.25, -0.25, 0.75]]
LINEAR, QUADRATIC, CUBIC = 0.05**0.5, 0.5, 0.05**0.5
POLY = [
    [-3 * LINEAR, -LINEAR, LINEAR, 3 * LINEAR],
    [QUADRATIC, -QUADRATIC, -QUADRATIC, QUADRATIC],
    [-CUBIC, 3 * CUBIC, -3 * CUBIC, CUBIC],
]
SCORED = [  # contr.poly(4, scores = c(1, 2, 4, 8))
    [-0.512877644532173, -0.326376682884110, 0.046625240412016, 0.792629087004267],
    [0.52962714133238, -0.10592542826648, -0.76795935493195, 0.34425764186604],
]
TREATMENT = [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
SAS = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]

BY_HINT: list[tuple[Any, list[list[float]], list[str]]] = [
    *((name, SUM, ["1", "2", "3"]) for name in ("sum", "Sum", "contr.sum")),
    *((name, HELMERT, ["1", "2", "3"]) for name in ("helmert", "Helmert", "contr.helmert")),
    *((name, POLY, [".L", ".Q", ".C"]) for name in ("poly", "Poly", "contr.poly", "polynomial")),
    *((name, DIFF, ["b-a", "c-b", "d-c"]) for name in ("diff", "Diff", "contr.sdif")),
    *((name, SAS, ["a", "b", "c"]) for name in ("SAS", "sas", "contr.SAS")),
    ({"treatment": "b"}, TREATMENT, ["a", "c", "d"]),
    ({"contr.treatment": "b"}, TREATMENT, ["a", "c", "d"]),
    ({"sum": "b"}, [[1, -1, 0, 0], [0, -1, 1, 0], [0, -1, 0, 1]], ["1", "2", "3"]),
    ({"poly": (1, 2, 4, 8)}, SCORED, [".L", ".Q"]),
    ([[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, 0, -1, 0], [0, 1, 0, -1]], ["1", "2"]),
    (np.array([[1.0], [1.0], [-1.0], [-1.0]]), [[1, 1, -1, -1]], ["1"]),
    (pd.DataFrame({"ab": [1, 1, -1, -1]}), [[1, 1, -1, -1]], ["ab"]),
    ({"ab-cd": [1, 1, -1, -1], "a-b": [1, -1, 0, 0]}, [[1, 1, -1, -1], [1, -1, 0, 0]], ["ab-cd", "a-b"]),
]


def data() -> dict[str, list[Any]]:
    return {"y": [1.0, 2, 4, 3, 5, 7, 6, 8], "f": list("abcddcba"), "g": list("uuuuvvvv")}


def by_category(formula: str, **options: Any) -> tuple[list[str], list[list[float]]]:
    """Return the names of the columns of a factor and their values over its categories."""
    built = lw.model(formula, data(), **options)._prepared
    names = [column.name for column in built.fixed_as_written][1:]
    return names, r_functions.columns(built)[:4, 1:].T.tolist()


@pytest.mark.parametrize(("hint", "columns", "names"), BY_HINT, ids=[str(n) for n in range(len(BY_HINT))])
def test_contrasts_by_option(hint: Any, columns: list[list[float]], names: list[str]) -> None:
    found, values = by_category("y ~ f", contrasts={"f": hint})
    shown = len(columns)  # of the polynomials at scores two columns are written out above
    assert found[:shown] == [f"f{name}" for name in names]
    np.testing.assert_allclose(values[:shown], columns, rtol=0, atol=1e-12)


BY_CALL = [
    ("C(f, Sum)", SUM, ["1", "2", "3"]),
    ("C(f, Helmert)", HELMERT, ["1", "2", "3"]),
    ("C(f, Poly)", POLY, [".L", ".Q", ".C"]),
    ("C(f, Diff)", DIFF, ["b-a", "c-b", "d-c"]),
    ("C(f, contr.sdif)", DIFF, ["2-1", "3-2", "4-3"]),
    ('C(f, Treatment("b"))', TREATMENT, ["a", "c", "d"]),
    ('C(f, Treatment(reference = "b"))', TREATMENT, ["a", "c", "d"]),
    ('C(f, contr.treatment("b"))', TREATMENT, ["a", "c", "d"]),
    ('C(f, treatment, reference = "b")', TREATMENT, ["1", "3", "4"]),
    ("C(f, contr.treatment(4, 2))", TREATMENT, ["1", "3", "4"]),
    ('C(f, contr.treatment(c("a", "b", "c", "d"), base = 2))', TREATMENT, ["a", "c", "d"]),
    ('C(f, Sum("b"))', [[1, -1, 0, 0], [0, -1, 1, 0], [0, -1, 0, 1]], ["1", "2", "3"]),
    ('C(f, Sum(omit = "b"))', [[1, -1, 0, 0], [0, -1, 1, 0], [0, -1, 0, 1]], ["1", "2", "3"]),
    ("C(f, contr.sum, 1)", SUM[:1], ["1"]),
    ("C(f, contr.poly(4, c(1, 2, 4, 8)), 2)", SCORED, [".L", ".Q"]),
    ("C(f, Poly(scores = c(1, 2, 4, 8)), how.many = 2)", SCORED, [".L", ".Q"]),
    ("C(f, matrix(c(1, 1, -1, -1, 1, -1, 0, 0), ncol = 2), 2)", [[1, 1, -1, -1], [1, -1, 0, 0]], ["1", "2"]),
    (
        "C(f, matrix(c(1, 1, 1, -1, -1, 0, -1, 0), 4, byrow = TRUE), 2)",
        [[1, 1, -1, -1], [1, -1, 0, 0]],
        ["1", "2"],
    ),
    ("C(f, cbind(x = c(1, 1, -1, -1)), 1)", [[1, 1, -1, -1]], ["x"]),
    ('C(f, levels = ["d", "c", "b", "a"])', [[0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]], ["c", "b", "a"]),
]


@pytest.mark.parametrize(("call", "columns", "names"), BY_CALL)
def test_contrasts_in_the_formula(call: str, columns: list[list[float]], names: list[str]) -> None:
    model = lw.model(f"y ~ {call} + (1 | g)", factors=HINT)
    text = model._prepared.termset.fixed.terms[0].label
    found, values = by_category(f"y ~ {call}")
    assert found == [f"{text}{name}" for name in names]
    assert list(model.columns[1:]) == found
    np.testing.assert_allclose(values, columns, rtol=0, atol=1e-12)


@pytest.mark.parametrize("notation", [notation.name for notation in lw.notations()])
@pytest.mark.parametrize("hint", [hint for hint, *_ in BY_HINT], ids=[str(n) for n in range(len(BY_HINT))])
def test_every_notation_writes_them(hint: Any, notation: str) -> None:
    for formula in ("y ~ f*x + (f | g)", "y ~ f + (0 + f | g)", "y ~ f:x + C(f, Sum) + (1 | g)"):
        lw.extract_eq(formula, factors=HINT, contrasts={"f": hint}, notation=notation, policy="off").verify()


WRITTEN: list[tuple[Any, str]] = [
    ("sum", "S.a"),
    ("helmert", "H.d"),
    ("poly", ".L"),
    ("diff", "b-a"),
    ({"treatment": "b"}, "a"),
    ([[1], [1], [-1], [-1]], "C.1"),
    ({"top": [0, 0, 1, -1]}, "top"),
    ({"a": [0, 0, 1, -1]}, "C.a"),  # not the indicator of a
]


@pytest.mark.parametrize(("hint", "label"), WRITTEN)
def test_a_column_is_labelled_by_its_meaning(hint: Any, label: str) -> None:
    eq = lw.extract_eq("y ~ f + (1 | g)", factors=HINT, contrasts={"f": hint})
    assert rf"\operatorname{{f}}_{{\operatorname{{{label}}}}}" in eq.latex


def test_a_note_says_where_lmer_uses_other_contrasts() -> None:
    def said(formula: str, contrasts: dict[str, Any]) -> bool:
        notes = lw.model(formula, factors=HINT, contrasts=contrasts).notes
        return any("lmer's argument contrasts (lme4 1.1) does not" in str(note) for note in notes)

    assert said("y ~ f + (f | g)", {"f": "sum"})
    assert not said("y ~ f + (1 | g)", {"f": "sum"})
    assert not said("y ~ f + (0 + f | g)", {})


def test_full_coding_is_indicators_whatever_the_contrasts() -> None:
    model = lw.model("y ~ 0 + f + (0 + f | g)", factors=HINT, contrasts={"f": "sum"})
    assert model.columns == ("fa", "fb", "fc", "fd")
    assert model.blocks == (("g", ("fa", "fb", "fc", "fd")),)
    assert not any("contrasts" in str(note) for note in model.notes)


def test_both_sides_have_the_contrasts() -> None:
    model = lw.model("y ~ f + (f | g)", data(), contrasts={"f": "sum"})
    assert model.blocks == (("g", ("(Intercept)", "f1", "f2", "f3")),)


NOTES: list[tuple[Any, str]] = [
    (
        "sum",
        "f has sum contrasts: .* deviation of a category from it; the deviation of d is minus the sum",
    ),
    (
        "helmert",
        "f has Helmert contrasts, unscaled as in R: .*minus the mean of those before it, divided by its pos",
    ),
    ("poly", "f has polynomial contrasts: its coefficients are trends across its ordered categories .\\.L linear"),
    ({"poly": [1, 2, 4, 8]}, "its ordered categories with scores 1, 2, 4, 8"),
    (
        "diff",
        "f has successive-difference contrasts: .* .b-a, …. is the mean of a category minus the mean",
    ),
    ("SAS", "the reference category of f is d"),
    ({"treatment": "b"}, "the reference category of f is b"),
    ([[1], [1], [-1], [-1]], "f has 1 of 3 contrast columns, so its category means are constrained"),
    (
        {"ab-cd": [1, 1, -1, -1], "a-b": [1, -1, 0, 0], "c-d": [0, 0, 1, -1]},
        "the coefficient of ab-cd is 1/4 a \\+ 1/4 b − 1/4 c − 1/4 d, of a-b is 1/2 a − 1/2 b, of c-d is 1/2 c − 1/2 d",
    ),
]


@pytest.mark.parametrize(("hint", "said"), NOTES)
def test_notes_say_what_a_coefficient_means(hint: Any, said: str) -> None:
    notes = "\n".join(map(str, lw.model("y ~ f + (1 | g)", factors=HINT, contrasts={"f": hint}).notes))
    assert re.search(said, notes), notes


@pytest.mark.parametrize(
    "kind", ["sum", "helmert", "diff", {"ab-cd": [1, 1, -1, -1], "x": [1, -1, 0, 0], "y": [0, 0, 1, 3]}]
)
def test_the_meaning_given_in_notes_holds(kind: Any) -> None:
    """In a model with a mean for each category, the coefficients are the combinations of means that the notes state."""
    means = np.array([3.0, 5.0, -2.0, 7.0])
    _, columns = by_category("y ~ f", contrasts={"f": kind})
    intercept, *coefficients = np.linalg.solve(np.column_stack([np.ones(4), np.array(columns).T]), means)
    if kind == "sum":
        assert intercept == pytest.approx(means.mean())
        assert coefficients == pytest.approx(means[:3] - means.mean())
    elif kind == "helmert":
        assert coefficients == pytest.approx([(means[n] - means[:n].mean()) / (n + 1) for n in (1, 2, 3)])
    elif kind == "diff":
        assert coefficients == pytest.approx(np.diff(means))
    else:
        note = contrast(
            ContrastRequest("custom", matrix=tuple(zip(*kind.values(), strict=True)), names=tuple(kind)), "f", LABELS
        )
        assert "of x is 1/2 a − 1/2 b" in note.note
        assert coefficients[1] == pytest.approx((means[0] - means[1]) / 2)


def test_names_that_refer_to_a_factor() -> None:
    for formula, name in (
        ("y ~ f", "f"),
        ("y ~ C(f)", "f"),
        ("y ~ factor(f)", "factor(f)"),
        ("y ~ C(f, helmert)", "C(f, helmert)"),
    ):
        names, columns = by_category(formula, contrasts={name: "sum"})
        assert names[0].endswith("1")
        assert columns == SUM
    model = lw.model("y ~ `my f` + (1 | g)", factors={"my f": ["a", "b"]}, contrasts={"my f": "sum"})
    assert model.columns == ("(Intercept)", "`my f`1")


def test_a_call_in_the_formula_overrides_the_option() -> None:
    assert by_category("y ~ C(f, helmert) + f", contrasts={"f": "sum"})[1][:3] == HELMERT


def test_contrasts_are_kept_when_a_category_does_not_occur() -> None:
    """R drops the contrasts then, with a warning; Levelwise keeps those that were requested."""
    rows = {**data(), "x": [1.0, 2, None, 4, 5, None, 7, 8]}
    assert lw.model("y ~ f + x", rows, contrasts={"f": "sum"}).columns == ("(Intercept)", "f1", "f2", "x")


@pytest.mark.parametrize("hint", [hint for hint, *_ in BY_HINT[::3]])
def test_a_lazy_table_has_the_same_columns(hint: Any) -> None:
    rows = pl.DataFrame({**data(), "b": [True, False, False, True] * 2, "w": [1, 1, 1, 1, 2, 2, 2, 2]})
    formula, contrasts = "y ~ f + b + (f + b + w | g)", {"f": hint, "b": "sum"}
    eager, lazy = (lw.model(formula, table, contrasts=contrasts) for table in (rows, rows.lazy()))
    assert eager.columns == lazy.columns
    assert eager.blocks == lazy.blocks
    assert str(eager.check()) == str(lazy.check())


ERRORS: list[tuple[str, Any, str]] = [
    ("f", "helmet", "there is no contrast 'helmet'; did you mean 'helmert'"),
    ("x", "sum", "x is not a factor and has no contrasts; write factor\\(x\\) or list it in factors="),
    ("ff", "sum", "there is no factor 'ff' in the formula; did you mean 'f'"),
    ("f", {"treatment": "z"}, "there is no category 'z' of f"),
    ("f", {"treatment": ["a"]}, "'treatment' takes a reference category, not \\['a'\\]"),
    ("f", {"sum": [1, 2, 3, 4]}, "'sum' takes the category to omit"),
    ("f", {"helmert": 2}, "'helmert' takes no option"),
    ("f", {"poly": "abc"}, "'poly' takes one score for each category"),
    ("f", {"poly": [1, 2, 3]}, "the scores of f must be 4 distinct numbers, one for each category: a, b, c, d"),
    ("f", {"poly": [1, 2, 2, 3]}, "the scores of f must be 4 distinct numbers"),
    ("f", {"poly": ["x"]}, "contrasts= for f must be one of treatment, sum, helmert, poly, SAS, diff, a matrix"),
    ("f", [1, 2, 3, 4], "a matrix with a row for each category"),
    ("f", [["a"], ["b"]], "a matrix with a row for each category"),
    ("f", 3, "a matrix with a row for each category"),
    (
        "f",
        [[1], [2], [3]],
        "need a row for each of its 4 categories .a, b, c, d. and 1 to 3 columns; .* is 3 by 1",
    ),
    ("f", np.eye(4), "1 to 3 columns; the matrix is 4 by 4"),
    ("f", {"u": [1, 0, 0, -1], "v": [1, 1]}, "a mapping from column names to weights"),
    ("f", {"one": [2, 2, 2, 2]}, "column one of the contrasts of f is constant across categories, like the intercept"),
    ("f", {"u": [1, 0, 0, -1], "v": [2, 0, 0, -2]}, "the columns of the contrasts of f are linearly dependent"),
    ("f", {"u": [1, 0, 0, None], "v": [2, 0, 0, -2]}, "a number in the contrasts of f is missing or infinite"),
]


@pytest.mark.parametrize(("name", "hint", "message"), ERRORS)
def test_errors_of_the_option(name: str, hint: Any, message: str) -> None:
    with pytest.raises(lw.LevelwiseError, match=message):
        lw.model("y ~ f + x + (1 | g)", factors=HINT, contrasts={name: hint})


def test_unknown_names_are_unknown_name_errors() -> None:
    for contrasts in ({"ff": "sum"}, {"f": "somme"}, {"f": {"treatment": "z"}}):
        with pytest.raises(lw.UnknownNameError):
            lw.model("y ~ f + (1 | g)", factors=HINT, contrasts=contrasts)
    with pytest.raises(lw.DataError, match=r"contrasts= takes a mapping such as"):
        lw.model("y ~ f + (1 | g)", factors=HINT, contrasts="sum")  # type: ignore[arg-type]


ERRORS_IN_CALLS = [
    ("C(f, contr.nothing)", "there is no contrast 'contr.nothing'"),
    ("C(f, contr.sum(3))", "are for 3 categories, but it has 4: a, b, c, d"),
    ("C(f, Treatment('z'))", "there is no category 'z' of .*; available: a, b, c, d"),
    ("C(f, contr.treatment(4, base = 5))", "has no category number 5; its categories are a, b, c, d"),
    ("C(f, contr.sum, base = 2)", "sum contrasts take omit =, not base"),
    ("C(f, contr.treatment(4, contrasts = FALSE))", "treatment contrasts take base = or reference =, not contrasts"),
    ("C(f, contr.helmert(4, 2))", "helmert contrasts take no option, not 2"),
    ("C(f, 3)", "3 does not specify contrasts; write one of treatment, sum"),
    ("C(f, c(1, 2))", "need a row for each of its 4 categories"),
    ("C(f, cbind(c(1, 2, 3, 4), c(1, 2)))", "the columns of a contrast matrix must have equal lengths"),
    ("C(f, matrix(c(1, 2, 3), 2))", "3 numbers do not fill a matrix of 2 rows and 1 columns"),
    ("C(f, matrix(c(1, 2), cols = 2))", "matrix.. takes data, nrow, ncol and byrow"),
    ("C(f, cbind(u = c(1, 0, 0, -1), u = c(0, 1, 0, -1)), 2)", "two columns of the contrasts of .* have the name 'u'"),
    ("C(f, contr.sum, 0)", "how.many of C.. must be a whole number from 1"),
]


@pytest.mark.parametrize(("call", "message"), ERRORS_IN_CALLS)
def test_errors_in_the_formula(call: str, message: str) -> None:
    for table, options in ((data(), {}), (None, {"factors": HINT})):
        with pytest.raises(lw.LevelwiseError, match=message):
            lw.model(f"y ~ {call} + (1 | g)", table, **options)


def test_polynomials_are_limited_to_95_categories() -> None:
    many = {"f": list(range(96))}
    with pytest.raises(lw.DataError, match="accurate for at most 95 categories; f has 96"):
        lw.model("y ~ f + (1 | g)", factors=many, contrasts={"f": "poly"})
    assert len(lw.model("y ~ f + (1 | g)", factors=many, contrasts={"f": "sum"}).columns) == 96


def test_the_command_line_takes_contrasts() -> None:
    command = ["write", "y ~ f + (1 | g)", "--factor", "f=a,b,c", "--contrast"]
    assert "S.a" in run(*command, "f=sum").stdout
    assert "operatorname{c}" in run(*command, "f=treatment:b").stdout
    refused = run(*command, "f")
    assert refused.exit_code == 2
    assert "is not of the form --contrast NAME=KIND" in refused.stderr


def test_repairs_keep_the_contrasts() -> None:
    rows = {**data(), "w": [1, 1, 1, 1, 2, 2, 2, 2]}
    report = lw.model("y ~ f + w + (w | g)", rows, contrasts={"f": "sum"}).check()
    assert any("f + w" in repair for finding in report.errors for repair in finding.repairs)
