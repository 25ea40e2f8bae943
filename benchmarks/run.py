"""Times the way from a formula to its equation, step by step, and the cold command line.

    python benchmarks/run.py

prints a table and writes it into docs/speed.md. All figures come from one run on one machine:
compare the ratios, not the milliseconds, with another machine's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import page

import levelwise as lw
from levelwise.api.model import Model
from levelwise.data.frames.frame import Frame
from levelwise.data.hints import Hints, without_data
from levelwise.data.request import term_variables
from levelwise.design.assemble import assemble
from levelwise.formula.expand import expand
from levelwise.formula.parser import parse
from levelwise.legitimacy.check import check
from levelwise.model.build import build
from levelwise.notations import equatiomatic as distributional
from levelwise.options import applied, options_of_notation, options_of_writer
from levelwise.writers import latex

M4 = "math ~ ses*sector + (ses | sch.id)"
M5 = "y ~ A*B*C + (A*B*C | group)"
SECTOR = {"sector": ["pub", "cath"]}
COMMAND = [sys.executable, "-m", "levelwise", "write", M4, "--data", "hsb", "--factor", "sector=pub,cath"]
# modules are compiled once, as an installed package's are
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def median_ms(work: Callable[[], object], repeat: int = 40) -> float:
    """Return the median time of a call in milliseconds, after a warm-up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def rows() -> list[tuple[str, float, str]]:
    """Return the table: what, median milliseconds, aim."""
    hints = Hints({"sector": "sch.id"}, {}, SECTOR)
    frame = lw.datasets.load("hsb")
    pandas_frame = frame.to_pandas()
    parsed = parse(M4)
    termset = expand(parsed)
    nodes = term_variables(termset)
    schema = without_data(termset, nodes, hints)
    spec = build(termset, schema, nodes)
    of_notation, of_latex = applied({}, options_of_notation("equatiomatic")), applied({}, options_of_writer("latex"))
    system = distributional.write(spec, of_notation)

    def whole(formula: str, given: Hints) -> str:
        return latex.write(distributional.write(assemble(formula, None, given).spec, of_notation), of_latex)

    def with_data(data: object) -> str:
        return Model(assemble(M4, Frame(data, SECTOR), Hints(factors=SECTOR))).equations(policy="off").latex

    built = assemble(M4, Frame(frame, SECTOR), Hints(factors=SECTOR))
    return [
        ("m4 without data, formula to LaTeX", median_ms(lambda: whole(M4, hints)), "< 1 ms"),
        ("- parse", median_ms(lambda: parse(M4)), ""),
        ("- expand", median_ms(lambda: expand(parsed)), ""),
        (
            "- facts and model",
            median_ms(lambda: build(termset, without_data(termset, nodes, hints), nodes)),
            "",
        ),
        ("- equations", median_ms(lambda: distributional.write(spec, of_notation)), ""),
        ("- LaTeX", median_ms(lambda: latex.write(system, of_latex)), ""),
        ("m5 without data, formula to LaTeX", median_ms(lambda: whole(M5, Hints())), "< 5 ms"),
        ("m4 with hsb as polars", median_ms(lambda: with_data(frame)), "< 10 ms"),
        ("m4 with hsb as pandas", median_ms(lambda: with_data(pandas_frame)), "< 10 ms"),
        ("the checks of m4 on hsb", median_ms(lambda: check(built, repairs=False)), ""),
        (
            "m4 with hsb as polars, checked",
            median_ms(lambda: lw.extract_eq(M4, frame, factors=SECTOR).latex),
            "",
        ),
        ("the whole command line, cold", median_ms(command, 9), "< 400 ms"),
        ("- python and import levelwise", median_ms(lambda: run("import levelwise"), 9), ""),
        ("- python and import polars", median_ms(lambda: run("import polars"), 9), ""),
        ("- python and import narwhals, numpy", median_ms(lambda: run("import narwhals, numpy"), 9), ""),
    ]


def command() -> None:
    """Run the command line in a new process."""
    subprocess.run(COMMAND, check=True, capture_output=True, env=COMPILED)


def run(code: str) -> None:
    """Run Python in a new process."""
    subprocess.run([sys.executable, "-c", code], check=True, env=COMPILED)


def main() -> None:
    """Print the table and write it down."""
    lines = ["| what | median | aim |", "|---|---:|---|"]
    lines += [f"| {what} | {ms:.3g} ms | {aim} |" for what, ms, aim in rows()]
    page.write("steps", lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
