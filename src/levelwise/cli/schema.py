"""``levelwise schema``."""

from __future__ import annotations

import click

from levelwise.cli.output import show_json


@click.command()
def schema() -> None:
    """Print the JSON Schema of 'levelwise check --format json'."""
    from levelwise.api import functions as api

    show_json(api.report_schema())
