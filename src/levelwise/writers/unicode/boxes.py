"""Boxes of text that stand side by side on a baseline: the algebra of the text writer."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.dataclass import dataclass
from levelwise.text.characters import display_width

__all__ = ["Box", "beside", "bracketed", "display_width", "grid", "line", "padded", "scripted", "stacked"]


@dataclass(frozen=True)
class Box:
    """Equally wide lines of text, one of which is the baseline."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """The width on the screen."""
        return display_width(self.lines[0])

    @property
    def height(self) -> int:
        """The number of lines."""
        return len(self.lines)

    @property
    def below(self) -> int:
        """The number of lines below the baseline."""
        return len(self.lines) - self.baseline - 1


def line(text: str) -> Box:
    """Return a text as a box of one line."""
    return Box((text,))


def padded(text: str, width: int, where: str = "left") -> str:
    """Return a text filled with spaces to a width, standing left, right or centred."""
    gap = max(0, width - display_width(text))
    before = {"left": 0, "right": gap, "centre": gap // 2}[where]
    return " " * before + text + " " * (gap - before)


def beside(boxes: Sequence[Box]) -> Box:
    """Put boxes side by side on one baseline.

    Parameters
    ----------
    boxes : sequence of Box
        From left to right.

    Examples
    --------
    >>> beside((line("x"), Box(("a", "b", "c"), 1))).lines
    (' a', 'xb', ' c')
    """
    above = max((box.baseline for box in boxes), default=0)
    below = max((box.below for box in boxes), default=0)
    rows = []
    for row in range(-above, below + 1):
        places = ((box, box.baseline + row) for box in boxes)
        rows.append("".join(box.lines[at] if 0 <= at < box.height else " " * box.width for box, at in places))
    return Box(tuple(rows), above)


def stacked(boxes: Sequence[Box], where: str = "left") -> tuple[Box, tuple[int, ...]]:
    """Put boxes one under another and say where their baselines came to lie; the box's own is the first.

    A blank line keeps what hangs from one box apart from what stands on the next.
    """
    width = max((box.width for box in boxes), default=0)
    lines: list[str] = []
    baselines: list[int] = []
    for number, box in enumerate(boxes):
        if number and boxes[number - 1].below and box.baseline:
            lines.append(" " * width)
        baselines.append(len(lines) + box.baseline)
        lines.extend(padded(text, width, where) for text in box.lines)
    return Box(tuple(lines) or ("",), baselines[0] if baselines else 0), tuple(baselines)


def scripted(base: Box, sub: str = "", sup: str = "", *, small_sub: str = "", small_sup: str = "") -> Box:
    """Put scripts to the right of a base, all in one column.

    Parameters
    ----------
    base : Box
        What carries the scripts; at a tall bracket they stand at its upper and lower end.
    sub, sup : str
        Scripts drawn on a line below and above.
    small_sub, small_sup : str
        Scripts in script characters, which stand on the baseline or at the bracket's ends.

    Examples
    --------
    >>> print(*scripted(line("σ"), "αⱼ", small_sup="²").lines, sep="|")
    σ² | αⱼ
    """
    last = base.height - 1
    corners = last > 0 and base.lines[0].endswith("⎞")
    rows = dict.fromkeys(range(base.height), "")
    rows[last if corners else base.baseline] += small_sub
    rows[0 if corners else base.baseline] += small_sup
    if sup:
        rows[0 if corners else -1] = sup
    if sub:
        rows[last if corners else last + 1] = sub
    width = max(map(display_width, rows.values()))
    column = tuple(padded(rows[row], width) for row in sorted(rows))
    return beside((base, Box(column, base.baseline - min(rows))))


def bracketed(inner: Box) -> Box:
    """Put round brackets around a box, as tall as the box."""
    if inner.height == 1:
        return beside((line("("), inner, line(")")))
    middle = inner.height - 2
    left = Box(("⎛", *["⎜"] * middle, "⎝"), inner.baseline)
    right = Box(("⎞", *["⎟"] * middle, "⎠"), inner.baseline)
    return beside((left, inner, right))


def grid(rows: Sequence[Sequence[Box]], gap: int = 2) -> Box:
    """Return boxes in rows and columns, each column centred; the baseline is half-way between the rows'."""
    columns = max(map(len, rows), default=0)
    full = [[*row, *[line("")] * (columns - len(row))] for row in rows]
    widths = [max(row[n].width for row in full) for n in range(columns)]
    spaces = [line(" " * (gap if n else 0)) for n in range(columns)]
    drawn = [
        beside([part for n, box in enumerate(row) for part in (spaces[n], _centred(box, widths[n]))]) for row in full
    ]
    box, baselines = stacked(drawn)
    middle = baselines[(len(drawn) - 1) // 2 : len(drawn) // 2 + 1]
    return Box(box.lines, sum(middle) // len(middle) if middle else 0)


def _centred(box: Box, width: int) -> Box:
    return Box(tuple(padded(text, width, "centre") for text in box.lines), box.baseline)
