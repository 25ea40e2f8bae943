"""The equation of a quantile regression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from levelwise.adapters.base import Given
from levelwise.api.arguments import read_hints, read_model_options
from levelwise.api.written import Written
from levelwise.dataclass import dataclass
from levelwise.equation.quantiles import MEAN, quantile_of, with_quantiles
from levelwise.equation.tree import System
from levelwise.errors import OptionError
from levelwise.formula.syntax import Call, Span
from levelwise.notations.table import DEFAULT, NOTATIONS, notation_of
from levelwise.options import Options
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.api.equations import Equations
    from levelwise.api.legend import Legend
    from levelwise.model.estimates import Estimates
    from levelwise.model.spec import ModelSpec

_MODEL_ARGUMENTS = ("weights", "offset", "family", "link", "residual")


@dataclass(frozen=True, eq=False, repr=False)
class QuantileEquations(Written):
    """The equation of a quantile regression.

    Attributes
    ----------
    order : float or None
        The order of the quantile, such as 0.5 for the median; None of a model that was not fitted.
    system : System
        The equation as a tree.
    options : Options
        The options that were given.
    mean : Equations
        The equation of a mean with the same columns and coefficients, from which this one is written.
    """

    order: float | None
    system: System
    options: Options
    mean: Equations
    model_notes: tuple[Note, ...] = field(default=())

    @property
    def spec(self) -> ModelSpec:
        """The model of the mean with the same columns."""
        return self.mean.spec

    @property
    def estimates(self) -> Estimates | None:
        """The estimates of the coefficients, if the model is fitted."""
        return self.mean.estimates

    @property
    def notation(self) -> str:
        """The name of the notation."""
        return self.system.notation

    def legend(self, *, labels: Mapping[str, str] | None = None, units: Mapping[str, str] | None = None) -> Legend:
        """Return the legend of the equation; see `Equations.legend`."""
        of_mean = self.mean.legend(labels=labels, units=units)
        meaning = "the conditional quantile" + ("" if self.order is None else f" of order {self.order:.12g}")
        rows = tuple(
            replace(row, symbols=(quantile_of(self.order),), meaning=(meaning,)) if MEAN in row.symbols else row
            for row in of_mean.rows
        )
        return replace(of_mean, rows=rows)

    def verify(self) -> None:
        """Prove that the predictor of the quantile is that of the model; see `Equations.verify`."""
        self.mean.verify()
        again = with_quantiles(self.mean.system, self.order)
        if again.lines != self.system.lines:
            from levelwise.errors import VerificationError

            raise VerificationError("the equation of the quantile is not that of the mean with its columns")


def quantile_equations(model: Any, arguments: Mapping[str, Any]) -> QuantileEquations:
    """Return the equation of a quantile regression, given the arguments of `extract_eq`.

    Raises
    ------
    OptionError
        For a notation other than the default, whose equation of a mean this one follows, and for arguments that do not
        apply.
    """
    from levelwise.adapters.statsmodels_quantile import read
    from levelwise.api.model import Model

    given = dict(arguments)
    notation = notation_of(given.pop("notation", DEFAULT))
    if notation != NOTATIONS.own[DEFAULT]:
        raise OptionError(f"quantile regressions have one notation, {DEFAULT}; leave notation= out")
    judged = {name: given.pop(name) for name in ("policy", "ignore", "severity") if name in given}
    hints = {name: given.pop(name, None) for name in ("levels", "nesting", "factors", "contrasts", "labels", "units")}
    own = {name: given.pop(name, None) for name in _MODEL_ARGUMENTS}
    for name, value in {**own, "data": given.pop("data", None)}.items():
        if value is not None:
            raise OptionError(f"{name}= does not apply to a quantile regression")
    others = {name: given.pop(name) for name in ("response",) if name in given}
    if given.get("show_distribution"):
        raise OptionError("show_distribution does not apply: a quantile regression states no distribution")
    found = read(model, Given(None, read_hints(**hints), read_model_options(**own), others))
    prepared, estimates = found.fitted.model, found.fitted.estimates
    family = Call("gaussian", (), Span(0, 0))  # so that the equation is that of the mean
    spec = replace(prepared.spec, source=replace(prepared.spec.source, family=family))
    mean = Model(replace(prepared, spec=spec), estimates).equations(DEFAULT, **judged, **given)
    return QuantileEquations(
        found.order, with_quantiles(mean.system, found.order), mean.options, mean, mean.model_notes
    )
