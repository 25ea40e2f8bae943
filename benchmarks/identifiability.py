"""Times the identifiability test of the variances, and a single fit of the same model by mixedlm.

    python benchmarks/identifiability.py

Every measurement runs in a separate process, ours and the fit in turn; the best of several runs counts. The clock
starts when the data are in memory. The table is printed and written into docs/speed.md. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np
import page

MODELS = {
    "hsb, 4 parameters": ("math ~ ses + sector + (ses | school)", 0),
    "hsb, 11 parameters": ("math ~ ses*sector + (ses*sector | school)", 0),
    "4 parameters": ("y ~ x + (x | g)", 1_000_000),
    "crossed, 5 parameters": ("y ~ x + (x | g) + (1 | h)", 1_000_000),
    "4 parameters, more rows": ("y ~ x + (x | g)", 4_000_000),
}
AIMS = {"hsb, 11 parameters": "< 0.15 s", "4 parameters": "< 10 s"}


def table_of(rows: int) -> dict[str, Any]:
    """Return the bundled schools, or groups of a hundred rows in random order, crossed with a thousand others."""
    if not rows:
        import levelwise as lw

        hsb = lw.datasets.load("hsb")
        return {name.replace("sch.id", "school"): hsb[name].to_numpy() for name in ("math", "ses", "sector", "sch.id")}
    draw = np.random.default_rng(1)
    g, h = draw.integers(0, rows // 100, size=rows), draw.integers(0, 1000, size=rows)
    x = draw.normal(size=rows)
    own = draw.normal(size=(rows // 100, 2)) * (1.0, 0.5)
    y = x + own[g, 0] + own[g, 1] * x + draw.normal(size=1000)[h] + draw.normal(size=rows)
    return {"y": y, "x": x, "g": g, "h": h}


def ours(formula: str, table: dict[str, Any]) -> Any:
    """Make the model, and return the function to be timed."""
    from levelwise.data.frames.frame import Frame
    from levelwise.data.frames.observe import observe
    from levelwise.data.hints import Hints
    from levelwise.data.request import Request, term_variables
    from levelwise.design.column_space import ColumnSpace
    from levelwise.design.columns import Design
    from levelwise.formula.expand import expand
    from levelwise.formula.parser import parse
    from levelwise.legitimacy.identifiability.decide import identify
    from levelwise.model.build import build

    termset = expand(parse(formula))
    observed = observe(Request(termset, Hints()), Frame(table))
    spec = build(termset, observed.schema, term_variables(termset))

    def judge() -> str:
        design = Design(observed.values, observed.rows)
        found = identify(spec, design, observed.groups, ColumnSpace(design.matrix(spec.fixed)))
        return f"{found.rank} of {len(found.parameters)}"

    return judge


def theirs(formula: str, table: dict[str, Any]) -> Any:
    """Return the fit to be timed."""
    import mixedlm
    import pandas as pd

    frame = pd.DataFrame(
        {name: values.astype(str) if name in "gh school" else values for name, values in table.items()}
    )

    def fit() -> str:
        mixedlm.lmer(formula, frame)
        return "a fit"

    return fit


def measure(model: str, who: str, repeat: int) -> None:
    """Print the seconds of the best run, the peak memory it took in gigabytes, and the result."""
    formula, rows = MODELS[model]
    work = (ours if who == "ours" else theirs)(formula, table_of(rows))
    before, times, found = peak(), [], ""
    for _ in range(repeat):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    print(min(times), peak() - before, found, sep="\t")


def peak() -> float:
    """Return the peak memory of this process, in gigabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)


def run(model: str, who: str, repeat: int) -> tuple[float, float, str]:
    """Measure in a separate process."""
    command = [sys.executable, __file__, "--measure", model, who, str(repeat)]
    seconds, memory, found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\t")
    return float(seconds), float(memory), found.strip()


def table() -> list[str]:
    """Return the lines of the table."""
    lines = [
        "| model | rows | rank | Levelwise | aim | one fit (mixedlm) | ratio | memory, Levelwise | memory, the fit |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for model, (formula, rows) in MODELS.items():
        repeat = 3 if rows else 7
        mine, fit = run(model, "ours", repeat), run(model, "theirs", 1 if rows else 3)
        written = formula.replace("|", "\\|")
        lines.append(
            f"| {model}: `{written}` | {rows or 7185:,} | {mine[2]} | {mine[0]:.3g} s | {AIMS.get(model, '')} | "
            f"{fit[0]:.3g} s | {mine[0] / fit[0]:.2g} | {mine[1]:.2f} GB | {fit[1]:.2f} GB |"
        )
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Read the arguments and run."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        model, who, repeat = given.measure
        measure(model, who, int(repeat))
        return
    page.write("identifiability", table())


if __name__ == "__main__":
    main()
