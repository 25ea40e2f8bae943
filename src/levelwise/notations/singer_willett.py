"""The notation of Singer & Willett (2003), for two levels: occasions j of persons i.

*Applied Longitudinal Data Analysis*, chapters 3 and 4: Y_ij = π_0i + π_1i TIME_ij + ε_ij and
π_1i = γ_10 + γ_11 W_i + ζ_1i, with the variances σ²_ε, σ²_0, σ²_1 and the covariance σ_01. The book writes Y for the
response; here it is printed by its name, as the predictors are. Other families are written in the same form, from
general knowledge.
"""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.errors import UnsupportedModelError
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import by_levels
from levelwise.notations.forms.level_symbols import LevelStyle, LevelSymbols
from levelwise.options import Options

SYMBOLS = LevelSymbols(
    index={"observation": "j"},
    coefficients=("pi",),
    fixed="gamma",
    residual="varepsilon",
    level2=("zeta", "xi", "nu", "kappa", "chi", "psi", "tau"),
    variance=("sigma",),
    probability="p",
    style=LevelStyle(squared=True, residual_lettered=True, outermost_first=True, first_index="i"),
)
"""The letters of the book; those of second blocks of random effects are our own."""


def write(spec: ModelSpec, options: Options, symbols: LevelSymbols) -> System:
    """Write a model in the notation of Singer & Willett (2003)."""
    del options  # this notation takes none
    _check_scope(spec)
    return by_levels.write(spec, symbols)


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    _check_scope(spec)
    return by_levels.conventions(spec, symbols)


def _check_scope(spec: ModelSpec) -> None:
    """Raise UnsupportedModelError for a model with other than one grouping factor."""
    if len(spec.levels) != 1:
        found = f"has {len(spec.levels)} grouping factors" if spec.levels else "has no grouping factor"
        message = (
            f"the notation of Singer & Willett is for occasions of persons, that is, for one grouping factor, but this "
            f"model {found}; raudenbush-bryk, snijders-bosker, hox and equatiomatic can write it"
        )
        raise UnsupportedModelError(message)
