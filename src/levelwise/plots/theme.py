"""How all drawings look, whatever the caller's settings of matplotlib are."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from levelwise.errors import MissingExtraError
from levelwise.plots.marks import INK

WIDTH = 10.0
"""The inches of a drawing from left to right: those of a page turned on its side, without its margins."""

# letters that the first font lacks, where one of these is installed
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
