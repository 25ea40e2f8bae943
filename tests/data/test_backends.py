"""The same table through every kind of data frame: the same facts, the same verdict, the same matrices."""

from __future__ import annotations

import datetime as dt
import os
import random
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

import levelwise as lw
from helpers.engines import duckdb_relation
from levelwise.data import open_table as opening
from levelwise.data.engine import expressions, group_variation, lazy_facts, lazy_table, sample
from levelwise.data.hints import Hints
from levelwise.data.open_table import open_table
from levelwise.data.request import Request
from levelwise.design.assemble import assemble
from levelwise.errors import DataError, LevelwiseError, UnknownNameError
from levelwise.formula.expand import expand
from levelwise.formula.parser import parse, parse_tree

os.environ.setdefault("MODIN_ENGINE", "python")
ROWS = 400
SECTORS = {"sector": ["u", "v", "w"]}

FORMULAS = (
    "y ~ x + w + s + (x | g)",
    "y ~ x*b + log(z) + I(x^2) + (t | g) + (1 | h)",
    "y ~ a*s + n + poly(z, 2) + (1 | g/c)",
    "y ~ factor(sector) + (x > 0) + day + (1 | g)",
    "y ~ scale(x) + (1 | g) + (0 + x | g) + (1 | c)",
    "y ~ x",
    "log(z) ~ x + sector + offset(w) + (1 | day)",
    "y ~ I(a == 'p') + sqrt(x) + (1 | g:c)",
    "y ~ I(x - w) + I(1 / z) + -1 + (b + 0 | g)",
    "y ~ x + (s | g)",
    "t ~ x + n + (n || h)",
    "y ~ x*z - x + log1p(z) + exp(x) + abs(x) + (1 | g)",
)


@cache
def rows() -> pl.DataFrame:
    """Return a table with missing values, dates, logical values, numeric ids, and nested groups."""
    rnd = random.Random(3)
    g = [i // 20 for i in range(ROWS)]
    return pl.DataFrame(
        {
            "y": [None if i % 41 == 0 else rnd.gauss(0, 1) for i in range(ROWS)],
            "x": [rnd.gauss(0, 1) if i % 57 else float("nan") for i in range(ROWS)],
            "w": [float(a % 7) * 0.1 for a in g],
            "n": [rnd.randrange(9) for _ in range(ROWS)],
            "a": [rnd.choice("pqr") for _ in range(ROWS)],
            "s": [("pub", "cath")[a % 2] for a in g],
            "b": [bool(a % 3) for a in g],
            "t": [rnd.random() > 0.5 for _ in range(ROWS)],
            "z": [rnd.random() + 0.1 for _ in range(ROWS)],
            "g": [None if i % 97 == 0 else f"g{a}" for i, a in enumerate(g)],
            "c": [(i // 5) % 4 for i in range(ROWS)],
            "h": [rnd.randrange(6) for _ in range(ROWS)],
            "sector": [1 + a % 3 for a in g],
            "day": [dt.date(2020, 1, 1 + a) for a in g],
        }
    )


def ibis_table() -> Any:
    """Return the table as an ibis expression."""
    return pytest.importorskip("ibis").memtable(rows().to_arrow())


def dask_frame() -> Any:
    """Return the table as a dask frame of three parts."""
    return pytest.importorskip("dask.dataframe").from_pandas(rows().to_pandas(), npartitions=3)


def modin_frame() -> Any:
    """Return the table as a modin frame."""
    return pytest.importorskip("modin.pandas").DataFrame(rows().to_pandas())


@cache
def spark_frame() -> Any:
    """Return the table as a Spark frame, in a local session."""
    sql = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.ui.showConsoleProgress", "false")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session.createDataFrame(rows().to_pandas())


KINDS: dict[str, Callable[[], Any]] = {
    "pandas": lambda: rows().to_pandas(),
    "pyarrow": lambda: rows().to_arrow(),
    "mapping": lambda: rows().to_dict(as_series=False),
    "polars-lazy": lambda: rows().lazy(),
    "duckdb": lambda: duckdb_relation(rows()),
    "ibis": ibis_table,
    "dask": dask_frame,
    "modin": modin_frame,
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Ignore the warnings of other packages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


slow = pytest.mark.slow
DASK = pytest.param("dask", marks=slow)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"dask", "modin"}])
def test_the_same_facts(kind: str, formula: str) -> None:
    assert_the_same_facts(KINDS[kind](), formula)


@pytest.mark.parametrize("formula", [*FORMULAS[:2], *(pytest.param(formula, marks=slow) for formula in FORMULAS[2:])])
@pytest.mark.parametrize("kind", ["dask", "modin"])
def test_the_same_facts_of_a_slow_engine(kind: str, formula: str) -> None:
    assert_the_same_facts(KINDS[kind](), formula)


@pytest.mark.spark
@pytest.mark.parametrize("formula", FORMULAS[:4])
def test_the_same_facts_of_spark(formula: str) -> None:
    assert_the_same_facts(spark_frame(), formula)


def assert_the_same_facts(data: Any, formula: str) -> None:
    """Compare the facts about a table with those about the same table in memory."""
    hints = SECTORS if "sector +" in formula else {}
    expected = assemble(formula, open_table(rows(), hints), Hints(factors=hints))
    found = assemble(formula, open_table(data, hints), Hints(factors=hints))
    assert found.schema == expected.schema, formula
    assert found.spec == expected.spec
    assert found.notes == expected.notes


@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "polars-lazy", "duckdb", DASK])
def test_the_same_verdict_and_matrices(kind: str) -> None:
    data = KINDS[kind]()
    for formula in (FORMULAS[0], FORMULAS[2], FORMULAS[9]):
        own, expected = lw.model(formula, data), lw.model(formula, rows())
        assert str(own.check()) == str(expected.check())
        a, b = own.design(), expected.design()
        assert a.columns == b.columns
        assert [block.levels for block in a.blocks] == [block.levels for block in b.blocks]
        # engines give their rows in any order
        order_a, order_b = (np.lexsort((*one.X.T, one.y, *(z for c in one.blocks for z in c.Z.T))) for one in (a, b))
        np.testing.assert_allclose(a.X[order_a], b.X[order_b], rtol=1e-12)
        np.testing.assert_allclose(a.y[order_a], b.y[order_b], rtol=1e-12)


def facts_of(formula: str, data: Any) -> lazy_facts.LazyFacts:
    """Return the facts about a table that a formula needs."""
    opened = open_table(data)
    assert isinstance(opened, lazy_table.LazyTable)
    return lazy_facts.lazy_facts(Request(expand(parse(formula)), Hints()), opened)


def test_few_queries() -> None:
    found = facts_of("y ~ x + w + (x | g) + (1 | h)", rows().lazy())
    # all rows, complete rows, a few rows, and one for each of two grouping factors
    assert found.resolved.table.scans == 5


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every table as a large one."""
    monkeypatch.setattr(opening, "LARGE", 10)
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 100)
    monkeypatch.setattr(sample, "_MIN_GROUPS", 3)
    monkeypatch.setattr(sample, "FEW_ROWS", 50)
    monkeypatch.setattr(lazy_facts, "FEW_ROWS", 10)
    monkeypatch.setattr(lazy_table, "MAX_GROUP_CELLS", 20)
    monkeypatch.setattr(lazy_table, "MAX_ROW_CELLS", 300)
    monkeypatch.setattr(lazy_table, "_LARGE", 100)


@pytest.mark.slow
@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "polars", "polars-lazy", "duckdb", DASK])
def test_large_tables(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = rows() if kind == "polars" else KINDS[kind]()
    for formula in FORMULAS:
        hints = SECTORS if "sector +" in formula else {}
        with monkeypatch.context() as patch:
            patch.setattr(opening, "LARGE", 10**9)
            expected = lw.model(formula, rows(), factors=hints)
            judged = expected.check()
        model = lw.model(formula, data, factors=hints)
        assert model._prepared.schema == expected._prepared.schema, formula
        report = model.check()
        assert [(f.code, f.title, f.severity) for f in report.findings] == [
            (f.code, f.title, f.severity) for f in judged.findings
        ], formula
        assert "examined individually" in report.basis
        assert report.basis in str(report)


@pytest.mark.usefixtures("large")
def test_what_holds_in_a_sample_is_verified_on_all_rows() -> None:
    wide = rows().with_columns(
        odd=pl.col("x") * 2 + pl.when(pl.int_range(ROWS) == 7).then(0.5).otherwise(0.0), double=pl.col("x") * 2
    )
    report = lw.model("y ~ x + (double | g)", wide.lazy()).check()
    assert report.ok  # 2x lies in the span of x
    assert lw.model("y ~ x + (odd | g)", wide.lazy()).check().codes == ("R2",)
    assert lw.model("y ~ x + double + (1 | g)", wide.lazy()).columns == ("(Intercept)", "x")
    assert lw.model("y ~ x + odd + (1 | g)", wide.lazy()).columns == ("(Intercept)", "x", "odd")


def test_many_groups_in_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    many = pl.DataFrame({"g": [i // 2 for i in range(4000)], "x": [i % 3 for i in range(4000)]}).sample(4000, seed=1)
    lazy = open_table(many.lazy())
    assert isinstance(lazy, lazy_table.LazyTable)
    tests = {"x": group_variation.VariationTest(lazy.frame.collect_schema() and _column("x"), 0.0)}
    whole = group_variation.group_variation(lazy, lazy.frame, ["g"], tests, 4000)
    monkeypatch.setattr(lazy_table, "MAX_GROUP_CELLS", 1000)
    monkeypatch.setattr(lazy_table, "MAX_ROW_CELLS", 2000)
    monkeypatch.setattr(lazy_table, "_LARGE", 1000)
    assert len(lazy.partitions(lazy.frame, ["g"], 1, 4000)) == 4
    assert group_variation.group_variation(lazy, lazy.frame, ["g"], tests, 4000) == whole
    assert whole.groups == 2000


def _column(name: str) -> Any:
    import narwhals as nw

    return nw.col(name)


@pytest.mark.parametrize(
    ("formula", "problem"),
    [
        ("y ~ xx + (1 | g)", "did you mean 'x'"),
        ("y ~ log(xx) + (1 | g)", "there is no column 'xx'"),
        ("y ~ x + (1 | gg)", "did you mean 'g'"),
        ("y ~ lag2(x) + (1 | g)", "there is no function 'lag2'"),
        ("a ~ x + (1 | g)", "the response a is not numeric"),
        ("y ~ log(w) + (1 | g)", "is infinite in"),
        ("y ~ log(a) + (1 | g)", "is categorical"),
    ],
)
@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "duckdb"])
def test_errors(kind: str, formula: str, problem: str) -> None:
    data = rows() if kind == "polars" else KINDS[kind]()
    with pytest.raises((DataError, UnknownNameError), match=problem.replace("(", r"\(")):
        lw.model(formula, data)


def test_empty_and_incomplete_tables() -> None:
    empty = rows().clear()
    for data in (empty, empty.lazy()):
        with pytest.raises(DataError, match="the data have no rows"):
            lw.model("y ~ x + (1 | g)", data)
    for data in (gaps := rows().with_columns(y=pl.lit(None, pl.Float64)), gaps.lazy()):
        with pytest.raises(DataError, match="no row is complete"):
            lw.model("y ~ x + (1 | g)", data)


def test_an_engine_that_fails() -> None:
    broken = pl.scan_parquet("nowhere.parquet")
    with pytest.raises(DataError, match="failed to describe its columns"):
        lw.model("y ~ x + (1 | g)", broken)
    late = rows().lazy().with_columns(x=pl.col("s").cast(pl.Int64, strict=True))
    with pytest.raises(DataError, match="failed to run a query"):
        lw.model("y ~ x + (1 | g)", late)


def test_categories_of_a_lazy_table_keep_their_order() -> None:
    sizes = pl.Enum(["small", "middle", "large"])
    data = pl.DataFrame({"y": [1.0, 2, 3, 4], "f": pl.Series(["large", "small", "middle", "large"], dtype=sizes)})
    for table_of in (data, data.lazy(), data.to_pandas(), data.lazy().with_columns(pl.col("f").cast(pl.Categorical))):
        assert lw.model("y ~ 0 + factor(f, ordered = FALSE)", table_of).columns[0].endswith(("small", "large"))
    with pytest.raises(LevelwiseError):
        lw.model("y ~ f", data.lazy(), factors={"f": ["small", "middle"]})


def test_ids_beyond_the_precision_of_floats() -> None:
    big = pl.DataFrame({"y": [1.0, 2, 3, 4], "id": [2**60, 2**60, 2**60 + 1, 2**60 + 1], "x": [1, 2, 3, 2**60]})
    assert lw.model("y ~ 1 + (1 | id)", big.lazy()).spec.level("id").size == 2
    for data in (big, big.lazy()):  # as a predictor it is a factor
        assert lw.model("y ~ id", data).columns == ("(Intercept)", f"id{2**60 + 1}")
        assert len(lw.model("y ~ x", data).columns) == 4


VARIABLES = ["is.na(x)", "addNA(f)", "factor(f, exclude = NULL)", "ifelse(is.na(x), 0, x)", "complete.cases(x)"]
VARIABLES += ["match(f, c('b'))", "I(f %in% c('a'))", "as.numeric(t)", "as.numeric(u)", "relevel(u, 'z')", "u"]


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_lazy_table_knows_its_complete_rows(variable: str) -> None:
    """A variable may have a value where its column is missing, and the other way round."""
    table = pl.DataFrame(
        {
            "y": [1.0, 2.0, 3.0, 4.0, 5.0, 7.0],
            "x": [1.0, None, 2.0, 3.0, float("nan"), 5.0],
            "f": ["a", None, "b", "a", "b", "b"],
            "t": ["1", "2", "x", "10", "2", None],
            "u": pl.Series(["p", "q", "p", "q", "p", "q"], dtype=pl.Enum(["z", "q", "p"])),
        }
    )
    eager, lazy = (lw.model(f"y ~ {variable}", rows) for rows in (table, table.lazy()))
    assert (eager.columns, eager.spec.rows) == (lazy.columns, lazy.spec.rows)
    np.testing.assert_array_equal(eager.design().X, lazy.design().X)


def test_a_basis_keeps_columns_that_occur_in_incomplete_rows_only() -> None:
    data = pl.DataFrame(
        {
            "y": [1.0, 2, 3, 4, 5, None],
            "f": ["a", "b", "c", "a", "b", "d"],
            "g": [1, 1, 2, 2, 3, 3],
            "x": [1, 4, 2, 3, 8, 1],
        }
    )
    for rows in (data, data.lazy()):
        model = lw.model("y ~ x + dummy(f) + (1 | g)", rows)
        assert model.columns == ("(Intercept)", "x", "dummy(f)b", "dummy(f)c")
        assert "dummy(f)d is dropped" in str(model.notes[1])


def test_python_objects_in_a_lazy_column_are_refused() -> None:
    odd = pl.DataFrame({"y": [1.0, 2, 3], "o": pl.Series([{"a": 1}, {"b": 2}, {"a": 1}], dtype=pl.Object)})
    with pytest.raises(DataError, match="holds Python objects"):
        lw.model("y ~ o", odd.lazy())


@pytest.mark.parametrize(("opening", "closing"), [("!", ""), ("!(", ")"), ("!I(", ")"), ("!(x > 0 & ", ")")])
def test_nested_conditions_are_translated_once(opening: str, closing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    translate = expressions.logical
    monkeypatch.setattr(expressions, "logical", lambda node, dtypes: calls.append(node) or translate(node, dtypes))
    opened = open_table(rows().lazy())
    assert isinstance(opened, lazy_table.LazyTable)
    for innermost in ("(x > 0)", "(lag(x) > 0)"):
        calls.clear()
        condition = parse_tree(f"{opening * 20}{innermost}{closing * 20}")
        assert (expressions.numeric(condition, opened.dtypes) is None) == ("lag" in innermost)
        assert len(calls) < 100
