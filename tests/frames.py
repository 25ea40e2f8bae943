"""The frames on which R and lme4 answered the formulas of the tables."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import levelwise as lw


@cache
def terms_frame() -> pd.DataFrame:
    """The first 2000 students of hsb, with factors, an ordered factor and a logical."""
    frame = lw.datasets.load("hsb").head(2000).to_pandas()
    sizes = [0, 600, 1200, 5000]
    return pd.DataFrame(
        {
            "sch.id": frame["sch.id"],
            "math": frame["math"],
            "size": frame["size"],
            "sector": pd.Categorical.from_codes(1 - frame["sector"], ["cath", "pub"]),
            "meanses": frame["meanses"],
            "female": frame["female"],
            "ses": frame["ses"],
            "minor": pd.Categorical.from_codes(frame["minority"], ["no", "yes"]),
            "sizecat": pd.cut(frame["size"], sizes, labels=["S", "M", "L"], ordered=False),
            "ordcat": pd.cut(frame["size"], sizes, labels=["S", "M", "L"], ordered=True),
            "female01": frame["female"] == 1,
        }
    )


@cache
def bars_frame() -> pd.DataFrame:
    """Six hundred rows with factors of 30, 5 and 4 levels."""
    rng = np.random.default_rng(1)
    n = 600
    frame = pd.DataFrame({name: rng.normal(size=n) for name in ("y", "x", "A", "C", "ses", "my var")})
    frame["B"] = rng.uniform(1, 9, n)
    for name in ("g", "group", "sch.id"):
        frame[name] = np.arange(n) % 30
    frame["a"] = [f"a{i}" for i in rng.integers(0, 5, n)]
    frame["b"] = [f"b{i}" for i in rng.integers(0, 4, n)]
    frame["s"] = pd.Categorical(rng.choice(list("uvw"), n), list("uvw"))
    return frame
