"""What a finding asks to be shown, and what a picture of it can do; the drawing itself is done in `plots`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from levelwise.dataclass import dataclass
from levelwise.model.spec import Coefficient

if TYPE_CHECKING:
    from pathlib import Path

PICTURED = ("R1", "R1b", "R2", "R16", "R17")
"""The rules whose findings have a picture."""

Kind = Literal["groups", "average", "explained", "within"]
"""A predictor in some groups; slopes beside zero; slopes and what explains them; within and between groups."""


@dataclass(frozen=True)
class View:
    """The rows that show a finding.

    Attributes
    ----------
    kind : str
        The kind of picture.
    group : str
        The grouping factor.
    column : Coefficient
        The design column concerned.
    """

    kind: Kind
    group: str
    column: Coefficient


class Drawable(Protocol):
    """A picture that can be looked at and saved."""

    title: str
    alt: str

    @property
    def figure(self) -> Any:
        """The picture as a figure of matplotlib."""

    def to(self, format: str) -> str | bytes:  # noqa: A002
        """Return the picture in a format: ``"svg"`` as a string, ``"png"`` and ``"pdf"`` as bytes."""

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file; its ending gives the format."""


class Sketch(Protocol):
    """The rows behind a finding or a report; nothing is computed before a picture is asked for."""

    def picture(self, title: str) -> Drawable:
        """Return the picture of these rows under a title."""

    def combined(self, verdict: str, formula: str, findings: Sequence[tuple[str, Sketch]]) -> Drawable:
        """Return one picture of all titled findings under the verdict; without findings, of the model itself."""
