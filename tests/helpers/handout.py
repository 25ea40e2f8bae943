"""The models of the handout the project starts from, with equatiomatic's strings and the verdicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import levelwise as lw

TABLES = Path(__file__).parents[1] / "tables"
MODELS: dict[str, Mapping[str, Any]] = {
    row["id"]: row for row in map(json.loads, (TABLES / "handout_models.jsonl").read_text().splitlines())
}
WRITTEN = [name for name, row in MODELS.items() if "latex" in row]
ILLEGITIMATE = [name for name, row in MODELS.items() if row["errors"]]


def handout_model(name: str) -> lw.Model:
    row = MODELS[name]
    return lw.model(row["formula"], lw.datasets.load(row["data"]), factors=row["factors"])
