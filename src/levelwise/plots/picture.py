"""A picture: made for a page, a file or a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from levelwise.errors import LevelwiseError, UnknownNameError
from levelwise.plots.look import require, style
from levelwise.plots.sketch import PICTURED, Sketched
from levelwise.plots.strips import Panel, Strip
from levelwise.writers.characters import plain
from levelwise.writers.files import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from levelwise.legitimacy.report import Finding, Report

FORMATS = ("svg", "png", "pdf")


class Picture(ABC):
    """A picture of a finding, a report or a model.

    Attributes
    ----------
    title : str
        What it shows, in a few words.
    alt : str
        The same in as many words as it takes for those who do not see it.
    """

    formats: tuple[str, ...] = FORMATS

    def __init__(self, title: str, alt: str) -> None:
        self.title = title
        self.alt = alt

    @abstractmethod
    def _draw(self) -> Figure: ...

    @cached_property
    def figure(self) -> Figure:
        """The picture as a figure of matplotlib, to be changed at will."""
        return self._draw()

    def to(self, format: str) -> str | bytes:  # noqa: A002
        """Return the picture in a format: ``"svg"`` as text, ``"png"`` and ``"pdf"`` as bytes.

        Raises
        ------
        UnknownNameError
            When there is no such format.
        MissingExtraError
            When matplotlib is missing.
        """
        if format not in FORMATS:
            raise UnknownNameError("format of pictures", format, self.formats)

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
        """Write the picture to a file; its ending gives the format.

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
    """Rows of the data that show something.

    Attributes
    ----------
    strips : tuple of Strip
        What is drawn, as plain numbers.
    """

    def __init__(self, title: str, strips: tuple[Strip, ...]) -> None:
        super().__init__(title, " ".join((f"{title.removesuffix('.')}.", *(strip.alt for strip in strips))))
        self.strips = strips

    def _draw(self) -> Figure:
        from levelwise.plots.draw import figure

        return figure(self.title, self.strips)


def of_finding(finding: Finding) -> Plot:
    """Return the picture of a finding; see `levelwise.Finding.plot`."""
    if finding.sketch is None:
        if finding.code in PICTURED:
            raise LevelwiseError(f"a picture shows rows; give data= to the check that found {finding.code}")
        message = f"a finding of {finding.code} has no picture; those of {', '.join(PICTURED)} have one"
        raise LevelwiseError(f"{message}, and report.plot() shows what there is to see of the model")
    return _drawable(f"{finding.code} {finding.severity}: {finding.title}", finding.sketch)


def of_report(report: Report) -> Plot:
    """Return the picture of a report; see `levelwise.Report.plot`."""
    if report.sketch is None:
        why = "with the policy off" if report.on_data else "without data"
        raise LevelwiseError(f"a picture shows the rows a model was checked on, and this one was checked {why}")
    pictured = [finding for finding in report.findings if finding.sketch is not None]
    if not pictured:
        return _drawable(report.formula, report.sketch)
    strips: dict[tuple[Panel, ...], Strip] = {}
    for finding in pictured:
        assert finding.sketch is not None  # those were chosen
        strip = finding.sketch.strips()[0]
        title = f"{finding.code} {finding.severity}: {finding.title}"
        if strip.panels in strips:  # two findings that the same rows show
            title = f"{strips[strip.panels].title}; {title}"
        caption = f"{strip.title}. {strip.caption}"
        strips[strip.panels] = replace(strip, title=title, caption=caption)
    return _required(Plot(report.verdict, tuple(strips.values())))


def _drawable(title: str, sketch: Sketched) -> Plot:
    return _required(Plot(title, sketch.strips()))


def _required(plot: Plot) -> Plot:
    """Say at once, not when the picture is looked at, that matplotlib is missing."""
    require()
    return plot
