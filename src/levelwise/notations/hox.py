"""The notation of Hox, Moerbeek & van de Schoot (2018).

*Multilevel Analysis: Techniques and Applications*, third edition: Y_ij = β_0j + β_1j X_ij + e_ij and
β_1j = γ_10 + γ_11 Z_j + u_1j, with the variances σ²_e, σ²_u0, σ²_u1 and the covariance σ_u01 (chapter 2); logit(π_ij)
(chapter 6); u and v for two crossed factors (chapter 9). That coefficients go on with δ, and random effects with v, at
a third level is from general knowledge; the letters of further levels and of second blocks are our own. The two
levels agree with a tutorial of an author of the book (docs/notations.md).
"""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import by_levels
from levelwise.notations.forms.level_symbols import LevelStyle, LevelSymbols
from levelwise.options import Options

SYMBOLS = LevelSymbols(
    coefficients=("beta", "gamma", "delta", "zeta", "xi", "kappa", "nu"),
    residual="e",
    level2=(*"urs", *"URS"),
    level3=(*"vfg", *"VFG"),
    level4=(*"wab", *"WAB"),
    level5=(*"zcd", *"ZCD"),
    level6=(*"hqt", *"HQT"),
    variance=("sigma",),
    probability="pi",
    factors=(*"uvwzhrfacsgbqt", *"UVWZHRFACSGBQT"),
    cell="d",
    style=LevelStyle(squared=True, symmetric=True, lettered=True, residual_lettered=True),
)
"""The letters of the book, which go on with more levels and factors."""


def write(spec: ModelSpec, options: Options, symbols: LevelSymbols) -> System:
    """Write a model in the notation of Hox, Moerbeek & van de Schoot (2018)."""
    del options  # this notation takes none
    return by_levels.write(spec, symbols)


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    return by_levels.conventions(spec, symbols)
