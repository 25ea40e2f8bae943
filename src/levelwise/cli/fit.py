"""``levelwise fit``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from levelwise.api.chosen_options import for_both
from levelwise.api.fitting import fit_model
from levelwise.cli.deliver import asked_options, asked_writer, deliver
from levelwise.cli.options import (
    FormulaCommand,
    ModelRequest,
    check_options,
    display_options,
    model_options,
)
from levelwise.cli.output import Display, exit_illegitimate, exit_unusable
from levelwise.errors import LevelwiseError
from levelwise.files import write_whole
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError
from levelwise.notations.table import DEFAULT, NOTATIONS
from levelwise.text.sentences import listed

EPILOG = """\b
Examples:
  levelwise fit "math ~ ses + (ses | sch.id)" --data hsb --errors
  levelwise fit "math ~ ses + (ses | sch.id)" --data hsb --summary
  levelwise fit "math ~ ses + (ses | school)" --data students.csv -o model.docx
"""


_OF_EQUATIONS = ("errors", "notation", "to", "fragment", "options")
"""The parameters which a summary does not have."""


@click.command(cls=FormulaCommand, epilog=EPILOG)
@click.argument("formula")
@click.option("--errors", is_flag=True, help="Print standard errors in brackets below the estimates.")
@click.option("--summary", is_flag=True, help="Write a table of the estimates as text, not the equations.")
@click.option("--ml", is_flag=True, help="Estimate a linear model by maximum likelihood, not by REML.")
@click.option(
    "--engine", metavar="NAME", help="Package that fits the model, mixedlm or glmm; by default the best for the model."
)
@click.option("--notation", metavar="NAME", default=DEFAULT, show_default=True, help="Notation of the equations.")
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
    help="Option of the notation or the format; see 'levelwise list options'.",
)
@model_options
@check_options
@display_options
def fit(
    formula: str,
    *,
    errors: bool,
    summary: bool,
    ml: bool,
    engine: str | None,
    notation: str,
    to: str | None,
    output: str | None,
    fragment: bool,
    options: Sequence[str],
    request: ModelRequest,
    judgement: Mapping[str, Any],
    display: Display,
) -> None:
    """Fit FORMULA to data and write its equations with the estimates.

    The model is checked first; an illegitimate one is not fitted, and the report says why and suggests other formulas.
    The packages that fit models are installed by pip install 'levelwise[fit]'.

    Exit code: 0 when the model is fitted, 1 when it is illegitimate, 2 when the input is unusable.
    """
    output = None if output == "-" else output
    if summary:
        _check_summary(click.get_current_context(), output)
    try:
        if summary:
            text = fit_model(request.model(formula), engine=engine, reml=not ml, **judgement).summary()
            click.echo(text) if output is None else write_whole(output, text)
            return
        writer = asked_writer(output, to)
        given = asked_options(options, writer, output, fragment=fragment)
        given = {"estimates": True, **({"errors": True} if errors else {}), **given}
        chosen = for_both(given, NOTATIONS.named(notation), writer)
        fitted = fit_model(request.model(formula), engine=engine, reml=not ml, **judgement)
        deliver(fitted.model.equations(notation, **judgement, **chosen), writer, output, display)
    except IllegitimateModelError as error:
        exit_illegitimate(error.report, display)
    except LevelwiseError as error:
        exit_unusable(error)


def _check_summary(context: click.Context, output: str | None) -> None:
    """Raise UsageError if an option or a file of equations stands beside ``--summary``."""
    given = [
        option.opts[-1]
        for option in context.command.params
        if option.name in _OF_EQUATIONS and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"--summary writes a table of the estimates; {listed(given)} would change nothing in it")
    if output is not None and Path(output).suffix not in ("", ".txt"):
        raise click.UsageError("--summary writes text, so the name of its file must end in .txt")
