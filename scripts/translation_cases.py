"""Models whose code for R is run, and the data that they are run on."""

from __future__ import annotations

from typing import Any

ROWS = 36


def data() -> dict[str, list[Any]]:
    """Return a small table: students in six classes of three schools, rated by four raters."""
    numbers = [(7 * row * row + 3 * row) % 23 for row in range(ROWS)]
    return {
        "y": [round(2 + 0.3 * number + (row % 5) * 0.7, 2) for row, number in enumerate(numbers)],
        "x": [round((number - 11) / 4, 2) for number in numbers],
        "z": [round(((11 * row) % 17) / 3, 2) for row in range(ROWS)],
        "w": [float((row // 6) * 2 % 5) for row in range(ROWS)],
        "f": ["low" if row % 3 == 0 else "mid" if row % 3 == 1 else "high" for row in range(ROWS)],
        "sector": [(row // 6) % 2 for row in range(ROWS)],
        "t": [1 + row % 3 for row in range(ROWS)],
        "b": [int(number % 2) for number in numbers],
        "s": [number % 5 for number in numbers],
        "n": [5 + row % 4 for row in range(ROWS)],
        "e": [1.0 + row % 6 for row in range(ROWS)],
        "g": [f"g{row // 6}" for row in range(ROWS)],
        "c": [f"c{(row // 6) % 2}" for row in range(ROWS)],
        "h": [f"h{row // 12}" for row in range(ROWS)],
        "r": [f"r{row % 4}" for row in range(ROWS)],
        "my var": [round(((5 * row) % 13) / 2, 2) for row in range(ROWS)],
    }


F: dict[str, Any] = {"factors": {"f": ["low", "mid", "high"]}}
SECTOR: dict[str, Any] = {"factors": {"sector": {0: "pub", 1: "cath"}}}
TIME: dict[str, Any] = {"factors": {"t": ["1", "2", "3"]}}

CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("y ~ x + (1 | g)", {}),
    ("y ~ x + (x | g)", {}),
    ("y ~ x + (x || g)", {}),
    ("y ~ 0 + x + (0 + x | g)", {}),
    ("y ~ x*sector + (x | g)", SECTOR),
    ("y ~ f + (1 | g)", F),
    ("y ~ f + (f | r)", F),
    ("y ~ 0 + f + x:f + (1 | g)", F),
    ("y ~ f + (1 | g)", {**F, "contrasts": {"f": "sum"}}),
    ("y ~ f*x + (1 | g)", {**F, "contrasts": {"f": "helmert"}}),
    ("y ~ f + (1 | g)", {**F, "contrasts": {"f": {"treatment": "mid"}}}),
    ("y ~ f + (1 | g)", {**F, "contrasts": {"f": {"a": [2, -1, -1], "b": [0, 1, -1]}}}),
    ("y ~ C(f, contr.sum) + x + (1 | g)", F),
    ("y ~ factor(t) + (1 | g)", {}),
    ("y ~ ordered(t) + (1 | g)", {}),
    ("log(y) ~ I(x^2) + log(z + 1) + (1 | g)", {}),
    ("y ~ poly(x, 2) + ns(z, df = 3) + (1 | g)", {}),
    ("y ~ scale(x) + cwc(z, g) + gm(z, g) + cgm(w) + (cwc(z, g) | g)", {}),
    ("y ~ `my var` + (`my var` | g)", {}),
    ("y ~ x + (1 | h/c)", {}),
    ("y ~ x + (x | h) + (1 | g)", {"nesting": {"g": "h"}}),
    ("y ~ x + (1 | g) + (1 | r)", {}),
    ("y ~ x + z + (x | g) + (0 + z | g)", {}),
    ("y ~ x + (1 | g)", {"weights": "n"}),
    ("y ~ x + offset(log(e)) + (1 | g)", {}),
    ("s ~ x + offset(log(e)) + (1 | g)", {"family": "poisson"}),
    ("b ~ x + (1 | g)", {"family": "binomial", "link": "probit"}),
    ("cbind(s, n - s) ~ x + (x | g)", {"family": "binomial"}),
    ("s ~ x + (1 | g)", {"family": "nbinom2"}),
    ("s ~ x + (1 | g)", {"family": "nbinom1"}),
    ("y ~ x + (1 | g)", {"family": "Gamma", "link": "log"}),
    ("y ~ diag(1 + x | g)", {}),
    ("y ~ t + cs(0 + t | g)", TIME),
    ("y ~ t + ar1(0 + t | g)", TIME),
    ("y ~ t + toep(0 + t | g)", TIME),
    ("y ~ x + homdiag(1 + x | g)", {}),
    ("y ~ x + homcs(0 + t | g)", TIME),
    ("y ~ x + z", {}),
)
"""Formulas with the other arguments of `levelwise.model`."""
