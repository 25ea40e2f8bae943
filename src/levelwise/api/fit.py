"""A model that was fitted here, with its estimates."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import TYPE_CHECKING, NamedTuple

from levelwise.api.model import Model
from levelwise.api.variance_rows import VarianceRow, variance_rows
from levelwise.dataclass import dataclass
from levelwise.lazy_numpy import np
from levelwise.legitimacy.report.report import Report
from levelwise.model.estimates import Estimates
from levelwise.model.parameters import FixedEffect, Parameter
from levelwise.model.spec import LOCATION
from levelwise.text.note import Note

if TYPE_CHECKING:
    from levelwise.data.columns import Floats
    from levelwise.fit.estimate import FittedDesign


class RandomEffects(NamedTuple):
    """The predicted random effects of a block: `values` has a row for each of `levels`, and `columns`."""

    levels: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model; ``str()`` is its summary.

    Attributes
    ----------
    model : Model
        The model.
    report : Report
        The report on its legitimacy, whose notes tell also whether the fit converged and whether it is singular.
    estimates : Estimates
        The estimates under the parameters of the model, with the software, the method and the numbers of rows and
        groups.
    """

    model: Model
    report: Report
    estimates: Estimates
    _made: FittedDesign

    @property
    def fixed(self) -> Mapping[str, float]:
        """The fixed effects, by R's names of their columns."""
        return self._by_column(self.estimates.values)

    @property
    def errors(self) -> Mapping[str, float]:
        """The standard errors of the fixed effects, by R's names of their columns."""
        return self._by_column(self.estimates.errors)

    @property
    def variances(self) -> tuple[VarianceRow, ...]:
        """The variances and covariances, in the order of R's ``as.data.frame(VarCorr())``."""
        return variance_rows(self.model.spec, self.estimates)

    @property
    def sigma(self) -> float | None:
        """The residual standard deviation; None if the family has no residual."""
        return self._made.result.sigma

    @property
    def loglik(self) -> float:
        """The log-likelihood; of a fit by REML the restricted one."""
        return self._made.result.loglik

    @property
    def aic(self) -> float:
        """Akaike's information criterion; after REML it compares only models with the same fixed part."""
        return -2 * self.loglik + 2 * self._made.result.parameters

    @property
    def bic(self) -> float:
        """The Bayesian information criterion; after REML it compares only models with the same fixed part."""
        return -2 * self.loglik + log(self.nobs) * self._made.result.parameters

    @property
    def nobs(self) -> int:
        """The number of rows used."""
        return len(self._made.design.y)

    @property
    def groups(self) -> Mapping[str, int]:
        """The number of groups of each grouping factor."""
        return self.estimates.groups

    @property
    def converged(self) -> bool:
        """Whether the optimiser converged."""
        return self._made.result.converged

    @property
    def singular(self) -> bool:
        """Whether a variance is estimated as zero, or random effects as perfectly correlated."""
        return self._made.result.singular

    @property
    def seconds(self) -> float:
        """How long the engine took."""
        return self._made.seconds

    @property
    def notes(self) -> tuple[Note, ...]:
        """How the formula and the data were interpreted, and remarks on the fit."""
        return self.model.notes

    @property
    def fitted(self) -> Floats:
        """The fitted values of the rows used, with the predicted random effects, on the scale of the response."""
        return self._made.result.fitted

    @property
    def fixed_predictor(self) -> Floats:
        """The fixed part of the linear predictor with the offsets, for the rows used."""
        design = self._made.design
        total = np.zeros(len(design.y)) if design.offset is None else design.offset.copy()
        for name, coefficient in zip(design.fixed, self._made.result.coefficients, strict=True):
            total = total + coefficient * design.columns[name]
        return total

    @property
    def random(self) -> Mapping[str, RandomEffects]:
        """The predicted random effects of each block, by its name in lme4."""
        spec, made = self.model.spec, self._made
        predicted = {}
        for number, block in enumerate(spec.blocks):
            parts = [place for place, part in enumerate(made.design.parts) if part.effects[0].block == number]
            values = np.hstack([made.result.random[place] for place in parts])
            columns = tuple(column.name for column in block.effects)
            predicted[block.name] = RandomEffects(made.design.parts[parts[0]].labels, columns, values)
        return predicted

    def summary(self) -> str:
        """Return the estimates as text, in the manner of R's ``summary()``."""
        from levelwise.api.fit_summary import summary

        restricted = "Restricted log-likelihood" if self.estimates.method == "REML" else "Log-likelihood"
        criteria = f"{restricted}: {self.loglik:.2f}, AIC: {self.aic:.1f}, BIC: {self.bic:.1f}"
        remarks = [*(f"note: {note}" for note in self.notes), self.report.verdict]
        return summary(self.model.spec, self.estimates, criteria, remarks)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<Fit {self.model.spec.source}>"

    def _by_column(self, numbers: Mapping[Parameter, float]) -> dict[str, float]:
        spec = self.model.spec
        return {column.name: numbers[FixedEffect(LOCATION, column.key)] for column in spec.fixed}
