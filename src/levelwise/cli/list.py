"""``levelwise list``."""

from __future__ import annotations

import click

from levelwise.cli.output import exit_unusable, explained
from levelwise.errors import LevelwiseError


@click.command(name="list")
@click.argument("what", type=click.Choice(["notations", "formats", "rules", "datasets"]))
@click.option("-v", "--verbose", is_flag=True, help="Explain each rule in full.")
def list_(what: str, verbose: bool) -> None:
    """List the notations, formats, rules or bundled data sets."""
    if what == "rules":
        _rules(verbose=verbose)
    else:
        {"notations": _notations, "formats": _formats, "datasets": _datasets}[what]()


def _notations() -> None:
    from levelwise.api import path as api

    for notation in api.notations():
        click.echo(f"{notation.name}\n    {notation.title}\n    Source: {notation.source}")


def _formats() -> None:
    from levelwise.api import path as api

    for writer in api.formats():
        click.echo(f"{writer.name:<8} {', '.join(writer.suffixes):<8} {writer.title}")


def _rules(*, verbose: bool) -> None:
    from levelwise.api import path as api
    from levelwise.legitimacy.configuration.configure import configure

    try:
        configuration = configure()
    except LevelwiseError as error:
        exit_unusable(error)
    for rule in api.rules():
        line = f"{rule.code:<4} {configuration.setting(rule.code):<8} {rule.title}"
        click.echo(f"{explained(rule, configuration)}\n" if verbose else line)


def _datasets() -> None:
    from levelwise.data import datasets

    for dataset in datasets.DATASETS.values():
        click.echo(f"{dataset.name}: {dataset.title} ({dataset.rows} rows)\n    {dataset.description}")
        for column, meaning in dataset.columns.items():
            click.echo(f"    {column}: {meaning}")
        click.echo(f"    Source: {dataset.source}")
