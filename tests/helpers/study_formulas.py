"""Random formulas over the study."""

from __future__ import annotations

import random
from collections.abc import Iterator

VARIABLES = (
    "x",
    "z",
    "year",
    "f",
    "w",
    "s",
    "v",
    "programme",
    "dose",
    "log(year)",
    "I(x^2)",
    "poly(x,2)",
    "(x>0)",
)
GROUPS = ("school", "class", "rater", "school/class", "class:rater", "school:rater", "school:class", "seat")


def formulas(count: int, seed: int) -> Iterator[str]:
    rnd = random.Random(seed)

    def product() -> str:
        return rnd.choice((":", "*")).join(rnd.sample(VARIABLES, rnd.choice((1, 1, 1, 2, 2, 3))))

    def side(most: int) -> list[str]:
        return [rnd.choice(("1", "1", "0")), *(f"({product()})" for _ in range(rnd.randint(0, most)))]

    for _ in range(count):
        bars = []
        for _ in range(rnd.randint(1, 3)):
            effects = side(2)
            effects = ["1"] if effects == ["0"] else effects
            bars.append(f"({' + '.join(effects)} {rnd.choice(('|', '|', '||'))} {rnd.choice(GROUPS)})")
        yield "y ~ " + " + ".join([*side(3), *bars])
