"""``levelwise list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from levelwise.cli.output import exit_unusable, explained
from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.writers.writer import Writer


@click.command(name="list")
@click.argument("what", type=click.Choice(["notations", "formats", "software", "options", "rules", "datasets"]))
@click.option("-v", "--verbose", is_flag=True, help="With rules: explain each in full.")
def list_(what: str, verbose: bool) -> None:
    """List the notations, the formats, their options, the software, the rules or the bundled data sets."""
    if what == "rules":
        _rules(verbose=verbose)
    else:
        listing = {"notations": _notations, "formats": _formats, "software": _software, "options": _options}
        {**listing, "datasets": _datasets}[what]()


def _notations() -> None:
    from levelwise.notations.table import NOTATIONS

    try:
        notations = NOTATIONS.all().values()
    except LevelwiseError as error:
        exit_unusable(error)
    for notation in notations:
        click.echo(f"{notation.name}\n    {notation.title}\n    Source: {notation.source}")


def _software() -> None:
    from levelwise.translation.table import SOFTWARE

    for software in SOFTWARE.all().values():
        click.echo(f"{software.name}\n    {software.title}\n    Source: {software.source}")


def _formats() -> None:
    from levelwise.writers.table import WRITERS

    writers = tuple(WRITERS.all().values())
    names, suffixes = (max(map(len, words)) for words in zip(*map(_name_and_suffixes, writers), strict=True))
    for writer in writers:
        name, endings = _name_and_suffixes(writer)
        click.echo(f"{name:<{names}}  {endings:<{suffixes}}  {writer.title}")


def _name_and_suffixes(writer: Writer) -> tuple[str, str]:
    return writer.name, ", ".join(writer.suffixes)


def _options() -> None:
    from levelwise.api.chosen_options import option_table
    from levelwise.options import takers_in_words

    for option, takers in option_table():
        default = "auto" if option.default is None else str(option.default).lower()
        click.echo(f"{option.name}: {option.accepted} (default: {default})")
        click.echo(f"    {option.help}\n    For {takers_in_words(takers)}")


def _rules(*, verbose: bool) -> None:
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.rules import RULES

    try:
        configuration = configure()
    except LevelwiseError as error:
        exit_unusable(error)
    for rule in RULES:
        line = f"{rule.code:<4} {configuration.setting(rule.code):<8} {rule.title}"
        click.echo(f"{explained(rule, configuration)}\n" if verbose else line)


def _datasets() -> None:
    from levelwise.data import datasets

    for dataset in datasets.DATASETS.values():
        click.echo(f"{dataset.name}: {dataset.title} ({dataset.rows:,} rows)\n    {dataset.description}")
        for column, meaning in dataset.columns.items():
            click.echo(f"    {column}: {meaning}")
        click.echo(f"    Source: {dataset.source}")
