"""Small tables for designs whose variance parameters are counted by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Table = Mapping[str, list[Any]]


def draw(count: int, seed: int, low: int = -6, high: int = 7) -> list[int]:
    """Return whole numbers without a pattern, always the same."""
    dice = random.Random(seed)
    return [dice.randrange(low, high) for _ in range(count)]


def crossing(**sizes: int) -> dict[str, list[Any]]:
    """Return every combination of the categories, the first varies slowest, with covariates and a response."""
    rows: list[tuple[int, ...]] = [()]
    for size in sizes.values():
        rows = [(*row, n) for row in rows for n in range(size)]
    table: dict[str, list[Any]] = {name: [row[k] for row in rows] for k, name in enumerate(sizes)}
    return covariates(table)


def covariates(table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Add a response, rows' numbers and two covariates that vary from row to row."""
    count = len(next(iter(table.values())))
    return table | {
        "y": draw(count, 1, 0, 50),
        "x": draw(count, 2),
        "z": draw(count, 3),
        "obs": list(range(count)),
    }


def chosen(table: dict[str, list[Any]], keep: Callable[[dict[str, Any]], bool]) -> dict[str, list[Any]]:
    """Return some of the rows."""
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    return {name: [row[name] for row in rows if keep(row)] for name in table}


@cache
def schools() -> Table:
    """12 schools of 6 pupils, as the Bryk & Raudenbush data."""
    data = crossing(school=12, pupil=6)
    count = len(data["y"])
    return data | {
        "math": data["y"],
        "ses": draw(count, 11),
        "sector": [s % 2 for s in data["school"]],
        "meanses": [draw(12, 12)[s] for s in data["school"]],
        "female": draw(count, 13, 0, 2),
        "gender": ["MF"[n] for n in draw(count, 13, 0, 2)],
        "minority": draw(count, 14, 0, 2),
    }


@cache
def abc() -> Table:
    data = crossing(group=8, row=12)
    return data | {name: draw(96, 20 + k) for k, name in enumerate("ABC")}


@cache
def groups() -> Table:
    """12 groups of 4 rows with predictors of the group of few different values."""
    data = crossing(g=12, row=4)
    g = data["g"]
    return data | {
        "twin": [f"t{(5 * n) % 12}" for n in g],
        "one": ["all"] * 48,
        "w": [n % 2 for n in g],
        "w37": [3 + 4 * (n % 2) for n in g],
        "sign": [2 * (n % 2) - 1 for n in g],
        "not_w": [1 - n % 2 for n in g],
        "w3": [n % 3 for n in g],
        "w5": [n % 5 for n in g],
        "f2": ["ab"[n % 2] for n in g],
        "f3": ["abc"[n % 3] for n in g],
        "first": [v if n == 0 else 0 for n, v in zip(g, data["x"], strict=True)],
        "first2": [v if n < 2 else 0 for n, v in zip(g, data["x"], strict=True)],
        "double": [2 * v + 1 for v in data["x"]],
        "year": [1_000_000 + v for v in data["x"]],
        "tiny": [v / 1_000_000 for v in data["x"]],
        "huge": [1_000_000 * v for v in data["z"]],
        "size": draw(48, 5, 1, 5),
        "same": [3] * 48,
        "h": ["pq"[n % 2] for n in data["row"]],
        "positive": [v + 8 for v in data["x"]],
        "quarter": [n // 3 for n in g],
    }


def few(count: int) -> Callable[[], Table]:
    """Return the first groups only, each with its own value of the group's predictor."""

    def table() -> Table:
        data = chosen(dict(groups()), lambda row: row["g"] < count)
        return data | {"own": data["g"], "w": [n % 2 for n in data["g"]]}

    return table


def waves(count: int, copies: int = 1, persons: int = 12) -> Callable[[], Table]:
    """Return persons seen at the same times, `copies` rows a time."""

    def table() -> Table:
        data = crossing(id=persons, t=count, copy=copies)
        return data | {
            "occasion": [f"o{n}" for n in data["t"]],
            "gap": [1 + 2 * n for n in data["t"]],
            "centred": [2 * n - count + 1 for n in data["t"]],
            "year": [2019 + n for n in data["t"]],
        }

    return table


def seen(count: int, *patterns: tuple[int, ...]) -> Callable[[], Table]:
    """Return 12 persons, each seen at one of a few sets of occasions."""

    def table() -> Table:
        data = chosen(dict(waves(count)()), lambda row: row["t"] in patterns[row["id"] % len(patterns)])
        return data | {"obs": list(range(len(data["y"])))}

    return table


@cache
def irregular() -> Table:
    """12 persons seen twice, at times of their own."""
    starts, steps = draw(12, 31, 0, 5), draw(12, 32, 1, 5)
    times = [start + k * step for start, step in zip(starts, steps, strict=True) for k in range(2)]
    return crossing(id=12, visit=2) | {"t": times}


def cells(a: int, b: int, copies: int = 1) -> Callable[[], Table]:
    """Return two crossed factors, each combination `copies` times, with predictors of the items b."""

    def table() -> Table:
        data = crossing(a=a, b=b, copy=copies)
        return data | {
            "item": [n % 2 for n in data["b"]],
            "frequency": [n % 5 for n in data["b"]],
            "condition": [(m + n) % 2 for m, n in zip(data["a"], data["b"], strict=True)],
        }

    return table


def holes() -> Table:
    return chosen(dict(cells(5, 6)()), lambda row: (2 * row["a"] + row["b"]) % 3 > 0)


def disconnected() -> Table:
    return chosen(dict(cells(6, 6, 2)()), lambda row: row["a"] // 3 == row["b"] // 3)


def nested(a: int, b: int, copies: int) -> Callable[[], Table]:
    """Return b nested in a: its labels are unique in `b`, repeated in `k`."""

    def table() -> Table:
        data = crossing(a=a, k=b, copy=copies)
        place = [m * b + n for m, n in zip(data["a"], data["k"], strict=True)]
        return data | {
            "b": place,
            "teacher": [f"t{n}" for n in place],
            "wb": [n % 2 for n in data["k"]],
            "wa": [n % 2 for n in data["a"]],
        }

    return table


def square(size: int) -> Callable[[], Table]:
    """Return a cyclic Latin square, with a second treatment orthogonal to the first where `size` is odd."""

    def table() -> Table:
        data = crossing(row=size, col=size)
        both = list(zip(data["row"], data["col"], strict=True))
        return data | {
            "treat": ["abcde"[(m + n) % size] for m, n in both],
            "greek": ["vwxyz"[(m + 2 * n) % size] for m, n in both],
        }

    return table


@cache
def three() -> Table:
    return crossing(a=3, b=4, c=3)


@cache
def three_twice() -> Table:
    return crossing(a=3, b=3, c=3, copy=2)


@cache
def incomplete_blocks() -> Table:
    blocks = [(0, "a"), (0, "b"), (1, "b"), (1, "c"), (2, "a"), (2, "c"), (3, "a"), (3, "b"), (4, "b"), (4, "c")]
    return covariates({"block": [b for b, _ in blocks], "treat": [t for _, t in blocks]})


@cache
def split_plot() -> Table:
    return crossing(block=5, whole=2, sub=3) | {"field": [n // 3 for n in range(30)]}


@cache
def districts() -> Table:
    return crossing(district=4, school=3, student=3, wave=3)


def singles(*sizes: int) -> Callable[[], Table]:
    """Return groups of the given sizes, with a predictor of the rows and two of the groups."""

    def table() -> Table:
        g = [n for n, size in enumerate(sizes) for _ in range(size)]
        return covariates({"g": g}) | {"w": [n % 2 for n in g], "w3": [n % 3 for n in g]}

    return table


@cache
def trial() -> Table:
    """A partially nested trial: treated in 6 clusters of 4, 16 controls each alone."""
    cluster = [n // 4 for n in range(24)] + list(range(6, 22))
    arm = [1] * 24 + [0] * 16
    return covariates({"cluster": cluster, "arm": arm}) | {
        "control": [1 - n for n in arm],
        "pool": [n if a else 99 for n, a in zip(cluster, arm, strict=True)],
        "group": ["treated" if a else "control" for a in arm],
    }


def many(copies: int) -> Callable[[], Table]:
    """Return 2 groups that see each of 40 categories, `copies` times."""

    def table() -> Table:
        data = crossing(g=2, kind=40, copy=copies)
        return data | {"f": [f"k{n:02}" for n in data["kind"]]}

    return table


@cache
def tight() -> Table:
    """Two groups of four rows."""
    return covariates({"g": [0] * 4 + [1] * 4}) | {"x": [0, 1, 2, 4, 1, 3, 4, 7], "z": [1, 0, 3, 1, 2, 5, 1, 0]}


@cache
def six() -> Table:
    return covariates({"g": [0, 0, 1, 1, 2, 2], "t": [0, 1, 2, 3, 4, 5]})


@cache
def half() -> Table:
    """Category a once and category b twice a group."""
    return chosen(dict(waves(2, 2)()), lambda row: row["t"] == 1 or row["copy"] == 0)
