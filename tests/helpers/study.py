"""A small study: pupils in classes in schools, crossed with raters; sound and flawed models of it."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl


@cache
def study() -> pl.DataFrame:
    """Pupils in classes in schools, crossed with raters; predictors of every level."""
    rng = np.random.default_rng(7)
    n = 480
    school = np.arange(n) // 60
    klass = np.arange(n) // 15
    member = klass % 2  # half the classes take part in a programme
    return pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "x": rng.normal(size=n),
            "z": rng.normal(size=n),
            "year": 2000 + np.arange(n) % 5,
            "f": rng.choice(["a", "b", "c"], n),
            "w": rng.normal(size=8)[school],
            "s": np.where(school % 2, "urban", "rural"),
            "v": rng.normal(size=32)[klass],
            "programme": member,
            "control": 1 - member,
            "dose": np.where(member, rng.normal(size=n), 0.0),
            "school": school,
            "class": klass,
            "seat": np.arange(n) % 15,
            "rater": np.arange(n) % 6,
            "one": np.ones(n),
            "twin": [f"t{number}" for number in school],  # the schools under another name
            "odd": np.where(school == 0, "zz", rng.choice(["a", "b"], n)),  # a category of one whole school
            "left": np.where(np.arange(n) % 2, "q", "p"),
            "right": np.where(np.arange(n) % 2, rng.choice(["u", "v"], n), "u"),  # never p with v
            "visit": np.r_[np.arange(100), 100 + np.arange(n - 100) // 10],  # a hundred groups of one row
            "stamp": 1.7e9 + np.arange(n),
        }
    )


SOUND = [
    "y ~ x + (x | school)",
    "y ~ x + (1 | school/class)",
    "y ~ x + (1 | school) + (1 | class)",
    "y ~ x + (1 | school) + (1 | rater)",
    "y ~ x*w + (x | school)",
    "y ~ x + v + w + (x + v | school)",
    "y ~ x + v + (1 | class) + (v | school)",
    "y ~ 0 + f + (1 | school)",
    "y ~ f + (0 + f | school)",
    "y ~ f + (f | school)",
    "y ~ 0 + factor(s) + (1 | school)",
    "y ~ poly(x, 2) + (x | school)",
    "y ~ x + I(x^2) + (x + I(x^2) | school)",
    "y ~ poly(x, 2, raw = TRUE) + (poly(x, 2) | school)",
    "y ~ year + I(year^2) + (year | school)",
    "y ~ scale(x) + (x | school)",
    "y ~ x + z + (I(x - z) | school)",
    "y ~ s/x + (x | school)",
    "y ~ s:x + s + (x | school)",
    "y ~ f:x + f + (x | school)",
    "y ~ f/x + (1 | school)",
    "y ~ x + (x || school)",
    "y ~ x*z + (x*z || school)",
    "y ~ programme + (0 + programme | class) + (1 | school)",
    "y ~ dose + (0 + dose | class) + (1 | class)",
    "y ~ programme + (0 + programme | class) + (0 + control | class)",
    "y ~ x + (1 | class) + (1 | rater) + (1 | class:rater)",
    "y ~ x > 0 + (1 | school)",
    "y ~ log(year) + (1 | school)",
    "y ~ x + offset(z) + (1 | school)",
    (
        "y ~ . - (seat + one + control + school + class + rater + dose + programme + twin + odd + right + stamp)"
        " + (1 | school)"
    ),
    "y ~ 1 + (1 | school)",
    "y ~ x",
    "y ~ f + (0 + f | visit)",
    "y ~ f:x + f + (0 + f:x | school) + (1 | school)",
    "y ~ 0 + f + f:x + (0 + f | school)",
    "y ~ x*z*year + (x*z | school) + (x | rater)",
    "y ~ x*w + (0 + x | school) + (1 | school)",
    "y ~ poly(x, 2)*w + (x + I(x^2) | school)",
    "y ~ x + (x | school) + (x | class) + (x | rater)",
    "y ~ x + (x | school) + (1 | school:rater)",
    "y ~ x + (1 | school/class/rater)",
    "y ~ cgm(stamp) + (1 | school)",
    "y ~ (1 | school) + x",
    "y ~ I(x > 0) + (1 | school)",
]

FLAWED = [
    ("y ~ x + w + (w | school)", "error", "R1"),
    ("y ~ x + s + (s | school)", "error", "R1"),
    ("y ~ x + w + (1 | school) + (0 + w | school)", "error", "R1"),
    ("y ~ x + s + (1 | school) + (0 + s | school)", "error", "R1"),
    ("y ~ x + v + (v | class)", "error", "R1"),
    ("y ~ x + one + (one | school)", "error", "R1"),
    ("y ~ w*v + (w:v | class)", "error", "R1"),
    ("y ~ z + (x | school)", "error", "R2"),
    ("y ~ x + (poly(x, 2) | school)", "error", "R2"),
    ("y ~ x + (f | school)", "error", "R2"),
    ("y ~ 0 + x + (1 | school)", "error", "R2"),
    ("y ~ x + z + (x:z | school)", "error", "R2"),
    ("y ~ x + (x | school) + (x | rater) + (z | rater)", "error", "R2"),
    ("y ~ x + (0 + x | school)", "warning", "R3"),
    ("y ~ x + z + (1 + x | school) + (1 + z | school)", "warning", "R4"),
    ("y ~ x + (x | school) + (x | school)", "error", "R4"),
    ("y ~ x + (1 | school) + (1 | school)", "error", "R4"),
    ("y ~ x + (x | school) + (0 + I(2 * x) | school)", "warning", "R4"),
    ("y ~ s + (0 + s | school)", "error", "R5"),  # no school is of both kinds, which their covariance is about
    ("y ~ s + (0 + s | school) + (1 | class)", "error", "R5"),
    ("y ~ x + s + (0 + s + x | school)", "error", "R5"),
    ("y ~ x + (1 | school) + (1 | twin)", "error", "R5"),
    ("y ~ x + (x | school) + (x | twin)", "error", "R5"),
    ("y ~ x + (1 | school) + (1 | rater) + (1 | visit) + (1 | class:seat)", "error", "R6"),
    ("y ~ x + (x | school) + (0 + I(2 * x) + z | school)", "error", "R2"),
    ("y ~ x + z + (x | school) + (z | twin)", "error", "R5"),
    ("y ~ x + (1 | one)", "error", "R7"),
    ("y ~ x + (1 | class/school)", "error", "R10"),
    ("y ~ x:z + x + (1 | school)", "warning", "R14"),
    ("y ~ x:z + (1 | school)", "warning", "R14"),
    ("y ~ f:x + (1 | school)", "warning", "R14"),
    ("y ~ x*z*year - x:z + (1 | school)", "warning", "R14"),
    ("y ~ x*w + (1 | school)", "note", "R16"),
    ("y ~ x*(1 | school)", "error", "R26"),
    ("y ~ x - (1 | school)", "error", "R26"),
    ("y ~ x:(x | school)", "error", "R26"),
    ("y ~ x", "note", "R30"),
    ("y ~ x + odd + (odd | school)", "error", "R1"),
    ("y ~ x + left*right + (0 + left:right | school)", "error", "R1"),
    ("y ~ x + s + w + (0 + s + w | school)", "error", "R1"),
    ("y ~ x + s + w + (0 + s | school) + (0 + w | school)", "error", "R1"),
    ("y ~ x + v + (v | school/class)", "error", "R1"),
    ("y ~ x + w + (w | school/class)", "error", "R1"),
    ("y ~ x + s + (x + s || school)", "error", "R1"),
    ("y ~ x + (x | seat:class)", "error", "R1"),
    ("y ~ x*w + (x*w | school)", "error", "R1"),
    ("y ~ w + (x | school) + (z | rater)", "error", "R2"),
    ("y ~ 1 + (x*z | school)", "error", "R2"),
    ("y ~ stamp + (I(sin(stamp)) | school)", "error", "R2"),
    ("y ~ one + (I(stamp - 1.7e9) | school)", "error", "R2"),
    ("y ~ 0 + x*z + offset(z) + (x | school)", "error", "R2"),
    ("y ~ x + z + (0 + x + z || school)", "warning", "R3"),
    ("y ~ x + z + (0 + x | school) + (0 + z | school)", "warning", "R3"),
    ("y ~ x + (1 | school) + (1 | school) + (1 | school)", "error", "R4"),
    ("y ~ x + (1 | school) + (1 | school/class)", "error", "R4"),
    ("y ~ x + (x || school) + (1 | school)", "error", "R4"),
    ("y ~ f + (1 | school) + (0 + f | school)", "warning", "R4"),
    ("y ~ x + (1 | one/school)", "error", "R7"),
    ("y ~ x + (1 | class/school/rater)", "error", "R10"),
    ("y ~ x + (1 | rater/class/school)", "error", "R10"),
    ("y ~ x + (1 | school/twin)", "error", "R10"),
    ("y ~ x + (1 | school/one)", "error", "R10"),
    ("y ~ x:z:year + (1 | school)", "warning", "R14"),
    ("y ~ x:z", "warning", "R14"),
    ("y ~ x*w + (x | rater) + (1 | school)", "note", "R16"),
    ("y ~ poly(x, 2)*w + (x | school)", "note", "R16"),
    ("y ~ stamp + (1 | school)", "warning", "R19"),
    ("y ~ x * (z | school)", "error", "R26"),
    ("y ~ (x | school) * z", "error", "R26"),
    ("y ~ x + (1 | school) * (1 | class)", "error", "R26"),
]


def panel(people: int = 40, waves: int = 5) -> pl.DataFrame:
    """Return people measured on several occasions."""
    rng = np.random.default_rng(3)
    rows = people * waves
    wave = np.tile(np.arange(waves), people)
    return pl.DataFrame(
        {
            "id": np.repeat(np.arange(people), waves),
            "wave": wave,
            "occasion": [f"t{n}" for n in wave],
            "sex": np.repeat(rng.choice(["m", "f"], people), waves),
            "x": rng.normal(size=rows),
            "y": rng.normal(size=rows),
        }
    )


def classes() -> pl.DataFrame:
    """Return classes within schools, and a covariate."""
    rows = [(s, c) for s in range(20) for c in range(1 + s % 3) for _ in range(6)]
    rng = np.random.default_rng(4)
    school, klass = np.array(rows).T
    values = {"y": rng.normal(size=len(rows)), "x": rng.normal(size=len(rows))}
    return pl.DataFrame({"school": school, "class": klass, **values})
