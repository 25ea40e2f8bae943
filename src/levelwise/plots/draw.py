"""Strips drawn with matplotlib's objects: no global state is touched for longer than it takes, no display is needed."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from levelwise.errors import MissingExtraError
from levelwise.plots.marks import COLOURS, INK, add
from levelwise.plots.strips import Axis, Panel, Strip
from levelwise.plots.words import elided, wrapped
from levelwise.writers.characters import display_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

WIDTH = 10.0
_LINE = 0.19
_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "Hiragino Sans",
    "Microsoft YaHei",
    "PingFang SC",
)


def require() -> None:
    """Raise MissingExtraError unless matplotlib can be had."""
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise MissingExtraError('a picture is drawn with matplotlib: pip install "levelwise[plot]"') from error


@contextmanager
def style() -> Iterator[None]:
    """Draw the same whatever the caller's settings of matplotlib are, and keep silent about letters no font has."""
    require()
    from matplotlib import font_manager, style

    known = set(font_manager.fontManager.get_font_names())
    ours: dict[str, Any] = {
        "font.family": ["DejaVu Sans", *(name for name in _FAMILIES if name in known), "sans-serif"],
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 8.0,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": "#888888",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": "#555555",
        "ytick.color": "#555555",
        "axes.formatter.use_mathtext": False,
        "svg.fonttype": "none",  # letters stay letters: they can be read aloud, searched, and take the reader's fonts
        "svg.hashsalt": "levelwise",  # the same picture has the same bytes
        "savefig.dpi": 150,
    }
    fonts = logging.getLogger("matplotlib.font_manager")  # it tells of weights that a fallback lacks
    level = fonts.level
    fonts.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), style.context(["default", ours]):
            warnings.simplefilter("ignore")
            yield
    finally:
        fonts.setLevel(level)


def figure(title: str, strips: Sequence[Strip]) -> Figure:
    """Return strips one below the other."""
    with style():
        from matplotlib.figure import Figure

        heads = [wrapped(strip.title, 130) for strip in strips]
        feet = [wrapped(strip.caption, 170) for strip in strips]
        top = wrapped(title, 115)
        heights = [0.08 + 0.22 * len(top)]
        for head, strip, foot in zip(heads, strips, feet, strict=True):
            body = 3.2 if not strip.shared else 1.95 + 0.15 * _said(strip) + 0.3 * bool(strip.panels[0].x.categories)
            heights += [0.1 + _LINE * len(head), body, 0.1 + _LINE * 0.9 * len(foot)]
        result = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
        parts: Any = result.subfigures(len(heights), 1, height_ratios=heights)
        _write(parts[0], top, size=11.0, weight="bold")
        for number, strip in enumerate(strips):
            head, body, foot = parts[1 + 3 * number : 4 + 3 * number]
            _write(head, heads[number], size=9.5)
            _panels(body, strip)
            _write(foot, feet[number], size=7.5, color="#666666")
        _settle(result, parts)
        return result


def _settle(result: Figure, parts: Sequence[Any]) -> None:
    """Lay the figure out once and round the places, whose last digits differ from run to run."""
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


def _panels(part: SubFigure, strip: Strip) -> None:
    panels, shared = strip.panels, strip.shared
    drawn = part.subplots(1, len(panels), sharex=shared, sharey=shared, squeeze=False)[0]
    room = WIDTH / len(panels)
    lines = _said(strip)
    for axes, panel in zip(drawn, panels, strict=True):
        _panel(axes, panel, room, lines, _few(panels if shared else (panel,)))
    if shared:
        part.supxlabel(elided(panels[0].x.label, 100), fontsize=9, parse_math=False)
        part.supylabel(elided(panels[0].y.label, 30), fontsize=9, parse_math=False)


def _said(strip: Strip) -> int:
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
