"""The equations of a time series that another package models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from levelwise.api.arguments import read_words
from levelwise.api.chosen_options import everything
from levelwise.api.written import Written
from levelwise.dataclass import dataclass
from levelwise.equation.tree import System
from levelwise.errors import OptionError, UnknownNameError
from levelwise.model.estimates import Estimates
from levelwise.notations.table import DEFAULT
from levelwise.options import OPTIONS, Options, applied, read_options
from levelwise.series.equations import NOTATION, write
from levelwise.series.estimated import with_estimates
from levelwise.series.model import SeriesModel
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.adapters.fitted_series import FittedSeries
    from levelwise.api.legend import Legend

ABOUT_ESTIMATES = ("estimates", "digits", "errors", "fix_signs", "spread")
"""The options of notations that the equations of time series take."""

_IDLE = (
    *("data", "policy", "ignore", "severity", "family", "link", "levels", "nesting", "factors", "contrasts"),
    *("weights", "offset", "residual"),
)
"""The arguments of `extract_eq` that do not apply to time series."""


@dataclass(frozen=True, eq=False, repr=False)
class SeriesEquations(Written):
    """The equations of a time series: regression with ARIMA errors, or a seasonal ARIMA model with regressors.

    Attributes
    ----------
    model : SeriesModel
        The model: the series, its regressors, trend, lags and differences.
    system : System
        The equations as a tree.
    options : Options
        The options that were given.
    estimates : Estimates or None
        The estimates of the parameters, if the model is fitted.
    labels, units : mapping of str to str
        Descriptions and units of the columns, for the legend.

    Examples
    --------
    >>> import levelwise as lw
    >>> from statsmodels.tsa.arima.model import ARIMA
    >>> results = ARIMA([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0], order=(1, 0, 0)).filter([4.0, -0.5, 6.0])
    >>> eq = lw.extract_eq(results, estimates=True, digits=2)
    >>> print(str(eq).splitlines()[0])
    (1 + 0.50 B)(yₜ − 4.0) = ϵₜ
    """

    model: SeriesModel
    system: System
    options: Options
    estimates: Estimates | None = field(default=None, repr=False)
    model_notes: tuple[Note, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    units: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def notation(self) -> str:
        """The name of the notation: there is one for time series."""
        return self.system.notation

    def legend(self, *, labels: Mapping[str, str] | None = None, units: Mapping[str, str] | None = None) -> Legend:
        """Return the legend of the equations; see `Equations.legend`."""
        from levelwise.api.legend import Legend  # as legends are rarely asked for
        from levelwise.series.legend import entries

        own = {**self.labels, **_words("labels", labels, self.model)}
        return Legend(
            entries(self.system, self.model, own, {**self.units, **_words("units", units, self.model)}), self.options
        )

    def verify(self) -> None:
        """Prove that the equations, multiplied out, are those of the model.

        Raises
        ------
        VerificationError
            When they are not.
        """
        from levelwise.series.verify import verify

        verify(self.system.unstyled or self.system, self.model)


def series_equations(
    fitted: FittedSeries,
    *,
    notation: object = DEFAULT,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    **others: object,
) -> SeriesEquations:
    """Return the equations of a time series.

    Parameters
    ----------
    fitted : FittedSeries
        The model and its estimates.
    notation, labels, units, **others
        As for `extract_eq`; arguments about the data and the model of a formula are refused.

    Raises
    ------
    OptionError
        For an argument or an option that does not apply to time series.
    """
    options = {name: value for name, value in others.items() if name not in _IDLE}
    for name in _IDLE:
        if others.get(name) is not None and not (name == "ignore" and not others[name]):
            raise OptionError(f"{name}= does not apply to a fitted time series, which has all that its equations need")
    if notation not in (DEFAULT, NOTATION):
        raise OptionError("time series have one notation, with lag polynomials; leave notation= out")
    formats = [row for row in OPTIONS.values() if row.writers]
    own = [OPTIONS[name] for name in ABOUT_ESTIMATES]
    read = read_options(options, {"the notation of time series": own}, reserved=formats, others=everything)
    described = (_words("labels", labels, fitted.model), _words("units", units, fitted.model))
    system = _with_numbers(write(fitted.model), fitted, applied(read, own))
    notes = () if fitted.estimates is None else fitted.estimates.notes
    return SeriesEquations(fitted.model, system, read, fitted.estimates, notes, *described)


def _with_numbers(system: System, fitted: FittedSeries, chosen: Options) -> System:
    """Return equations with the estimates of their parameters, if they are asked for."""
    estimates = fitted.estimates
    given = [name for name in ABOUT_ESTIMATES if chosen[name] != OPTIONS[name].default]
    if given and estimates is None:
        raise OptionError(f"the option {given[0]} needs estimates, and this model has not been fitted")
    if given and not chosen["estimates"] and not chosen["errors"]:
        raise OptionError(f"the option {given[0]} changes nothing without estimates; add estimates=True")
    if not given or estimates is None:
        return system
    if chosen["estimates"] is not True and chosen["spread"] is not None:
        raise OptionError("spread says which numbers replace symbols; it cannot be combined with numbers below symbols")
    return with_estimates(system, fitted.model, estimates, chosen)


def _words(what: str, given: Mapping[str, str] | None, model: SeriesModel) -> dict[str, str]:
    read = read_words(what, {} if given is None else given)
    names = (model.response, *model.regressors)
    for name in read:
        if name not in names:
            raise UnknownNameError("column", name, names, of="in the model")
    return read
