"""The command line itself: its commands by name, each loaded when it is used."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module

import click

from levelwise.version import __version__

COMMANDS: Mapping[str, str] = {
    "check": "levelwise.cli.check:check",
    "diagram": "levelwise.cli.diagram:diagram",
    "explain": "levelwise.cli.explain:explain",
    "list": "levelwise.cli.list:list_",
    "schema": "levelwise.cli.schema:schema",
    "write": "levelwise.cli.write:write",
}
"""Each command and the ``module:function`` that defines it."""


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


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Write the equations of multilevel models, and say whether a model is legitimate."""


def run() -> None:
    """Run the command line as a process of its own."""
    gc.disable()  # a process this short needs no garbage collection, which would take a tenth of its time
    main(prog_name="levelwise")
