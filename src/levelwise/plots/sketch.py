"""From a finding to its picture: a sketch takes the numbers from the data when somebody wants to see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from levelwise.plots.strips import Strip

if TYPE_CHECKING:
    from levelwise.legitimacy.case import Case
    from levelwise.modeling.spec import Coefficient

PICTURED = ("R1", "R1b", "R2", "R16", "R17")
"""The rules whose findings have a picture."""

View = Literal["groups", "average", "explained", "within"]
"""A predictor in some groups; slopes beside zero; slopes and what explains them; within and between groups."""


class Sketched(Protocol):
    """What strips can be had of."""

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips, the most telling first."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Strips whose numbers have been taken."""

    taken: tuple[Strip, ...]

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips."""
        return self.taken


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """A view of a case's rows. Nothing is computed before `strips` is called; pickled it is the numbers alone.

    Attributes
    ----------
    case : Case
        The model and its rows in memory.
    view : str
        What is to be seen.
    group : str
        The grouping factor.
    column : Coefficient or None
        The design column concerned; None for what is best worth seeing of the model.
    """

    case: Case
    view: View = "groups"
    group: str = ""
    column: Coefficient | None = None

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips, the most telling first."""
        with np.errstate(over="ignore", invalid="ignore"):  # of numbers too large to be squared little is to be seen
            return self._strips()

    def _strips(self) -> tuple[Strip, ...]:
        from levelwise.plots import groups, slopes, within

        if self.column is None:
            return groups.of_model(self.case)
        make = {
            "groups": groups.groups,
            "average": slopes.average,
            "explained": slopes.explained,
            "within": within.within,
        }[self.view]
        return make(self.case, self.group, self.column)

    def __reduce__(self) -> tuple[Any, ...]:
        return Drawn, (self.strips(),)
