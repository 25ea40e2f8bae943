"""Data for models that other packages fit, and the comparison of an adapter's model with that of the package."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import levelwise as lw
from levelwise.adapters.fitted import Fitted
from levelwise.model.parameters import FixedEffect, Parameter


def single_level_data() -> pd.DataFrame:
    """Return responses of every kind, numeric predictors, factors, a logical variable, and a missing value in row 3."""
    draw = np.random.default_rng(13)
    rows = 240
    data = pd.DataFrame(
        {
            "x": draw.normal(size=rows),
            "z": draw.normal(size=rows),
            "a": draw.choice(["p", "q", "r"], rows),
            "b": draw.choice(["u", "v"], rows),
            "t": draw.random(rows) < 0.5,
            "e": draw.integers(1, 9, rows),
            "w": draw.random(rows) + 0.5,
        }
    )
    eta = 0.4 * data.z - 0.3 * data.x
    data["y"] = eta + draw.normal(size=rows)
    data["chance"] = 1 / (1 + np.exp(-eta))
    data["hit"] = (draw.random(rows) < data.chance).astype(int)
    data["count"] = draw.negative_binomial(3, 3 / (3 + np.exp(0.5 + eta)))
    data["positive"] = draw.gamma(4, np.exp(0.5 + 0.2 * eta) / 4) + 0.1
    data["grade"] = pd.Categorical.from_codes(
        np.digitize(eta + draw.logistic(size=rows), [-1, 0.5]), ["low", "mid", "high"], ordered=True
    )
    data["successes"] = draw.binomial(data.e, data.chance)
    data["failures"] = data.e - data.successes
    data["share"] = data.successes / data.e
    data.loc[3, "x"] = np.nan
    return data


def predictor(fitted: Fitted, name: str = "location") -> Any:
    """Return the linear predictor: our design columns times the estimates, plus the offsets."""
    model, estimates = fitted.model, fitted.estimates
    assert estimates is not None
    values = by_name(fitted, estimates.values, name)
    assert model.design is not None
    assert model.observed is not None
    found = model.design.matrix(model.spec.fixed) @ np.array(list(values.values()))
    for offset in model.observed.offsets:
        found = found + offset
    return found


def by_name(fitted: Fitted, numbers: dict[Parameter, float] | Any, name: str = "location") -> dict[str, float]:
    """Return numbers under the names of the fixed columns in R."""
    return {column.name: numbers[FixedEffect(name, column.key)] for column in fitted.model.spec.fixed}


def run_example(package: str) -> None:
    """Run the code under the heading of a package in docs/models.md, which prints what its comments say."""
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    section = page.partition(f"## {package}\n")[2].partition("\n## ")[0]
    code = section.partition("```python\n")[2].partition("```")[0]
    assert "print(" in code
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    expected = [line.removeprefix("# ") for line in code.splitlines() if line.startswith("# ")]
    assert done.stdout.splitlines() == expected


def readme_example(package: str, **names: Any) -> lw.Equations:
    """Return what the example of a package in the README gives; `names` are what it uses besides lw and the data."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in readme.splitlines() if line.startswith(f"| {package} | `")]
    code = row.partition("`")[2].rpartition("`")[0].replace("\\|", "|")
    hsb = lw.datasets.load("hsb")[:1000].rename({"sch.id": "school"})
    df = pd.DataFrame({name: hsb[name].to_list() for name in hsb.columns})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages about their own dependencies
        found: lw.Equations = eval(code, {"lw": lw, "df": df, **names})  # noqa: S307 - the README is ours
    found.verify()
    return found
