"""The covariance structures of a block of random effects, as lme4 2.0 and glmmTMB name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from levelwise.dataclass import dataclass

Correlation = Literal["free", "none", "common", "power", "lag"]


@dataclass(frozen=True)
class Structure:
    """What a covariance matrix may be.

    Attributes
    ----------
    correlation : str
        ``free``: every pair has its own covariance; ``none``: all are zero; ``common``: one correlation for
        all pairs; ``power``: one correlation, to the power of the distance of the two; ``lag``: one for
        each distance.
    equal : bool
        Whether all variances are one.
    """

    correlation: Correlation
    equal: bool = False

    @property
    def shares(self) -> bool:
        """Whether several entries of the matrix share a parameter."""
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
"""The structures that can be written, by glmmTMB's names."""
