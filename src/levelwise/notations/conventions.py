"""The conventions of a notation, by which its symbols are interpreted as parameters.

The proof (`levelwise.proof`) interprets a system of equations by these, never by the name of its notation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Number, Script, Symbol

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
    "residual correlation",
    "dispersion",
    "mean",
    "outcome",
    "stacked",
    "threshold",
]
"""The role of a symbol in an equation: a fixed coefficient in an equation (``fixed``) or in the mean of a random effect
(``row``), a coefficient that other equations define (``varying``), a random effect, a parameter of a covariance matrix,
the residual, its variance or standard deviation and its correlations, the dispersion of a family, the mean or the
linear predictor, the response if it is a letter (``outcome``), a vector or matrix of all quantities of a kind
(``stacked``), a threshold of an ordinal response."""


@dataclass(frozen=True)
class Conventions:
    """How the symbols of a notation are interpreted in the equations of one model.

    Attributes
    ----------
    letters : mapping of Role to tuple of str
        The letters that a symbol of a role may have.
    squared : frozenset of Role
        The roles whose symbols have the exponent 2.
    numbering : {"levels", "rows", "columns"}
        ``levels``: a coefficient has the numbers of the equation in which it occurs and a further one, 0 for the
        constant, as in γ₁₀. ``rows``: the slopes of an equation are β₁, β₂, …, and a coefficient in the mean of a
        random effect has a superscript that names the effect. ``columns``: the coefficients and the random effects of a
        design column have its number, 0 for the constant.
    unnumbered : frozenset of str
        Letters whose constant has no further number.
    shared : bool
        Whether in the equation of the response, terms with the same product of variables have the same number,
        whatever their letters; with ``rows``.
    sole : bool
        Whether the only slope of the model has no number.
    variables : {"none", "unit", "all"}
        The indices of a variable: ``none``; ``unit``, that of the unit on which it is measured, which is u_j[i] in the
        equation of an observation and v_k[j] in that of a finer group; ``all`` that determine it.
    named_groups : bool
        Whether the group of an observation has the name of its factor as its index, as in α_school[i]; in its
        distribution it has a letter.
    nested : bool
        Whether the indices of a group are followed by those of the groups in which it is nested.
    outermost_first : bool
        Whether the index of the coarsest group comes first.
    observation : str
        The index of an observation; empty if its groups identify it.
    whole : tuple of str
        All indices of an observation in their order; empty if that is the order of the levels.
    ranged : bool
        Whether the distribution of random effects states over which groups it runs.
    named_by : {"effects", "numbers"}
        Whether the subscript of a variance contains the symbols or the numbers of its random effects.
    indexed : bool
        Whether those symbols have the index of the group.
    lettered : bool
        Whether numbers in the subscript of a variance come after the letter of the random effects.
    doubled : bool
        Whether a variance has the numbers of its effect twice, as in τ₀₀.
    symmetric : bool
        Whether a covariance is spelled in the same way on both sides of the diagonal.
    residual : str
        The letter in the subscript of the residual variance, as in σ²_e; empty if there is none.
    numbered_residual : bool
        Whether the residual has the number 0, as e_0ij, as has its letter in the subscript of the residual variance.
    scale : {"variance", "deviation"}
        The second parameter of a univariate normal distribution.
    normal : tuple of str
        The names of the normal distribution, univariate and multivariate.
    summed : bool
        Whether a coefficient with several indices, α_{j[i],k[i]}, is the sum of one for each.
    thresholds : {"minus", "plus"}
        ``minus``: the linear predictor is subtracted from the thresholds of an ordinal response. ``plus``: the first
        threshold is the intercept, and the distances of the others from it are added to the linear predictor.
    category : str
        The index of a category, if no other index has this letter.
    mean_alone : bool
        Whether a model without groups may be written as an equation of the mean, E(y) = … or P(y = 1) = …, without the
        distribution of the response.
    stacked : bool
        Whether variables are columns of the matrices of a unit, which have its indices but not that of an observation.
    size, groups : str
        The letters of the number of observations, as in the identity matrix I_n, and of the number of groups. Without
        the latter it is the capital of their index.
    numbered : frozenset of str
        The kinds of vectors and matrices (`levelwise.model.parameters.StackedKind`) that have the number of their block
        even if there is only one.
    covariances : {"plain", "factor", "deviations"}
        Whether a covariance matrix of the matrix form is a symbol of its own (``plain``), or in any case expressed by a
        ``factor`` of it, or by standard ``deviations`` and correlations.
    """

    letters: Mapping[Role, tuple[str, ...]]
    squared: frozenset[Role] = frozenset({"residual variance"})
    numbering: Literal["levels", "rows", "columns"] = "levels"
    unnumbered: frozenset[str] = frozenset()
    shared: bool = False
    sole: bool = False
    variables: Literal["none", "unit", "all"] = "all"
    named_groups: bool = False
    nested: bool = True
    outermost_first: bool = False
    observation: str = "i"
    whole: tuple[str, ...] = ()
    ranged: bool = True
    named_by: Literal["effects", "numbers"] = "numbers"
    indexed: bool = False
    lettered: bool = False
    doubled: bool = True
    symmetric: bool = False
    residual: str = ""
    numbered_residual: bool = False
    scale: Literal["variance", "deviation"] = "variance"
    normal: tuple[str, ...] = ("N",)
    summed: bool = False
    thresholds: Literal["minus", "plus"] = "minus"
    category: str = "k"
    mean_alone: bool = False
    stacked: bool = False
    size: str = ""
    groups: str = ""
    numbered: frozenset[str] = frozenset()
    covariances: Literal["plain", "factor", "deviations"] = "plain"

    @property
    def residual_script(self) -> tuple[Script, ...]:
        """The subscript of the residual variance."""
        if not self.residual:
            return ()
        return (Symbol(self.residual), *((Number("0"),) if self.numbered_residual else ()))
