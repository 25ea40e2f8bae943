"""``levelwise explain``."""

from __future__ import annotations

import click

from levelwise.cli.output import exit_unusable, explained
from levelwise.errors import LevelwiseError


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain a rule by its code, such as R1: why it stands, what decides it, where it is argued for."""
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.configuration.settings import rule_of

    try:
        rule, configuration = rule_of(code), configure()
    except LevelwiseError as error:
        exit_unusable(error)
    click.echo(explained(rule, configuration))
