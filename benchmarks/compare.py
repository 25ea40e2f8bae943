"""Times every stage in another checkout and in this one, in turn, in one run.

    python benchmarks/compare.py OLD_CHECKOUT [--only WORD] [--pairs 3] [--rounds 15]

prints a table of ratios and writes it into docs/speed.md, unless only some stages were timed. Each checkout runs in a
process of its own with the same interpreter and the same packages. The processes take turns at each stage, and after
some rounds a new pair of processes starts. The figures are processor time, of all threads, each the least of all
rounds.

The stages are the steps of `run.py`, which both checkouts have, and the public functions. `data_facts.py` and
`identifiability.py` of each checkout say how these parts of it are called.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

HERE = Path(__file__).parents[1]
LONG_ENOUGH = 0.02
"""Seconds that a stage is repeated for in each round."""

ROWS, GROUPS = 200_000, 20_000
"""The size of the table whose facts are asked."""

HSB = "math ~ ses*sector + (ses | sch.id)"
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "m4": (HSB, {"levels": {"sector": "sch.id"}, "factors": {"sector": ["no", "yes"]}}),
    "three levels": (
        "y ~ x*w + (x | class) + (x | school)",
        {"nesting": {"class": "school"}, "levels": {"w": "school"}},
    ),
    "crossed": ("y ~ x*w + (x | pupil) + (1 | item)", {"levels": {"w": "item"}}),
    "m5": ("y ~ A*B*C + (A*B*C | group)", {}),
    "transformed": ("log(y) ~ poly(x, 2) + I(z^2) + scale(w) + (z || g)", {}),
}
TWO_FACTORS = "y ~ x1 + x2 + w1 + w2 + (x1 | g) + (1 | h)"

Stages = dict[str, Callable[[], object]]


# --- in the process of one checkout ---------------------------------------------------------------


def stages(folder: Path) -> Stages:
    """Return the stages of the checkout that is being imported, each as what is to be timed."""
    found: Stages = {}
    for own in (_steps(), _equations(), _data(folder), _facts(folder), _identifiability()):
        found |= dict(own)
    return found


def _steps() -> Iterator[tuple[str, Callable[[], object]]]:
    """Return the steps of `run.py`: in place of its stopwatch stands what hands the work over."""
    import run

    run.median_ms = lambda work, repeat=0: work  # type: ignore[assignment, return-value, misc] # noqa: ARG005
    for title, work, _ in run.rows():
        if callable(work):
            yield title, work


def _equations() -> Iterator[tuple[str, Callable[[], object]]]:
    import levelwise as lw

    for title, (formula, options) in MODELS.items():
        yield f"{title}: formula to model", lambda formula=formula, options=options: lw.model(formula, **options)
        model = lw.model(formula, **options)
        for notation in ("equatiomatic", "raudenbush-bryk"):
            equations = model.equations(notation, policy="off")
            name = f"{title}, {notation}"
            yield f"{name}: equations", lambda one=equations, notation=notation: one.in_notation(notation)
            yield f"{name}: LaTeX", lambda one=equations: one.to("latex")
            yield f"{name}: text", lambda one=equations: one.to("text")
            yield f"{name}: verify", equations.verify


def _data(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    import levelwise as lw

    csv = str(folder / "hsb.csv")
    hsb, factors = lw.datasets.load("hsb"), {"sector": ["pub", "cath"]}
    model = lw.model(HSB, hsb, factors=factors)
    wrong = lw.model("math ~ ses + (sector | sch.id)", hsb, factors=factors)
    report = wrong.check()
    assert not report.ok
    yield "read hsb as CSV", lambda: lw.read(csv)
    yield "read and model hsb as CSV", lambda: lw.model(HSB, lw.read(csv), factors=factors)
    yield "load hsb", lambda: lw.datasets.load("hsb")
    yield "model of hsb", lambda: lw.model(HSB, hsb, factors=factors)
    yield "check of a sound model", model.check
    yield "check of a wrong model, with repairs", lambda: str(wrong.check())
    yield "report as text", lambda: str(report)
    yield "report as data", report.to_dict
    yield "design matrices", model.design
    yield "diagram", lambda: str(model.diagram())


def _facts(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    import data_facts

    import levelwise as lw

    path = str(folder / "facts.parquet")
    for engine, title in data_facts.ENGINES.items():
        data = data_facts.opened(engine, path)
        yield f"data facts: {title}", lambda data=data: data_facts.ours(data)
        yield f"model and check: {title}", lambda data=data: lw.check(TWO_FACTORS, data)


def _identifiability() -> Iterator[tuple[str, Callable[[], object]]]:
    import identifiability

    for title in ("hsb, 4 parameters", "hsb, 11 parameters"):
        formula, rows = identifiability.MODELS[title]
        yield f"identifiability: {title}", identifiability.ours(formula, identifiability.table_of(rows))
    for title in ("4 parameters", "crossed, 5 parameters"):
        formula, _ = identifiability.MODELS[title]
        yield f"identifiability: {title}", identifiability.ours(formula, identifiability.table_of(ROWS))


def serve(checkout: Path, folder: Path) -> None:
    """Print the titles of the stages, then the seconds of each stage that is asked for, so many times."""
    sys.path[0] = str(checkout / "benchmarks")  # not this one's
    import levelwise

    assert Path(levelwise.__file__).is_relative_to(checkout), levelwise.__file__
    works = stages(folder)
    print("\t".join(works), flush=True)
    for line in sys.stdin:
        title, times = line.rstrip("\n").split("\t")
        work, start = works[title], processor_time()
        for _ in range(int(times)):
            work()
        print(processor_time() - start, flush=True)


def processor_time() -> float:
    """Return the seconds of processor time of this process, all threads, and of those it started."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


# --- in the process that compares -----------------------------------------------------------------


class Side:
    """One checkout in a process of its own.

    Attributes
    ----------
    titles : list of str
        Its stages.
    """

    def __init__(self, checkout: Path, folder: Path, stack: ExitStack) -> None:
        environment = {**os.environ, "PYTHONPATH": str(checkout / "src"), "PYTHONHASHSEED": "0"}
        command = [sys.executable, __file__, "--serve", str(checkout), str(folder)]
        pipe = subprocess.PIPE
        self.process = stack.enter_context(
            subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=folder)
        )
        self.titles = self._answer().split("\t")

    def seconds(self, title: str, times: int) -> float:
        """Return the processor time of one call of a stage, on the average of so many."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{title}\t{times}\n")
        self.process.stdin.flush()
        return float(self._answer()) / times

    def _answer(self) -> str:
        assert self.process.stdout is not None
        answer = self.process.stdout.readline().rstrip("\n")
        if not answer:
            raise SystemExit("a checkout failed; see its message above")
        return answer


def compare(old: Path, only: str, pairs: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Return the least seconds of each stage that both checkouts have, in the old one and in this one."""
    least: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_data(folder)
        for _ in range(pairs):
            with ExitStack() as stack:
                sides = [Side(checkout, folder, stack) for checkout in (old, HERE)]
                for title in sides[1].titles:
                    if title not in sides[0].titles or only not in title:
                        continue
                    times = max(1, round(LONG_ENOUGH / min(one.seconds(title, 1) for one in sides * 2)))
                    measured = [[one.seconds(title, times) for one in sides] for _ in range(rounds)]
                    measured.append(list(least.get(title, measured[0])))
                    least[title] = (min(one[0] for one in measured), min(one[1] for one in measured))
    return least


def make_data(folder: Path) -> None:
    """Write the files that both checkouts read."""
    import data_facts

    import levelwise as lw

    lw.datasets.load("hsb").write_csv(folder / "hsb.csv")
    data_facts.make(ROWS, GROUPS, folder / "facts.parquet")


def commit(checkout: Path) -> str:
    """Return the name of a checkout's commit."""
    command = ["git", "-C", str(checkout), "describe", "--always", "--dirty"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Compare, print and write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("old", nargs="?", type=Path, help="the checkout to compare with")
    options.add_argument("--only", default="", help="time only stages whose title has this in it")
    options.add_argument("--pairs", type=int, default=3, help="how many pairs of processes")
    options.add_argument("--rounds", type=int, default=15, help="how many rounds in each pair")
    options.add_argument("--serve", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(*given.serve)
        return
    if given.old is None:
        options.error("the checkout to compare with is missing")
    old = given.old.resolve()
    measured = compare(old, given.only, given.pairs, given.rounds)
    lines = [f"| stage | {commit(old)} | {commit(HERE)} | ratio |", "|---|---:|---:|---:|"]
    lines += [f"| {title} | {a * 1e3:.3g} ms | {b * 1e3:.3g} ms | {b / a:.2f} |" for title, (a, b) in measured.items()]
    print("\n".join(lines))
    if not given.only:
        import page

        page.write("comparison", lines)


if __name__ == "__main__":
    main()
