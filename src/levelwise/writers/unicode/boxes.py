"""Boxes of text that stand side by side on a baseline: the algebra of the text writer."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Delimiters
from levelwise.text.characters import display_width
from levelwise.writers.spellings import BRACKETS

_TALL = {
    "round": ("⎛⎜⎝", "⎞⎟⎠"),
    "square": ("⎡⎢⎣", "⎤⎥⎦"),
    "curly": ("⎧⎨⎩", "⎫⎬⎭"),
    "bar": ("│││", "│││"),
    "opening": ("⎡⎢⎣", "   "),
    "closing": ("   ", "⎤⎥⎦"),
}
"""The upper end, the middle and the lower end of tall brackets."""


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
    if above == below == 0:
        return line("".join([box.lines[0] for box in boxes]))
    columns = [_filled(box, above - box.baseline, below - box.below) for box in boxes]
    return Box(tuple(map("".join, zip(*columns, strict=True))), above)


def _filled(box: Box, above: int, below: int) -> list[str]:
    """Return the lines of a box with blank lines above and below them."""
    blank = " " * box.width
    return [blank] * above + [*box.lines] + [blank] * below


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
    if base.height == 1 and not sub and not sup:
        return beside((base, line(small_sub + small_sup)))
    last = base.height - 1
    corners = last > 0 and base.lines[0].endswith(("⎞", "⎤"))
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


def bracketed(inner: Box, kind: Delimiters = "round") -> Box:
    """Put brackets around a box, as tall as the box."""
    if inner.height == 1:
        left, right = map(line, BRACKETS[kind])
    elif kind == "angle":
        left, right = (_angle(inner, opening=opening) for opening in (True, False))
    else:
        left, right = (_side(inner, *pieces) for pieces in _TALL[kind])
    return beside((left, inner, right))


def _side(inner: Box, top: str, middle: str, bottom: str) -> Box:
    return Box((top, *[middle] * (inner.height - 2), bottom), inner.baseline)


def _angle(inner: Box, *, opening: bool) -> Box:
    """Return an angle bracket: two strokes that meet half-way down, in the one-line bracket where there is a middle."""
    half, odd = divmod(inner.height, 2)
    width = half + odd
    down, tip, up = "╱⟨╲" if opening else "╲⟩╱"
    places = [width - 1 - n if opening else n for n in range(half)]
    upper = [" " * place + down for place in places]
    middle = [" " * (0 if opening else half) + tip] * odd
    lower = [" " * place + up for place in reversed(places)]
    return Box(tuple(padded(text, width) for text in (*upper, *middle, *lower)), inner.baseline)


def braced(inner: Box) -> Box:
    """Put a brace in front of a box; its tip is the baseline."""
    if inner.height == 1:
        return beside((line("{"), inner))
    tip = (inner.height - 1) // 2
    pieces = ["⎧", *["⎪"] * (inner.height - 2), "⎩"]
    if inner.height > 2:
        pieces[tip] = "⎨"
    return beside((Box(tuple(pieces), tip), Box(inner.lines, tip)))


def over(top: Box, bottom: Box, *, nested: bool = False) -> Box:
    """Put a box over another with a bar between, which is the baseline; it is longer around a fraction."""
    width = max(top.width, bottom.width, 1) + 2 * nested
    lines = (*widened(top, width).lines, "─" * width, *widened(bottom, width).lines)
    return Box(lines, top.height)


def above(inner: Box, mark: str) -> Box:
    """Put a mark above the middle of a box."""
    width = max(inner.width, display_width(mark))
    return Box((padded(mark, width, "centre"), *widened(inner, width).lines), inner.baseline + 1)


def underset(inner: Box, below: Box) -> Box:
    """Put a box below the middle of another, whose baseline stays."""
    width = max(inner.width, below.width)
    return Box((*widened(inner, width).lines, *widened(below, width).lines), inner.baseline)


def underbraced(inner: Box, label: Box) -> Box:
    """Put a brace under a box, and a label below its tip."""
    width = max(inner.width, 3)
    tip = (width - 1) // 2
    brace = line("└" + "─" * (tip - 1) + "┬" + "─" * (width - tip - 2) + "┘")
    return underset(underset(inner, brace), label)


def grid(rows: Sequence[Sequence[Box]], gap: int = 2, where: str = "centre") -> Box:
    """Return boxes in rows and columns; the baseline is half-way between the rows'."""
    columns = max(map(len, rows), default=0)
    full = [[*row, *[line("")] * (columns - len(row))] for row in rows]
    widths = [max(row[n].width for row in full) for n in range(columns)]
    spaces = [line(" " * (gap if n else 0)) for n in range(columns)]
    drawn = [
        beside([part for n, box in enumerate(row) for part in (spaces[n], widened(box, widths[n], where))])
        for row in full
    ]
    box, baselines = stacked(drawn)
    middle = baselines[(len(drawn) - 1) // 2 : len(drawn) // 2 + 1]
    return Box(box.lines, sum(middle) // len(middle) if middle else 0)


def widened(box: Box, width: int, where: str = "centre") -> Box:
    """Return a box filled with spaces to a width."""
    return Box(tuple(padded(text, width, where) for text in box.lines), box.baseline)
