"""The prior distributions of the parameters of a Bayesian model."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.model.parameters import Parameter


@dataclass(frozen=True)
class Prior:
    """The prior distribution of a parameter.

    Attributes
    ----------
    parameter : Parameter
        The parameter.
    distribution : str
        The name of the distribution, in the software that has it: ``Normal``, ``HalfStudentT``.
    arguments : tuple of (str, float)
        Its arguments in order, each with its name: ``(("mu", 0.0), ("sigma", 2.5))``.
    reciprocal : bool
        Whether it is the distribution of the reciprocal of the parameter.
    """

    parameter: Parameter
    distribution: str
    arguments: tuple[tuple[str, float], ...] = ()
    reciprocal: bool = False


@dataclass(frozen=True)
class Priors:
    """The prior distributions of a model.

    Attributes
    ----------
    priors : tuple of Prior
        At most one for each parameter. Those of a multinomial model hold for each category.
    software : str
        The software whose names of distributions and arguments they have: ``"PyMC"``.
    centred : bool
        Whether the prior of the intercept is that of the intercept with all predictors centred at their means.
    unwritten : tuple of str
        Other priors, in words, which have no parameter here or no numbers as arguments.
    """

    priors: tuple[Prior, ...]
    software: str
    centred: bool = False
    unwritten: tuple[str, ...] = ()
