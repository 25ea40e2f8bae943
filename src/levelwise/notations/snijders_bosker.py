"""The notation of Snijders & Bosker (2012).

*Multilevel Analysis*, second edition: Y_ij = β_0j + β_1j x_ij + R_ij, β_1j = γ_10 + γ_11 z_j + U_1j, with the variances
σ², τ_0², τ_1² and the covariance τ_01 (chapter 5); U and V, τ² and φ² at the second and the third level (sections 4.9
and 5.5); logit(P_ij) (chapter 17). The letters δ of a third level, those of further levels and of second blocks are
from general knowledge or our own. No public text was found that quotes the equations.
"""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import by_levels
from levelwise.notations.forms.level_symbols import LevelStyle, LevelSymbols
from levelwise.options import Options

SYMBOLS = LevelSymbols(
    coefficients=("beta", "delta", "zeta", "xi", "kappa", "nu"),
    fixed="gamma",
    residual="R",
    level2=(*"UAB", *"uab"),
    level3=(*"VCD", *"vcd"),
    level4=(*"WEF", *"wef"),
    level5=(*"ZST", *"zst"),
    level6=(*"HGQ", *"hgq"),
    variance=("tau", "phi", "psi", "chi", "upsilon"),
    probability="P",
    factors=(*"UWVZHAEFGSTBCD", *"uwvzhaefgstbcd"),
    cell="Q",
    style=LevelStyle(squared=True, symmetric=True),
)
"""The letters of the book, which go on with more levels and factors."""


def write(spec: ModelSpec, options: Options, symbols: LevelSymbols) -> System:
    """Write a model in the notation of Snijders & Bosker (2012)."""
    del options  # this notation takes none
    return by_levels.write(spec, symbols)


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    return by_levels.conventions(spec, symbols)
