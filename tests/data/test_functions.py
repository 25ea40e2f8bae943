"""The functions of a formula: their values, compared with R's; errors; and what is known without data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers import r_functions
from helpers.requirements import SCOPED
from levelwise.data.functions.catalogue import FUNCTIONS
from levelwise.formula.parser import parse


def named(row: dict[str, Any]) -> str:
    return f"{row['data']}: {row['f']} {row.get('contrasts', '')}"


@pytest.mark.parametrize("row", r_functions.rows(), ids=named)
def test_columns_agree_with_r(row: dict[str, Any]) -> None:
    if "refused" in row or ("err" in row and "lenient" not in row):
        with pytest.raises(lw.LevelwiseError):
            r_functions.made(row)
        return
    built = r_functions.made(row)
    if "differs" in row or "err" in row:
        return
    assert [column.name for column in built.fixed_as_written] == row["cols"]
    np.testing.assert_allclose(r_functions.columns(built), r_functions.answer(row), rtol=1e-8, atol=1e-8)


ROWS = {
    "y": [1.0, 2.0, 4.0, 3.0, 5.0, 7.0],
    "x": [1.5, 2.0, -1.0, 4.0, 0.0, 6.0],
    "gap": [1.0, None, 3.0, 4.0, None, 5.0],
    "k": [1, 2, 3, 1, 2, 3],
    "g": ["u", "u", "v", "v", "w", "w"],
    "h": ["p", "q", "p", "q", "p", "p"],
    "b": [True, False, True, True, False, False],
    "f": ["a", "b", "c", "a", "b", "c"],
}


def column(expression: str) -> list[float]:
    """Return the values of a variable with a single column."""
    built = lw.model(f"y ~ {expression}", ROWS)._prepared
    return r_functions.columns(built)[:, 1].tolist()


GROUPS = [
    ("gm(x, g)", [1.75, 1.75, 1.5, 1.5, 3.0, 3.0]),
    ("cwc(x, g)", [-0.25, 0.25, -2.5, 2.5, -3.0, 3.0]),
    ("cgm(x)", [1.5 - 12.5 / 6, 2 - 12.5 / 6, -1 - 12.5 / 6, 4 - 12.5 / 6, -12.5 / 6, 6 - 12.5 / 6]),
    ("gm(gap, g)", [1.0, 1.0, 3.5, 3.5, 5.0, 5.0]),  # a row without a value has its group's mean
    ("gm(b, g)", [0.5, 0.5, 1.0, 1.0, 0.0, 0.0]),
    ("gm(x, g:h)", [1.5, 2.0, -1.0, 4.0, 3.0, 3.0]),
    ('gm(I(f == "a"), g)', [0.5, 0.5, 0.5, 0.5, 0.0, 0.0]),
    ("I(x - gm(x, g))", [-0.25, 0.25, -2.5, 2.5, -3.0, 3.0]),
]


@pytest.mark.parametrize(("expression", "values"), GROUPS)
def test_centring_on_groups(expression: str, values: list[float]) -> None:
    assert column(expression) == pytest.approx(values)


def test_centring_within_cluster_leaves_missing_values_missing() -> None:
    assert column("cwc(gap, g)") == pytest.approx([0.0, -0.5, 0.5, 0.0])


def test_group_means_go_with_the_group() -> None:
    constant = lw.model("y ~ gm(x, g) + cwc(x, g) + (1 | g)", ROWS).spec.constant
    assert constant["gm(x, g)"] == {"g"}
    assert constant["cwc(x, g)"] == frozenset()


DIALECTS = [
    ("np.where(x > 1, 2, 3)", "ifelse(x > 1, 2, 3)"),
    ("np.power(x, 2)", "I(x^2)"),
    ("np.power(x + 1, k)", "I((x + 1)^k)"),
    ("np.square(x)", "I(x^2)"),
    ("np.absolute(x) + np.ceil(x)", "abs(x) + ceiling(x)"),
    ("np.arctan(x)", "atan(x)"),
    ("np.maximum(x, 0)", "pmax(x, 0)"),
    ("np.isnan(gap)", "is.na(gap)"),
    ("np.np.abs(x)", "abs(x)"),
    ("{x + 1}", "I(x + 1)"),
    ('C(f, levels=["c", "b", "a"])', 'C(f, levels = c("c", "b", "a"))'),
    ("I((x > 1) & (k < 3) | b)", "I((x > 1) & (k < 3) | b)"),
]


@pytest.mark.parametrize(("typed", "meant"), DIALECTS)
def test_the_python_dialect(typed: str, meant: str) -> None:
    assert str(parse(f"y ~ {typed}")) == f"y ~ {meant}"
    lw.model(f"y ~ {typed}", ROWS)


COMPUTED = [
    ("np.round(x, decimals=1)", [1.5, 2.0, -1.0, 4.0, 0.0, 6.0]),
    ("standardize(k)", [-1.224744871391589, 0.0, 1.224744871391589] * 2),  # patsy's: divided by n
    ("rank(k)", [1.5, 3.5, 5.5, 1.5, 3.5, 5.5]),
    ("I(pi * 0 + k)", [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]),
    ("as.numeric(k %in% c(1, 3))", [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]),
    ("I(x - median(x))", [-0.25, 0.25, -2.75, 2.25, -1.75, 4.25]),
    ('as.numeric(as.character(factor(k, labels = c("10", "20", "30"))))', [10.0, 20.0, 30.0] * 2),
    ("logit(plogis(k))", [1.0, 2.0, 3.0] * 2),
    ("I(x / (max(x) - min(x)))", [1.5 / 7, 2 / 7, -1 / 7, 4 / 7, 0.0, 6 / 7]),
    ("bs(k, knots = median(k), degree = 1)", None),
    ("cut(x, quantile(x), include.lowest = TRUE, labels = FALSE)", [2.0, 3.0, 1.0, 4.0, 1.0, 4.0]),
    ("cut(x, seq(-2, 6, by = 4), labels = FALSE)", [1.0, 1.0, 1.0, 2.0, 1.0, 2.0]),
    ("cut(x, seq(-2, 6, length.out = 3), labels = FALSE)", [1.0, 1.0, 1.0, 2.0, 1.0, 2.0]),
]


@pytest.mark.parametrize(("expression", "values"), COMPUTED)
def test_other_values(expression: str, values: list[float] | None) -> None:
    found = column(expression)
    assert values is None or found == pytest.approx(values)


WITHOUT_DATA = [
    ("ns(x, df = 3)", ["ns(x, df = 3)1", "ns(x, df = 3)2", "ns(x, df = 3)3"]),
    ("ns(x)", ["ns(x)"]),
    ("ns(x, knots = c(1, 2))", ["ns(x, knots = c(1, 2))1", "ns(x, knots = c(1, 2))2", "ns(x, knots = c(1, 2))3"]),
    ("bs(x)", ["bs(x)1", "bs(x)2", "bs(x)3"]),
    ("bs(x, df=5)", [f"bs(x, df = 5){n}" for n in range(1, 6)]),
    ("bs(x, df=5, intercept=TRUE)", [f"bs(x, df = 5, intercept = TRUE){n}" for n in range(1, 6)]),
    ("bs(x, degree = 1, knots = 3)", ["bs(x, degree = 1, knots = 3)1", "bs(x, degree = 1, knots = 3)2"]),
    ("poly(x, 2)", ["poly(x, 2)1", "poly(x, 2)2"]),
    ("poly(x, z, degree = 2)", [f"poly(x, z, degree = 2){n}" for n in ("1.0", "2.0", "0.1", "1.1", "0.2")]),
    ("cut(x, c(0, 1.5, 3))", ["cut(x, c(0, 1.5, 3))(1.5,3]"]),
    ("cut(x, 3, labels = c('l', 'm', 'h'))", [f'cut(x, 3, labels = c("l", "m", "h")){n}' for n in "mh"]),
    ("cut(x, c(0, 1, 2), labels = FALSE)", ["cut(x, c(0, 1, 2), labels = FALSE)"]),
    ("cbind(x, z)", ["cbind(x, z)x", "cbind(x, z)z"]),
    ("cbind(a = x, log(z))", ["cbind(a = x, log(z))a", "cbind(a = x, log(z))"]),
    ("cbind(log(x), z^2)", ["cbind(log(x), z^2)1", "cbind(log(x), z^2)2"]),
    ("scale(x)", ["scale(x)"]),
    ("is.na(x)", ["is.na(x)TRUE"]),
    ("I(x > 1)", ["I(x > 1)TRUE"]),
    ("I(f)", ["I(f)b", "I(f)c"]),
    ("I(x %in% c(1, 2))", ["I(x %in% c(1, 2))TRUE"]),
    ("ifelse(x > 0, 'pos', 'neg')", ['ifelse(x > 0, "pos", "neg")pos']),
    ("ifelse(x > 0, TRUE, FALSE)", ["ifelse(x > 0, TRUE, FALSE)TRUE"]),
    ("relevel(f, ref = 'b')", ['relevel(f, ref = "b")a', 'relevel(f, ref = "b")c']),
    ("factor(x, levels = 1:3)", ["factor(x, levels = 1:3)2", "factor(x, levels = 1:3)3"]),
    ("factor(f, labels = 'L')", ['factor(f, labels = "L")L2', 'factor(f, labels = "L")L3']),
    ("interaction(s, s)", ["interaction(s, s)q.p", "interaction(s, s)p.q", "interaction(s, s)q.q"]),
    ("paste(s, 'x')", ['paste(s, "x")q x']),
    ("as.character(f)", ["as.character(f)b", "as.character(f)c"]),
    ("droplevels(f)", ["droplevels(f)b", "droplevels(f)c"]),
    ("dummy(f)", ["dummy(f)b", "dummy(f)c"]),
    ("dummy(f, 'c')", ['dummy(f, "c")']),
    ("gm(x, g)", ["gm(x, g)"]),
    ("unknown(x, 3)", ["unknown(x, 3)"]),
]


@pytest.mark.parametrize(("expression", "names"), WITHOUT_DATA)
def test_what_is_known_without_data(expression: str, names: list[str]) -> None:
    model = lw.model(f"y ~ {expression} + (1 | g)", factors={"f": ["a", "b", "c"], "s": ["p", "q"]})
    assert list(model.columns[1:]) == names
    for notation in lw.notations():
        model.equations(notation.name, policy="off").verify()


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"offset"}))
def test_every_function_refuses_unknown_and_missing_arguments(name: str) -> None:
    with pytest.raises(lw.DataError, match=r"has no argument|is a single number"):
        lw.model(
            f"y ~ {name}(x, nonsense = 1)" if "..." not in FUNCTIONS[name].parameters else "y ~ log(x, no = 1)", ROWS
        )
    with pytest.raises(lw.DataError, match="requires"):
        lw.model(f"y ~ x + I({name}() + x)", ROWS)


ERRORS = [
    ("log(x, 2, 3)", r"log\(x, base\) takes at most 2 arguments"),
    ("log(x, bose = 2)", r"log\(x, base\) has no argument bose"),
    ("log(x, base = 2, base = 3)", r"the argument base of log\(x, base\) is given twice"),
    ("pmin(na.rm = TRUE, x = x, y, x, na.rm = FALSE)", "the argument na.rm of .* is given twice"),
    ("ifelse(x > 0, 1)", r"ifelse\(test, yes, no\) requires no"),
    ("logg(x)", "there is no function 'logg'; did you mean 'log'"),
    ("mean(x)", r"mean\(\) is a single number for all rows, not a predictor; write I\(x - mean\(x\)\)"),
    ("I(x - range(x))", "gives 2 numbers where one is needed"),
    ("I(x + quantile(gap))", "missing values; write na.rm = TRUE"),
    ("I(x + quantile(x, 2))", "probabilities from 0 to 1"),
    ("log(f)", "f is categorical and cannot be used in arithmetic"),
    ("log(x, base = f)", "expected a plain number here"),
    ("round(x, NA)", "digits of round.* must be a number"),
    ("round(x, c(1, 2))", "expected a single number here, not 2"),
    ("poly(x, 2, raw = 3)", "expected TRUE or FALSE here, not 3"),
    ("poly(x, 0)", "degree of poly.* must be a whole number from 1 to 100, not 0"),
    ("poly(x, k, x, k, x, degree = 5)", "has more than 100 columns"),
    (f"poly({', '.join('x' * 101)}, degree = 1)", "has more than 100 columns"),
    ("poly(x, f, degree = 2)", "f is categorical and cannot be used in arithmetic"),
    ("poly(k, 3)", "requires more than 3 distinct values; k has 3"),
    ("poly(exp(99 * x), 2)", "the powers of .* up to degree 2 are too large or too small to compute"),
    ("poly(log(x), 2)", "is infinite in some rows"),
    ("bs(x, df = 2)", "df = 2 is too small for .*: even without inner knots there are 3 columns"),
    ("ns(x, df = 2.5)", "df of ns.* must be a whole number"),
    ("ns(x, knots = 99)", r"the knots of .* must be at most 100 numbers between -1 and 6"),
    ("ns(x, Boundary.knots = 3)", "Boundary.knots must be two distinct numbers"),
    ("ns(I(0 * x), 2)", "has only one distinct value"),
    ("ns(log(-abs(x) - 1), 2)", "all values of .* are missing"),
    ("I(x + cbind(x, k))", r"cbind\(x, k\) has several columns"),
    ("is.na(cbind(x, k))", "has several columns"),
    ("cut(x, 1)", "breaks of cut.* must be a whole number from 2 to 1000"),
    ("cut(x, c(1, 1, 2))", "the breaks of cut.* must be distinct numbers"),
    ("cut(x, c(0, 1, 2), labels = c('a', 'b', 'c'))", "3 labels are given for 2 intervals"),
    ("cut(log(x - x), 3)", "has no finite range to divide into 3 intervals"),
    ("cut(f, 3)", "f is categorical"),
    ("factor(k, labels = c('a', 'b'))", "2 labels are given for 3 categories"),
    ("factor(k, levels = c(1, 1, 2, 3))", "levels lists a category twice"),
    ("as.numeric(f)", "f contains only non-numeric text"),
    ("dummy(f, c('a', 'a'))", "dummy.* takes distinct categories"),
    ("poly(x, 2)[, 3]", "has 2 columns; there is no column 3"),
    ("log(x)[, 1]", "columns can be selected only from poly, .*, not from log"),
    ("ave(x, g, FUN = rank)", "FUN of ave"),
    ("findInterval(x, c(2, 1))", "must be numbers in increasing order"),
    ("pnorm(x, sd = 0)", "must be a positive number"),
    ("rowSums(x)", "takes several columns"),
    ("factor(k, levels = x)", 'expected categories such as c\\("pub", "cath"\\)'),
    ("relevel(f, 'd')", "there is no category 'd' of f"),
    ("relevel(f, 4)", "ref of relevel.* must be a whole number from 1 to 3"),
    ("relevel(f, g)", "relevel.* takes a factor and its reference"),
    ("relevel(ordered(f), 'b')", "is an ordered factor, which has no reference category"),
    ("dummy(f, 'd')", "there is no category 'd' of f"),
    ("dummy(paste('a', g == 'z'))", "category"),
    ("f == 'd'", "there is no category 'd' of f"),
    ("f > 'a'", "the categories of f are not ordered; compare them with == or !="),
    ("x == 'a'", "a string can only be compared with the categories of a factor"),
    ("I(x && b)", "&& combines single values; write & for columns"),
    ("I(x %o% k)", "the operator %o% cannot be evaluated"),
    ("I(x + 'a')", "a string is not a number"),
    ("I(x[1])", "only selects columns of a matrix"),
    ("gm(f, g)", r'f is categorical and has no mean; give gm\(\) an indicator, I\(f == "c"\)'),
    ("cwc(f, g)", r"give cwc\(\) an indicator"),
    ("cgm(f)", r"give cgm\(\) an indicator"),
    ("gm(x)", r"gm\(x, group\) requires group"),
    ("gm(x, g, h)", r"gm\(x, group\) takes at most 2 arguments"),
    ("gm(x, g + h)", r"the groups of gm\(\) must be a column, or columns joined as a:b, not g \+ h"),
    ("np.std(x)", "there is no function 'np.std'"),
    ("as.factor(cbind(x, k))", "has several columns and cannot be a factor"),
    ("cut(x, seq(0, 1, 2, 3))", "seq.* takes from, to, and by or length.out"),
    ("cut(x, seq(0, 9, by = -1))", "seq.* cannot go from 0 to 9 by -1 in at most 10,000 steps"),
    ("cut(x, seq(0, 9, length.out = 1e9))", "length.out of seq.* must be from 1 to 10,000"),
    ("cut(x, 1:99999999)", "a range may have at most 10,000 numbers"),
    ("cut(x, c(1, 2) + c(1, 2, 3))", "vectors of 2 and 3 numbers cannot be combined"),
    ("cut(x, !1)", "expected a plain number here"),
]


@pytest.mark.parametrize(("expression", "message"), ERRORS)
def test_errors_say_what_is_wrong(expression: str, message: str) -> None:
    with pytest.raises(lw.LevelwiseError, match=message) as caught:
        lw.model(f"y ~ {expression}", ROWS)
    assert "^" in str(caught.value)


ERRORS_WITHOUT_DATA = [
    ("cut(x, 3)", r"without data, the intervals of cut\(x, 3\) are unknown; give the breaks"),
    ("ns(x, knots = median(x))", "expected a plain number here; without data no number can be computed"),
    ("cbind(poly(x, 2), z)", "without data, the number of columns of poly.* is unknown"),
    ("scale(cbind(x, z))", "without data, the number of columns of .* is unknown"),
    ("log(x, 2, 3)", "takes at most 2 arguments"),
    ("gm(x)", r"gm\(x, group\) requires group"),
    ("gm(x, 2)", r"the groups of gm\(\) must be a column, or columns joined as a:b, not 2"),
]


@pytest.mark.parametrize(("expression", "message"), ERRORS_WITHOUT_DATA)
def test_errors_without_data(expression: str, message: str) -> None:
    with pytest.raises(lw.DataError, match=message):
        lw.model(f"y ~ {expression} + (1 | g)", factors={"f": ["a", "b"]})


@pytest.mark.parametrize("expression", ["factor(x)", "C(x)", "interaction(f, x)", "relevel(factor(x), ref = 'b')"])
def test_unknown_categories_without_data_are_one_term(expression: str) -> None:
    model = lw.model(f"y ~ {expression} + (1 | g)", factors={"f": ["a", "b"]})
    assert len(model.columns) == 2
    (note,) = (note for note in model.notes if note.code == "unknown-categories")
    assert 'factors={"' in note.text
    listed = lw.model("y ~ factor(x) + (1 | g)", factors={"x": [1, 2, 3]})
    assert listed.columns == ("(Intercept)", "factor(x)2", "factor(x)3")


ON_BOTH = (
    *("cut(x, 3)", "ns(x, 3)", "gm(x, g)", "I(x - mean(x))", "I(x > mean(x))", "ifelse(x > 0, 'p', 'q')", "rank(x)"),
    *("interaction(f, b)", "paste(f, k)", 'I(f %in% c("a", "b"))', "C(f, c(-1, 0, 1))", "standardize(x)", "is.na(gap)"),
)


@pytest.mark.parametrize("expression", ON_BOTH)
def test_a_lazy_table_has_the_same_columns(expression: str) -> None:
    rows = pl.DataFrame(ROWS)
    eager, lazy = (lw.model(f"y ~ {expression} + (1 | g)", table) for table in (rows, rows.lazy()))
    assert eager.columns == lazy.columns


def test_categories_that_depend_on_all_rows_are_not_queried() -> None:
    with pytest.raises(lw.DataError, match=r"the categories of .* depend on all rows of the table; compute the column"):
        lw.model("y ~ cut(x, quantile(x)) + (1 | g)", pl.LazyFrame(ROWS))


def test_labels_of_a_basis_are_written_safely() -> None:
    model = lw.model("y ~ dummy(f) + (1 | g)", factors={"f": ["a", "\\input{x}", "$b"]})
    for notation in lw.notations():
        eq = model.equations(notation.name)
        assert "\\input" not in eq.latex
        eq.verify()


@pytest.mark.parametrize("notation", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("variable", ["pmin(x, k, na.rm = T)", "cut(x, 3, include.lowest = T, labels = F)"])
def test_a_logical_short_name_in_an_option_is_no_column(variable: str, notation: str) -> None:
    eq = lw.extract_eq(f"y ~ k + {variable} + (1 | g)", ROWS, notation=notation, policy="off")
    eq.verify()
    assert "= \\operatorname{T}" in eq.latex
    assert "\\operatorname{T}_" not in eq.latex


def test_columns_of_a_result_are_read_back() -> None:
    formula = parse("y ~ poly(x,3)[,1:2] + (scale(x)[ , 1] | g)")
    assert str(formula) == "y ~ poly(x, 3)[, 1:2] + (scale(x)[, 1] | g)"
    assert parse(str(formula)) == formula
    model = lw.model("y ~ poly(x, 3)[, 2] + poly(x, 3)[, 1:2]")
    assert model.columns == ("(Intercept)", "poly(x, 3)[, 2]", "poly(x, 3)[, 1:2]1", "poly(x, 3)[, 1:2]2")
    for notation in lw.notations():
        if notation.name not in SCOPED:
            model.equations(notation.name).verify()


WITH_MISSING = {
    "y": [1.0, 2.0, 4.0, 3.0, 5.0],
    "n": ["1", "2.5", "x", " 0x10 ", None],
    "f": ["a", None, "b", "a", "b"],
}


def test_strings_are_converted_to_the_numbers_they_contain() -> None:
    model = lw.model("y ~ as.numeric(n)", WITH_MISSING)
    assert model.design().X[:, 1].tolist() == [1.0, 2.5, 16.0]
    assert str(model.notes[0]).startswith("2 of 5 rows")


def test_a_category_called_na_cannot_be_joined_with_missing_values() -> None:
    with pytest.raises(lw.DataError, match="a category is named NA"):
        lw.model("y ~ addNA(f)", {"y": [1.0, 2.0, 3.0], "f": ["NA", "b", None]})


def test_the_page_names_every_function() -> None:
    page = (Path(__file__).parents[2] / "docs" / "functions.md").read_text(encoding="utf-8")
    examples = "\n".join(line for line in page.splitlines() if line.startswith(">>>"))
    missing = [name for name in FUNCTIONS if f"{name}(" not in examples]
    assert not missing


PRINTED = (
    "I(x^w)",
    "np.power(x, w)",
    "log(x = x)",
    "atan(x = w)",
    "I(x %in% c(1, 2))",
    "I(!(x > 1) & w < 2)",
    "cbind(x, x)",
)


@pytest.mark.parametrize("expression", PRINTED)
def test_expressions_are_written_and_read_back(expression: str) -> None:
    for notation in lw.notations():
        lw.extract_eq(f"y ~ {expression} + w + (1 | g)", levels={"w": "g"}, notation=notation.name).verify()


@pytest.mark.parametrize("formula", ["y ~ ns(x, knots = k) + (1|g)", "y ~ poly(x, k) + (1|g)", "y ~ log((1|g))"])
def test_what_would_be_several_columns_or_a_bar_is_refused(formula: str) -> None:
    with pytest.raises(lw.LevelwiseError):
        lw.extract_eq(formula)
