"""Drawing of marks, in the colours of Okabe and Ito (2008), which colour-blind readers can distinguish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from levelwise.lazy_numpy import np
from levelwise.plots.strip import Mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7", "#000000", "#999999")
"""Blue for the data, vermilion for what is missing or fixed; then green, orange, sky blue, purple, black and grey."""

INK = "#222222"


def add(axes: Axes, mark: Mark, *, single: bool) -> None:
    """Draw a mark; one with a label gets a number for the legend."""
    colour = COLOURS[mark.colour % len(COLOURS)]
    number = str(len(axes.collections) + len(axes.lines) + len(axes.patches) + 1) if mark.label else None
    dense = len(mark.x) > 60
    match mark.kind:
        case "rows" | "constant":
            colour = (
                COLOURS[7] if mark.kind == "rows" and not single else COLOURS[1] if mark.kind == "constant" else colour
            )
            axes.scatter(mark.x, mark.y, s=9 if dense else 14, c=colour, alpha=0.5, linewidths=0, gid=number)
        case "means":
            axes.scatter(
                mark.x, mark.y, s=34, c=colour, alpha=0.85, linewidths=0.5, edgecolors="white", gid=number, zorder=3
            )
        case "line":
            axes.plot(mark.x, mark.y, color=colour, linewidth=2.0, gid=number, zorder=4)
        case "thin":
            axes.plot(mark.x, mark.y, color=colour, linewidth=1.0, alpha=0.75, gid=number)
        case "dashed":
            axes.plot(mark.x, mark.y, color=colour, linewidth=2.0, linestyle=(0, (5, 2)), gid=number, zorder=4)
        case "bars":
            edges = np.asarray(mark.x)
            axes.stairs(mark.y, edges, fill=True, color=colour, alpha=0.6, gid=number)
