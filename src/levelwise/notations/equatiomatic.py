"""The notation of the R package equatiomatic, the default: the distributional form with that package's symbols."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import distributional
from levelwise.notations.symbols import Symbols
from levelwise.options import Options

SYMBOLS = Symbols()
"""The index letters; the other letters are those of the package."""

_CONVENTIONS = Conventions(
    letters={
        "fixed": ("alpha", "beta"),
        "row": ("gamma", "mu"),
        "varying": ("alpha", "beta", "gamma"),
        "effect": ("alpha", "beta", "gamma"),
        "variance": ("sigma",),
        "covariance": ("rho",),
        "deviation": ("sigma",),
        "correlation": ("rho",),
        "residual": ("epsilon",),
        "residual variance": ("sigma",),
        "dispersion": ("theta", "phi"),
        "mean": ("mu", "lambda", "P", "eta"),
        "threshold": ("alpha", "theta"),
    },
    squared=frozenset({"residual variance", "variance"}),
    numbering="rows",
    unnumbered=frozenset({"alpha"}),
    variables="none",
    named_by="effects",
    indexed=True,
    summed=True,
    mean_alone=True,
)


def write(spec: ModelSpec, options: Options, symbols: Symbols) -> System:
    """Write a model in the default notation."""
    return distributional.write(spec, options, symbols)


def conventions(spec: ModelSpec, symbols: Symbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    del spec  # they are the same for every model
    return replace(_CONVENTIONS, observation=symbols.observation)
