"""The corpora of sound and flawed models, and what lme4 says of them.

``PYTHONPATH=tests python -m helpers.corpus FOLDER`` writes the models and their data for ``tables/make_corpus.R``,
which asks lme4.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import levelwise as lw
from helpers.corpus_data import TABLES, table
from levelwise.legitimacy.report.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model of a corpus.

    A sound one is cited, and its ``warnings`` explained; a debated one is ``refused`` for reasons given. A flawed one
    has the ``code`` and ``severity`` it should get, what is ``wrong`` with it, and further codes that are errors.
    """

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

    def check(self) -> Report:
        """Return what Levelwise says."""
        return _report(self.formula, self.data, self.family, self.weights)


@cache
def _report(formula: str, data: str, family: str, weights: str | None) -> Report:
    return lw.check(formula, table(data), family=family, weights=weights)


def _models(name: str) -> tuple[Model, ...]:
    rows = tomllib.loads((TABLES / f"{name}_models.toml").read_text(encoding="utf-8"))["model"]
    return tuple(Model(**row) for row in rows)


SOUND, FLAWED, DEBATED = map(_models, ("sound", "flawed", "debated"))
LME4: dict[str, dict[str, Any]] = {
    row["id"]: row for row in map(json.loads, (TABLES / "corpus_lme4.jsonl").read_text(encoding="utf-8").splitlines())
}


def export(folder: Path) -> None:
    """Write the models and their data for R."""
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
