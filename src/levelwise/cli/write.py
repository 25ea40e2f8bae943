"""``levelwise write``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from levelwise.cli.options import Request, common, make_model, pair, progress
from levelwise.cli.output import ILLEGITIMATE, exit_unusable, look_for, show_report, show_warnings
from levelwise.errors import LevelwiseError
from levelwise.files import write_whole
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError


@click.command()
@click.argument("formula")
@click.option("--notation", default="equatiomatic", show_default=True, help="See levelwise list notations.")
@click.option("--to", "to", metavar="FORMAT", help="See levelwise list formats; LaTeX by default.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to a file instead; its ending gives the format.",
)
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="A style option, such as matrices=array.")
@common
def write(
    formula: str, *, notation: str, to: str | None, output: str | None, options: Sequence[str], request: Request
) -> None:
    """Write the equations of FORMULA, such as "math ~ ses*sector + (ses | sch.id)".

    What is wrong or doubtful goes to standard error, with --verbose also what is merely worth knowing. The exit
    code is 0 when the equations are written, 1 when the model is illegitimate, 2 when the input is unusable.
    """
    try:
        style: dict[str, Any] = dict(pair(option, "--option KEY=VALUE") for option in options)
        made = make_model(formula, request)
        with progress("checking the model"):
            equations = made.equations(notation, **request.judgement, **style)
        if output is None or to is not None:
            text = equations.to(to or "latex")
        for note in equations.notes:
            click.echo(f"note: {note}", err=True)
        show_warnings(equations.report, look_for(sys.stderr, request.display))
        if output is None:
            click.echo(text)
        elif to is None:
            equations.save(output)
        else:
            write_whole(output, text)
    except IllegitimateModelError as error:
        show_report(error.report, look_for(sys.stderr, request.display), err=True)
        sys.exit(ILLEGITIMATE)
    except LevelwiseError as error:
        exit_unusable(error)
