"""``levelwise explain``."""

from __future__ import annotations

import click

from levelwise.cli.output import exit_unusable, explained
from levelwise.errors import LevelwiseError


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain RULE, such as R1.

    The explanation consists of its severity, reason, criterion and source.
    """
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.configuration.settings import rule_of

    try:
        text = explained(rule_of(rule), configure())
    except LevelwiseError as error:
        exit_unusable(error)
    click.echo(text)
