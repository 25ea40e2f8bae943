"""Our formats, one line each, and those of other packages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.errors import UnknownNameError
from levelwise.options import Option, Options, options_of_writer
from levelwise.registry import Registry, load
from levelwise.writers.writer import ATTRIBUTES, Writer

if TYPE_CHECKING:
    from levelwise.equation.tree import System


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
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    module: str
    extra: str | None = None
    function: str = "write"

    @property
    def options(self) -> tuple[Option, ...]:
        """The options that it takes."""
        return options_of_writer(self.name)

    def write(self, system: System, options: Options, /) -> str | bytes:
        """Return the equations in this format."""
        written: str | bytes = load(f"{self.module}:{self.function}")(system, options)
        return written


_PICTURES = "levelwise.writers.typst_pictures"
_OWN = (
    OwnWriter("latex", "LaTeX for amsmath, KaTeX and MathJax", (".tex",), "text/latex", "levelwise.writers.latex"),
    OwnWriter("typst", "Typst, an equation or a document", (".typ",), "text/vnd.typst", "levelwise.writers.typst"),
    OwnWriter(
        "docx",
        "a Word document with native equations",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "levelwise.writers.docx",
        "docx",
    ),
    OwnWriter("omml", "OMML, a native equation of Word", (), "application/xml", "levelwise.writers.omml"),
    OwnWriter(
        "mathml",
        "MathML for web pages, screen readers and word processors",
        (".mml", ".mathml"),
        "application/mathml+xml",
        "levelwise.writers.mathml",
    ),
    OwnWriter("html", "a web page or a part of one", (".html", ".htm"), "text/html", "levelwise.writers.html"),
    OwnWriter("speech", "plain English sentences, read aloud", (), "text/plain", "levelwise.writers.speech"),
    OwnWriter(
        "text", "plain text in Unicode characters", (".txt",), "text/plain", "levelwise.writers.unicode.unicode_text"
    ),
    OwnWriter("pdf", "a picture for LaTeX and Typst", (".pdf",), "application/pdf", _PICTURES, "image", "pdf"),
    OwnWriter("png", "a picture in pixels", (".png",), "image/png", _PICTURES, "image", "png"),
    OwnWriter("svg", "a picture for web pages", (".svg",), "image/svg+xml", _PICTURES, "image", "svg"),
)

WRITERS: Registry[Writer] = Registry(
    "format", "levelwise.writers", {writer.name: writer for writer in _OWN}, ATTRIBUTES
)


def writer_for(path: str | os.PathLike[str]) -> Writer:
    """Return the format of a file by the ending of its name; the formats of other packages come after ours.

    Raises
    ------
    UnknownNameError
        When no format has that ending.
    """
    name = os.fspath(path).replace("\\", "/").rpartition("/")[2]
    for own in WRITERS.own.values():
        if name.lower().endswith(own.suffixes):
            return own
    writers = WRITERS.all().values()
    for writer in writers:
        if name.lower().endswith(writer.suffixes):
            return writer
    endings = [suffix for writer in writers for suffix in writer.suffixes]
    ending = "." + name.rpartition(".")[2] if "." in name else name
    raise UnknownNameError("format for files that end in", ending, endings)
