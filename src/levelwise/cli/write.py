"""``levelwise write``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from levelwise.cli.options import ModelRequest, check_options, display_options, model_options, pair, progress
from levelwise.cli.output import (
    Display,
    exit_illegitimate,
    exit_unusable,
    show_equations,
    show_notes,
    show_warnings,
)
from levelwise.errors import LevelwiseError
from levelwise.files import write_whole
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError

EPILOG = """\b
Examples:
  levelwise write "math ~ ses*sector + (ses | sch.id)" --data hsb
  levelwise write "math ~ ses*sector + (ses | sch.id)" --level sector=sch.id \\
      --notation raudenbush-bryk --to text
  levelwise write "math ~ ses + (ses | school)" --data students.csv -o model.tex
"""


@click.command(epilog=EPILOG)
@click.argument("formula")
@click.option(
    "--notation",
    metavar="NAME",
    default="equatiomatic",
    show_default=True,
    help="Notation of the equations; see 'levelwise list notations'.",
)
@click.option("--to", "to", metavar="FORMAT", help="Output format; see 'levelwise list formats'.  [default: latex]")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to a file instead of standard output; its extension sets the format unless --to is given.",
)
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="A style option, such as matrices=array.")
@model_options
@check_options
@display_options
def write(
    formula: str,
    *,
    notation: str,
    to: str | None,
    output: str | None,
    options: Sequence[str],
    request: ModelRequest,
    judgement: Mapping[str, Any],
    display: Display,
) -> None:
    """Write the equations of FORMULA.

    FORMULA is a multilevel model in lme4's syntax. Its equations go to standard output; warnings, notes and errors go
    to standard error. An illegitimate model is not written: the report says why and suggests other formulas.

    Exit code: 0 when the equations are written, 1 when the model is illegitimate, 2 when the input is unusable.
    """
    try:
        style: dict[str, Any] = dict(pair(option, "--option KEY=VALUE") for option in options)
        model = request.model(formula)
        with progress("checking the model"):
            equations = model.equations(notation, **judgement, **style)
        text = equations.to(to or "latex") if output is None or to is not None else None
        show_notes(equations.notes)
        show_warnings(equations.report, display.on(sys.stderr))
        if output is None:
            show_equations(str(text))
        elif text is None:
            equations.save(output)
        else:
            write_whole(output, text)
    except IllegitimateModelError as error:
        exit_illegitimate(error.report, display)
    except LevelwiseError as error:
        exit_unusable(error)
