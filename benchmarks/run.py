"""Times the path from a formula to its equations, step by step, and cold starts of the command line.

    python benchmarks/run.py

prints two tables and writes them into docs/speed.md. All figures come from one run on one machine:
compare the ratios, not the milliseconds, with another machine's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import cold_starts
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


def median_ms(work: Callable[[], object], repeat: int = 40) -> float:
    """Return the median processor time of a call in milliseconds, after a warm-up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e3


def rows() -> list[tuple[str, float, str]]:
    """Return the rows of the table: step, median milliseconds, aim."""
    hints = Hints({"sector": "sch.id"}, {}, SECTOR)
    frame = lw.datasets.load("hsb")
    pandas_frame = frame.to_pandas()
    parsed = parse(M4)
    termset = expand(parsed)
    nodes = term_variables(termset)
    schema = without_data(termset, nodes, hints)
    spec = build(termset, schema, nodes)
    of_notation, of_latex = applied({}, options_of_notation("equatiomatic")), applied({}, options_of_writer("latex"))
    system = distributional.write(spec, of_notation, distributional.SYMBOLS)

    def whole(formula: str, given: Hints) -> str:
        return latex.write(
            distributional.write(assemble(formula, None, given).spec, of_notation, distributional.SYMBOLS), of_latex
        )

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
        ("- equations", median_ms(lambda: distributional.write(spec, of_notation, distributional.SYMBOLS)), ""),
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
    ]


def main() -> None:
    """Print the tables and write them into the page."""
    lines = ["| what | median | aim |", "|---|---:|---|"]
    lines += [f"| {what} | {ms:.3g} ms | {aim} |" for what, ms, aim in rows()]
    page.write("steps", lines)
    cold = cold_starts.table()
    page.write("cold starts", cold)
    print("\n".join([*lines, "", *cold]))


if __name__ == "__main__":
    main()
