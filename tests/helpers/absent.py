"""Python in a process of its own, in which some packages cannot be imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import levelwise

DATA_FRAMES = ("narwhals", "pandas", "polars", "pyarrow")
WITH_NUMPY = ("numpy", *DATA_FRAMES)

THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # many processes share a few processors

# what the standard library and click need is there; everything else but the named packages is, too
_REFUSE = """
import sys
class Refusal:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {packages!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Refusal())
"""


def python(code: str, *arguments: str, without: Iterable[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run code where packages are absent; its standard output and error, and its exit code."""
    source = str(Path(levelwise.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", **THREADS}
    whole = _REFUSE.format(packages=set(without)) + code
    command = [sys.executable, "-W", "error", "-c", whole, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def answer(code: str, *arguments: str, without: Iterable[str] = ()) -> Any:
    """Return what code prints as JSON on its last line; an error fails the test."""
    done = python(code, *arguments, without=without)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def command(*arguments: str, without: Iterable[str] = (), then: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line where packages are absent, and some code after it."""
    code = f"""
sys.argv = ["levelwise", *sys.argv[1:]]
from levelwise.cli.main import run
try:
    run()
finally:
    {then or "pass"}
"""
    return python(code, *arguments, without=without)
