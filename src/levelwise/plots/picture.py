"""Pictures that can be saved to a file or shown in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from levelwise.errors import UnknownNameError
from levelwise.files import write_whole
from levelwise.plots.strip import Panel, Strip
from levelwise.plots.theme import require, style
from levelwise.text.characters import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "png", "pdf")


class Picture(ABC):
    """A picture of a finding, a report or a model.

    Attributes
    ----------
    title : str
        A short title.
    alt : str
        A full description for readers who cannot see it.
    """

    formats: tuple[str, ...] = FORMATS

    def __init__(self, title: str, alt: str) -> None:
        self.title = title
        self.alt = alt

    @abstractmethod
    def _draw(self) -> Figure: ...

    @cached_property
    def figure(self) -> Figure:
        """The picture as a matplotlib figure, which may be modified."""
        return self._draw()

    def to(self, format: str) -> str | bytes:  # noqa: A002
        """Return the picture in a format: ``"svg"`` as a string, ``"png"`` and ``"pdf"`` as bytes.

        Raises
        ------
        UnknownNameError
            When there is no such format.
        MissingExtraError
            When matplotlib is missing.
        """
        if format not in FORMATS:
            raise UnknownNameError("picture format", format, self.formats)

        title, alt = plain(self.title), plain(self.alt)
        file = BytesIO()
        with style():
            if format == "png":
                named = {"Software": None, "Title": title, "Description": alt}
                self.figure.savefig(file, format="png", metadata=named)
                return file.getvalue()
            if format == "pdf":
                about = {"CreationDate": None, "Producer": None, "Creator": "Levelwise", "Title": title, "Subject": alt}
                self.figure.savefig(file, format="pdf", metadata=about)
                return file.getvalue()
            about = {"Date": None, "Creator": "Levelwise", "Title": title, "Description": alt}
            self.figure.savefig(file, format="svg", metadata=about)
        spoken = f'<svg role="img" aria-label="{escape(alt)}" '
        return file.getvalue().decode().replace("<svg ", spoken, 1).rstrip("\n")

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file; its extension sets the format.

        Raises
        ------
        UnknownNameError
            When there is no such format.
        LevelwiseError
            When the file cannot be written.
        """
        return write_whole(path, self.to(Path(path).suffix.lower().lstrip(".")))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        svg = self.to("svg")
        assert isinstance(svg, str)
        return {"image/svg+xml": svg, "text/plain": plain(self.alt)}

    def _repr_svg_(self) -> str:
        return self._repr_mimebundle_()["image/svg+xml"]

    def _repr_png_(self) -> bytes:
        png = self.to("png")
        assert isinstance(png, bytes)
        return png

    def __repr__(self) -> str:
        return f"<Picture: {plain(self.title)}>"


class Plot(Picture):
    """A plot of rows of the data.

    Attributes
    ----------
    strips : tuple of Strip
        The contents, as plain numbers.
    """

    def __init__(self, title: str, strips: tuple[Strip, ...]) -> None:
        super().__init__(title, " ".join((f"{title.removesuffix('.')}.", *(strip.alt for strip in strips))))
        self.strips = strips

    def _draw(self) -> Figure:
        from levelwise.plots.draw import figure

        return figure(self.title, self.strips)


def titled(title: str, strips: tuple[Strip, ...]) -> Plot:
    """Return the plot of some strips.

    Raises
    ------
    MissingExtraError
        When matplotlib is missing.
    """
    require()  # now rather than when the plot is shown
    return Plot(title, strips)


def combined(title: str, found: Sequence[tuple[str, Strip]]) -> Plot:
    """Return one plot of the strips of several findings; strips with the same panels are merged."""
    strips: dict[tuple[Panel, ...], Strip] = {}
    for name, strip in found:
        own = f"{strips[strip.panels].title}; {name}" if strip.panels in strips else name
        strips[strip.panels] = replace(strip, title=own, caption=f"{strip.title}. {strip.caption}")
    return titled(title, tuple(strips.values()))
