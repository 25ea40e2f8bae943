"""``levelwise code``."""

from __future__ import annotations

import click

from levelwise.cli.options import FormulaCommand, ModelRequest, model_options
from levelwise.cli.output import exit_unusable, show_equations, show_notes
from levelwise.errors import LevelwiseError

EPILOG = """\b
Examples:
  levelwise code "math ~ ses + (ses | school)" --for Stata
  levelwise code "math ~ ses*sector + (ses | sch.id)" --for brms --data hsb --factor sector=pub,cath
"""


@click.command(cls=FormulaCommand, epilog=EPILOG)
@click.argument("formula")
@click.option(
    "--for", "software", metavar="SOFTWARE", required=True, help="The software; see 'levelwise list software'."
)
@model_options
def code(formula: str, *, software: str, request: ModelRequest) -> None:
    """Write FORMULA for other software.

    The code goes to standard output, notes on what differs to standard error. The model is not checked.

    Exit code: 0 when the code is written, 2 when the input is unusable or the software cannot express the model.
    """
    from levelwise.translation.table import SOFTWARE

    try:
        SOFTWARE.named(software)  # a mistake in the name is reported before any data are read
        model = request.model(formula)
        show_notes(model.notes)
        written = model.code(software)
        show_notes(written.notes)
        show_equations(written.text)
    except LevelwiseError as error:
        exit_unusable(error)
