"""The height of equations, in rows of text, and systems divided where a page can end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from levelwise.equation.tree import Distribution, Line, Matrix, System
from levelwise.equation.walk import walk

TALLEST = 40
"""Maximum number of rows on a page of A4 or letter paper, at 11 points."""


_BETWEEN = 0.25
"""The space between two lines of a system, in rows."""


def height(line: Line) -> int:
    """Return the number of rows of a line: those of its tallest vector or matrix, else one."""
    right = line.right.arguments if isinstance(line.right, Distribution) else (line.right,)
    parts = [(part,) if isinstance(part, Matrix) else walk(part) for part in (line.left, *right)]
    return max((len(part.rows) for each in parts for part in each if isinstance(part, Matrix)), default=1)


def divided(system: System, tallest: int = TALLEST) -> Iterator[System]:
    """Return a system as parts of which each fits on a page, if each of its equations does.

    An equation that is continued on the next line is not divided unless it has to be.
    """
    part: list[Line] = []
    rows = 0.0
    for group in _equations(system):
        own = sum(height(line) + _BETWEEN + (1 + _BETWEEN) * bool(line.heading) for line in group)
        if part and rows + own > tallest:
            yield replace(system, lines=tuple(part))
            part, rows = [], 0.0
        part += group
        rows += own
    yield replace(system, lines=tuple(part))


def _equations(system: System) -> Iterator[list[Line]]:
    """Return each equation with the lines that continue it."""
    group: list[Line] = []
    for line in system.lines:
        if group and line.relation in ("~", "="):
            yield group
            group = []
        group.append(line)
    if group:
        yield group
