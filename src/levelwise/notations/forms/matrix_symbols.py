"""The letters of the matrix form."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.notations.symbols import Symbols


@dataclass(frozen=True)
class MatrixSymbols(Symbols):
    """The letters of a notation in the matrix form.

    Attributes
    ----------
    response, residual, offset, predictor : str
        The vectors of the responses, the residuals, the offsets and the linear predictors.
    fixed, effects : str
        The vectors of the fixed and of the random effects.
    fixed_design, random_design : str
        Their design matrices.
    membership : str
        The matrix of the indicators of the groups of a factor.
    covariance : str
        The covariance matrix of the random effects; its entries have the small letter.
    correlation : str
        A correlation that several pairs of effects share.
    variance : str
        The residual variance or standard deviation.
    residual_covariance : str
        The covariance matrix of residuals that are correlated or have several variances.
    weights : str
        The diagonal matrix of the prior weights.
    mean, dispersion, threshold : str
        The mean and the dispersion of the response in a generalized linear model, and a threshold of an ordinal one.
    identity, size, groups : str
        The identity matrix, the number of observations and the number of groups.
    """

    response: str = "y"
    residual: str = "varepsilon"
    offset: str = "o"
    predictor: str = "eta"
    fixed: str = "beta"
    effects: str = "b"
    fixed_design: str = "X"
    random_design: str = "Z"
    membership: str = "J"
    covariance: str = "D"
    correlation: str = "rho"
    variance: str = "sigma"
    residual_covariance: str = "R"
    weights: str = "W"
    mean: str = "mu"
    dispersion: str = "phi"
    threshold: str = "alpha"
    identity: str = "I"
    size: str = "n"
    groups: str = "m"
