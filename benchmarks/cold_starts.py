"""Times the command line as a separate process, next to the bare imports that it requires.

The figures are the processor time of all threads, in the same run: each round starts every command once. Variables that
set numbers of threads are unset, as a user has them, and all modules are compiled, as an installed package's are.
"""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import levelwise
from levelwise.cli.main import THREADS

FORMULA = "math ~ ses*sector + (ses | sch.id)"
WRITE = ["-m", "levelwise", "write", FORMULA]
WITH_DATA = [*WRITE, "--data", "hsb", "--factor", "sector=pub,cath"]
ROUNDS = 21

# what runs, how many times as much as what it may take
COMMANDS: dict[str, tuple[list[str], tuple[float, str] | None]] = {
    "`import click`": (["-c", "import click"], None),
    "`levelwise write`, without data": (WRITE, (2.5, "`import click`")),
    "`import numpy, click`": (["-c", "import numpy, click"], None),
    "`levelwise write … --data hsb`, checked": (WITH_DATA, (1.5, "`import numpy, click`")),
    "`import polars`": (["-c", "import polars"], None),
}


def table() -> list[str]:
    """Return the table of processor times and ratios."""
    compileall.compile_dir(Path(levelwise.__file__).parent, quiet=1)
    unset = {*THREADS, "PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    with tempfile.TemporaryDirectory() as folder:
        for arguments, _ in COMMANDS.values():  # once to warm the caches of the disk
            seconds(arguments, folder, environment)
        rounds = [
            {what: seconds(arguments, folder, environment) for what, (arguments, _) in COMMANDS.items()}
            for _ in range(ROUNDS)
        ]
    medians = {what: statistics.median(each[what] for each in rounds) for what in COMMANDS}
    lines = ["| what | processor time | ratio | aim |", "|---|---:|---:|---|"]
    for what, (_, aim) in COMMANDS.items():
        ratio = "" if aim is None else f"{medians[what] / medians[aim[1]]:.2f}"
        said = "" if aim is None else f"< {aim[0]} times {aim[1]}"
        lines.append(f"| {what} | {medians[what] * 1e3:.0f} ms | {ratio} | {said} |")
    return lines


def seconds(arguments: list[str], folder: str, environment: dict[str, str]) -> float:
    """Return the processor time of one Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=folder, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
