"""The rows that a finding can show in a picture, and the interface of pictures, which `plots` implements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from levelwise.dataclass import dataclass
from levelwise.model.spec import DesignColumn

if TYPE_CHECKING:
    from pathlib import Path

PICTURED = ("R1", "R1b", "R2", "R16", "R17")
"""The rules whose findings have a picture."""

Kind = Literal["groups", "average", "explained", "within"]
"""A predictor in some groups; slopes around zero; slopes and what explains them; within and between groups."""


@dataclass(frozen=True)
class View:
    """The rows that show a finding.

    Attributes
    ----------
    kind : str
        The kind of picture.
    group : str
        The grouping factor.
    column : DesignColumn
        The design column concerned.
    """

    kind: Kind
    group: str
    column: DesignColumn


class Drawable(Protocol):
    """A picture that can be displayed and saved."""

    title: str
    alt: str

    @property
    def figure(self) -> Any:
        """The picture as a figure of matplotlib."""

    def to(self, format: str) -> str | bytes:  # noqa: A002
        """Return the picture in a format: a string for ``"svg"``, bytes for ``"png"`` and ``"pdf"``."""

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file; the format follows from its extension."""


class Sketch(Protocol):
    """The rows behind a finding or a report; pictures are computed on request."""

    def picture(self, title: str) -> Drawable:
        """Return the picture of these rows under a title."""

    def combined(self, verdict: str, formula: str, findings: Sequence[tuple[str, Sketch]]) -> Drawable:
        """Return one picture of all given findings under the verdict; without findings, of the model."""
