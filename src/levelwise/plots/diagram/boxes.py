"""Drawing of a model's levels: boxes joined by lines where nested, with a cross between them where crossed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

from levelwise.dataclass import dataclass
from levelwise.plots.diagram.levels import ROWS, Box, Tiers
from levelwise.plots.labels import elided, wrapped
from levelwise.plots.marks import COLOURS, INK
from levelwise.plots.theme import WIDTH, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_GAP, _LINE, _SIDE = 0.5, 0.19, 0.45  # inches between tiers, per line of text, and between boxes
_WIDEST, _NARROWEST = 4.2, 2.4  # maximum width of a box and minimum width of a column of boxes, in inches


@dataclass(frozen=True)
class _Place:
    """The position of a box, in inches."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def figure(title: str, found: Tiers) -> Figure:
    """Return the drawing of a model's levels."""
    with style():
        from matplotlib.figure import Figure

        middles = _columns_of(found)
        columns = 1 + max((math.ceil(x) for x in middles.values()), default=0)
        width = max(WIDTH, _NARROWEST * columns)
        step = (width - 0.3) / columns
        rows = [[box for box in found.boxes if box.tier == tier] for tier in range(found.boxes[-1].tier + 1)]
        widths = {box.name: width - 0.3 if box.name == ROWS else min(_WIDEST, step - _SIDE) for box in found.boxes}
        texts = {box.name: _lines(box, widths[box.name]) for box in found.boxes}
        heights = [max(0.16 + _LINE * len(texts[box.name]) for box in row) for row in rows]
        top = wrapped(title, int(width * 10))
        foot = [line for description in found.crossing_lines for line in wrapped(f"× {description}", int(width * 15))]
        total = 0.3 + 0.24 * len(top) + sum(heights) + _GAP * (len(rows) - 1) + 0.2 + 0.18 * len(foot)
        result = Figure(figsize=(width, total))
        axes = result.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0.0, width), ylim=(0.0, total))
        axes.set_axis_off()
        _write(axes, 0.15, total - 0.12, top, size=11, weight="bold")
        _write(axes, 0.15, 0.06 + 0.18 * len(foot), foot, size=7.5, color="#666666")
        y = total - 0.3 - 0.24 * len(top)
        places: dict[str, _Place] = {}
        for row, height in zip(rows, heights, strict=True):
            for box in row:
                x = width / 2 if box.name == ROWS else 0.15 + step * (middles[box.name] + 0.5)
                places[box.name] = _Place(x - widths[box.name] / 2, x + widths[box.name] / 2, y, y - height)
                _box(axes, box, places[box.name], texts[box.name])
            y -= height + _GAP
        _crosses(axes, rows, places, found)
        for box in found.boxes:
            for outer in box.inside:
                start, end = places[outer], places[box.name]
                aim = start.middle if box.name == ROWS else end.middle
                axes.plot([start.middle, aim], [start.bottom, end.top], color="#888888", linewidth=1.5, zorder=0)
        return result


def _columns_of(found: Tiers) -> dict[str, float]:
    """Return the column of each factor: one per innermost factor, else the middle of the factors nested in it."""
    factors = [box for box in found.boxes if box.name != ROWS]
    middles: dict[str, float] = {}
    free = count()

    def place(name: str) -> float:
        nested = [place(box.name) for box in factors if box.inside[:1] == (name,)]
        middles[name] = sum(nested) / len(nested) if nested else float(next(free))
        return middles[name]

    for box in factors:
        if not box.inside:
            place(box.name)
    return middles


def _lines(box: Box, width: float) -> list[str]:
    """Return the lines of text in a box, the heading first."""
    return [
        elided(box.head, int(width * 10) - 2),
        *(line for text in box.lines for line in wrapped(text, int(width * 13) - 2)),
    ]


def _box(axes: Axes, box: Box, place: _Place, lines: Sequence[str]) -> None:
    from matplotlib.patches import FancyBboxPatch

    edge, face = (COLOURS[7], "#F5F5F5") if box.name == ROWS else (COLOURS[0], "#E7F0F8")
    corner, height = (place.left, place.bottom), place.top - place.bottom
    shape = FancyBboxPatch(corner, place.right - place.left, height, "round,pad=0,rounding_size=0.06")
    shape.set(facecolor=face, edgecolor=edge, linewidth=1.2)
    axes.add_patch(shape)
    _write(axes, place.left + 0.12, place.top - 0.09, lines[:1], size=9, weight="bold", color=INK)
    _write(axes, place.left + 0.12, place.top - 0.09 - _LINE, lines[1:], size=8, color=INK)


def _crosses(axes: Axes, rows: Sequence[Sequence[Box]], places: dict[str, _Place], found: Tiers) -> None:
    """Draw a cross between neighbouring boxes that are crossed; the caption lists all crossings."""
    crossed = {frozenset((one.left, one.right)) for one in found.crossings}
    for row in rows:
        ordered = sorted(row, key=lambda box: places[box.name].left)
        for one, other in pairwise(ordered):
            if frozenset((one.name, other.name)) in crossed:
                left, right = places[one.name], places[other.name]
                x, y = (left.right + right.left) / 2, (left.top + left.bottom) / 2
                axes.text(x, y, "×", size=18, ha="center", va="center", color=COLOURS[1])


def _write(axes: Axes, x: float, y: float, lines: Sequence[str], **how: Any) -> None:
    for number, line in enumerate(lines):
        step = _LINE if how["size"] < 10 else 0.24
        axes.text(x, y - number * step, line, ha="left", va="top", parse_math=False, **how)
