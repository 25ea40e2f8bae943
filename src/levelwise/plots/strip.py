"""What a picture holds, as plain numbers and words: strips of panels, panels of marks. No colour, no library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_ROWS = 300
"""So many rows of a group are drawn; what is said of it is computed on all."""

Kind = Literal["rows", "still", "means", "line", "thin", "dashed", "bars"]
"""Rows; rows of a group that has no slope; means; a line, one of many, one for comparison; bars from their edges."""


@dataclass(frozen=True)
class Axis:
    """An axis: its label, and the categories that stand at 0, 1, 2, … on it."""

    label: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """Points, a line or bars; `label` puts them into the legend, `colour` tells them from others."""

    kind: Kind
    x: tuple[float, ...]
    y: tuple[float, ...]
    colour: int = 0
    label: str = ""


@dataclass(frozen=True)
class Panel:
    """A small diagram.

    `says` is what it shows, in a few words, `size` of how many rows, and `alarm` whether something is missing in it.
    """

    title: str
    says: str
    marks: tuple[Mark, ...]
    x: Axis
    y: Axis
    alarm: bool = False
    size: str = ""


@dataclass(frozen=True)
class Strip:
    """Panels side by side under one title; `shared` says that they have the same axes."""

    title: str
    panels: tuple[Panel, ...]
    caption: str = ""
    shared: bool = True

    @property
    def alt(self) -> str:
        """What the strip shows, for those who do not see it."""
        words = ((one.title, one.size, one.says) for one in self.panels)
        panels = "; ".join(", ".join(word for word in panel if word) for panel in words)
        first = self.panels[0]
        return f"{self.title}. {first.y.label} against {first.x.label}. {panels}. {self.caption}".strip()


def plain_numbers(values: Iterable[float] | NDArray[np.float64]) -> tuple[float, ...]:
    """Return values as Python's own numbers."""
    return tuple(float(value) for value in values)


def many(number: int, noun: str) -> str:
    """Return a number with its noun, ``1 group`` or ``1,000 groups``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def some(number: int, most: int = MOST_ROWS) -> NDArray[np.intp]:
    """Return which of so many rows to draw: all, or some that are spread over them in no rhythm.

    Multiples of the golden ratio keep no step with data that repeat, and are the same every time.

    Examples
    --------
    >>> some(3).tolist(), len(some(10_000, 50))
    ([0, 1, 2], 50)
    """
    if number <= most:
        return np.arange(number)
    turns = (np.arange(number) * ((5**0.5 - 1) / 2)) % 1.0
    return np.sort(np.argsort(turns, kind="stable")[:most])
