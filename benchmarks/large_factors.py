"""Times checks of models with large factors: many categories in the fixed part, and the size of lme4's InstEval.

    python benchmarks/large_factors.py [OLD_CHECKOUT]

Every measurement runs in a separate process, with one thread for linear algebra; the best of several runs counts, with
the repairs of all findings, once in the other checkout. The clock starts when the data are in memory and counts the
processor time, which other programs hardly change. The table is printed and written into docs/speed.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import page

RATINGS = "ratings of 1,128 lecturers by 2,972 students"
LIMIT = 100  # seconds, by the clock, after which a check is stopped

MODELS = {
    "y ~ x + z + factor(g) + (x | g)": ("800 categories", 20_000, "< 5 s"),
    "y ~ x + factor(g) + (1 | h)": ("800 categories", 20_000, "< 5 s"),
    "y ~ x*factor(g) + (1 | h)": ("400 categories, with slopes", 7_200, "< 5 s"),
    "y ~ x + factor(g) + factor(k) + (1 | h)": ("800 and 300 categories", 20_000, "< 5 s"),
    "y ~ service + factor(d) + (1 | s)": (RATINGS, 73_421, "< 5 s"),
    "y ~ service*factor(dept) + (service | d)": (RATINGS, 73_421, "< 3 s"),
    "y ~ service*factor(dept) + (1 | s) + (1 | d)": (RATINGS, 73_421, "< 3 s"),
    "y ~ service*factor(dept) + factor(studage) + factor(lectage) + (1 | s) + (1 | d)": (RATINGS, 73_421, "< 3 s"),
}


def table_of(formula: str, rows: int) -> dict[str, Any]:
    """Return data of the size of a model."""
    draw = np.random.default_rng(1)
    if "service" in formula:
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


def run(source: Path, formula: str, repeat: int) -> str:
    """Measure the package of a checkout in a separate process."""
    environment = os.environ | {"PYTHONPATH": str(source / "src"), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__, "--measure", formula, str(repeat)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return f"> {LIMIT} s"
    except subprocess.CalledProcessError as error:
        if "too large" not in error.stderr:
            raise
        return "refused"
    return f"{float(done.stdout):.2f} s"


def table(old: Path | None) -> list[str]:
    """Return the lines of the table."""
    here = Path(__file__).parents[1]
    lines = ["| model | data | rows | check, with repairs | before | aim |", "|---|---|---:|---:|---:|---:|"]
    for formula, (data, rows, aim) in MODELS.items():
        before = run(old, formula, 1) if old else ""
        written = formula.replace("|", "\\|")
        lines.append(f"| `{written}` | {data} | {rows:,} | {run(here, formula, 3)} | {before} | {aim} |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Read the arguments and run."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("old", nargs="?", type=Path, help="a checkout of another version, to be timed as well")
    options.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        measure(given.measure[0], int(given.measure[1]))
        return
    page.write("large factors", table(given.old))


if __name__ == "__main__":
    main()
