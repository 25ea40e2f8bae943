"""Model matrices, compared with R's ``model.matrix()``, lme4's ``mkReTrms()`` and its ``chkRank.drop.cols()``."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import levelwise as lw
from levelwise.design.linear_dependence import kept_columns

TABLES = Path(__file__).parents[1] / "tables"
CASES = [json.loads(line) for line in (TABLES / "r_designs.jsonl").read_text(encoding="utf-8").splitlines()]


DEPARTURES = (
    (
        r"\| (factor|as\.factor|interaction|paste)\(",
        "a grouping factor is a column; lme4 finds such a call by luck only",
    ),
    (r"\(xd \| (g:)?xd\)|0 \+ g \| g", "lme4 turns a grouping column into a factor inside its own bar"),
    (r"\(0 \| g\)", "a bar without an effect"),
    (r"\| \(g(:k)?\)\)", "brackets around a whole grouping factor do not belong to its label"),
    (r"offset\(w\) \+ x \|", "an offset inside a bar"),
    (r"^cbind", "two responses"),
    (r"C\(f, sum\) \| g.* m$", "R forgets the contrasts of a factor that loses a category"),
    (r"(\(f \| g\)|\(o \| g\)|\(a \| g\)|\(e \| g\)) .*\{", "contrasts= is about the fixed part only in lme4 1.1"),
    (r"\[\[1, 0, 0\], \[0, 1, 0\]", "as many contrasts as categories"),
)
"""Deliberate differences from R: a pattern in the name of a case, and the reason."""


@cache
def table(name: str) -> pd.DataFrame:
    """Return a data set of the table, as it was in R."""
    stored = json.loads((TABLES / "r_design_data.json").read_text(encoding="utf-8"))[name]
    columns: dict[str, Any] = {}
    for column, values in stored.items():
        if column.startswith("_"):
            continue
        if column in stored["_dates"]:
            columns[column] = [None if v is None else date.fromisoformat(v) for v in values]
        elif column in stored["_factors"]:
            given = stored["_factors"][column]
            columns[column] = pd.Categorical(values, given["levels"], ordered=given["ordered"])
        else:
            columns[column] = pd.Series(values)
    return pd.DataFrame(columns)


def cases(kind: str) -> list[dict[str, Any]]:
    """Return the cases of one kind, except documented differences."""
    own = [case for case in CASES if case["kind"] == kind]
    return [case for case in own if not any(re.search(pattern, named(case)) for pattern, _ in DEPARTURES)]


def named(case: dict[str, Any]) -> str:
    """Return the name of a case: its formula, contrasts and data."""
    return f"{case['f']} {case.get('contrasts', '')} {case['data']}"


def numbers(columns: list[Any]) -> np.ndarray[Any, Any]:
    """Return columns from JSON as an array, shape (rows, columns)."""
    return np.array(columns, dtype=np.float64).T


def options(case: dict[str, Any]) -> dict[str, Any]:
    """Return the options a case needs."""
    return {"contrasts": {name: _contrast(said) for name, said in case.get("contrasts", {}).items()}}


def _contrast(said: Any) -> Any:
    """Return the contrasts in the table in the form that `contrasts=` takes."""
    if not (isinstance(said, dict) and "matrix" in said):
        return said
    if not said["names"]:
        return said["matrix"]
    return {name: [row[n] for row in said["matrix"]] for n, name in enumerate(said["names"])}


@pytest.mark.parametrize("case", cases("blocks"), ids=named)
def test_blocks(case: dict[str, Any]) -> None:
    model = lw.model(case["f"], table(case["data"]), **options(case))
    design = model.design()
    assert [block.group for block in design.blocks] == case["groups"]
    assert [list(block.columns) for block in design.blocks] == case["cnms"]
    assert (design.rows + 1).tolist() == case["rows"]
    for block, codes, levels, columns in zip(design.blocks, case["codes"], case["levels"], case["Z"], strict=True):
        assert list(block.levels) == levels
        assert (block.codes + 1).tolist() == codes
        np.testing.assert_allclose(block.Z, numbers(columns).reshape(block.Z.shape), rtol=1e-8, atol=1e-8)
    everything = dict(zip(case["cols"], case["X"], strict=True))
    assert set(design.columns) <= set(everything)
    for name, column in zip(design.columns, design.X.T, strict=True):
        np.testing.assert_allclose(column, np.array(everything[name], dtype=np.float64), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("case", cases("rank"), ids=named)
def test_rank(case: dict[str, Any]) -> None:
    matrix = numbers(case["X"]).reshape(-1, len(case["cols"]))
    assert [case["cols"][number] for number in kept_columns(matrix)] == case["kept"]
    model = lw.model(case["f"], table(case["data"]), **options(case))
    assert list(model.columns) == case["kept"]
    gone = [name for name in case["cols"] if name not in case["kept"]]
    assert all(any(name in str(note) for note in model.notes) for name in gone)


def test_departures_from_r_are_few() -> None:
    assert len(cases("blocks")) >= 255
    assert len(cases("rank")) >= 175
    assert len(CASES) - len(cases("blocks")) - len(cases("rank")) <= 30


def test_an_overflowing_product_is_an_error() -> None:
    frame = {
        "y": np.arange(60) % 7.0,
        "x": np.arange(60) * 1e200,
        "w": np.arange(60) % 5 * 1e200,
        "g": np.arange(60) // 6,
    }
    with pytest.raises(lw.DataError, match="the product x:w is infinite in some rows"):
        lw.check("y ~ x*w + (1 | g)", frame)
