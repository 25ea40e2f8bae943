"""The command line, run in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from levelwise.cli.main import main


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)
