"""Test Levelwise with random formulas, data and options, and report the outcomes.

    python fuzz/run.py [--parser 200000] [--pipeline 20000] [--seed 1] [--jobs 2]

The only error that an input may cause is a ``LevelwiseError``; anything else (another exception, a warning, a panic in
a compiled library, more than eight seconds of processor time, a system that ``verify()`` does not accept) is
a failure. It is printed with the command that reproduces it:

    python fuzz/run.py --repeat pipeline:1:4711

``--grow N`` runs N more inputs while tracing the lines of the package, and adds those that reach new sequences of lines
to corpus.txt, whose entries are mutated to make new inputs. As the corpus is a file, an input depends only on its seed,
its number and the commit.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

# each process computes with one thread, as the threads of a library would only wait for each other
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", POLARS_MAX_THREADS="1")
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from lines import grown, load_corpus, save_corpus  # noqa: E402
from trial import Outcome, attempt  # noqa: E402

RESULTS = HERE.parent / "docs" / "fuzzing.md"
MARKS = ("<!-- figures: begin -->", "<!-- figures: end -->")
CHUNK = 100
SHOWN = 20

Numbered = tuple[int, Outcome]


def tried(kind: str, seed: int, numbers: range) -> tuple[int, list[Numbered], Counter[str]]:
    """Try some inputs in a process; return how many, the failures and the counts of outcomes."""
    corpus = load_corpus()
    outcomes = [(number, attempt(kind, seed, number, corpus)) for number in numbers]
    return len(numbers), [one for one in outcomes if one[1].failure], Counter(one.name for _, one in outcomes)


def chunks(count: int) -> Iterator[range]:
    """Return the numbers from 0 to a count in pieces."""
    return (range(start, min(start + CHUNK, count)) for start in range(0, count, CHUNK))


def series(kind: str, count: int, seed: int, jobs: int) -> tuple[Counter[str], int, float]:
    """Try a series of inputs with progress; return outcomes, failures and seconds."""
    started, done, failures, counts = time.perf_counter(), 0, 0, Counter[str]()
    with get_context("spawn").Pool(jobs, maxtasksperchild=200) as pool:
        for size, failed, outcomes in pool.imap_unordered(partial(tried, kind, seed), chunks(count)):
            for number, outcome in failed:
                failures += 1
                if failures <= SHOWN:
                    print(
                        f"\n--repeat {kind}:{seed}:{number}\n{shortened(outcome.text)}\n{outcome.failure}", flush=True
                    )
            before, done = done, done + size
            counts += outcomes
            if done * 20 // count != before * 20 // count:
                print(f"{kind}: {done:,} of {count:,}, {failures} failures", flush=True)
    return counts, failures, time.perf_counter() - started


def shortened(text: str) -> str:
    """Return a string shortened for printing."""
    shown = ascii(text)
    return shown if len(shown) < 1500 else f"{shown[:1500]}… ({len(text):,} characters)"


def table(command: str, rows: list[tuple[str, Counter[str], int, float]]) -> str:
    """Return the figures as Markdown."""
    lines = [f"`{command}`", "", "| series | inputs | outcomes | failures | seconds |", "|---|--:|---|--:|--:|"]
    for kind, counts, failures, seconds in rows:
        outcomes = ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
        lines.append(f"| {kind} | {counts.total():,} | {outcomes} | {failures} | {seconds:.0f} |")
    return "\n".join(lines)


def publish(figures: str) -> None:
    """Write the figures between the markers of the page."""
    page = RESULTS.read_text(encoding="utf-8")
    before, _, rest = page.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    RESULTS.write_text(f"{before}{MARKS[0]}\n{figures}\n{MARKS[1]}{after}", encoding="utf-8")


def repeat(which: str) -> int:
    """Try one input again and print its details."""
    kind, seed, number = which.rsplit(":", 2)
    outcome = attempt(kind, int(seed), int(number), load_corpus())
    print(f"{outcome.name}\n{outcome.text!a}\n{outcome.failure}")
    return bool(outcome.failure)


def main() -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="random formulas, data and options against Levelwise")
    parser.add_argument("--parser", type=int, default=200_000, help="inputs to the parser and the expansion")
    parser.add_argument("--pipeline", type=int, default=20_000, help="inputs to everything up to the writers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/fuzzing.md")
    parser.add_argument("--repeat", metavar="SERIES:SEED:NUMBER", help="try one input again")
    parser.add_argument("--grow", type=int, metavar="N", help="look for inputs that reach new lines")
    given = parser.parse_args()
    if given.repeat:
        return repeat(given.repeat)
    if given.grow:
        save_corpus(grown(given.grow, given.seed))
        return 0
    rows = [
        (kind, *series(kind, count, given.seed, given.jobs))
        for kind, count in (("parser", given.parser), ("pipeline", given.pipeline))
        if count
    ]
    command = f"python fuzz/run.py --parser {given.parser} --pipeline {given.pipeline} --seed {given.seed}"
    figures = table(command, rows)
    print(figures)
    if given.write:
        publish(figures)
    return int(any(failures for _, _, failures, _ in rows))


if __name__ == "__main__":
    raise SystemExit(main())
