"""``levelwise diagram``."""

from __future__ import annotations

import click

from levelwise.cli.options import Request, common, make_model
from levelwise.cli.output import exit_unusable
from levelwise.errors import LevelwiseError


@click.command()
@click.argument("formula")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file instead: SVG, PNG, PDF or text.")
@common
def diagram(formula: str, output: str | None, request: Request) -> None:
    """Draw the levels of FORMULA: which factor lies in which, how many groups, which predictors live where.

    The exit code is 0 when it is drawn, 2 when the input is unusable.
    """
    try:
        drawn = make_model(formula, request).diagram()
        if output is None:
            click.echo(str(drawn))
        else:
            drawn.save(output)
    except LevelwiseError as error:
        exit_unusable(error)
