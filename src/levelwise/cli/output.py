"""How reports and errors are shown, and the exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from levelwise.cli.wording import with_options
from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.legitimacy.configuration.configure import Configuration
    from levelwise.legitimacy.report.report import Report
    from levelwise.legitimacy.report.text import TextStyle
    from levelwise.legitimacy.rule import Rule

ILLEGITIMATE = 1
UNUSABLE = 2


@dataclass(frozen=True)
class Display:
    """How the user wants reports shown.

    Attributes
    ----------
    verbose : bool
        Whether evidence and notes are shown in full.
    colour : bool or None
        Whether output has colours; None when the terminal and the environment decide.
    """

    verbose: bool = False
    colour: bool | None = None

    def on(self, stream: TextIO) -> TextStyle:
        """Return how a report is shown on a stream."""
        from levelwise.legitimacy.report.text import TextStyle

        colour = self.colour
        if colour is None:
            able = stream.isatty() and os.environ.get("TERM") != "dumb"
            colour = not os.environ.get("NO_COLOR") and (bool(os.environ.get("FORCE_COLOR")) or able)
        return TextStyle(self.verbose, width_of(stream), colour)


def columns_of(stream: TextIO) -> int | None:
    """Return the number of columns of a terminal, at least 40; None for a file or a pipe."""
    if not stream.isatty():
        return None
    import shutil  # needed on a terminal only

    return max(40, shutil.get_terminal_size().columns)


def width_of(stream: TextIO) -> int | None:
    """Return the width in which the lines of a report are broken; None for a file or a pipe."""
    columns = columns_of(stream)
    return columns and min(100, columns)


def tolerate_encodings() -> None:
    """Let the standard streams replace characters that their encoding lacks, such as γ in cp1252, with ``?``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def show_equations(content: str | bytes) -> None:
    """Print equations, with a warning on standard error when the encoding of standard output spoils them."""
    if isinstance(content, bytes):
        if sys.stdout.isatty():
            raise LevelwiseError("this format is not for a terminal; write it to a file with --output")
        click.echo(content, nl=False)
        return
    click.echo(content)
    encoding = _encoding()
    if content.encode(encoding, "replace") != content.encode(encoding, "ignore"):
        message = f"warning: some characters cannot be shown in {encoding} and appear as '?'"
        click.echo(f"{message}; write to a file with --output, or set PYTHONUTF8=1", err=True)


def show_json(value: object) -> None:
    """Print a value as JSON, which is all ASCII where standard output takes less than Unicode."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=not _encoding().lower().startswith("utf")))


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def show_notes(notes: Iterable[object]) -> None:
    """Print notes on standard error."""
    for note in notes:
        click.echo(f"note: {with_options(str(note))}", err=True)


def show_report(report: Report, look: TextStyle, *, err: bool = False) -> None:
    """Print a report."""
    from levelwise.legitimacy.report.text import omits_details, text

    findings = tuple(replace(finding, reason=with_options(finding.reason)) for finding in report.findings)
    shown = text(replace(report, findings=findings), look)
    if not look.verbose and omits_details(report):
        shown += look.styled("\n\n--verbose shows the evidence and the notes in full.", "bright_black")
    click.echo(shown, err=err, color=look.colour)


def show_warnings(report: Report, look: TextStyle) -> None:
    """Print the warnings about a model that is written; notes are only counted, so that the equation stays in sight."""
    if look.verbose or report.warnings:
        shown = report if look.verbose else replace(report, findings=report.warnings, undecided=())
        if shown.findings:
            show_report(shown, look, err=True)
    notes = () if look.verbose else report.notes
    if notes:
        codes = ", ".join(dict.fromkeys(note.code for note in notes))
        several = f"{len(notes)} notes ({codes}); --verbose shows them"
        click.echo(f"note: {several if len(notes) > 1 else f'1 note ({codes}); --verbose shows it'}", err=True)


def exit_illegitimate(report: Report, display: Display) -> NoReturn:
    """Print the report of a model that is not written on standard error, and exit."""
    show_report(report, display.on(sys.stderr), err=True)
    sys.exit(ILLEGITIMATE)


def exit_unusable(error: LevelwiseError) -> NoReturn:
    """Print an error and exit."""
    click.echo(f"Error: {with_options(str(error))}", err=True)
    sys.exit(UNUSABLE)


def page_of(rule: Rule) -> str:
    """Return where the page that explains a rule is: in the installed package, or in a copy of the repository."""
    package = Path(__file__).parents[1]
    name = Path(rule.page).name
    found = [path for path in (package / "pages" / name, package.parents[1] / rule.page) if path.is_file()]
    return str(found[0]) if found else rule.page


def explained(rule: Rule, configuration: Configuration) -> str:
    """Return a rule's code, severity, title, reason and sources as text."""
    from levelwise.legitimacy.report.text import TextStyle

    setting, origin = configuration.setting(rule.code), configuration.origins.get(rule.code)
    configured = f" ({origin}; by default {rule.severity})" if origin else ""
    parts = {"Reason": rule.reason, "Criterion": rule.decides, "Source": rule.source, "Page": page_of(rule)}
    look = TextStyle(width=width_of(sys.stdout))
    lines = [f"{name}: {words}" for name, words in parts.items() if words]
    return "\n".join(look.wrapped(line, "  ") for line in (f"{rule.code} {setting}{configured}: {rule.title}", *lines))
