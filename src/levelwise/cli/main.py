"""The command group: every command by name, imported when it is used."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from levelwise.cli.output import tolerate_encodings
from levelwise.version import __version__

COMMANDS: Mapping[str, str] = {
    "check": "levelwise.cli.check:check",
    "code": "levelwise.cli.code:code",
    "diagram": "levelwise.cli.diagram:diagram",
    "explain": "levelwise.cli.explain:explain",
    "fit": "levelwise.cli.fit:fit",
    "list": "levelwise.cli.list:list_",
    "schema": "levelwise.cli.schema:schema",
    "write": "levelwise.cli.write:write",
}
"""Each command and the ``module:function`` that defines it."""


THREADS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
"""The variables that set the number of threads for the libraries of linear algebra that numpy may be built with."""


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is used or its help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order of the help."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a command by name, or None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command line on streams that accept every character."""
        tolerate_encodings()
        return super().main(*arguments, **options)


EPILOG = """\b
Examples:
  levelwise write "math ~ ses*sector + (ses | sch.id)" --data hsb
  levelwise check "math ~ ses*sector + (ses | sch.id)" --data students.csv

Run 'levelwise COMMAND --help' for the options of a command.
"""


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(__version__)
def main() -> None:
    """Write the equations of a multilevel model, and check whether the model is legitimate.

    A model is a formula in lme4's syntax. Data are optional, except to fit it.
    """


def one_thread() -> None:
    """Let the linear algebra of numpy run in one thread, unless the environment says in how many.

    Starting a pool of threads takes half as long as importing numpy, and models are too small to gain from it.
    """
    if not any(name in os.environ for name in THREADS):
        os.environ.update(dict.fromkeys(THREADS, "1"))


def run() -> None:
    """Run the command line as a process of its own."""
    one_thread()
    gc.disable()  # a process this short needs no garbage collection, which would take a tenth of its time
    main(prog_name="levelwise")
