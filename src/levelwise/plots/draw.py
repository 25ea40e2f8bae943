"""Drawing of strips with matplotlib's objects, without pyplot and its global state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from levelwise.plots.labels import wrapped
from levelwise.plots.panels import draw_panels, summary_lines
from levelwise.plots.strip import Strip
from levelwise.plots.theme import WIDTH, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

_LINE = 0.19  # inches


def figure(title: str, strips: Sequence[Strip]) -> Figure:
    """Return a figure of strips, one below the other."""
    with style():
        from matplotlib.figure import Figure

        heads = [wrapped(strip.title, 130) for strip in strips]
        feet = [wrapped(strip.caption, 170) for strip in strips]
        top = wrapped(title, 115)
        heights = [0.08 + 0.22 * len(top)]
        for head, strip, foot in zip(heads, strips, feet, strict=True):
            body = (
                3.2
                if not strip.shared
                else 1.95 + 0.15 * summary_lines(strip) + 0.3 * bool(strip.panels[0].x.categories)
            )
            heights += [0.1 + _LINE * len(head), body, 0.1 + _LINE * 0.9 * len(foot)]
        result = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
        parts: Any = result.subfigures(len(heights), 1, height_ratios=heights)
        _write(parts[0], top, size=11.0, weight="bold")
        for number, strip in enumerate(strips):
            head, body, foot = parts[1 + 3 * number : 4 + 3 * number]
            _write(head, heads[number], size=9.5)
            draw_panels(body, strip)
            _write(foot, feet[number], size=7.5, color="#666666")
        _fix_layout(result, parts)
        return result


def _fix_layout(result: Figure, parts: Sequence[Any]) -> None:
    """Lay out the figure once and round the positions, whose last digits differ between runs."""
    result.draw_without_rendering()
    result.set_layout_engine("none")
    for part in parts:
        part.bbox_relative.p0, part.bbox_relative.p1 = part.bbox_relative.get_points().round(6)
        for axes in part.axes:
            axes.set_position([round(float(edge), 6) for edge in axes.get_position().bounds])
        for text in part.texts:
            text.set_position([round(float(place), 6) for place in text.get_position()])


def _write(part: SubFigure, lines: Sequence[str], **how: Any) -> None:
    part.text(0.01, 0.5, "\n".join(lines), ha="left", va="center", parse_math=False, linespacing=1.3, **how)
