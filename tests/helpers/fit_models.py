"""The models that lme4 fitted for `tests/tables/lme4_fits.jsonl`, and their data as files for R."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl

import levelwise as lw

_HSB: tuple[tuple[str, str], ...] = (
    ("m1", "math ~ 1 + (1 | sch.id)"),
    ("m2", "math ~ meanses + (1 | sch.id)"),
    ("m22", "math ~ sector + (1 | sch.id)"),
    ("m3", "math ~ ses + (ses | sch.id)"),
    ("m4", "math ~ ses*sector + (ses | sch.id)"),
    ("m41", "math ~ ses*sector + (1 | sch.id)"),
    ("m42", "math ~ ses + minority + (ses | sch.id)"),
    ("m43", "math ~ gender*minority + (ses | sch.id)"),
    ("m6", "math ~ ses + (ses || sch.id)"),
    ("mn", "math ~ ses + sector + (sector | sch.id)"),
    ("mm", "math ~ ses*sector + (ses:sector | sch.id)"),
    ("mp", "math ~ female*minority + (ses | sch.id)"),
    ("mp1", "math ~ ses + female*minority + (ses | sch.id)"),
    ("mq2", "math ~ ses + female*minority + (ses:female | sch.id)"),
    ("factor-slope", "math ~ ses + gender + (gender | sch.id)"),
    ("no-intercept", "math ~ ses + gender + (0 + gender | sch.id)"),
)


def _row(name: str, data: str, formula: str, **others: Any) -> dict[str, Any]:
    return {"id": name, "data": data, "formula": formula, "family": "gaussian", "reml": True, **others}


ROWS: tuple[dict[str, Any], ...] = (
    *(_row(f"hsb-{name}", "hsb", formula) for name, formula in _HSB),
    _row("hsb-ml", "hsb", "math ~ ses + (ses | sch.id)", reml=False),
    _row("hsb-poly", "hsb", "math ~ poly(ses, 2) + log(size) + (1 | sch.id)"),
    _row("hsb-weights", "hsb", "math ~ ses + (ses | sch.id)", weights="w"),
    _row("hsb-offset", "hsb", "math ~ ses + offset(meanses) + (1 | sch.id)"),
    _row("sleep", "sleepstudy", "Reaction ~ Days + (Days | Subject)"),
    _row("sleep-bars", "sleepstudy", "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)"),
    _row("sleep-scaled", "sleepstudy", "log(Reaction) ~ scale(Days) + I(Days^2) + (scale(Days) || Subject)"),
    _row("growth-nested", "growth", "score ~ wave*treatment + ses + (wave | student) + (1 | school) + (1 | district)"),
    _row("growth-diagonal", "growth", "score ~ wave + hours + (wave || student) + (1 | school)", reml=False),
    _row("sng-three", "sng", "y ~ A*B*C + (A + C || group)"),
    _row("sng-m51", "sng", "y ~ A*B*C + (A + B + C || group)"),
    _row("sng-m7", "sng", "y ~ A*B*C + (A*C | group) + (B | group)"),
    _row("growth-slash", "growth", "score ~ wave + (1 | district/school/student)"),
    _row("binomial", "hsb", "minority ~ ses + (1 | sch.id)", family="binomial"),
    _row("binomial-slope", "hsb", "minority ~ ses + gender + (ses | sch.id)", family="binomial"),
    _row("probit", "hsb", "minority ~ ses + (1 | sch.id)", family="binomial", link="probit"),
    _row("counts", "growth", "cbind(hit, miss) ~ wave + treatment + (1 | student)", family="binomial"),
    _row("proportion", "growth", "p ~ wave + treatment + (1 | student)", family="binomial", weights="n"),
    _row("poisson", "growth", "hit ~ wave*treatment + offset(log(n)) + (1 | student)", family="poisson"),
)
"""A model a row: its name, data set, formula, family and, if not the default, link, weights and REML."""


def data_of(name: str) -> pl.DataFrame:
    """A bundled data set with columns that some of the models need."""
    frame = lw.datasets.load(name)
    if name == "hsb":
        return frame.with_columns(w=1 + (pl.int_range(pl.len()) % 5) / 2)
    if name != "growth":
        return frame
    trials = 4 + pl.int_range(pl.len()) % 6
    hits = ((pl.col("score").rank() / pl.len()) * trials).round().cast(pl.Int64)
    return frame.with_columns(n=trials, hit=hits).with_columns(
        miss=pl.col("n") - pl.col("hit"), p=pl.col("hit") / pl.col("n")
    )


def write(folder: Path) -> None:
    """Write the data and the models for `make_lme4_fits.R`."""
    for name in dict.fromkeys(row["data"] for row in ROWS):
        data_of(name).write_csv(folder / f"{name}.csv")
    (folder / "models.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
