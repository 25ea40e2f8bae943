"""Random tables and formulas: a lazily evaluated table gives the same results as the same table in memory."""

from __future__ import annotations

import datetime as dt
import random
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import levelwise as lw
from helpers.draws import seeds
from helpers.engines import duckdb_query, duckdb_relation
from levelwise.data import open_table as opening
from levelwise.data.engine import lazy_facts, lazy_table, sample
from levelwise.errors import LevelwiseError

NAMES = ("x", "z", "a b", "x0", "key0", "size", "levelwise row", "größe", "x0 low", "=x", "@g", "T", "sel'ect")
"""Plain names, names that must be quoted, and names that the queries use themselves."""

Column = Callable[[random.Random, int], Any]
DAY, MOMENT = dt.date(2020, 1, 1), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
TEXTS: dict[pl.DataType, Column] = {
    pl.String(): lambda rnd, g: rnd.choice("abB"),
    pl.Enum(["lo", "unused", "hi"]): lambda rnd, g: rnd.choice(["lo", "hi"]),
    pl.Time(): lambda rnd, g: dt.time(rnd.randrange(3)),
}
NUMBERS: dict[pl.DataType, Column] = {
    pl.Float64(): lambda rnd, g: rnd.choice([float("nan"), 0.0, rnd.gauss(0, 1), g / 10]),
    pl.Float32(): lambda rnd, g: g / 10,
    pl.Int8(): lambda rnd, g: rnd.randrange(-128, 128),
    pl.Int32(): lambda rnd, g: rnd.choice([-(2**31), 2**31 - 1]),
    pl.Int64(): lambda rnd, g: 2**60 + g % 3,
    pl.UInt16(): lambda rnd, g: g % 4,
    pl.Boolean(): lambda rnd, g: rnd.random() < 0.5,
    pl.Decimal(10, 2): lambda rnd, g: Decimal(rnd.randrange(100)) / 10,
    pl.Date(): lambda rnd, g: DAY + dt.timedelta(g),
    pl.Datetime("us"): lambda rnd, g: MOMENT.replace(tzinfo=None) + dt.timedelta(seconds=rnd.randrange(9)),
    pl.Datetime("us", "Europe/Berlin"): lambda rnd, g: MOMENT + dt.timedelta(hours=g),
    pl.Duration("us"): lambda rnd, g: dt.timedelta(seconds=rnd.randrange(9)),
}
VARIABLES = (
    *("{v}",) * 12,
    *(
        "log({v})",
        "sqrt({v})",
        "floor({v})",
        "is.na({v})",
        "factor({v})",
        "scale({v})",
        "I({v} - mean({v}))",
        "asin({v})",
    ),
    *("gm({v}, g)", "cwc({v}, h)", "({v} > 0)", "I({v} > 0 | {u} > 1)", "ifelse({v} > 0, {u}, 0)", "I({v} / {u})"),
    *("pmin({v}, {u}, na.rm = TRUE)", 'I({v} == "a")', "I({v} %in% c(0, 1))", "C(factor({v}), contr.sum)", "sign({v})"),
)
BARS = ("(1 | g)", "({v} | g)", "(0 + {v} | h)", "({v} || g/h)", "(1 | g:h)", "({v} | g) + (1 | h)", "")
OPTIONS: tuple[dict[str, Any], ...] = (*({},) * 6, {"weights": "w"}, {"offset": "w"}, {"factors": {"x": True}})


def random_table(rnd: random.Random) -> pl.DataFrame:
    """Return a table with columns of random types, some with missing values."""
    rows = rnd.choice([1, 5, 40, 80])
    g = sorted(rnd.randrange(rnd.choice([1, 6, rows])) for _ in range(rows))
    columns = {"y": pl.Series([rnd.gauss(0, 1) for _ in g]), "w": pl.Series([rnd.random() for _ in g])}
    every = {**NUMBERS, **TEXTS}
    for name in ("g", "h", "x", *rnd.sample(NAMES[1:], 3)):
        kind = rnd.choice(list(every))
        made = [(every[kind](rnd, a) if name not in "gh" or rnd.random() > 0.1 else None) for a in g]
        gap = 0.1 if rnd.random() < 0.4 else 0.0
        columns[name] = pl.Series([None if rnd.random() < gap else value for value in made], dtype=kind)
    if rnd.random() < 0.7:
        columns["g"] = pl.Series([f"g{a}" for a in g])
    return pl.DataFrame(columns)


def random_formula(rnd: random.Random, names: list[str]) -> str:
    """Return a formula over some columns, whose bar usually contains one of its terms."""
    quoted = [name if name.isascii() and name.isalnum() and name != "T" else f"`{name}`" for name in names]
    terms = [rnd.choice(VARIABLES).format(v=rnd.choice(quoted), u=rnd.choice(quoted)) for _ in range(rnd.randint(1, 3))]
    bar = rnd.choice(BARS).format(v=rnd.choice(terms))
    return "y ~ " + " + ".join([*terms, *([bar] if bar else [])])


def outcome(formula: str, data: Any, options: dict[str, Any]) -> Any:
    """Return all facts about a model, or that there is an error; of several errors, any may be raised first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = lw.model(formula, data, **options)
            findings = [(one.code, one.title, one.severity) for one in model.check().findings]
        except LevelwiseError as error:
            return "an error", "engine of the table failed" in str(error)
    return model._prepared.schema, model.spec, model.notes, findings


@pytest.mark.parametrize("seed", seeds(3))
@pytest.mark.parametrize("kind", ["polars-lazy", "duckdb", "pandas"])
def test_a_lazy_table_gives_what_memory_gives(kind: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rnd = random.Random(seed)
    for _ in range(8):
        data = random_table(rnd)
        if kind == "duckdb":  # whose enumerations of arrow's categories are texts
            data = data.with_columns(pl.col(pl.Enum).cast(pl.String))
        formula, options = (
            random_formula(rnd, [name for name in data.columns if name not in "ygh"]),
            rnd.choice(OPTIONS),
        )
        monkeypatch.setattr(opening, "LARGE", 10**9)
        eager = data.to_pandas() if kind == "pandas" else data
        expected = outcome(formula, eager, options)
        monkeypatch.setattr(opening, "LARGE", 1)
        other = data.lazy() if kind == "polars-lazy" else duckdb_relation(data) if kind == "duckdb" else eager
        assert outcome(formula, other, options) == expected, (formula, options, data.schema)


def test_categories_a_sample_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A category that does not occur in the sample keeps its column and its random effect, and is not zero."""
    for module, name, value in ((sample, "SAMPLE_ROWS", 60), (sample, "FEW_ROWS", 20), (lazy_facts, "FEW_ROWS", 10)):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(lazy_table, "MAX_GROUP_CELLS", 5)
    monkeypatch.setattr(lazy_table, "MAX_ROW_CELLS", 300)
    monkeypatch.setattr(lazy_table, "_LARGE", 100)
    rnd = random.Random(1)
    rows = 600
    data = pl.DataFrame(
        {
            "y": [rnd.gauss(0, 1) for _ in range(rows)],
            "g": [i // 20 for i in range(rows)],
            "k": ["rare" if i == rows - 1 else rnd.choice(["common", "often"]) for i in range(rows)],
            "day": [DAY + dt.timedelta(1 if i == rows - 2 else 0) for i in range(rows)],
            "n": [2 if i == rows - 3 else rnd.randrange(2) for i in range(rows)],
        }
    )
    for formula in ("y ~ k + day + (1 | g)", "y ~ k + n + (0 + k | g)", "y ~ n + (0 + n | g)", "y ~ day + (day | g)"):
        assert outcome(formula, data.lazy(), {}) == outcome(formula, data, {}), formula


@pytest.mark.parametrize(
    "variable", ['I(k == "rare")', 'dummy(k, "rare")', 'factor(k != "rare")', 'ifelse(k == "rare", n, 0)']
)
def test_a_category_that_a_sample_or_the_complete_rows_lack(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A condition on a category of the table is false in a sample without it, not an unknown name."""
    monkeypatch.setattr(sample, "FEW_ROWS", 20)
    rows = 600
    rare = {rows - 1, rows - 2, 300}
    data = pl.DataFrame(
        {
            "y": [(i * 7919 % 101) / 10 for i in range(rows)],
            "n": [i * 31 % 17 for i in range(rows)],
            "g": [i // 20 for i in range(rows)],
            "k": ["rare" if i in rare else ("common", "often")[i % 2] for i in range(rows)],
        }
    )
    gaps = data.with_columns(y=pl.when(pl.col("k") == "rare").then(None).otherwise("y"))
    formula = f"y ~ n + {variable} + (1 | g)"
    assert outcome(formula, gaps.lazy(), {}) == outcome(formula, gaps, {})
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 60)
    assert outcome(formula, data.lazy(), {}) == outcome(formula, data, {})


def test_an_empty_hash_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE_ROWS", 5)
    monkeypatch.setattr(sample, "_MIN_GROUPS", 1)
    for number in range(20):
        data = pl.DataFrame(
            {"y": range(30), "g": [number + i // 10 for i in range(30)], "x": [i % 7 for i in range(30)]}
        )
        assert lw.model("y ~ x + (x | g)", data.lazy()).check().ok


def test_numbers_as_names_of_a_large_table(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = pytest.importorskip("pandas")
    monkeypatch.setattr(opening, "LARGE", 10)
    data = pandas.DataFrame({"y": range(20), 0: [i % 7 for i in range(20)], 1: [i // 4 for i in range(20)]})
    assert lw.model("y ~ `0` + (1 | `1`)", data).spec.level("1").size == 5


def test_duckdb_sums_are_exact() -> None:
    rows = duckdb_query("select random() y, (i % 7)::hugeint x, i // 10 g from range(100) r(i)")
    assert lw.model("y ~ x + (1 | g)", rows).columns == ("(Intercept)", "x")
