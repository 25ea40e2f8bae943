"""The contents of a plot, independent of any plotting library: strips of panels, and panels of marks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_ROWS = 300
"""Maximum number of rows drawn per group; slopes and means are computed from all rows."""

Kind = Literal["rows", "constant", "means", "line", "thin", "dashed", "bars"]
"""Points of rows; points of rows in a group without a slope; points of means; a single line, one of many lines, a line
for comparison; bars given by their edges."""


@dataclass(frozen=True)
class Axis:
    """An axis: its label and, for a categorical variable, its categories, which stand at 0, 1 and so on."""

    label: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """Points, a line or bars; `label` is its entry in the legend, `colour` an index of the palette."""

    kind: Kind
    x: tuple[float, ...]
    y: tuple[float, ...]
    colour: int = 0
    label: str = ""


@dataclass(frozen=True)
class Panel:
    """One panel of a plot.

    `summary` describes it in a few words, `size` is its number of rows in words, and `highlighted` is whether it shows
    a problem.
    """

    title: str
    summary: str
    marks: tuple[Mark, ...]
    x: Axis
    y: Axis
    highlighted: bool = False
    size: str = ""


@dataclass(frozen=True)
class Strip:
    """Panels side by side under one title; `shared` is whether they have the same axes."""

    title: str
    panels: tuple[Panel, ...]
    caption: str = ""
    shared: bool = True

    @property
    def alt(self) -> str:
        """A description of the strip for readers who cannot see it."""
        words = ((one.title, one.size, one.summary) for one in self.panels)
        panels = "; ".join(", ".join(word for word in panel if word) for panel in words)
        first = self.panels[0]
        return f"{self.title}. {first.y.label} against {first.x.label}. {panels}. {self.caption}".strip()


def plain_numbers(values: Iterable[float] | NDArray[np.float64]) -> tuple[float, ...]:
    """Return values as Python floats."""
    return tuple(float(value) for value in values)


def spread_rows(number: int, most: int = MAX_ROWS) -> NDArray[np.intp]:
    """Return the positions of the rows to draw: all, or a subset spread evenly but without a period.

    Multiples of the golden ratio cannot coincide with a period of the data, and are reproducible.

    Examples
    --------
    >>> spread_rows(3).tolist(), len(spread_rows(10_000, 50))
    ([0, 1, 2], 50)
    """
    if number <= most:
        return np.arange(number)
    turns = (np.arange(number) * ((5**0.5 - 1) / 2)) % 1.0
    return np.sort(np.argsort(turns, kind="stable")[:most])
