"""Panels drawn side by side: their marks, the words above them, axes and legends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from levelwise.plots.elide import elided, wrapped
from levelwise.plots.marks import COLOURS, add
from levelwise.plots.strip import Axis, Panel, Strip
from levelwise.plots.theme import WIDTH
from levelwise.text.characters import display_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure


def draw_panels(part: SubFigure, strip: Strip) -> None:
    """Draw the panels of a strip side by side."""
    panels, shared = strip.panels, strip.shared
    drawn = part.subplots(1, len(panels), sharex=shared, sharey=shared, squeeze=False)[0]
    room = WIDTH / len(panels)
    lines = lines_said(strip)
    for axes, panel in zip(drawn, panels, strict=True):
        _panel(axes, panel, room, lines, _few(panels if shared else (panel,)))
    if shared:
        part.supxlabel(elided(panels[0].x.label, 100), fontsize=9, parse_math=False)
        part.supylabel(elided(panels[0].y.label, 30), fontsize=9, parse_math=False)


def lines_said(strip: Strip) -> int:
    """Return how many lines the words above the panels take."""
    return max(len(wrapped(panel.says, int(WIDTH / len(strip.panels) * 13))) for panel in strip.panels)


def _few(panels: Sequence[Panel]) -> list[float]:
    """Return the values of a predictor that has a few only, to stand on its axis."""
    points = [mark for panel in panels for mark in panel.marks if mark.kind in ("rows", "still", "means")]
    values = sorted({value for mark in points for value in mark.x})
    return values if len(values) <= 4 else []


def _panel(axes: Axes, panel: Panel, room: float, lines: int, few: Sequence[float]) -> None:
    alone = not panel.title
    for mark in panel.marks:
        add(axes, mark, alone=alone)
    _scale(axes, panel.x, room, upright=False)
    if few and not panel.x.categories:
        axes.set_xticks(few, [f"{value:.4g}" for value in few])
    _scale(axes, panel.y, room, upright=True)
    if panel.title:
        says = wrapped(panel.says, int(room * 13))
        size = f" · {panel.size}" if panel.size else ""
        title = elided(panel.title, int(room * 13) - len(size)) + size
        axes.set_title(title, fontsize=8, pad=5 + 10.5 * lines, parse_math=False)
        colour = COLOURS[1 if panel.alarm else 0]
        words = "\n".join(says)
        axes.text(0.5, 1.03, words, transform=axes.transAxes, ha="center", va="bottom", color=colour, parse_math=False)
    if alone:
        axes.set_xlabel(elided(panel.x.label, int(room * 12)), fontsize=9, parse_math=False)
        axes.set_ylabel(elided(panel.y.label, 40), fontsize=9, parse_math=False)
        _legend(axes, panel)


def _scale(axes: Axes, axis: Axis, room: float, *, upright: bool) -> None:
    """Put categories on an axis, as many as there is room for; numbers get few ticks, so that they stay apart."""
    which = axes.yaxis if upright else axes.xaxis
    if not axis.categories:
        axes.locator_params(axis="y" if upright else "x", nbins=5 if upright or room > 3 else 3)
        axes.yaxis.get_offset_text().set(x=-0.02, ha="right")  # beside what is said above the panel
        return
    count = len(axis.categories)
    step = -(-count // (10 if upright else max(2, int(room * 4))))
    places = range(0, count, step)
    labels = [elided(axis.categories[place], 14 if room > 3 else 9) for place in places]
    turned = not upright and sum(display_width(label) + 2 for label in labels) > room * 11
    slanted: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if turned else {}
    which.set_ticks(list(places), labels, parse_math=False, **slanted)
    (axes.set_ylim if upright else axes.set_xlim)(-0.5, count - 0.5)


def _legend(axes: Axes, panel: Panel) -> None:
    """Explain the marks beside the axes; the words come last, for a legend takes a first ``_`` for a secret."""
    labels = [mark.label for mark in panel.marks if mark.label]
    handles = [artist for artist in (*axes.collections, *axes.lines, *axes.patches) if artist.get_gid()]
    handles.sort(key=lambda artist: int(str(artist.get_gid())))
    if not labels:
        return
    legend = axes.legend(
        handles, [str(n) for n in range(len(labels))], loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False
    )
    for text, label in zip(legend.get_texts(), labels, strict=True):
        text.set_parse_math(False)
        text.set_text("\n".join(wrapped(label, 34)))
