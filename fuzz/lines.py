"""Coverage guidance: a file of inputs, each of which executed lines that none before it did."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from trial import attempt

import levelwise

CORPUS = Path(__file__).parent / "corpus.txt"
PACKAGE = str(Path(levelwise.__file__).parent)
LONGEST = 1_000


@cache
def load_corpus() -> tuple[str, ...]:
    """Return the stored inputs, one per line as JSON, which preserves every character."""
    if not CORPUS.exists():
        return ()
    return tuple(json.loads(line) for line in CORPUS.read_text(encoding="ascii").splitlines())


def save_corpus(inputs: tuple[str, ...]) -> None:
    """Write the inputs to the file."""
    CORPUS.write_text("".join(f"{json.dumps(one)}\n" for one in inputs), encoding="ascii")


class Lines:
    """The lines of the package that were executed, and the pairs of consecutive lines."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int, int]] = set()
        self.new = False

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Follow calls into the package only; a foreign frame costs one call."""
        if event != "call" or not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        name, before = frame.f_code.co_filename, 0

        def local(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal before
            if event == "line":
                step = (name, before, frame.f_lineno)
                before = frame.f_lineno
                if step not in self.seen:
                    self.seen.add(step)
                    self.new = True
            return local

        return local


def grown(count: int, seed: int) -> tuple[str, ...]:
    """Return the corpus with those of the next inputs that execute new sequences of lines."""
    lines = Lines()
    corpus = list(load_corpus())
    for number in range(count):
        kind = "parser" if number % 4 else "pipeline"
        lines.new = False
        sys.settrace(lines.trace)
        try:
            outcome = attempt(kind, -seed, number, tuple(corpus))
        finally:
            sys.settrace(None)
        text = outcome.text.partition("\n{")[0] if kind == "pipeline" else outcome.text
        if lines.new and len(text) <= LONGEST and text not in corpus:
            corpus.append(text)
        if not (number + 1) % (max(20, count) // 20):
            print(f"{number + 1:,} of {count:,}: {len(corpus)} inputs, {len(lines.seen):,} steps", flush=True)
    return tuple(corpus)
