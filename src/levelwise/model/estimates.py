"""The numbers of a fitted model, each under the parameter that it estimates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from math import nan, sqrt

from levelwise.dataclass import dataclass
from levelwise.model.parameters import (
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    Parameter,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Variance,
)
from levelwise.text.note import Note


@dataclass(frozen=True)
class Estimates:
    """The estimates of the parameters of a model.

    Random effects have variances and covariances here, and residuals variances: `value` derives standard deviations and
    correlations from them.

    Attributes
    ----------
    values : mapping of Parameter to float
        The estimates, in the units of the data; those of a linear predictor are on the scale of the link.
    errors : mapping of Parameter to float
        Their standard errors (or posterior standard deviations), for the parameters that have one.
    software : str
        The software that made them, with its version: ``"statsmodels 0.15.0"``.
    method : str
        The method of estimation: ``"REML"``, ``"ML"``, ``"Laplace"``, ``"posterior mean"``; empty if unknown.
    error_kind : str
        What `errors` are: ``"standard errors"``, ``"posterior standard deviations"``, ``"robust standard errors"``.
    n : int or None
        Number of rows used.
    groups : mapping of str to int
        Number of groups of each grouping factor, by its label.
    loglik : float or None
        The log-likelihood, restricted if the method is REML.
    converged, singular : bool or None
        Whether the optimiser converged, and whether the estimate is on the boundary; None if unknown.
    notes : tuple of Note
        Remarks for the reader, such as what the software does not keep.
    """

    values: Mapping[Parameter, float]
    errors: Mapping[Parameter, float] = field(default_factory=dict)
    software: str = ""
    method: str = ""
    error_kind: str = "standard errors"
    n: int | None = None
    groups: Mapping[str, int] = field(default_factory=dict)
    loglik: float | None = None
    converged: bool | None = None
    singular: bool | None = None
    notes: tuple[Note, ...] = ()

    def value(self, parameter: Parameter) -> float | None:
        """Return the estimate of a parameter; None if there is none.

        Standard deviations and correlations are derived from variances and covariances. A correlation with an effect
        whose variance is zero is not a number.

        Examples
        --------
        >>> from levelwise.model.parameters import RandomEffect
        >>> effect = RandomEffect(0, frozenset())
        >>> Estimates({Variance(effect): 9.0}).value(StandardDeviation(effect))
        3.0
        """
        if parameter in self.values:
            return self.values[parameter]
        match parameter:
            case StandardDeviation(effect):
                return _root(self.values.get(Variance(effect)))
            case CommonDeviation(block):
                return _root(self.values.get(CommonVariance(block)))
            case ResidualDeviation(category):
                return _root(self.values.get(ResidualVariance(category)))
            case Correlation(effects):
                covariance = self.values.get(Covariance(effects))
                known = [self.values[Variance(one)] for one in effects if Variance(one) in self.values]
                if covariance is None or len(known) != 2:
                    return None
                return covariance / sqrt(known[0] * known[1]) if min(known) > 0 else nan
        return None


def _root(variance: float | None) -> float | None:
    return None if variance is None else sqrt(max(variance, 0.0))
