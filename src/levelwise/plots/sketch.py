"""From a finding to its picture: a sketch takes the numbers from the data when a picture is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.report.view import Sketch as AnySketch
from levelwise.legitimacy.report.view import View
from levelwise.plots.picture import Plot, combined, titled
from levelwise.plots.strip import Strip
from levelwise.plots.views import groups, slopes, within


@dataclass(frozen=True)
class Drawn:
    """Strips whose numbers have been taken."""

    taken: tuple[Strip, ...]

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips."""
        return self.taken

    def picture(self, title: str) -> Plot:
        """Return the picture of these rows under a title."""
        return titled(title, self.strips())

    def combined(self, verdict: str, formula: str, findings: Sequence[tuple[str, AnySketch]]) -> Plot:
        """Return one picture of all titled findings under the verdict; without findings, of the model itself."""
        return _combined(self, verdict, formula, findings)


@dataclass(frozen=True, eq=False)
class Sketch:
    """A view of a case's rows. Nothing is computed before `strips` is called; pickled, it is the numbers alone.

    Attributes
    ----------
    case : Case
        The model and its rows in memory.
    view : View or None
        What is to be seen; None for the main slope of the model.
    """

    case: Case
    view: View | None = None

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips, the most informative first."""
        with np.errstate(over="ignore", invalid="ignore"):  # numbers too large to be squared leave little to be seen
            return self._strips()

    def _strips(self) -> tuple[Strip, ...]:
        if self.view is None:
            return groups.of_model(self.case)
        make = {
            "groups": groups.groups,
            "average": slopes.average,
            "explained": slopes.explained,
            "within": within.within,
        }[self.view.kind]
        return make(self.case, self.view.group, self.view.column)

    def picture(self, title: str) -> Plot:
        """Return the picture of these rows under a title."""
        return titled(title, self.strips())

    def combined(self, verdict: str, formula: str, findings: Sequence[tuple[str, AnySketch]]) -> Plot:
        """Return one picture of all titled findings under the verdict; without findings, of the model itself."""
        return _combined(self, verdict, formula, findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return Drawn, (self.strips(),)


def _combined(model: Drawn | Sketch, verdict: str, formula: str, findings: Sequence[tuple[str, AnySketch]]) -> Plot:
    own = [(title, sketch.strips()[0]) for title, sketch in findings if isinstance(sketch, Sketch | Drawn)]
    return combined(verdict, own) if own else model.picture(formula)
