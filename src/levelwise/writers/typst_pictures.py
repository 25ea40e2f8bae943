"""Pictures cropped to the equations, as the package ``typst`` draws their spelling in Typst with its own fonts."""

from __future__ import annotations

from math import isqrt
from typing import Any

from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.options import Options
from levelwise.packages import required
from levelwise.writers.typst import write
from levelwise.writers.typst_document import LOOK

MAX_PIXELS = 100_000_000
"""Maximum number of pixels of a picture; drawing them takes about a gigabyte."""

_HEAD = f"""\
#set document(date: none)
#set page(width: auto, height: auto, margin: 4pt)
{LOOK}
"""
_COARSE = 8
"""Pixels per inch of the picture that only shows how large a finer one would be."""

_OUR_SIGNS = str.maketrans("", "", "…⟨⟩")


def pdf(system: System, _: Options) -> bytes:
    """Return the equations as a PDF of one page; the same equations give the same bytes."""
    return _drawn(system, format="pdf")


def svg(system: System, _: Options) -> str:
    """Return the equations as an SVG, whose letters are outlines."""
    return _drawn(system, format="svg").decode().rstrip("\n")


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
    dpi: int = options["dpi"]
    coarse = _drawn(system, format="png", ppi=float(_COARSE))
    width, height = (int.from_bytes(coarse[at : at + 4], "big") for at in (16, 20))  # of the header of a PNG
    if width * height * dpi**2 > MAX_PIXELS * _COARSE**2:
        possible = max(1, isqrt(MAX_PIXELS * _COARSE**2 // (width * height)))
        raise OptionError(
            f"at {dpi} dpi the picture would have more than {MAX_PIXELS:,} pixels: use dpi={possible} at most, or the "
            "formats pdf and svg"
        )
    return _drawn(system, format="png", ppi=float(dpi))


def _drawn(system: System, **how: Any) -> bytes:
    """Compile the equations in an empty folder: they read no file and, without foreign letters, no font either.

    Raises
    ------
    MissingExtraError
        When the package is not installed.
    """
    from tempfile import TemporaryDirectory  # needed here only

    compiler = required("typst", f"the format {how['format']}")
    source = _HEAD + write(system, Options({"fragment": True}))
    own_fonts = source.translate(_OUR_SIGNS).isascii()
    with TemporaryDirectory() as root:
        picture: bytes = compiler.compile(source.encode(), root=root, ignore_system_fonts=own_fonts, **how)
    return picture
