"""``levelwise write``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from levelwise.api.chosen_options import for_both
from levelwise.cli.deliver import asked_options, asked_writer, deliver
from levelwise.cli.every_notation import ALL, write_in_all
from levelwise.cli.options import (
    FormulaCommand,
    ModelRequest,
    check_options,
    display_options,
    model_options,
    pair,
    progress,
)
from levelwise.cli.output import (
    Display,
    exit_illegitimate,
    exit_unusable,
    show_notes,
    show_warnings,
)
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError
from levelwise.notations.table import DEFAULT, NOTATIONS
from levelwise.options import OPTIONS

EPILOG = """\b
Examples:
  levelwise write "math ~ ses*sector + (ses | sch.id)" --data hsb
  levelwise write "math ~ ses*sector + (ses | sch.id)" --level sector=sch.id \\
      --notation raudenbush-bryk --to text
  levelwise write "math ~ ses + (ses | school)" --data students.csv -o model.tex
  levelwise write "math ~ ses + (ses | school)" --to text --legend --label ses="socioeconomic status"
"""


@click.command(cls=FormulaCommand, epilog=EPILOG)
@click.argument("formula")
@click.option(
    "--notation",
    metavar="NAME",
    default=DEFAULT,
    show_default=True,
    help="Notation of the equations, or all; see 'levelwise list notations'.",
)
@click.option("--to", "to", metavar="FORMAT", help="Output format; see 'levelwise list formats'.  [default: latex]")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write to a file instead of standard output (-); its extension sets the format unless --to is given.",
)
@click.option("--fragment", is_flag=True, help="Write the equations alone, not a complete document.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    help=f"Option of the notation or the format: {', '.join(OPTIONS)}; see 'levelwise list options'.",
)
@click.option("--legend", is_flag=True, help="Write what each symbol means below the equations, a line for each.")
@click.option(
    "--legend-form", type=click.Choice(["list", "sentence"]), help="Form of the legend, which is then written."
)
@click.option("--label", "labels", multiple=True, metavar="NAME=WORDS", help="Description of a column for the legend.")
@click.option("--unit", "units", multiple=True, metavar="NAME=UNIT", help="Unit of a column for the legend.")
@model_options
@check_options
@display_options
def write(
    formula: str,
    *,
    notation: str,
    to: str | None,
    output: str | None,
    fragment: bool,
    options: Sequence[str],
    legend: bool,
    legend_form: str | None,
    labels: Sequence[str],
    units: Sequence[str],
    request: ModelRequest,
    judgement: Mapping[str, Any],
    display: Display,
) -> None:
    """Write the equations of FORMULA.

    FORMULA is a multilevel model in lme4's syntax. Its equations go to standard output; warnings, notes and errors go
    to standard error. An illegitimate model is not written: the report says why and suggests other formulas.

    Exit code: 0 when the equations are written, 1 when the model is illegitimate, 2 when the input is unusable.
    """
    output = None if output == "-" else output
    try:
        writer = asked_writer(output, to)
        given = asked_options(options, writer, output, fragment=fragment)
        words = {
            "labels": dict(pair(one, "--label NAME=WORDS") for one in labels),
            "units": dict(pair(one, "--unit NAME=UNIT") for one in units),
        }
        form = legend_form or ("list" if legend else None)
        if notation == ALL:
            model = request.model(formula, **words)
            equations = write_in_all(model, writer, given, output, judgement, legend=form)
            show_notes(equations.model_notes)
            show_warnings(equations.report, display.on(sys.stderr))
            return
        chosen = for_both(given, NOTATIONS.named(notation), writer)
        model = request.model(formula, **words)
        with progress("checking the model"):
            equations = model.equations(notation, **judgement, **chosen)
        deliver(equations, writer, output, display, legend=form)
    except IllegitimateModelError as error:
        exit_illegitimate(error.report, display)
    except LevelwiseError as error:
        exit_unusable(error)
