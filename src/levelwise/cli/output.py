"""How reports and errors are shown, and the exit codes."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.legitimacy.report.text import Look

ILLEGITIMATE = 1
UNUSABLE = 2


@dataclass(frozen=True, slots=True)
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


def exit_unusable(error: LevelwiseError) -> NoReturn:
    """Show an error and exit."""
    click.echo(f"Error: {error}", err=True)
    sys.exit(UNUSABLE)


def look_for(stream: TextIO, display: Display) -> Look:
    """Return how a report is shown: with colours on a terminal, unless the environment or an option says otherwise."""
    from levelwise.legitimacy.report.text import Look

    colour = display.colour
    if colour is None:
        wished = stream.isatty() and os.environ.get("TERM") != "dumb"
        colour = not os.environ.get("NO_COLOR") and (bool(os.environ.get("FORCE_COLOR")) or wished)
    return Look(display.verbose, width_of(stream), colour)


def width_of(stream: TextIO) -> int | None:
    """Return the width of a terminal, at most that of a comfortable line; None for a file or a pipe."""
    return max(40, min(100, shutil.get_terminal_size().columns)) if stream.isatty() else None


def show_report(report: Any, look: Look, *, err: bool = False) -> None:
    """Print a report."""
    from levelwise.legitimacy.report.text import hides, text

    shown = text(report, look)
    if not look.verbose and hides(report):
        shown += look.styled("\n\n--verbose shows the evidence and says all.", "bright_black")
    click.echo(shown, err=err, color=look.colour)


def show_warnings(report: Any, look: Look) -> None:
    """Print what is doubtful in a model that is written; notes are counted, so that they do not bury the equation."""
    if look.verbose or report.warnings:
        shown = report if look.verbose else replace(report, findings=report.warnings, undecided=())
        if shown.findings:
            show_report(shown, look, err=True)
    notes = () if look.verbose else report.notes
    if notes:
        codes = ", ".join(dict.fromkeys(note.code for note in notes))
        many = f"{len(notes)} notes ({codes}); --verbose shows them"
        click.echo(f"note: {many if len(notes) > 1 else f'1 note ({codes}); --verbose shows it'}", err=True)


def explained(rule: Any, configuration: Any) -> str:
    """Return a rule's title, severity, reason and sources as text."""
    from levelwise.legitimacy.report.text import Look

    setting, origin = configuration.setting(rule.code), configuration.origins.get(rule.code)
    configured = f" ({origin}; by default {rule.severity})" if origin else ""
    parts = {"Why": rule.reason, "Decides": rule.decides, "Source": rule.source, "Page": rule.page}
    look = Look(width=width_of(sys.stdout))
    lines = [f"{name}: {words}" for name, words in parts.items() if words]
    return "\n".join(look.wrapped(line, "  ") for line in (f"{rule.code} {setting}{configured}: {rule.title}", *lines))
