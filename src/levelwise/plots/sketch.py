"""Plots of findings, computed from the data, and their modules imported, only when they are requested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.report.view import Sketch as AnySketch
from levelwise.legitimacy.report.view import View

if TYPE_CHECKING:
    from levelwise.plots.picture import Plot
    from levelwise.plots.strip import Strip


@dataclass(frozen=True)
class StoredSketch:
    """A sketch whose strips have been computed, as it is restored from a pickle."""

    stored: tuple[Strip, ...]

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips."""
        return self.stored

    def picture(self, title: str) -> Plot:
        """Return the plot with a title."""
        from levelwise.plots.picture import titled

        return titled(title, self.strips())

    def combined(self, verdict: str, formula: str, findings: Sequence[tuple[str, AnySketch]]) -> Plot:
        """Return one plot of all findings under the verdict, or of the model if there are none."""
        return _combined(self, verdict, formula, findings)


@dataclass(frozen=True, eq=False)
class Sketch:
    """A plot of a case that is not computed before `strips` is called; its pickle holds the strips alone.

    Attributes
    ----------
    case : Case
        The model and its rows in memory.
    view : View or None
        What is plotted; None for the main slope of the model.
    """

    case: Case
    view: View | None = None

    def strips(self) -> tuple[Strip, ...]:
        """Return the strips, the most informative first."""
        with np.errstate(over="ignore", invalid="ignore"):  # where squares overflow the plot is of little use anyway
            return self._strips()

    def _strips(self) -> tuple[Strip, ...]:
        from levelwise.plots.views import groups, slopes, within

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
        """Return the plot with a title."""
        from levelwise.plots.picture import titled

        return titled(title, self.strips())

    def combined(self, verdict: str, formula: str, findings: Sequence[tuple[str, AnySketch]]) -> Plot:
        """Return one plot of all findings under the verdict, or of the model if there are none."""
        return _combined(self, verdict, formula, findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredSketch, (self.strips(),)


def _combined(
    model: StoredSketch | Sketch, verdict: str, formula: str, findings: Sequence[tuple[str, AnySketch]]
) -> Plot:
    from levelwise.plots.picture import combined

    own = [(title, sketch.strips()[0]) for title, sketch in findings if isinstance(sketch, Sketch | StoredSketch)]
    return combined(verdict, own) if own else model.picture(formula)
