"""Times `lw.lmer` and `lw.extract_eq` beside lme4 and statsmodels, in turn in one run.

    python benchmarks/fits.py

prints a table and writes it into docs/speed.md. All data are in memory before a clock starts, and R and Python have
been started; the figures are medians by the clock. lme4 is left out where there is no R with lme4. The engine's time is
that of all calls of mixedlm, and our own work all the rest: formula, data, check, matrices, mapping back, and the
equation with its estimates.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import page
import polars as pl

import levelwise as lw

ROUNDS = 11
AGREEMENT = 1e-3
"""Largest difference of the log-likelihoods of two programs; larger ones make their times incomparable."""

FORMULAS = {
    "m3": "math ~ ses + (ses | school)",
    "m4": "math ~ ses*sector + (ses | school)",
    "sleepstudy": "Reaction ~ Days + (Days | Subject)",
    "crossed": "y ~ service + (1 | s) + (1 | d)",
}
STATSMODELS = {
    "m3": ("math ~ ses", "school", "~ses"),
    "m4": ("math ~ ses*sector", "school", "~ses"),
    "sleepstudy": ("Reaction ~ Days", "Subject", "~Days"),
}
"""Crossed factors take statsmodels more than five minutes."""


def tables() -> dict[str, pl.DataFrame]:
    """Return the data of each model; the crossed ones are as many as lme4's InstEval."""
    hsb = lw.datasets.load("hsb").rename({"sch.id": "school"})
    draw, rows = np.random.default_rng(1), 73_421
    s, d, service = draw.integers(0, 2972, rows), draw.integers(0, 1128, rows), draw.integers(0, 2, rows)
    y = 3.2 - 0.1 * service + draw.normal(0, 0.33, 2972)[s] + draw.normal(0, 0.52, 1128)[d] + draw.normal(0, 1.18, rows)
    crossed = pl.DataFrame({"y": y, "service": service, "s": s, "d": d})
    return {"m3": hsb, "m4": hsb, "sleepstudy": lw.datasets.load("sleepstudy"), "crossed": crossed}


class Engine:
    """The seconds spent in mixedlm: `lmer` and the methods of its result."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Measure all calls."""
        import mixedlm
        from mixedlm.models.lmer import LmerResult

        places = [(mixedlm, "lmer"), *((LmerResult, name) for name in vars(LmerResult) if name.isalpha())]
        kept = [(place, name, getattr(place, name)) for place, name in places if callable(getattr(place, name))]
        depth = 0

        def timed(call: Callable[..., Any]) -> Callable[..., Any]:
            def run(*arguments: Any, **options: Any) -> Any:
                nonlocal depth
                depth += 1
                start = time.perf_counter()
                try:
                    return call(*arguments, **options)
                finally:
                    depth -= 1
                    if not depth:  # a method may call another
                        self.seconds += time.perf_counter() - start

            return run

        for place, name, call in kept:
            setattr(place, name, timed(call))
        try:
            yield
        finally:
            for place, name, call in kept:
                setattr(place, name, call)


class Lme4:
    """An R process that fits models with lme4."""

    def __init__(self, folder: Path) -> None:
        command = ["Rscript", str(Path(__file__).with_suffix(".R")), str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = self._line()

    def fit(self, name: str) -> tuple[float, float]:
        """Return the seconds that a fit takes, and its log-likelihood."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        seconds, loglik = map(float, self._line().split())
        return seconds, loglik

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            raise SystemExit("R stopped")
        return line


def has_lme4() -> bool:
    """Return whether there is an R with lme4."""
    asked = ["Rscript", "-e", "quit(status = !requireNamespace('lme4', quietly = TRUE))"]
    return (
        shutil.which("Rscript") is not None and subprocess.run(asked, check=False, capture_output=True).returncode == 0
    )


def ours(name: str, table: pl.DataFrame) -> tuple[dict[str, float], float]:
    """Return the seconds of a fit, of the engine in it and of the equation, and the log-likelihood."""
    engine = Engine()
    with engine.watched():
        start = time.perf_counter()
        fit = lw.lmer(FORMULAS[name], table)
        fitted = time.perf_counter()
        assert lw.extract_eq(fit, estimates=True).latex
        written = time.perf_counter()
    times = {"lmer": fitted - start, "engine": engine.seconds, "equation": written - fitted}
    return {**times, "own": written - start - engine.seconds}, fit.loglik


def statsmodels(name: str, frame: Any) -> float:
    """Return the seconds that statsmodels takes."""
    import statsmodels.formula.api as smf

    formula, groups, slopes = STATSMODELS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        smf.mixedlm(formula, frame, groups=groups, re_formula=slopes).fit()
        return time.perf_counter() - start


def main() -> None:
    """Fit all models in turn, and print and write the table."""
    data = tables()
    frames = {name: data[name].to_pandas() for name in STATSMODELS}
    seen: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in data.items():
            table.write_csv(Path(folder) / f"{name}.csv")
        lme4 = Lme4(Path(folder)) if has_lme4() else None
        for name, table in data.items():
            ours(name, table)  # imports what is needed
        for _ in range(ROUNDS):
            for name, table in data.items():
                times, loglik = ours(name, table)
                if lme4 is not None:
                    times["lme4"], theirs = lme4.fit(name)
                    if abs(loglik - theirs) > AGREEMENT:
                        raise SystemExit(f"{name}: log-likelihood {loglik}, but {theirs} in lme4")
                if name in frames:
                    times["statsmodels"] = statsmodels(name, frames[name])
                for what, seconds in times.items():
                    seen.setdefault((name, what), []).append(seconds)
    peer = f"lme4 {lme4.version}" if lme4 else "lme4"
    lines = [
        f"| model | rows | {peer} | statsmodels | `lw.lmer` | `lw.lmer` / lme4 | engine | own work | its equation |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, table in data.items():
        medians = {what: statistics.median(times) for (one, what), times in seen.items() if one == name}
        cells = [_milliseconds(medians.get(what)) for what in ("lme4", "statsmodels", "lmer")]
        cells.append(f"{medians['lmer'] / medians['lme4']:.2f}" if "lme4" in medians else "")
        cells += [_milliseconds(medians[what]) for what in ("engine", "own", "equation")]
        written = FORMULAS[name].replace("|", "\\|")
        lines.append(f"| {name}: `{written}` | {len(table):,} | {' | '.join(cells)} |")
    page.write("fits", lines)
    print("\n".join(lines))


def _milliseconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1e3:,.0f} ms"


if __name__ == "__main__":
    main()
