"""``levelwise check``."""

from __future__ import annotations

import json
import sys

import click

from levelwise.cli.options import Request, common, make_model, progress
from levelwise.cli.output import ILLEGITIMATE, exit_unusable, look_for, show_report
from levelwise.errors import LevelwiseError


@click.command()
@click.argument("formula")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "short", "json"]),
    default="text",
    show_default=True,
    help="For people; one line a finding, as linters write them; or for programs (see levelwise schema).",
)
@click.option("--plot", type=click.Path(dir_okay=False), help="Save a picture of the findings, as SVG, PNG or PDF.")
@common
def check(formula: str, form: str, plot: str | None, request: Request) -> None:
    """Say whether FORMULA is a legitimate multilevel model, why not, and what to write instead.

    The exit code is 0 when it is, 1 when it is not, 2 when the input is unusable.
    """
    try:
        made = make_model(formula, request)
        with progress("checking the model"):
            report = made.check(**request.judgement)
        if plot is not None:
            report.plot().save(plot)
    except LevelwiseError as error:
        exit_unusable(error)
    if form == "json":
        click.echo(json.dumps(report.to_dict(), indent=2, ensure_ascii=False))
    elif form == "short":
        from levelwise.legitimacy.report.text import short

        click.echo(short(report), nl=bool(report.findings))
    else:
        from levelwise.data.schema import LEFT_OUT

        told = any(finding.code == "R24" for finding in report.findings)
        for note in made.notes:
            if not (told and note.endswith(LEFT_OUT)):  # R24 says the same, and in which columns
                click.echo(f"note: {note}", err=True)
        show_report(report, look_for(sys.stdout, request.display))
    sys.exit(0 if report.ok else ILLEGITIMATE)
