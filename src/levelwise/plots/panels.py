"""Drawing of panels side by side, with marks, summaries, axes and legends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from levelwise.plots.labels import elided, wrapped
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
    width = WIDTH / len(panels)
    line_count = summary_lines(strip)
    for axes, panel in zip(drawn, panels, strict=True):
        _panel(axes, panel, width, line_count, _few_values(panels if shared else (panel,)))
    if shared:
        part.supxlabel(elided(panels[0].x.label, 100), fontsize=9, parse_math=False)
        part.supylabel(elided(panels[0].y.label, 30), fontsize=9, parse_math=False)


def summary_lines(strip: Strip) -> int:
    """Return the number of lines of the longest summary above the panels."""
    return max(len(wrapped(panel.summary, int(WIDTH / len(strip.panels) * 13))) for panel in strip.panels)


def _few_values(panels: Sequence[Panel]) -> list[float]:
    """Return the ticks of a predictor with only a few values."""
    points = [mark for panel in panels for mark in panel.marks if mark.kind in ("rows", "constant", "means")]
    values = sorted({value for mark in points for value in mark.x})
    return values if len(values) <= 4 else []


def _panel(axes: Axes, panel: Panel, width: float, line_count: int, ticks: Sequence[float]) -> None:
    single = not panel.title
    for mark in panel.marks:
        add(axes, mark, single=single)
    _scale(axes, panel.x, width, upright=False)
    if ticks and not panel.x.categories:
        axes.set_xticks(ticks, [f"{value:.4g}" for value in ticks])
    _scale(axes, panel.y, width, upright=True)
    if panel.title:
        lines_above = wrapped(panel.summary, int(width * 13))
        size = f" · {panel.size}" if panel.size else ""
        title = elided(panel.title, int(width * 13) - len(size)) + size
        axes.set_title(title, fontsize=8, pad=5 + 10.5 * line_count, parse_math=False)
        colour = COLOURS[1 if panel.highlighted else 0]
        words = "\n".join(lines_above)
        axes.text(0.5, 1.03, words, transform=axes.transAxes, ha="center", va="bottom", color=colour, parse_math=False)
    if single:
        axes.set_xlabel(elided(panel.x.label, int(width * 12)), fontsize=9, parse_math=False)
        axes.set_ylabel(elided(panel.y.label, 40), fontsize=9, parse_math=False)
        _legend(axes, panel)


def _scale(axes: Axes, axis: Axis, width: float, *, upright: bool) -> None:
    """Label an axis with as many categories as fit, or with a few numbers."""
    which = axes.yaxis if upright else axes.xaxis
    if not axis.categories:
        axes.locator_params(axis="y" if upright else "x", nbins=5 if upright or width > 3 else 3)
        axes.yaxis.get_offset_text().set(x=-0.02, ha="right")  # beside the summary above the panel
        return
    count = len(axis.categories)
    step = -(-count // (10 if upright else max(2, int(width * 4))))
    places = range(0, count, step)
    labels = [elided(axis.categories[place], 14 if width > 3 else 9) for place in places]
    turned = not upright and sum(display_width(label) + 2 for label in labels) > width * 11
    slanted: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if turned else {}
    which.set_ticks(list(places), labels, parse_math=False, **slanted)
    (axes.set_ylim if upright else axes.set_xlim)(-0.5, count - 0.5)


def _legend(axes: Axes, panel: Panel) -> None:
    """Draw a legend beside the axes; labels are set last, because matplotlib omits those that start with ``_``."""
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
