"""``levelwise write --notation all``: one model in every notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from levelwise.api.chosen_options import of_notation, of_writer
from levelwise.api.documents import document
from levelwise.cli.output import show_equations, show_notes
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.files import write_whole
from levelwise.notations.table import NOTATIONS, rows_of
from levelwise.options import read_options

if TYPE_CHECKING:
    from levelwise.api.equations import Equations
    from levelwise.api.model import Model
    from levelwise.notations.notation import Notation
    from levelwise.writers.writer import Writer

ALL = "all"
"""What is given in place of the name of a notation."""

_COMMENTS: Mapping[str, str] = {"latex": "% {}", "typst": "// {}", "markdown": "### {}"}
_MARKUP = "<!-- {} -->"
_PLAIN = ("text", "speech")


def write_in_all(
    model: Model,
    writer: Writer,
    given: Mapping[str, object],
    output: str | None,
    judgement: Mapping[str, Any],
    *,
    legend: str | None = None,
) -> Equations:
    """Write a model in every notation that can, and return its equations in the first one.

    Raises
    ------
    OptionError
        For a format whose files hold the equations of one model, and an option that nothing takes.
    """
    written = dict(_each(model, writer, given, judgement))
    captions = [f"{notation.name}: {notation.title}" for notation in written.values()]
    if output is not None and writer.name not in _PLAIN:
        fitting: dict[str, Any] = {
            name: value for name, value in given.items() if any(row.name == name for row in writer.options)
        }
        document(list(written), output, captions, legend=legend or False, **fitting)
    else:
        contents = [_content(one, writer, legend) for one in written]
        parts = [_headed(writer, caption, one) for caption, one in zip(captions, contents, strict=True)]
        whole = "\n\n".join(parts)
        if output is None:
            show_equations(whole)
        else:
            write_whole(output, whole)
    return next(iter(written))


def _each(
    model: Model, writer: Writer, given: Mapping[str, object], judgement: Mapping[str, Any]
) -> Iterator[tuple[Equations, Notation]]:
    notations = list(NOTATIONS.all().values())
    takers = {words: rows for one in notations for words, rows in of_notation(one).items()} | dict(of_writer(writer))
    read_options(given, takers)  # raises an error for an option that nothing takes
    for notation in notations:
        rows = {row.name for row in (*rows_of(notation), *writer.options)}
        own: dict[str, Any] = {name: value for name, value in given.items() if name in rows}
        try:
            equations = model.equations(notation, **judgement, **own)
        except UnsupportedModelError as error:
            show_notes([f"left out: {error}"])
            continue
        idle = [note for note in equations.notes if note.code == "no-effect"]
        show_notes([f"in the notation {notation.name}, {note}" for note in idle])
        yield equations, notation


def _content(equations: Equations, writer: Writer, legend: str | None) -> str | bytes:
    """Return equations in a format, with their legend below them if there is to be one, in one of its forms."""
    content = equations.to(writer.name)
    if legend is None or isinstance(content, bytes):
        return content
    return f"{content}\n\n{equations.legend().to(writer.name, form=legend)!s}"


def _headed(writer: Writer, caption: str, content: str | bytes) -> str:
    if isinstance(content, bytes):
        raise OptionError(f"the format {writer.name} is written in all notations to a file only, with --output")
    if writer.name in _PLAIN:
        return f"{caption}\n{'-' * len(caption)}\n{content}"
    return f"{_COMMENTS.get(writer.name, _MARKUP).format(caption)}\n{content}"
