"""Times the formats on two models of the handout, beside programs that convert LaTeX.

    pip install ".[bench]" && python benchmarks/formats.py

writes a table into docs/speed.md. The times are of one run: processor time, the minimum of several rounds in turn. The
other programs begin with our LaTeX; pandoc, a program of its own, includes its start. math-core takes so little time
that writing the LaTeX is counted with it; it is compared with the rows of our MathML, without what it cannot make: the
words for screen readers, the lines that fit a page and the LaTeX beside the MathML.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator

import page

import levelwise as lw
from levelwise.api.equations import Equations
from levelwise.errors import LevelwiseWarning
from levelwise.writers import mathml

MODELS = {
    "m4": "math ~ ses*sector + (ses | sch.id)",
    "m5": "y ~ A*B*C + (A*B*C | group)",
}
ROUNDS = 9
PANDOC = {"docx": "docx", "typst": "typst", "html": "html5", "markdown": "markdown"}
"""Our formats that pandoc writes too, and its names for them."""
ALONE = "mathml, mathematics alone"
LEAST = 3e-3
"""Seconds that a measurement takes at least: what is faster is done several times."""

Work = Callable[[], str | bytes]


def processor_seconds() -> float:
    """Return the processor time of this process and of those that it started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def ours(eq: Equations) -> dict[str, Work]:
    """Return what writes each format."""
    found = {}
    for writer in lw.formats():
        try:
            eq.to(writer.name)
        except lw.MissingExtraError:
            continue
        found[writer.name] = lambda name=writer.name: eq.to(name)  # type: ignore[misc]
    found[ALONE] = lambda: "".join(map(mathml.row, eq.system.lines))
    return found


def others(eq: Equations) -> Iterator[tuple[str, str, Work]]:
    """Yield a format, the name of another program that writes it, and what does so."""
    try:
        import math_core  # type: ignore[import-not-found]

        converter = math_core.LatexToMathML()
        yield ALONE, "LaTeX + math-core", lambda: converter.convert_with_local_state(eq.to("latex"), displaystyle=True)
    except ImportError:
        pass
    try:
        import ziamath  # type: ignore[import-not-found]

        yield "svg", "ziamath", lambda: ziamath.Latex(eq.latex).svg()
    except ImportError:
        pass
    if shutil.which("pandoc"):
        source = eq.to("markdown", dialect="pandoc").encode()
        for name, target in PANDOC.items():
            command = ["pandoc", "--from", "markdown", "--to", target, "--mathml", "--output", "-"]
            if subprocess.run(command, input=source, capture_output=True, check=False).returncode:
                continue  # an older pandoc does not write Typst
            yield (
                name,
                "pandoc",
                lambda command=command: (
                    subprocess.run(  # type: ignore[misc]
                        command, input=source, capture_output=True, check=True
                    ).stdout
                ),
            )


def seconds(call: Work, repeats: int) -> float:
    """Return the processor time of one of several calls."""
    start = processor_seconds()
    for _ in range(repeats):
        call()
    return (processor_seconds() - start) / repeats


def measured(work: dict[tuple[str, str], Work]) -> dict[tuple[str, str], tuple[float, int]]:
    """Return the milliseconds and the bytes of each piece of work, all of which are done in turn."""
    sizes: dict[tuple[str, str], int] = {}
    repeats: dict[tuple[str, str], int] = {}
    times: dict[tuple[str, str], list[float]] = {}
    for name, call in work.items():
        made = call()
        sizes[name] = len(made if isinstance(made, bytes) else made.encode())
        repeats[name] = max(1, round(LEAST / max(seconds(call, 1), 1e-5)))
    for _ in range(ROUNDS):
        for name, call in work.items():
            times.setdefault(name, []).append(seconds(call, repeats[name]) * 1e3)
    return {name: (min(times[name]), sizes[name]) for name in work}


def main() -> None:
    """Measure, print and write the table."""
    warnings.simplefilter("ignore", LevelwiseWarning)
    columns = []
    for formula in MODELS.values():
        eq = lw.model(formula).equations(policy="off")
        work: dict[tuple[str, str], Work] = {(name, "Levelwise"): call for name, call in ours(eq).items()}
        work |= {(name, program): call for name, program, call in others(eq)}
        columns.append(measured(work))
    lines = [
        f"| format | program | {' | '.join(f'{name}, ms | {name}, bytes' for name in MODELS)} |",
        f"|---|---|{'---:|' * (2 * len(MODELS))}",
    ]
    for name, program in sorted(columns[0], key=lambda key: (key[0], key[1] != "Levelwise")):
        cells = [f"{column[name, program][0]:.2f} | {column[name, program][1]:,}" for column in columns]
        lines.append(f"| {name} | {program} | {' | '.join(cells)} |")
    print("\n".join(lines))
    page.write("formats", lines)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
