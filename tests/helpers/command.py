"""The command line, run in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from inspect import signature
from typing import Any

from click.testing import CliRunner, Result

from levelwise.cli.main import main

# before click 8.2 the two streams of a result were one unless it was told to keep them apart
_APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}


def runner(charset: str = "utf-8") -> CliRunner:
    return CliRunner(charset=charset, **_APART)


def said(result: Result) -> str:
    """Return what went to standard output and to standard error."""
    return result.stdout + result.stderr


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return runner().invoke(main, list(arguments), input=stdin)


def on_a_terminal(*arguments: str, **environment: str) -> tuple[int, str]:
    """Run the command line on a pseudo-terminal; return its exit code and what it prints there."""
    import pty  # Windows has none

    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.run(
        [sys.executable, "-m", "levelwise", *arguments],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=kept | {"TERM": "xterm"} | environment,
        check=False,
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # how a pseudo-terminal says that it is closed
        pass
    os.close(ours)
    return done.returncode, shown.decode()
