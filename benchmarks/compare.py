"""Times every stage in another checkout and in this one, in turn, in one run.

    python benchmarks/compare.py OLD_CHECKOUT [--only WORD] [--pairs 4] [--rounds 25]

prints a table of ratios, and writes one that is summed over models and tables into docs/speed.md, unless only some
stages were timed. Each checkout runs in a process of its own with the same interpreter and the same packages. The
processes take turns at each stage, and after some rounds a new pair of processes starts. The figures are processor
time, of all threads, each the least of all rounds.

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
LONG_ENOUGH = 0.01
"""Seconds for which a stage is repeated in each round."""

TOO_LONG = 3.0
"""Seconds in which all rounds of a stage should be over, if five rounds are."""

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
        yield f"formula to model: {title}", lambda formula=formula, options=options: lw.model(formula, **options)
        model = lw.model(formula, **options)
        for notation in ("equatiomatic", "raudenbush-bryk"):
            equations = model.equations(notation, policy="off")
            name = f"{title}, {notation}"
            yield f"equations: {name}", lambda one=equations, notation=notation: one.in_notation(notation)
            yield f"LaTeX: {name}", lambda one=equations: one.to("latex")
            yield f"text: {name}", lambda one=equations: one.to("text")
            yield f"verify: {name}", equations.verify


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
                    once = min(one.seconds(title, 1) for one in sides * 2)
                    times, affordable = max(1, round(LONG_ENOUGH / once)), max(5, round(TOO_LONG / once))
                    measured = [
                        (sides[0].seconds(title, times), sides[1].seconds(title, times))
                        for _ in range(min(rounds, affordable))
                    ]
                    before, now = zip(*measured, least.get(title, measured[0]), strict=True)
                    least[title] = (min(before), min(now))
    return least


def summed(measured: dict[str, tuple[float, float]]) -> Iterator[str]:
    """Return the rows of the table in docs/speed.md: the sums of all stages of one kind, and the range of ratios."""
    kinds: dict[str, list[tuple[float, float]]] = {}
    for title, seconds in measured.items():
        kinds.setdefault(title.partition(":")[0], []).append(seconds)
    for kind, cases in kinds.items():
        before, now = map(sum, zip(*cases, strict=True))
        ratios = sorted(b / a for a, b in cases)
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}" if len(cases) > 1 else ""
        row = f"| {kind} | {len(cases)} | {before * 1e3:.3g} ms | {now * 1e3:.3g} ms | {now / before:.2f} | {spread} |"
        yield row


def make_data(folder: Path) -> None:
    """Write the files that both checkouts read."""
    import data_facts

    import levelwise as lw

    lw.datasets.load("hsb").write_csv(folder / "hsb.csv")
    data_facts.make(ROWS, GROUPS, folder / "facts.parquet")


def commit(checkout: Path) -> str:
    """Return the name of a checkout's commit."""
    command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Compare, print and write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("old", nargs="?", type=Path, help="the checkout to compare with")
    options.add_argument("--only", default="", help="time only stages whose title has this in it")
    options.add_argument("--pairs", type=int, default=4, help="how many pairs of processes")
    options.add_argument("--rounds", type=int, default=25, help="how many rounds in each pair")
    options.add_argument("--serve", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(*given.serve)
        return
    if given.old is None:
        options.error("the checkout to compare with is missing")
    old = given.old.resolve()
    measured = compare(old, given.only, given.pairs, given.rounds)
    for title, (before, now) in measured.items():
        print(f"{now / before:.2f}  {before * 1e3:.3g} ms  {now * 1e3:.3g} ms  {title}")
    if not given.only:
        import page

        head = f"| stage | cases | {commit(old)} | {commit(HERE)} | ratio | single cases |"
        page.write("comparison", [head, "|---|---:|---:|---:|---:|---|", *summed(measured)])


if __name__ == "__main__":
    main()
