"""Times checks of models with large factors: many categories in the fixed part, and the size of lme4's InstEval.

    python benchmarks/large_factors.py

Every measurement is the processor time of a separate process with one thread; the best of several runs counts, with the
repairs of all findings. The clock starts when the data are in memory. The table is printed and written into
docs/speed.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np
import page

RATINGS = "ratings of 1,128 lecturers by 2,972 students"
MODELS = {
    "y ~ x + z + factor(g) + (x | g)": ("800 categories", 20_000, "< 5 s"),
    "y ~ x + factor(g) + (1 | h)": ("800 categories", 20_000, "< 5 s"),
    "y ~ x*factor(g) + (1 | h)": ("400 categories, with slopes", 7_200, "< 5 s"),
    "y ~ x + factor(g) + factor(k) + (1 | h)": ("800 and 300 categories", 20_000, "< 5 s"),
    "y ~ service*factor(dept) + (1 | s) + (1 | d)": (RATINGS, 73_421, "< 3 s"),
    "y ~ service*factor(dept) + factor(studage) + factor(lectage) + (1 | s) + (1 | d)": (RATINGS, 73_421, "< 3 s"),
}


def table_of(formula: str, rows: int) -> dict[str, Any]:
    """Return data of the size of a model."""
    draw = np.random.default_rng(1)
    if "dept" in formula:
        lecturer = draw.integers(0, 1128, rows)
        return {
            "y": draw.integers(1, 6, rows).astype(float),
            "s": draw.integers(0, 2972, rows),
            "d": lecturer,
            "dept": lecturer % 14 + 1,
            "service": draw.integers(0, 2, rows),
            "studage": 2 * draw.integers(1, 5, rows),
            "lectage": draw.integers(1, 7, rows),
        }
    categories = 400 if "x*" in formula else 800
    g = draw.integers(0, categories, rows)
    return {
        "y": draw.normal(size=rows),
        "x": draw.normal(size=rows),
        "g": g,
        "z": draw.normal(size=categories)[g],
        "h": draw.integers(0, 60, rows),
        "k": draw.integers(0, 300, rows),
    }


def measure(formula: str, repeat: int) -> None:
    """Print the seconds of the best run."""
    import levelwise as lw

    table, times = table_of(formula, MODELS[formula][1]), []
    for _ in range(repeat):
        start = time.process_time()
        report = lw.check(formula, table)
        str([finding.repairs for finding in report.findings])
        times.append(time.process_time() - start)
    print(min(times))


def table() -> list[str]:
    """Return the lines of the table."""
    lines = ["| model | data | rows | check, with repairs | aim |", "|---|---|---:|---:|---:|"]
    for formula, (data, rows, aim) in MODELS.items():
        command = [sys.executable, __file__, "--measure", formula, "3"]
        single = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        seconds = float(subprocess.run(command, check=True, capture_output=True, text=True, env=single).stdout)
        written = formula.replace("|", "\\|")
        lines.append(f"| `{written}` | {data} | {rows:,} | {seconds:.2f} s | {aim} |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Read the arguments and run."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        measure(given.measure[0], int(given.measure[1]))
        return
    page.write("large factors", table())


if __name__ == "__main__":
    main()
