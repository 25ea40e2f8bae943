"""``levelwise check``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import click

from levelwise.cli.options import FormulaCommand, ModelRequest, check_options, display_options, model_options, progress
from levelwise.cli.output import ILLEGITIMATE, Display, exit_unusable, show_json, show_notes, show_report
from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.legitimacy.report.report import Report

EPILOG = """\b
Examples:
  levelwise check "math ~ ses + (sector | sch.id)" --data hsb
  levelwise check "math ~ ses + (ses | school)" --data students.csv --format json
  levelwise check --fix "math ~ ses | school" --data students.csv
"""


@click.command(cls=FormulaCommand, epilog=EPILOG)
@click.argument("formula")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "short", "json"], case_sensitive=False),
    default="text",
    show_default=True,
    help="Print the full report, one line per finding, or JSON (see 'levelwise schema').",
)
@click.option("--fix", is_flag=True, help="Print only the repaired formula: the one given if it needs no repair.")
@click.option("--plot", type=click.Path(dir_okay=False), help="Save a plot of the findings as SVG, PNG or PDF.")
@model_options
@check_options
@display_options
def check(
    formula: str,
    *,
    form: str,
    fix: bool,
    plot: str | None,
    request: ModelRequest,
    judgement: Mapping[str, Any],
    display: Display,
) -> None:
    """Check whether FORMULA is a legitimate multilevel model.

    The report says which rules the model breaks and why, and suggests other formulas.

    Exit code: 0 when the model is legitimate, or repaired with --fix, 1 when it is not, 2 when the input is unusable.
    """
    try:
        model = request.model(formula)
        with progress("checking the model"):
            report = model.check(**judgement)
            _ = [finding.repairs for finding in report.findings]  # tried now, while the progress is shown
        if plot is not None:
            report.plot().save(plot)
    except LevelwiseError as error:
        exit_unusable(error)
    if fix:
        _show_repaired(report)
    if form == "json":
        show_json(report.to_dict())
    elif form == "short":
        from levelwise.legitimacy.report.text import short

        click.echo(short(report), nl=bool(report.findings))
    else:
        reported = any(finding.code == "R24" for finding in report.findings)  # with the columns, unlike the note
        show_notes(note for note in model.notes if not (reported and note.code == "dropped-rows"))
        show_report(report, display.on(sys.stdout))
    sys.exit(0 if report.ok else ILLEGITIMATE)


def _show_repaired(report: Report) -> NoReturn:
    """Print the repaired formula, or that there is none, and end the program."""
    if report.repaired is None:
        click.echo(f"{report.verdict} No repair is known; the report says why.", err=True)
        sys.exit(ILLEGITIMATE)
    click.echo(report.repaired)
    sys.exit(0)
