"""The style of all plots, whatever the caller's matplotlib settings are."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from levelwise.packages import required
from levelwise.plots.marks import INK

WIDTH = 10.0
"""Width of a figure in inches: that of a landscape page without margins."""

# fonts for characters that the first font lacks, if installed
_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "Hiragino Sans",
    "Microsoft YaHei",
    "PingFang SC",
)


def require() -> None:
    """Raise MissingExtraError unless matplotlib is installed."""
    required("matplotlib", "a plot")


@contextmanager
def style() -> Iterator[None]:
    """Draw in one style whatever the caller's settings are, without warnings about characters that no font has."""
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
        "svg.fonttype": "none",  # text stays text: searchable, accessible, and in the reader's fonts
        "svg.hashsalt": "levelwise",  # reproducible files
        "savefig.dpi": 150,
    }
    fonts = logging.getLogger("matplotlib.font_manager")  # it warns of weights that a fallback font lacks
    level = fonts.level
    fonts.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), style.context(["default", ours]):
            warnings.simplefilter("ignore")
            yield
    finally:
        fonts.setLevel(level)
