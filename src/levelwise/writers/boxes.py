"""Boxes of text that stand side by side on a baseline: the algebra of the text writer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
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


@lru_cache(maxsize=4096)
def display_width(text: str) -> int:
    """Return the number of terminal columns a text takes.

    Examples
    --------
    >>> display_width("ab"), display_width("数"), display_width("e\u0301")
    (2, 2, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def line(text: str) -> Box:
    """Return a text as a box of one line."""
    return Box((text,))


def padded(text: str, width: int, where: str = "left") -> str:
    """Return a text filled with spaces to a width, standing left, right or centred."""
    gap = max(0, width - display_width(text))
    before = {"left": 0, "right": gap, "centre": gap // 2}[where]
    return " " * before + text + " " * (gap - before)


def beside(boxes: Sequence[Box]) -> Box:
    """Put boxes side by side on one baseline."""
    above = max((box.baseline for box in boxes), default=0)
    below = max((box.height - box.baseline for box in boxes), default=1)
    rows = []
    for row in range(-above, below):
        pieces = []
        for box in boxes:
            at = box.baseline + row
            pieces.append(box.lines[at] if 0 <= at < box.height else " " * box.width)
        rows.append("".join(pieces))
    return Box(tuple(rows), above)


def scripted(base: Box, sub: str, sup: str) -> Box:
    """Put a script one line below and one above a base."""
    width = max(display_width(sub), display_width(sup))
    above = [" " * width] * base.baseline
    below = [" " * width] * (base.height - base.baseline - 1)
    column = ([padded(sup, width)] if sup and not above else above) + [" " * width] + below
    if sup and above:
        column[0] = padded(sup, width)
    baseline = max(base.baseline, 1 if sup else 0)
    if sub:
        if below:
            column[-1] = padded(sub, width)
        else:
            column.append(padded(sub, width))
    return beside((base, Box(tuple(column), baseline)))


def bracketed(inner: Box) -> Box:
    """Put round brackets around a box, as tall as the box."""
    if inner.height == 1:
        return beside((line("("), inner, line(")")))
    middle = inner.height - 2
    left = Box(("⎛", *["⎜"] * middle, "⎝"), inner.baseline)
    right = Box(("⎞", *["⎟"] * middle, "⎠"), inner.baseline)
    return beside((left, inner, right))


def grid(rows: Sequence[Sequence[Box]], gap: int = 2) -> Box:
    """Return boxes in rows and columns, each column centred; the baseline is the middle line."""
    widths = [max(row[n].width for row in rows) for n in range(len(rows[0]))]
    lines: list[str] = []
    for row in rows:
        cells = [_centred(box, width) for box, width in zip(row, widths, strict=True)]
        spaced = [part for n, cell in enumerate(cells) for part in ((line(" " * gap), cell) if n else (cell,))]
        lines.extend(beside(spaced).lines)
    return Box(tuple(lines), (len(lines) - 1) // 2)


def _centred(box: Box, width: int) -> Box:
    gap = width - box.width
    left, right = " " * (gap // 2), " " * (gap - gap // 2)
    return Box(tuple(left + text + right for text in box.lines), box.baseline)
