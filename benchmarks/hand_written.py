"""The data facts of one model, queried in each engine as an expert would: the reference for data_facts.py.

The functions are written for the table: they use which columns are numbers, and that only y, x1 and w1 can be NaN.
All return rows, dropped rows, numbers of groups, where each predictor is constant, and nesting.
"""

from __future__ import annotations

from typing import Any

COLUMNS = ("y", "x1", "x2", "w1", "w2", "g", "h")
FLOATS = ("y", "x1", "w1")
PREDICTORS = ("x1", "x2", "w1", "w2")
TOLERANCE = 1e-9


def polars(frame: Any) -> Any:
    """Query a polars frame."""
    return lazy(frame.lazy(), "in-memory")


def lazy(frame: Any, engine: str = "streaming") -> Any:
    """Query a lazy polars frame: one query for the rows, one for each factor."""
    import polars as pl

    total = frame.select(pl.len()).collect(engine=engine).item()
    complete = frame.drop_nulls(COLUMNS).drop_nans(FLOATS)
    found = {}
    for key, other in (("g", "h"), ("h", "g")):
        tests = (*PREDICTORS, other)
        groups = complete.group_by(key).agg(
            pl.len().alias("size"),
            *(pl.col(name).min().alias(f"{name} low") for name in tests),
            *(pl.col(name).max().alias(f"{name} high") for name in tests),
        )
        found[key] = groups.select(
            pl.len().alias("groups"),
            pl.col("size").sum().alias("rows"),
            (pl.col("size") == 1).sum().alias("singles"),
            *(
                (
                    (pl.col(f"{name} high") - pl.col(f"{name} low"))
                    > TOLERANCE * (pl.col(f"{name} high").max() - pl.col(f"{name} low").min())
                )
                .sum()
                .alias(name)
                for name in tests
            ),
        ).collect(engine=engine)
    return _facts(total, {key: one.row(0, named=True) for key, one in found.items()})


def pandas(frame: Any) -> Any:
    """Query a pandas frame."""
    complete = frame.dropna(subset=list(COLUMNS))
    found: dict[str, dict[str, Any]] = {}
    for key, other in (("g", "h"), ("h", "g")):
        tests = [*PREDICTORS, other]
        grouped = complete.groupby(key, sort=False)[tests]
        low, high, sizes = grouped.min(), grouped.max(), complete.groupby(key, sort=False).size()
        found[key] = {
            name: int(count) for name, count in ((high - low) > TOLERANCE * (high.max() - low.min())).sum().items()
        }
        found[key] |= {"groups": len(sizes), "rows": int(sizes.sum()), "singles": int((sizes == 1).sum())}
    return _facts(len(frame), found)


def duckdb(relation: Any) -> Any:
    """Query a DuckDB relation: one query for the rows, one for each factor."""
    total = relation.aggregate("count(*)").fetchall()[0][0]
    complete = " and ".join([*(f"{name} is not null" for name in COLUMNS), *(f"not isnan({name})" for name in FLOATS)])
    found: dict[str, dict[str, Any]] = {}
    for key, other in (("g", "h"), ("h", "g")):
        tests = (*PREDICTORS, other)
        extremes = ", ".join(f"min({name}) as low_{name}, max({name}) as high_{name}" for name in tests)
        groups = relation.filter(complete).aggregate(f"{key}, count(*) as size, {extremes}", key)
        spans = ", ".join(f"max(high_{name}) - min(low_{name}) as span_{name}" for name in tests)
        flags = ", ".join(f"count(*) filter (high_{n} - low_{n} > {TOLERANCE} * span_{n}) as {n}" for n in tests)
        query = (
            f"with spans as (select {spans} from made) select count(*), sum(size), count(*) filter (size = 1), {flags}"
        )
        answer = groups.query("made", f"{query} from made, spans").fetchall()[0]
        found[key] = dict(zip(("groups", "rows", "singles", *tests), answer, strict=True))
    return _facts(total, found)


def _facts(total: int, found: dict[str, dict[str, Any]]) -> Any:
    rows = int(found["g"]["rows"])
    constant = {name: sorted(key for key, one in found.items() if one[name] == 0) for name in PREDICTORS}
    within = {key: [other] if found[key][other] == 0 else [] for key, other in (("g", "h"), ("h", "g"))}
    return rows, total - rows, {key: int(one["groups"]) for key, one in found.items()}, constant, within
