"""Pictures cropped to the equations, as the package ``typst`` draws their spelling in Typst with its own fonts."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any
from zlib import crc32

from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.options import Options
from levelwise.packages import required
from levelwise.writers import layout, typst
from levelwise.writers.document import Piece
from levelwise.writers.markup import escaped
from levelwise.writers.speech import speech
from levelwise.writers.typst_document import LOOK
from levelwise.writers.typst_names import string

MAX_PIXELS = 100_000_000
"""Maximum number of pixels of a picture; drawing them takes about a gigabyte."""

_HEAD = f"""\
#set document(title: "Model equations", date: none)
#set page(width: auto, height: auto, margin: 4pt)
{LOOK}
"""
_COARSE = 8
"""Pixels per inch of the picture that only shows how large a finer one would be."""

_HEADER = 33
"""Length of the signature and the header of a PNG."""

_OUR_SIGNS = str.maketrans("", "", "…⟨⟩")


def pdf(system: System, options: Options) -> bytes:
    """Return the equations as a PDF of one page that a screen reader reads; the same equations give the same bytes."""
    spoken = f"#set math.equation(alt: {string(_spoken(system))})"
    return drawn(f"{spoken}\n{_block(system, options)}", format="pdf")


def document(pieces: Sequence[Piece], options: Options) -> bytes:
    """Return equations with captions and numbers as pages of a PDF."""
    return _compiled(typst.document(pieces, options), format="pdf")


def svg(system: System, options: Options) -> str:
    """Return the equations as an SVG, whose letters are outlines, labelled for screen readers."""
    labelled = f'<svg role="img" aria-label="{escaped(_spoken(system))}" '
    return drawn(_block(system, options), format="svg").decode().rstrip("\n").replace("<svg ", labelled, 1)


def png(system: System, options: Options) -> bytes:
    """Return the equations as a PNG, black on white.

    Parameters
    ----------
    system : System
        The equations.
    options : Options
        ``dpi`` is the number of pixels per inch.

    Raises
    ------
    OptionError
        When the picture would be too large; it says how many pixels per inch are possible.
    """
    return drawn_png(_block(system, options), options["dpi"])


def drawn_png(source: str, dpi: int) -> bytes:
    """Return a picture in pixels.

    Raises
    ------
    OptionError
        When it would be too large; the message says how many pixels per inch are possible.
    """
    coarse = drawn(source, format="png", ppi=float(_COARSE))
    width, height = (int.from_bytes(coarse[at : at + 4], "big") for at in (16, 20))  # of the header of a PNG
    if width * height * dpi**2 > MAX_PIXELS * _COARSE**2:
        possible = max(1, isqrt(MAX_PIXELS * _COARSE**2 // (width * height)))
        raise OptionError(
            f"at {dpi} dpi the picture would have more than {MAX_PIXELS:,} pixels: use dpi={possible} at most, or the "
            "formats pdf and svg"
        )
    return _with_resolution(drawn(source, format="png", ppi=float(dpi)), dpi)


def _with_resolution(picture: bytes, dpi: int) -> bytes:
    """Add the pixels per metre to a PNG; a word processor would show it as large as on a screen without them."""
    per_metre = round(dpi / 0.0254).to_bytes(4, "big")
    chunk = b"pHYs" + per_metre + per_metre + b"\x01"
    return picture[:_HEADER] + (9).to_bytes(4, "big") + chunk + crc32(chunk).to_bytes(4, "big") + picture[_HEADER:]


def _block(system: System, options: Options) -> str:
    return typst.write(system, options)


def _spoken(system: System) -> str:
    return " ".join(speech(layout.unbroken(system)).splitlines())


def drawn(source: str, **how: Any) -> bytes:
    """Return a picture of equations, cropped."""
    return _compiled(f"{_HEAD}{source}", **how)


def _compiled(source: str, **how: Any) -> bytes:
    """Compile a document in an empty folder: it reads no file and, without foreign letters, no font either.

    Raises
    ------
    MissingExtraError
        When the package is not installed.
    """
    from tempfile import TemporaryDirectory  # needed here only

    compiler = required("typst", f"the format {how['format']}")
    own_fonts = source.translate(_OUR_SIGNS).isascii()
    with TemporaryDirectory() as root:
        picture: bytes = compiler.compile(source.encode(), root=root, ignore_system_fonts=own_fonts, **how)
    return picture
