"""``levelwise diagram``."""

from __future__ import annotations

import click

from levelwise.cli.options import ModelRequest, model_options
from levelwise.cli.output import exit_unusable
from levelwise.errors import LevelwiseError


@click.command(epilog='Example: levelwise diagram "math ~ ses*sector + (ses | sch.id)" --data hsb')
@click.argument("formula")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Save the diagram as SVG, PNG, PDF or text.")
@model_options
def diagram(formula: str, *, output: str | None, request: ModelRequest) -> None:
    """Draw a diagram of the levels of FORMULA.

    The diagram shows how the grouping factors are nested, how many groups each has, and at which level each predictor
    is measured.

    Exit code: 0 when the diagram is drawn, 2 when the input is unusable.
    """
    try:
        drawn = request.model(formula).diagram()
        if output is None:
            click.echo(str(drawn))
        else:
            drawn.save(output)
    except LevelwiseError as error:
        exit_unusable(error)
