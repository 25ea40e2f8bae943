"""Equations as a command writes them: in the format that is asked for, to a file or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from levelwise.api.chosen_options import for_file
from levelwise.api.path import equations_to_format, equations_to_page
from levelwise.cli.options import pair
from levelwise.cli.output import Display, columns_of, show_equations, show_notes, show_warnings
from levelwise.files import write_whole
from levelwise.writers.table import WRITERS, writer_for
from levelwise.writers.writer import Writer

if TYPE_CHECKING:
    from levelwise.api.equations import Equations


def asked_writer(output: str | None, to: str | None) -> Writer:
    """Return the format that ``--to`` names, or that of the file; LaTeX by default."""
    return writer_for(output) if output is not None and to is None else WRITERS.named("latex" if to is None else to)


def asked_options(options: Sequence[str], writer: Writer, output: str | None, *, fragment: bool) -> dict[str, object]:
    """Return what ``--option`` and ``--fragment`` say; text on a terminal has its width."""
    given: dict[str, object] = dict(pair(option, "--option KEY=VALUE") for option in options)
    if fragment:
        given["fragment"] = True
    if output is None and writer.name == "text" and (columns := columns_of(sys.stdout)):
        given.setdefault("width", columns)
    return given


def deliver(
    equations: Equations, writer: Writer, output: str | None, display: Display, *, legend: str | None = None
) -> None:
    """Write equations, perhaps with a legend; notes and warnings go to standard error."""
    show_notes(equations.notes)
    used = equations.options if output is None else for_file(equations.options, writer, output)
    system = equations_to_page(equations.system, writer, used)
    show_notes(system.notes[len(equations.system.notes) :])
    show_warnings(equations.report, display.on(sys.stderr))
    if legend is not None:
        from levelwise.api.legend import write_with_legend  # as legends are rarely asked for

        content = write_with_legend(system, equations.legend(), writer, used, legend)
    else:
        content = equations_to_format(system, writer, used)
    if output is None:
        show_equations(content)
    else:
        write_whole(output, content)
