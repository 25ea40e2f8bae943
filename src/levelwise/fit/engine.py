"""What an engine is: an optimiser of another package that fits models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from levelwise.data.columns import Floats
from levelwise.dataclass import dataclass
from levelwise.fit.design import FitDesign
from levelwise.text.note import Note


@dataclass(frozen=True, eq=False)
class EngineResult:
    """What an engine estimates.

    Attributes
    ----------
    coefficients, errors : ndarray, shape (columns,)
        The fixed effects, in the order of ``design.fixed``, and their standard errors.
    covariances : tuple of ndarray, shape (effects, effects)
        The covariance matrix of the random effects of each part of the design, in the units of the data.
    random : tuple of ndarray, shape (groups, effects)
        The predicted random effects of each part, groups in the order of its codes.
    fitted : ndarray, shape (rows,)
        The conditional means of the response, given the predicted random effects.
    loglik : float
        The log-likelihood; the restricted one of a linear mixed model if the design says so.
    parameters : int
        The number of parameters that are estimated, with those of the covariance matrices and the scale.
    converged, singular : bool
        Whether the optimiser converged, and whether the estimate is on the boundary of the parameter space.
    sigma : float or None
        The residual standard deviation; None if the family has no residual.
    dispersion : float or None
        The dispersion of the family; None if it has none.
    software : str
        The package with its version, such as ``"mixedlm 1.3.0"``.
    notes : tuple of Note
        Remarks on the estimates.
    """

    coefficients: Floats
    errors: Floats
    covariances: tuple[Floats, ...]
    random: tuple[Floats, ...]
    fitted: Floats
    loglik: float
    parameters: int
    converged: bool
    singular: bool
    sigma: float | None
    dispersion: float | None
    software: str
    notes: tuple[Note, ...] = ()


class Engine(Protocol):
    """An optimiser that fits models.

    Another package adds one through the entry-point group ``levelwise.engines``: an object, or a module, with these
    attributes.
    """

    @property
    def name(self) -> str:
        """The name of the engine, which is also the name of its entry point."""

    @property
    def title(self) -> str:
        """What it is, in one line."""

    def refusal(self, design: FitDesign, /) -> str:
        """Return why it cannot fit a model, as a clause; empty if it can."""

    def fit(self, design: FitDesign, /, *, patient: bool = False) -> EngineResult:
        """Return the estimates; a `patient` engine tries again, with more iterations or from another start."""


ATTRIBUTES: Mapping[str, Any] = {"name": str, "title": str, "refusal": Callable, "fit": Callable}
"""What an object of another package must have to be an engine."""
