"""The table of R's design columns, `tables/r_functions.jsonl`, and the data it is about."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from levelwise.data.frames.frame import Frame
from levelwise.data.hints import Hints
from levelwise.design.assemble import PreparedModel, assemble
from levelwise.design.columns import Design

PATH = Path(__file__).parents[1] / "tables" / "r_functions.jsonl"


@cache
def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def rows() -> list[dict[str, Any]]:
    return lines()[2:]


@cache
def frame(name: str) -> Frame:
    """Return a data set: factors with their categories in order, dates as dates."""
    table = lines()[1]["data"][name]
    columns: dict[str, Any] = {}
    for column, values in table.items():
        if column in table["_factors"]:
            factor = table["_factors"][column]
            columns[column] = pd.Categorical(values, categories=factor["levels"], ordered=factor["ordered"])
        elif column in table["_dates"]:
            columns[column] = pd.Series([date.fromisoformat(value) for value in values], dtype=object)
        elif column not in ("_factors", "_dates"):
            logical = any(isinstance(value, bool) for value in values)
            columns[column] = pd.Series(values, dtype=object) if logical else values
    return Frame(pd.DataFrame(columns))


def made(row: dict[str, Any]) -> PreparedModel:
    contrasts = {name: _contrasts(said) for name, said in row.get("contrasts", {}).items()}
    return assemble(row["f"], frame(row["data"]), Hints(contrasts=contrasts))


def _contrasts(said: Any) -> Any:
    """Return what `contrasts=` takes for what the table says."""
    if not (isinstance(said, dict) and "matrix" in said):
        return said
    if not said["names"]:
        return said["matrix"]
    return {name: [row[n] for row in said["matrix"]] for n, name in enumerate(said["names"])}


def columns(built: PreparedModel) -> np.ndarray[Any, Any]:
    """Return the columns the formula gives, those that are dropped for the rank too."""
    assert built.observed is not None
    assert built.schema.rows is not None
    return Design(built.observed.values, built.schema.rows).matrix(built.fixed_as_written)


def answer(row: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Return R's values, the intercept included."""
    given = [np.array([float(value) for value in column]) for column in row["X"]]
    size = len(frame_rows(row)) - row.get("drop", 0)
    return np.stack([*([np.ones(size)] if row["cols"][:1] == ["(Intercept)"] else []), *given], axis=1)


def frame_rows(row: dict[str, Any]) -> list[Any]:
    rows: list[Any] = lines()[1]["data"][row["data"]]["y"]
    return rows
