"""Several models in one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, TypeGuard

from levelwise.api.chosen_options import for_file, for_writer
from levelwise.api.equations import Equations
from levelwise.api.legend import form_of
from levelwise.api.path import equations_to_page, pieces_to_document
from levelwise.errors import OptionError
from levelwise.files import write_whole
from levelwise.options import OPTIONS, Options
from levelwise.text.sentences import listed
from levelwise.warn import warn
from levelwise.writers.document import Piece
from levelwise.writers.table import WRITERS, OwnWriter, writer_for

if TYPE_CHECKING:
    from pathlib import Path

    from levelwise.writers.document import DocumentWriter
    from levelwise.writers.writer import Writer


def document(
    equations: Equations | Sequence[Equations],
    path: str | Path,
    captions: Sequence[str] = (),
    *,
    numbered: bool = False,
    labels: Sequence[str] = (),
    legend: bool | str = False,
    **options: object,
) -> Path:
    """Write the equations of several models to one document, whose extension sets the format.

    Parameters
    ----------
    equations : Equations or sequence of Equations
        The models, in the order of the document.
    path : str or Path
        The file, such as ``"models.docx"``; it is written completely or not at all.
    captions : sequence of str, optional
        What stands above each; an empty string for nothing.
    numbered : bool
        Whether the equations are numbered, (1), (2), ….
    labels : sequence of str, optional
        Names for cross references, where the format has them; by default those given with the equations.
    legend : bool or {"list", "sentence"}
        Whether the meaning of each symbol stands below the equations, and in which form; True is a list.
    **options
        Options of the format, such as ``paper="letter"``; they go before those given with the equations.

    Raises
    ------
    UnknownNameError
        For an ending that no format has, or an option that does not exist.
    OptionError
        For a format that has no documents, an option that it does not take, or captions or labels of another number
        than the equations.
    LevelwiseError
        When the file cannot be written.

    Examples
    --------
    >>> import levelwise as lw, tempfile
    >>> models = [lw.extract_eq(f) for f in ("y ~ x + (1 | g)", "y ~ x + (x | g)")]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = lw.document(models, f"{folder}/models.tex", ["Random intercepts", "Random slopes"], numbered=True)
    ...     print(path.read_text().count("begin{equation}"))
    2
    """
    every = (equations,) if isinstance(equations, Equations) else _listed("equations", equations)
    writer = writer_for(path)
    if not _has_documents(writer):
        able = [one.name for one in WRITERS.all().values() if _has_documents(one)]
        raise OptionError(f"the format {writer.name} holds the equations of one model; {listed(able)} hold several")
    if options.get("fragment") or options.get("wrapping") not in (None, "document"):
        raise OptionError("document() always writes a complete document; use save() for a fragment")
    if not every:
        raise OptionError("a document needs the equations of at least one model")
    for one in every:
        if not isinstance(one, Equations):
            raise OptionError(f"document() takes the equations of models, as extract_eq returns them, not {short(one)}")
    if not isinstance(numbered, bool):
        raise OptionError(f"numbered takes True or False, not {short(numbered)}")
    if options.get("label") is not None:
        raise OptionError("document() takes no label; give labels=, a list with a label for each model")
    above, names = _listed("captions", captions or ()), _listed("labels", labels or ())
    for what, given in (("captions", above), ("labels", names)):
        if given and (len(given) != len(every) or not all(isinstance(one, str) for one in given)):
            raise OptionError(f"{what} takes a list with a string for each of the {len(every)} models")
    names = _labels(names, every, writer)
    shared = {name: value for one in every for name, value in one.options.items() if name != "label"}
    chosen = for_file(Options({**shared, **for_writer(options, writer)}), writer, path)
    pieces: list[Piece] = []
    number = 0
    for place, (one, label) in enumerate(zip(every, names, strict=True)):
        with_number = numbered or bool(label)
        number += with_number
        system = equations_to_page(one.system, writer, chosen, complete=True, numbered=with_number)
        for note in system.notes[len(one.system.notes) :]:
            warn(note.text)
        caption = above[place] if above else ""
        rows = () if legend is False else one.legend().rows
        form = "list" if legend is False else form_of(legend)
        pieces.append(Piece(system, caption, number if with_number else None, label, rows, form))
    return write_whole(path, pieces_to_document(pieces, writer, chosen))


def _labels(given: tuple[str, ...], equations: Sequence[Equations], writer: Writer) -> tuple[str, ...]:
    """Return the labels of equations, some of which may be empty: by default those given with the equations."""
    if given:
        labels = tuple(OPTIONS["label"].read(label) for label in given)
    elif OPTIONS["label"] in writer.options:
        labels = tuple(one.options.get("label") or "" for one in equations)
    else:
        labels = ("",) * len(equations)
    used = [label for label in labels if label]
    if len(set(used)) < len(used):
        raise OptionError("two models have the same label; give each a label of its own")
    return labels


def _listed(what: str, given: object) -> tuple[Any, ...]:
    """Return an argument that is a list."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise OptionError(f"{what} takes a list with an entry for each model, not {short(given)}")
    return tuple(given)


def _has_documents(writer: Writer) -> TypeGuard[DocumentWriter]:
    return writer.documents if isinstance(writer, OwnWriter) else hasattr(writer, "document")
