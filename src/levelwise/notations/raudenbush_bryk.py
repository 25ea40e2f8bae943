"""The notation of Raudenbush & Bryk (2002): levels for nested factors, else the crossed form.

*Hierarchical Linear Models*, second edition. Outputs of HLM 7 print the equations of two and three levels; crossed
factors (chapter 12) and distributions are from general knowledge of the book.
"""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import by_levels
from levelwise.notations.forms.level_symbols import LevelStyle, LevelSymbols
from levelwise.options import Options

SYMBOLS = LevelSymbols(
    varying="pi",
    constant="theta",
    factors=(*"bcfghstuvw", *"BCFGHSTUVW"),
    cell="d",
    predictors=("beta", "gamma", "phi", "psi", "chi", "omega", "eta", "zeta", "xi", "kappa"),
    threshold="delta",
    style=LevelStyle(
        coefficients=("gamma", "beta", "pi", "psi", "phi", "xi", "omega", "chi"),
        effects=(
            (*"uvw", *"UVW"),
            (*"rst", *"RST"),
            (*"efg", *"EFG"),
            ("varepsilon", *"abcABC"),
            ("zeta", *"dpqDPQ"),
            ("nu", *"noxOX"),
            (*"hlm", *"HLM"),
            ("z",),
        ),
        doubled=True,
        by_coefficient=True,
        crossed_residual="e",
        family="three parts",
        category="m",
    ),
)
"""The letters of the book, which go on with more levels and factors: the highest level has γ and u."""


def write(spec: ModelSpec, options: Options, symbols: LevelSymbols) -> System:
    """Write a model in the notation of Raudenbush & Bryk (2002), which HLM 7 prints too."""
    del options  # this notation takes none
    return by_levels.write(spec, symbols)


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    return by_levels.conventions(spec, symbols)
