"""The tables of the answers of R and lme4 to formulas, the data they are about, and random formulas to ask of R.

Run as a script, this file writes the data and the formulas of the tables ``r_more_*.jsonl`` to a folder;
``tables/make_r_tables.R`` says how they are answered.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from levelwise.data.datasets import load
from levelwise.data.frames.frame import Frame
from levelwise.data.hints import Hints
from levelwise.design.assemble import PreparedModel, assemble
from levelwise.design.columns import Design

TABLES = Path(__file__).parents[1] / "tables"


SIZES = pl.Enum(["S", "M", "L"])


GRADES = pl.Enum(["e", "d", "c", "b", "a"])


TEXTS = ("b", "B", "a", "A", "10", "9", "é")


ODD = (0.1, 1e5, 1e-5, 123456.0, 0.3, 0.1 + 0.2, 1e15, 1e-4, 1234567.8, -2.5)


ORDERED = ("ordcat", "ord5", "o")


def rows(name: str) -> list[dict[str, Any]]:
    """Read a table; its first line says what it is about."""
    return [json.loads(line) for line in (TABLES / name).read_text(encoding="utf-8").splitlines()][1:]


def terms_data() -> pl.DataFrame:
    """Return the first 2000 rows of hsb, its categories named, and columns made to be awkward."""
    return (
        load("hsb")
        .head(2000)
        .select(
            "sch.id",
            "math",
            "size",
            pl.when(sector=1).then(pl.lit("cath")).otherwise(pl.lit("pub")).alias("sector"),
            "meanses",
            "female",
            "ses",
            pl.when(minority=1).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("minor"),
            size_of("size").alias("sizecat"),
            size_of("size").alias("ordcat"),
            (pl.col("female") == 1).alias("female01"),
        )
    )


def size_of(column: str) -> pl.Expr:
    """Cut a size into S, M and L."""
    small, middle = pl.col(column) <= 600, pl.col(column) <= 1200
    return pl.when(small).then(pl.lit("S")).when(middle).then(pl.lit("M")).otherwise(pl.lit("L")).cast(SIZES)


def more_terms_data() -> pl.DataFrame:
    """Return `terms_data` with more columns: gaps, odd names, odd numbers, unused categories, dates."""
    number = pl.int_range(pl.len())
    gap = number % 7 == 3
    days = [date(1999, 12, 20) + timedelta(days=n % 40) for n in range(2000)]
    return terms_data().with_columns(
        (pl.col("ses") * 2).alias("my var"),
        pl.when(gap).then(None).otherwise(pl.col("meanses")).alias("gap"),
        pl.when(number % 11 == 5).then(None).otherwise(cycled(TEXTS)).alias("text"),
        cycled(ODD).alias("odd"),
        cycled(("e", "d", "c", "b", "a")).cast(GRADES).alias("ord5"),
        pl.when(gap).then(pl.lit("M")).otherwise(cycled(("S", "L"))).cast(SIZES).alias("unused"),
        pl.when(number % 13 == 0).then(None).otherwise(pl.col("ses") > 0).alias("flag"),
        pl.Series("day", days),
    )


def cycled(values: tuple[Any, ...]) -> pl.Expr:
    """Repeat values down the rows."""
    return pl.lit(pl.Series(values)).gather(pl.int_range(pl.len()) % len(values))


def bars_data() -> pl.DataFrame:
    """Return 600 rows with the columns that `r_bars.jsonl` tells of, and more: ties, gaps, odd names."""
    draw = np.random.default_rng(20241)
    size = 600

    def numbers() -> np.ndarray[Any, Any]:
        return draw.normal(size=size).round(6)

    def groups(letter: str, count: int) -> list[str]:
        codes = np.r_[np.arange(count), draw.integers(count, size=size - count)]
        return [f"{letter}{code:02d}" for code in codes]

    def some(values: tuple[Any, ...]) -> list[Any]:
        return [values[code] for code in draw.integers(len(values), size=size)]

    g, k = groups("g", 30), groups("k", 60)
    frame = pl.DataFrame(
        {
            "y": numbers(),
            "x": numbers(),
            "A": numbers(),
            "C": numbers(),
            "ses": numbers(),
            "B": draw.uniform(1, 9, size).round(6),
            "g": g,
            "group": g,
            "sch.id": g,
            "a": groups("a", 5),
            "b": groups("b", 4),
            "s": some(("u", "v", "w")),
            "my var": numbers(),
            # the same numbers of groups as a and g, more groups than g, ids that are numbers
            "c": groups("c", 5),
            "h": groups("h", 30),
            "k": k,
            "id": draw.integers(12, size=size),
            "my group": some(("b", "B", "a", "A")),
            "o": pl.Series(some(("S", "M", "L")), dtype=SIZES),
            "flag": draw.integers(2, size=size) == 1,
        }
    )
    # a whole group goes with the gaps of xna, and with those of gna some rows
    return frame.with_columns(
        pl.when(pl.col("k").is_in(["k07", "k08"]) | (pl.int_range(size) % 17 == 0))
        .then(None)
        .otherwise(pl.col("x"))
        .alias("xna"),
        pl.when(pl.int_range(size) % 5 == 0).then(None).otherwise(pl.col("g")).alias("gna"),
    )


def as_pandas(table: pl.DataFrame) -> pd.DataFrame:
    """Return a table in pandas, the only package here that has ordered factors."""
    frame = table.to_pandas()
    for name in table.columns:
        if table.schema[name] == pl.Date:
            frame[name] = table[name].to_pandas(use_pyarrow_extension_array=True)
    for name in table.columns:
        if table.schema[name] == pl.Enum:
            kind = pd.CategoricalDtype(table[name].dtype.categories.to_list(), ordered=name in ORDERED)
            frame[name] = table[name].cast(pl.String).to_pandas().astype(kind)
    return frame


@cache
def frame_of(data: Callable[[], pl.DataFrame]) -> Frame:
    """Read a data set once for all formulas."""
    return Frame(as_pandas(data()))


def answered(formula: str, data: Callable[[], pl.DataFrame]) -> PreparedModel:
    return assemble(formula, frame_of(data), Hints())


def design(built: PreparedModel) -> Design:
    assert built.observed is not None
    assert built.schema.rows is not None
    return Design(built.observed.values, built.schema.rows)


def assert_columns(built: PreparedModel, row: dict[str, Any], names: str = "cols") -> None:
    """Compare names and sums of the fixed columns."""
    assert [column.name for column in built.fixed_as_written] == row[names]
    if "sums" in row:
        sums = design(built).matrix(built.fixed_as_written).sum(axis=0)
        np.testing.assert_allclose(sums, np.array(row["sums"], dtype=float), rtol=1e-6, atol=1e-6)
    if "rows" in row:
        assert built.schema.rows == row["rows"]


def named(row: dict[str, Any]) -> str:
    return str(row["f"])


PLAIN = ("ses", "meanses", "size", "female", "`my var`", "gap", "ses", "size")
FACTORS = ("sector", "minor", "sizecat", "ordcat", "female01", "text", "unused", "flag", "ord5")
MADE = (
    *("I(ses^2)", "log(size)", "I(-ses)", "poly(ses, 2)", "scale(meanses)", "factor(female)", "I(ses/size)"),
    *("(ses > 0)", "(size >= 800)", '(sector == "pub")', "(size != 842)", "offset(meanses)", "math", "abs(ses)"),
    *("ordered(sizecat)", 'factor(sizecat, levels = c("L", "M", "S"))', "I(`my var` + 1)"),
)
EFFECTS = ("1", "1", "x", "x", "A", "C", "s", "flag", "o", "I(x^2)", "log(B)", "`my var`", "xna", "poly(A, 2)")
GROUPS = ("g", "a", "b", "c", "h", "k", "id", "a:b", "a/b", "g", "a/b/c", "b:a", "gna", "g:a", "s", "`my group`")


class Questions:
    """Random formulas for R and lme4, the same at every call."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def variable(self) -> str:
        roll = self.random.random()
        return self.one(*(PLAIN if roll < 0.4 else FACTORS if roll < 0.75 else MADE))

    def side(self, depth: int = 0) -> str:
        roll = self.random.random()
        if depth > 3 or roll < 0.04 + 0.2 * depth:
            return self.variable()
        if roll < 0.5:
            return f"({self.side(depth + 1)})"
        if roll < 0.53:
            return f"({self.side(depth + 1)})^{self.one('2', '2', '3')}"
        if roll < 0.56:
            return f"-{self.variable()}"
        operator = self.one("+", "+", "+", "-", "*", ":", "/", "%in%", ":")
        return f"{self.side(depth + 1)} {operator} {self.side(depth + 1)}"

    def intercept(self, side: str) -> str:
        """Put an intercept in or out, sometimes."""
        if self.chance(0.7):
            return side
        return self.one(f"0 + {side}", f"{side} - 1", f"{side} + 0", f"{side} + 1", f"{side} + -1")

    def terms(self) -> str:
        response = self.one("math", "math", "math", "log(math + 10)", "`my var`", "I(math/2)")
        return f"{response} ~ {self.intercept(self.side())}"

    def effects(self, names: tuple[str, ...] = EFFECTS) -> str:
        parts = [self.one(*names)]
        while self.chance(0.5):
            parts.append(self.one(*names[2:]))
        return self.intercept(self.one(" + ", " + ", "*", ":", "/").join(parts[:3]))

    def bar(self) -> str:
        # lme4 1.1 stumbles over (1 || g) and, under ||, over back-ticks
        if self.chance(0.25):
            inner = f"{self.effects(EFFECTS[2:])} || {self.one(*GROUPS[:-1])}"
        else:
            inner = f"{self.effects()} | {self.one(*GROUPS)}"
        return f"(({inner}))" if self.chance(0.05) else f"({inner})"

    def bars(self) -> str:
        parts = [self.effects()] if self.chance(0.8) else []
        for _ in range(self.random.choice((1, 1, 2, 2, 3, 4))):
            parts.insert(self.random.randint(0, len(parts)), self.bar())
        after = self.one(" - 1", " - x", " - A", " - 1 + x") if self.chance(0.15) else ""
        return f"y ~ {' + '.join(parts)}{after}"


def write_questions(folder: Path) -> None:
    """Write data and formulas for R: those of the tables that were typed, and random ones."""
    questions = Questions(7)
    for name, data, ask, count in (
        ("terms", more_terms_data(), questions.terms, 150),
        ("bars", bars_data(), questions.bars, 150),
    ):
        logical = data.select(pl.selectors.boolean().cast(pl.String).str.to_uppercase())
        data.with_columns(logical).write_csv(folder / f"{name}.csv", null_value="NA")
        lines = (TABLES / f"r_more_{name}.jsonl").read_text(encoding="utf-8").splitlines()
        typed = [line for line in lines if '"random"' not in line]
        asked = [json.dumps({"f": ask(), "random": True}) for _ in range(count)]
        (folder / f"{name}.jsonl").write_text("\n".join((*typed, *dict.fromkeys(asked))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_questions(Path(sys.argv[1]))
