"""Our formats, one line each, and those of other packages."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.equation.coloured import coloured
from levelwise.errors import UnknownNameError
from levelwise.options import Option, Options, options_of_writer
from levelwise.registry import Registry, load
from levelwise.vocabulary.sizes import SIZES
from levelwise.writers.document import Piece, one_piece
from levelwise.writers.writer import ATTRIBUTES, Writer

if TYPE_CHECKING:
    from levelwise.equation.legend import Entry
    from levelwise.equation.tree import System
    from levelwise.writers.legends.clauses import Form

PAGE = 41.0
"""The width of a line of a document in ems: A4 or letter paper with margins of 25 mm or an inch, at 11 points."""

COLUMN = 32.0
"""The width of a line, in ems, in a document of which we know nothing: LaTeX's article at 10, 11 or 12 points."""

NUMBER = 6.0
"""The width in ems that the number of an equation takes on its side and, as equations are centred, on the other."""


@dataclass(frozen=True)
class OwnWriter:
    """A format of ours; its module is loaded when it writes.

    Attributes
    ----------
    name, title, suffixes, media_type, extra
        As in `Writer`.
    module : str
        The module that writes it.
    function : str
        The module's function that does.
    aliases : tuple of str
        Other names by which it is found.
    documents : bool
        Whether a file can hold the equations of several models.
    wraps : bool
        Whether equations outside a document are made to fit a page by default.
    presets : mapping of str to str
        Values of options that are not given.
    legends : bool
        Whether it has running text, in which a legend is written.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    module: str
    extra: str | None = None
    function: str = "write"
    aliases: tuple[str, ...] = ()
    documents: bool = True
    wraps: bool = True
    presets: Mapping[str, str] = field(default_factory=dict)
    legends: bool = True

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that it takes."""
        return options_of_writer(self.name)

    def write(self, system: System, options: Options, /) -> str | bytes:
        """Return the equations in this format: a document of one piece if ``fragment`` is False."""
        options = self._preset(options)
        if options.get("fragment") is False and self.is_document(options):
            return self.document((one_piece(system, options),), options)
        written: str | bytes = load(f"{self.module}:{self.function}")(system, options)
        return written

    def is_document(self, options: Options, /) -> bool:
        """Return whether what is written is a complete file; some formats have no fragments."""
        if not self.documents or options.get("wrapping") not in (None, "document"):
            return False
        has_fragments = any(row.name == "fragment" for row in self.options)
        return not has_fragments or options.get("fragment") is False or options.get("wrapping") == "document"

    def document(self, pieces: Sequence[Piece], options: Options, /) -> str | bytes:
        """Return a complete file with the equations of several models."""
        written: str | bytes = load(f"{self.module}:document")(pieces, self._preset(options))
        return written

    def legend(self, entries: Sequence[Entry], form: Form, options: Options, /) -> str | bytes:
        """Return a legend in this format."""
        written: str | bytes = load(f"{self.module}:legend")(entries, form, self._preset(options))
        return written

    def _preset(self, options: Options) -> Options:
        missing = {name: value for name, value in self.presets.items() if options.get(name) is None}
        return Options({**options, **missing}) if missing else options

    def fitted(self, system: System, options: Options, *, complete: bool = False, numbered: bool = False) -> System:
        """Return the system as it is printed: fitted to the page, in colours, where the options of the format say so.

        `complete` says that it will be part of a document, `numbered` that it has a number there.
        """
        if "wrap" not in options:
            return system
        from levelwise.writers.fitting.fit import fitted, page

        complete = complete or options.get("fragment") is False or options.get("wrapping") == "document"
        numbered = numbered or bool(options.get("label"))
        width = (PAGE if complete or "fragment" not in options else COLUMN) - NUMBER * numbered
        width /= SIZES[options.get("font_size") or "normalsize"]
        wraps = self.wraps or complete or bool(options.get("fragment"))
        narrow = fitted(system, page(options, width=width, wraps=wraps))
        return coloured(narrow) if options["colours"] else narrow


_PICTURES = "levelwise.writers.typst_pictures"
_OWN = (
    OwnWriter(
        "latex",
        "LaTeX for amsmath, KaTeX and MathJax; a document that compiles",
        (".tex",),
        "text/latex",
        "levelwise.writers.latex",
        aliases=("tex",),
        wraps=False,
    ),
    OwnWriter(
        "markdown",
        "Markdown for GitHub, pandoc (Quarto, R Markdown) or Jupyter",
        (".md", ".markdown", ".qmd", ".rmd"),
        "text/markdown",
        "levelwise.writers.markdown",
        aliases=("md", "github"),
    ),
    OwnWriter(
        "typst",
        "Typst, an equation or a document",
        (".typ",),
        "text/vnd.typst",
        "levelwise.writers.typst",
        aliases=("typ",),
    ),
    OwnWriter(
        "docx",
        "a Word document with native equations",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "levelwise.writers.docx",
        "docx",
        aliases=("word",),
    ),
    OwnWriter(
        "omml",
        "OMML, a native equation of Word",
        (),
        "application/xml",
        "levelwise.writers.omml",
        documents=False,
        legends=False,
    ),
    OwnWriter(
        "mathml",
        "MathML for web pages, screen readers and word processors",
        (".mml", ".mathml"),
        "application/mathml+xml",
        "levelwise.writers.mathml",
        aliases=("mml",),
        documents=False,
        legends=False,
    ),
    OwnWriter(
        "html",
        "a web page or a part of one",
        (".html", ".htm"),
        "text/html",
        "levelwise.writers.html",
        aliases=("htm", "web"),
    ),
    OwnWriter(
        "speech",
        "plain English sentences, read aloud",
        (),
        "text/plain",
        "levelwise.writers.speech",
        documents=False,
    ),
    OwnWriter(
        "text",
        "plain text in Unicode characters",
        (".txt",),
        "text/plain",
        "levelwise.writers.unicode.unicode_text",
        aliases=("txt", "unicode", "plain"),
        documents=False,
    ),
    OwnWriter(
        "pdf",
        "a picture for LaTeX and Typst, or pages",
        (".pdf",),
        "application/pdf",
        _PICTURES,
        "image",
        "pdf",
        legends=False,
    ),
    OwnWriter(
        "png", "a picture in pixels", (".png",), "image/png", _PICTURES, "image", "png", documents=False, legends=False
    ),
    OwnWriter(
        "svg",
        "a picture for web pages",
        (".svg",),
        "image/svg+xml",
        _PICTURES,
        "image",
        "svg",
        documents=False,
        legends=False,
    ),
)

_MARKDOWN = next(writer for writer in _OWN if writer.name == "markdown")
_VARIANTS = (
    replace(
        _MARKDOWN,
        suffixes=(".qmd", ".rmd"),
        aliases=("qmd", "rmd", "quarto", "pandoc"),
        presets={"dialect": "pandoc"},
    ),
    replace(_MARKDOWN, suffixes=(), aliases=("jupyter",), presets={"dialect": "jupyter"}),
)
"""Formats with options that an alias or the ending of a file sets."""

ALIASES: Mapping[str, Writer] = {alias: writer for writer in (*_OWN, *_VARIANTS) for alias in writer.aliases}
"""Our formats by their other names."""

WRITERS: Registry[Writer] = Registry(
    "format", "levelwise.writers", {writer.name: writer for writer in _OWN}, ATTRIBUTES, ALIASES
)


def writer_for(path: str | os.PathLike[str]) -> Writer:
    """Return the format of a file by the ending of its name; the formats of other packages come after ours.

    Raises
    ------
    UnknownNameError
        When no format has that ending.
    """
    name = os.fspath(path).replace("\\", "/").rpartition("/")[2]
    if (own := own_writer_for(name)) is not None:
        return own
    writers = WRITERS.all().values()
    for writer in writers:
        if name.lower().endswith(writer.suffixes):
            return writer
    endings = list(dict.fromkeys(suffix for writer in writers for suffix in writer.suffixes[:1]))
    _, dot, ending = name.rpartition(".")
    if not dot or not ending:
        raise UnknownNameError("format for the file", name, endings, of="without an extension", suggest=False)
    raise UnknownNameError("format for files that end in", f".{ending}", endings, suggest=False)


def own_writer_for(path: str | os.PathLike[str]) -> OwnWriter | None:
    """Return the format of ours of a file by the ending of its name, with the options that the ending sets."""
    name = os.fspath(path).lower()
    return next((writer for writer in (*_VARIANTS, *_OWN) if name.endswith(writer.suffixes)), None)
