"""Random data: small frames of every kind and column type, and hints, not all of which fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from grammar import GROUPS, ODD, PLAIN

KINDS = ("mapping", "polars", "pandas", "arrow", "lazy")
KINDS_OF_COLUMNS = (
    *("number", "group", "text", "flag", "day", "moment", "whole", "huge", "infinite", "nothing"),
    *("mixed", "same", "bytes", "list", "nan"),
)
DAY = date(2020, 2, 28)
MOMENT = datetime(2020, 2, 28, 23, 59, 59, 999_999)  # noqa: DTZ001


def columns(random: Random) -> dict[str, list[Any]]:
    """Return columns by name: a response, predictors of unusual types, grouping factors, nested or crossed."""
    rows = random.choice((8, 24, 24, 24, 60, 60)) if random.random() < 0.9 else random.choice((0, 1, 2, 3))
    every = range(rows)
    outer = random.choice((1, 2, 3, 4, max(1, rows)))
    inner = outer * random.choice((1, 2, 4))
    g = [n % inner for n in every]
    made: dict[str, list[Any]] = {"g": g, "h": [n % outer for n in g], "k": [random.randrange(3) for _ in every]}
    made["id"] = [n * random.choice((1, 2**55)) for n in every]
    made["sch.id"] = [random.choice(("a", "b", "ß", "\u202e", "")) for _ in every]
    made["y"] = [random.gauss(0, 1) for _ in every]
    for name in ("x", "z", "w", "f", "s", "day", "flag", "one", "ses", "mu", odd_name(random), odd_name(random)):
        made[name] = column(random, rows, g, name)
    dirt = random.choice((0.0, 0.02, 0.1))
    for name, values in made.items():
        if random.random() < dirt:
            made[name] = [None if random.random() < 0.3 else value for value in values]
    if random.random() < 0.05:
        made[random.choice(list(made))] = column(random, rows, g, "mixed")
    if random.random() < 0.05:
        del made[random.choice(list(made))]
    return made


def odd_name(random: Random) -> str:
    """Return an unusual name, rarely with a lone surrogate, which few libraries accept."""
    name = random.choice(ODD)
    return name if name.isprintable() or random.random() < 0.5 else name.encode("utf-8", "replace").decode()


def column(random: Random, rows: int, groups: list[int], name: str) -> list[Any]:
    """Return a column; some names usually have a certain type."""
    wanted = {"x": "number", "z": "number", "w": "group", "f": "text", "s": "text", "day": "day", "flag": "flag"}
    kinds = KINDS_OF_COLUMNS
    kind = wanted.get(name, "number") if random.random() < 0.95 else random.choice(kinds)
    every = range(rows)
    pick = random.choice
    match kind:
        case "number":
            return [random.gauss(0, 10) for _ in every]
        case "group":
            return [float(n * n) for n in groups]
        case "text":
            labels = pick(
                (
                    ("a", "b"),
                    ("pub", "cath", "x_1"),
                    ("only",),
                    ("", " ", "\\"),
                    ("1", "1.0", "TRUE"),
                    (odd_name(random), "b"),
                )
            )
            return [pick(labels) for _ in every]
        case "flag":
            return [random.random() < 0.5 for _ in every]
        case "day":
            return [DAY + timedelta(days=random.randrange(-3, 3)) for _ in every]
        case "moment":
            return [MOMENT.replace(tzinfo=pick((None, UTC))) + timedelta(seconds=n) for n in every]
        case "whole":
            return [random.randrange(3) for _ in every]
        case "huge":
            return [pick((2**63 - 1, -(2**63), 2**53 + 1)) for _ in every]
        case "infinite":
            return [pick((float("inf"), -float("inf"), 1e308, -1e308, 1e-320, 1.0)) for _ in every]
        case "nothing":
            return [None for _ in every]
        case "mixed":
            return [pick((1, "a", None, 2.5, True, DAY, float("nan"), b"x", [1], {"a": 1}, 2**70)) for _ in every]
        case "bytes":
            return [pick((b"a", b"\xff")) for _ in every]
        case "list":
            return [[1, 2] for _ in every]
        case "nan":
            return [float("nan") for _ in every]
        case _:
            return [1 for _ in every]


def frame(random: Random, made: dict[str, list[Any]]) -> object:
    """Return the columns as a data frame of some kind, except those that the kind does not support."""
    kind = random.choice(KINDS)
    if kind == "mapping":
        return made
    try:
        return _framed(random, kind, made)
    except Exception:
        return made


def _framed(random: Random, kind: str, made: dict[str, list[Any]]) -> object:
    if kind == "pandas":
        import pandas as pd

        table = pd.DataFrame({name: pd.Series(values) for name, values in made.items()})
        for name in ("f", "s", "k"):
            if name in table and random.random() < 0.4:
                table[name] = pd.Categorical(table[name], ordered=random.random() < 0.5)
        if random.random() < 0.1:
            table.columns = range(len(table.columns))
        if random.random() < 0.1:
            table.index = pd.Index([0] * len(table))
        return table
    if kind == "arrow":
        import pyarrow as pa

        table = pa.table(made)
        if random.random() < 0.4 and "f" in made:
            table = table.set_column(table.column_names.index("f"), "f", table["f"].dictionary_encode())
        return table
    import polars as pl

    table = pl.DataFrame(made, strict=False)
    if random.random() < 0.4 and "f" in made:
        kinds = (pl.Categorical, pl.Enum(sorted({str(value) for value in made["f"] if value is not None})))
        table = table.with_columns(pl.col("f").cast(random.choice(kinds)))
    return table.lazy() if kind == "lazy" else table


def hints(random: Random, names: tuple[str, ...]) -> dict[str, Any]:
    """Return options of `levelwise.model`, most of them sensible."""
    pick = random.choice
    given: dict[str, Any] = {}
    chance = pick((0.0, 0.05, 0.4))
    if random.random() < chance:
        given["levels"] = {pick(names): pick(GROUPS) for _ in range(pick((1, 1, 2, 3)))}
    if random.random() < chance / 2:
        given["nesting"] = pick(({"g": "h"}, {"g": "h"}, {"g": "g"}, {"g": "h", "h": "g"}, {"g": "h", "h": "k"}))
    if random.random() < chance:
        categories = (
            ["a", "b"],
            ["pub", "cath", "x_1"],
            True,
            False,
            {0: "a", 1: "b"},
            [],
            ["a", "a"],
            [None],
            "ab",
            {},
            [1, 2.0, "3"],
            3,
            None,
            list(ODD),
            [float("nan"), float("inf")],
            [["a"]],
        )
        given["factors"] = {pick((*names, "f", "s", "f")): pick(categories) for _ in range(pick((1, 2, 3)))}
    if random.random() < chance:
        given["weights"] = pick((*names, "x", "w", "x", "w", "nobody", "log(x)", "", 3))
    if random.random() < chance:
        given["offset"] = pick(
            (
                "log(x)",
                "x + z",
                "x",
                "z * w",
                "abs(x)",
                "z",
                "f",
                "(1 | g)",
                "x ~ z",
                "poly(x, 2)",
                ")",
                "",
                "1",
                3,
                "`\\`",
            )
        )
    if random.random() < 0.02:
        odd: tuple[Mapping[str, Any], ...] = (
            {"levels": [1]},
            {"levels": {"x": 3}},
            {"levels": {3: "g"}},
            {"nesting": {"g": None}},
            {"factors": "f"},
            {"family": "binomial"},
            {"family": None},
            {"link": "log"},
            {"nesting": {("g",): ["h"]}},
        )
        given.update(pick(odd))
    return given


def known(made: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns that may occur in a formula."""
    return tuple(made) if made else PLAIN
