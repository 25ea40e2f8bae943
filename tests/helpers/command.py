"""The command line, run in this process."""

from __future__ import annotations

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
