"""``levelwise schema``."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of the reports that levelwise check --format json prints."""
    from levelwise.api import path as api

    click.echo(json.dumps(api.report_schema(), indent=2, ensure_ascii=False))
