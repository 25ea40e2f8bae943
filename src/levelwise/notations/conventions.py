"""The conventions of a notation: how a reader gets from its symbols to the parameters they stand for.

The proof (`levelwise.proof`) reads a system of equations by these, and never by the name of its notation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from levelwise.dataclass import dataclass

Role = Literal[
    "fixed",
    "row",
    "varying",
    "effect",
    "variance",
    "covariance",
    "deviation",
    "correlation",
    "residual",
    "residual variance",
    "residual deviation",
    "mean",
    "outcome",
    "stacked",
]
"""What a symbol does in an equation: a fixed coefficient in an equation (``fixed``) or in the mean of a random effect
(``row``), a coefficient that other equations define (``varying``), a random effect, a parameter of a covariance matrix,
the residual and its variance or standard deviation, the mean or the linear predictor, the response where it is a letter
(``outcome``), a vector or matrix that holds all of a kind (``stacked``)."""


@dataclass(frozen=True)
class Conventions:
    """How the symbols of a notation are to be read in the equations of one model.

    Attributes
    ----------
    letters : mapping of Role to tuple of str
        The letters that a symbol of a role may have.
    squared : frozenset of Role
        The roles whose symbols carry an exponent 2.
    numbering : {"levels", "rows"}
        ``levels``: a coefficient has the numbers of the equation it stands in and one of its own, 0 for the constant,
        as in γ₁₀. ``rows``: the slopes of an equation are β₁, β₂, …, and a coefficient in the mean of a random effect
        has a superscript that names the effect.
    unnumbered : frozenset of str
        Letters whose constant has no number of its own.
    variables : {"none", "unit", "all"}
        The indices of a variable: ``none``; ``unit``, the one of the unit it is measured on; ``all`` that determine it.
    nested : bool
        Whether the indices of a group are followed by those of the groups it is nested in.
    outermost_first : bool
        Whether the index of the coarsest group comes first.
    observation : str
        The index of an observation.
    named_by : {"effects", "numbers"}
        What the subscript of a variance shows of its random effects: their symbols, or their numbers.
    indexed : bool
        Whether those symbols carry the index of the group.
    lettered : bool
        Whether numbers in the subscript of a variance come after the letter of the random effects.
    doubled : bool
        Whether a variance shows its effect's numbers twice, as in τ₀₀.
    residual : str
        The letter in the subscript of the residual variance, as in σ²_e; none where it is empty.
    scale : {"variance", "deviation"}
        What the second parameter of a univariate normal distribution is.
    normal : tuple of str
        The names of the normal distribution, univariate and multivariate.
    summed : bool
        Whether a coefficient with several indices, α_{j[i],k[i]}, is the sum of one for each.
    """

    letters: Mapping[Role, tuple[str, ...]]
    squared: frozenset[Role] = frozenset({"residual variance"})
    numbering: Literal["levels", "rows"] = "levels"
    unnumbered: frozenset[str] = frozenset()
    variables: Literal["none", "unit", "all"] = "all"
    nested: bool = True
    outermost_first: bool = False
    observation: str = "i"
    named_by: Literal["effects", "numbers"] = "numbers"
    indexed: bool = False
    lettered: bool = False
    doubled: bool = True
    residual: str = ""
    scale: Literal["variance", "deviation"] = "variance"
    normal: tuple[str, ...] = ("N",)
    summed: bool = False
