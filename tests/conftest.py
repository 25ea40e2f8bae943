"""The seed in the head of the output; every LaTeX string the tests produce in the file LEVELWISE_LATEX_LOG."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest

from helpers.draws import SEED, TIMES
from levelwise.equation.tree import System
from levelwise.options import Options
from levelwise.writers import latex


def pytest_report_header() -> str:
    return f"random tests: LEVELWISE_SEED={SEED} LEVELWISE_EXAMPLES={TIMES}"


@pytest.fixture(scope="session", autouse=True)
def latex_log() -> Iterator[None]:
    path = os.environ.get("LEVELWISE_LATEX_LOG")
    if not path:
        yield
        return
    write = latex.write
    seen: set[str] = set()

    def logged(system: System, options: Options) -> str:
        written = write(system, options)
        if latex.wrapping_of(options) == "aligned" and options.get("dialect") != "latex":
            seen.add(written)  # what KaTeX and MathJax are to read
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(latex, "write", logged)
        yield
    # at once, as several processes may run the tests
    with open(path, "ab", buffering=0) as file:  # noqa: PTH123
        file.write("".join(json.dumps(one) + "\n" for one in sorted(seen)).encode())
