"""Diagrams of the levels of a model, as text or as a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from levelwise.design.assemble import PreparedModel
from levelwise.files import write_whole
from levelwise.plots.diagram.boxes import figure
from levelwise.plots.diagram.levels import ROWS, Box, Tiers, tiers
from levelwise.plots.picture import FORMATS, Picture
from levelwise.text.characters import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Diagram(Picture):
    """The levels of a model.

    Attributes
    ----------
    tiers : Tiers
        The boxes and the crossings.
    """

    formats = (*FORMATS, "text")

    def __init__(self, model: PreparedModel) -> None:
        found = tiers(model)
        source = model.spec.source.source
        super().__init__(source, f"The levels of {source}. {found.alt}.")
        self.tiers = found

    def _draw(self) -> Figure:
        return figure(self.title, self.tiers)

    def to(self, format: str) -> str | bytes:  # noqa: A002
        """Return the diagram in a format: ``"svg"`` or ``"text"`` as a string, ``"png"`` and ``"pdf"`` as bytes."""
        return "\n".join(_text(self.tiers)) if format == "text" else super().to(format)

    def save(self, path: str | Path) -> Path:
        """Write the diagram to a file; its extension sets the format, ``.txt`` for text."""
        return write_whole(path, self.to("text")) if Path(path).suffix.lower() == ".txt" else super().save(path)

    def __str__(self) -> str:
        return str(self.to("text"))


def _text(found: Tiers) -> Iterator[str]:
    """Yield the lines of an indented list, in which each box follows the boxes that contain it."""
    rows = found.boxes[-1]
    lowest = replace(rows, tier=min(rows.tier, 1)) if len(rows.inside) > 1 else rows
    for box in (*_in_order(found, ()), lowest):
        more = f" (in {' and '.join(box.inside)})" if box.inside and box.name != ROWS else ""
        lead = "   " * box.tier
        yield plain(f"{lead[:-3]}{'└─ ' if box.tier else ''}{box.head}{more}")
        yield from (plain(f"{lead}   {line}") for line in box.lines)
    yield from (plain(f"× {description}") for description in found.crossing_lines)


def _in_order(found: Tiers, inside: tuple[str, ...]) -> Iterator[Box]:
    """Yield the factors, each after the last factor in which it is nested."""
    for box in found.boxes:
        if box.name != ROWS and box.inside[-1:] == inside:
            yield box
            yield from _in_order(found, (box.name,))
