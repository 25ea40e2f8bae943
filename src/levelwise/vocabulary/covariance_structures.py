"""Covariance structures of a block of random effects, with the names of lme4 2.0 and glmmTMB, and of residuals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from levelwise.dataclass import dataclass

Correlation = Literal["free", "none", "common", "power", "lag"]


@dataclass(frozen=True)
class Structure:
    """The constraints on a covariance matrix.

    Attributes
    ----------
    correlation : str
        ``free``: a covariance for every pair; ``none``: all covariances are zero; ``common``: one correlation for
        all pairs; ``power``: one correlation, raised to the distance between the two effects; ``lag``: one
        correlation for each distance.
    equal : bool
        Whether all variances are equal.
    """

    correlation: Correlation
    equal: bool = False

    @property
    def shares(self) -> bool:
        """Whether several entries of the matrix depend on one parameter."""
        return self.equal or self.correlation not in ("free", "none")


STRUCTURES: Mapping[str, Structure] = {
    "us": Structure("free"),
    "diag": Structure("none"),
    "homdiag": Structure("none", equal=True),
    "cs": Structure("common"),
    "homcs": Structure("common", equal=True),
    "ar1": Structure("power", equal=True),
    "hetar1": Structure("power"),
    "toep": Structure("lag"),
    "homtoep": Structure("lag", equal=True),
}
"""The supported structures, by glmmTMB's names."""

RESIDUAL_STRUCTURES: Mapping[str, Structure] = {
    **{name: STRUCTURES[name] for name in ("ar1", "hetar1", "cs", "homcs", "toep", "homtoep", "us")},
    "homus": Structure("free", equal=True),
    "car1": Structure("power", equal=True),
}
"""The structures of correlated residuals, by the same names. ``homus`` has equal variances and a correlation for every
pair of occasions (nlme's ``corSymm``); ``car1`` is ``ar1`` in continuous time (nlme's ``corCAR1``)."""
