"""The command line: ``levelwise write``, ``check``, ``diagram``, ``explain``, ``list`` and ``schema``.

Heavy imports stand inside the commands, so that ``levelwise --help`` answers at once.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from levelwise.errors import LevelwiseError
from levelwise.files import write_whole
from levelwise.legitimacy.report.illegitimate import IllegitimateModelError

if TYPE_CHECKING:
    from levelwise.legitimacy.report.text import Look

ILLEGITIMATE = 1
UNUSABLE = 2

_COMMON: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--data",
        metavar="SOURCE",
        help="A CSV, TSV, Parquet or Arrow file or its http(s) address, FILE.db::TABLE of a SQLite or DuckDB file, "
        "- for standard input, or a bundled data set.",
    ),
    click.option(
        "--factor",
        "factors",
        multiple=True,
        metavar="NAME[=a,b,…]",
        help="Take a column as a factor; its categories in order, the first is the reference.",
    ),
    click.option(
        "--contrast",
        "contrasts",
        multiple=True,
        metavar="NAME=KIND",
        help="How a factor is coded: treatment, sum, helmert, poly, SAS, diff, or treatment:CATEGORY for a reference.",
    ),
    click.option(
        "--level",
        "levels",
        multiple=True,
        metavar="NAME=GROUP",
        help="The grouping factor a predictor belongs to.",
    ),
    click.option("--nesting", multiple=True, metavar="CHILD=PARENT", help="A grouping factor nested in another."),
    click.option(
        "--family",
        metavar="NAME",
        help="The distribution of the response: gaussian (the default), binomial, poisson, Gamma, inverse.gaussian, "
        "nbinom2, nbinom1 or beta.",
    ),
    click.option("--link", help="The link; by default the family's own."),
    click.option("--weights", metavar="NAME", help="The column of prior weights."),
    click.option("--offset", metavar="EXPR", help="A term with coefficient one."),
    click.option(
        "--policy",
        type=click.Choice(["hlm", "mixed", "off"]),
        help="How strictly the model is judged; hlm unless configured otherwise.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="RULES", help="Rules whose findings are set aside, such as R17,R8."
    ),
    click.option(
        "--severity",
        "severities",
        multiple=True,
        metavar="RULE=SEVERITY",
        help="What a rule's findings count as: error, warning, note, ignore or default.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Show the evidence, and what notes say in full."),
    click.option("--color/--no-color", "colour", default=None, help="By default colours are for terminals."),
)


def _common(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_COMMON):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="levelwise")
def main() -> None:
    """Write the equations of multilevel models, and say whether a model is legitimate."""


@main.command()
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
@_common
def write(
    formula: str, notation: str, to: str | None, output: str | None, options: Sequence[str], **common: Any
) -> None:
    """Write the equations of FORMULA, such as "math ~ ses*sector + (ses | sch.id)".

    What is wrong or doubtful goes to standard error, with --verbose also what is merely worth knowing. The exit
    code is 0 when the equations are written, 1 when the model is illegitimate, 2 when the input is unusable.
    """
    try:
        style = dict(_pair(option, "--option KEY=VALUE") for option in options)
        judged, look = _judged(common), _look(common, sys.stderr)
        made = _model(formula, common)
        with _progress("checking the model"):
            equations = made.equations(notation, **judged, **style)
        if output is None or to is not None:
            text = equations.to(to or "latex")
        for note in equations.notes:
            click.echo(f"note: {note}", err=True)
        _remark(equations.report, look)
        if output is None:
            click.echo(text)
        elif to is None:
            equations.save(output)
        else:
            write_whole(output, text)
    except IllegitimateModelError as error:
        _show(error.report, look, err=True)
        sys.exit(ILLEGITIMATE)
    except LevelwiseError as error:
        _unusable(error)


@main.command()
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
@_common
def check(formula: str, form: str, plot: str | None, **common: Any) -> None:
    """Say whether FORMULA is a legitimate multilevel model, why not, and what to write instead.

    The exit code is 0 when it is, 1 when it is not, 2 when the input is unusable.
    """
    try:
        judged, look = _judged(common), _look(common, sys.stdout)
        made = _model(formula, common)
        with _progress("checking the model"):
            report = made.check(**judged)
        if plot is not None:
            report.plot().save(plot)
    except LevelwiseError as error:
        _unusable(error)
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
        _show(report, look)
    sys.exit(0 if report.ok else ILLEGITIMATE)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain a rule by its code, such as R1: why it stands, what decides it, where it is argued for."""
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.configuration.settings import rule_of

    try:
        rule, configuration = rule_of(code), configure()
    except LevelwiseError as error:
        _unusable(error)
    click.echo(_explained(rule, configuration))


@main.command()
def schema() -> None:
    """Print the JSON Schema of the reports that levelwise check --format json prints."""
    from levelwise.api import path as api

    click.echo(json.dumps(api.report_schema(), indent=2, ensure_ascii=False))


@main.command()
@click.argument("formula")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file instead: SVG, PNG, PDF or text.")
@_common
def diagram(formula: str, output: str | None, **common: Any) -> None:
    """Draw the levels of FORMULA: which factor lies in which, how many groups, which predictors live where.

    The exit code is 0 when it is drawn, 2 when the input is unusable.
    """
    try:
        _judged(common), _look(common, sys.stdout)
        drawn = _model(formula, common).diagram()
        if output is None:
            click.echo(str(drawn))
        else:
            drawn.save(output)
    except LevelwiseError as error:
        _unusable(error)


@main.command(name="list")
@click.argument("what", type=click.Choice(["notations", "formats", "rules", "datasets"]))
@click.option("-v", "--verbose", is_flag=True, help="Explain each rule.")
def list_(what: str, verbose: bool) -> None:
    """List the notations, formats, rules or bundled data sets."""
    from levelwise.api import path as api
    from levelwise.data import datasets

    if what == "notations":
        for notation in api.notations():
            click.echo(f"{notation.name}\n    {notation.title}\n    Source: {notation.source}")
    elif what == "formats":
        for writer in api.formats():
            click.echo(f"{writer.name:<8} {', '.join(writer.suffixes):<8} {writer.title}")
    elif what == "rules":
        from levelwise.legitimacy.configuration.configure import configure

        try:
            configuration = configure()
        except LevelwiseError as error:
            _unusable(error)
        for rule in api.rules():
            line = f"{rule.code:<4} {configuration.setting(rule.code):<8} {rule.title}"
            click.echo(f"{_explained(rule, configuration)}\n" if verbose else line)
    else:
        for dataset in datasets.DATASETS.values():
            click.echo(f"{dataset.name}: {dataset.title} ({dataset.rows} rows)\n    {dataset.description}")
            for column, meaning in dataset.columns.items():
                click.echo(f"    {column}: {meaning}")
            click.echo(f"    Source: {dataset.source}")


def run() -> None:
    """Run the command line as a process of its own."""
    gc.disable()  # so short a life needs no collector, which would cost a tenth of it
    main(prog_name="levelwise")


def _model(formula: str, common: dict[str, Any]) -> Any:
    from levelwise.api import path as api
    from levelwise.data import sources

    data = common.pop("data")
    common["factors"] = dict(_factor(text) for text in common["factors"])
    common["contrasts"] = dict(_contrast(text) for text in common["contrasts"])
    common["levels"] = dict(_pair(text, "--level NAME=GROUP") for text in common["levels"])
    common["nesting"] = dict(_pair(text, "--nesting CHILD=PARENT") for text in common["nesting"])
    with _progress("looking at the data"):
        return api.model(formula, None if data is None else sources.read(data), **common)


def _explained(rule: Any, configuration: Any) -> str:
    """Return what there is to say of a rule."""
    from levelwise.legitimacy.report.text import Look

    setting, origin = configuration.setting(rule.code), configuration.origins.get(rule.code)
    configured = f" ({origin}; by default {rule.severity})" if origin else ""
    parts = {"Why": rule.reason, "Decides": rule.decides, "Source": rule.source, "Page": rule.page}
    look = Look(width=_width(sys.stdout))
    lines = [f"{name}: {words}" for name, words in parts.items() if words]
    return "\n".join(look.wrapped(line, "  ") for line in (f"{rule.code} {setting}{configured}: {rule.title}", *lines))


def _judged(common: dict[str, Any]) -> dict[str, Any]:
    """Take the options of the judgement out of all options."""
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.configuration.settings import pairs

    severity = pairs(",".join(common.pop("severities")), "--severity")
    ignore = ",".join(common.pop("ignore"))
    judged = {"policy": common.pop("policy"), "ignore": ignore, "severity": severity}
    configure(**judged)  # what is wrong with it is said before data are read
    return judged


def _look(common: dict[str, Any], stream: TextIO) -> Look:
    """Return how a report is shown: with colours on a terminal, unless the environment or an option says otherwise."""
    from levelwise.legitimacy.report.text import Look

    colour: bool | None = common.pop("colour")
    if colour is None:
        wished = stream.isatty() and os.environ.get("TERM") != "dumb"
        colour = not os.environ.get("NO_COLOR") and (bool(os.environ.get("FORCE_COLOR")) or wished)
    return Look(common.pop("verbose"), _width(stream), colour)


def _width(stream: TextIO) -> int | None:
    """Return the width of a terminal, at most that of a comfortable line; None for a file or a pipe."""
    return max(40, min(100, shutil.get_terminal_size().columns)) if stream.isatty() else None


def _show(report: Any, look: Look, *, err: bool = False) -> None:
    from levelwise.legitimacy.report.text import hides, text

    shown = text(report, look)
    if not look.verbose and hides(report):
        shown += look.styled("\n\n--verbose shows the evidence and says all.", "bright_black")
    click.echo(shown, err=err, color=look.colour)


def _remark(report: Any, look: Look) -> None:
    """Show what is doubtful in a model that is written; notes are counted, so that they do not bury the equation."""
    if look.verbose or report.warnings:
        shown = report if look.verbose else replace(report, findings=report.warnings, undecided=())
        if shown.findings:
            _show(shown, look, err=True)
    notes = () if look.verbose else report.notes
    if notes:
        codes = ", ".join(dict.fromkeys(note.code for note in notes))
        many = f"{len(notes)} notes ({codes}); --verbose shows them"
        click.echo(f"note: {many if len(notes) > 1 else f'1 note ({codes}); --verbose shows it'}", err=True)


def _progress(doing: str) -> AbstractContextManager[object]:
    from levelwise.progress import progress

    return progress(doing)


def _pair(text: str, usage: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise LevelwiseError(f"{text!r} is not of the form {usage}")
    return name, value


def _factor(text: str) -> tuple[str, bool | list[str]]:
    name, equals, values = text.partition("=")
    if not equals:
        return name, True
    categories = values.split(",")
    if not name or not all(categories):
        raise LevelwiseError(f"{text!r} is not of the form --factor NAME=a,b,…")
    return name, categories


def _contrast(text: str) -> tuple[str, str | dict[str, str]]:
    """Read ``NAME=KIND`` or ``NAME=treatment:CATEGORY``; the name may hold an equals sign, the kind none."""
    name, equals, kind = text.rpartition("=")
    if not (name and equals and kind):
        raise LevelwiseError(f"{text!r} is not of the form --contrast NAME=KIND")
    word, colon, option = kind.partition(":")
    return name, {word: option} if colon else kind


def _unusable(error: LevelwiseError) -> NoReturn:
    click.echo(f"Error: {error}", err=True)
    sys.exit(UNUSABLE)
