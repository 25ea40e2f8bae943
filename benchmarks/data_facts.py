"""Times the data facts of a model on large tables compared with queries written by hand, with peak memory.

    python benchmarks/data_facts.py [--sizes 1e6/1e5,1e7/1e5,1e8/1e5,1e8/1e6] [--folder DIR]

makes Parquet files (so many rows / groups of g, in no order; 1,000 groups of h; 33 bytes per row) and determines
for ``y ~ x1 + x2 + w1 + w2 + (x1 | g) + (1 | h)``: how many rows are complete, how many groups each factor has and how
many of them have one row, within which factor's groups each predictor is constant, and which factor is nested in which.
Every measurement runs in a separate process, ours and the other in turn; the best of several runs counts. The table is
printed and written into docs/speed.md. Needs pandas, pyarrow and duckdb.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import hand_written
import numpy as np
import page

FORMULA = "y ~ x1 + x2 + w1 + w2 + (x1 | g) + (1 | h)"
ENGINES = {
    "polars": "polars, in memory",
    "pandas": "pandas, in memory",
    "duckdb": "DuckDB, a table",
    "lazy": "Parquet, lazily (polars)",
}
CHUNK = 5_000_000


def make(rows: int, groups: int, path: Path) -> None:
    """Write a table, a chunk at a time."""
    import polars as pl
    import pyarrow.parquet as pq

    draw = np.random.default_rng(1)
    w1, w2 = draw.normal(size=groups), draw.integers(0, 2, size=groups)
    writer = None
    for start in range(0, rows, CHUNK):
        size = min(CHUNK, rows - start)
        g = draw.integers(0, groups, size=size)
        columns = {
            "y": draw.normal(size=size),
            "x1": draw.normal(size=size),
            "x2": draw.integers(0, 50, size=size),
            "w1": w1[g],
            "w2": w2[g],
            "g": g,
            "h": draw.integers(0, 1000, size=size),
        }
        chunk = pl.DataFrame(columns).to_arrow()
        writer = writer or pq.ParquetWriter(path, chunk.schema)
        writer.write_table(chunk, row_group_size=1_000_000)
    assert writer is not None
    writer.close()


def ours(data: Any) -> Any:
    """Return the facts as Levelwise finds them."""
    from levelwise.data.engine.lazy_facts import lazy_facts
    from levelwise.data.engine.lazy_table import LazyTable
    from levelwise.data.frames.observe import observe
    from levelwise.data.hints import Hints
    from levelwise.data.open_table import open_table
    from levelwise.data.request import Request
    from levelwise.formula.expand import expand
    from levelwise.formula.parser import parse

    table, request = open_table(data), Request(expand(parse(FORMULA)), Hints())
    schema = lazy_facts(request, table).schema if isinstance(table, LazyTable) else observe(request, table).schema
    constant = {name: sorted(schema.constant[name]) for name in ("x1", "x2", "w1", "w2")}
    return schema.rows, schema.dropped, schema.counts, constant, {k: sorted(v) for k, v in schema.within.items()}


def opened(engine: str, path: str) -> Any:
    """Return a table of an engine."""
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute("create table facts as select * from read_parquet(?)", [path])
        return connection.table("facts")
    import polars as pl

    if engine == "lazy":
        return pl.scan_parquet(path)
    return pl.read_parquet(path) if engine == "polars" else pl.read_parquet(path).to_pandas()


def measure(engine: str, who: str, path: str, repeat: int) -> None:
    """Print the seconds of the best run, and the peak memory before and after, in megabytes."""
    data = opened(engine, path)
    before = peak()
    work = ours if who == "ours" else getattr(hand_written, engine)
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        found = work(data)
        times.append(time.perf_counter() - start)
    assert found[2] is not None
    print(min(times), before, peak(), repr(found), sep="\t")


def peak() -> float:
    """Return the peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024) / 1000


def run(engine: str, who: str, path: Path, repeat: int) -> tuple[float, float, str]:
    """Measure in a separate process: seconds, peak memory in GB, and the result."""
    command = [sys.executable, __file__, "--measure", engine, who, str(path), str(repeat)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, _, after, found = answer.strip().split("\t")
    return float(seconds), float(after), found


def table(sizes: list[tuple[int, int]], folder: Path) -> list[str]:
    """Return the lines of the table."""
    lines = [
        "| rows | groups of g | table | hand-written | Levelwise | ratio | memory, hand-written | memory, Levelwise |",
        "|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for size, groups in sizes:
        path = folder / f"facts-{size}-{groups}.parquet"
        if not path.exists():
            make(size, groups, path)
        repeat = 5 if size <= 1e6 else 3 if size <= 1e7 else 1
        for engine, title in ENGINES.items():
            if size > 1e7 and engine != "lazy":
                continue
            hand = run(engine, "hand", path, repeat)
            own = run(engine, "ours", path, repeat)
            assert own[2] == hand[2], (own[2], hand[2])
            cells = (f"{size:,}", f"{groups:,}", title, f"{hand[0]:.2f} s", f"{own[0]:.2f} s")
            cells += (f"{own[0] / hand[0]:.2f}", f"{hand[1]:.1f} GB", f"{own[1]:.1f} GB")
            lines.append(f"| {' | '.join(cells)} |")
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure, print and write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", default="1e6/1e5,1e7/1e5,1e8/1e5,1e8/1e6", help="numbers of rows / groups of g")
    options.add_argument("--folder", default=".", help="where the Parquet files are kept")
    options.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        engine, who, path, repeat = given.measure
        measure(engine, who, path, int(repeat))
        return
    sizes = [tuple(int(float(part)) for part in one.split("/")) for one in given.sizes.split(",")]
    lines = table([(rows, groups) for rows, groups in sizes], Path(given.folder))
    page.write("data facts", lines)


if __name__ == "__main__":
    main()
