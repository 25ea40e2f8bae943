"""The notation of Raudenbush & Bryk (2002): levels for nested factors, else the crossed form."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import crossed, levels
from levelwise.notations.forms.generalized import THRESHOLD
from levelwise.notations.symbols import Symbols
from levelwise.options import Options

_MEANS = ("phi", "lambda", "mu", "eta")
"""The letters of a probability, of the mean of counts, of any other mean, and of the linear predictor."""

_CROSSED = Conventions(
    letters={
        "fixed": ("theta", *crossed.PREDICTORS),
        "varying": ("pi",),
        "effect": (*crossed.EFFECTS, "d"),
        "variance": ("tau",),
        "covariance": ("tau",),
        "correlation": ("rho",),
        "residual": ("e",),
        "residual variance": ("sigma",),
        "dispersion": ("omega",),
        "mean": _MEANS,
    },
    unnumbered=frozenset({"theta"}),
    nested=False,
    lettered=True,
)


SYMBOLS = Symbols()
"""The index letters; the other letters are those of the book."""


def write(spec: ModelSpec, options: Options, symbols: Symbols) -> System:
    """Write a model in the notation of Raudenbush & Bryk (2002), which HLM 7 prints too."""
    del options  # this notation takes none
    nested = levels.chain(spec)
    return crossed.write(spec, symbols) if nested is None else levels.write(spec, nested, symbols)


def conventions(spec: ModelSpec, symbols: Symbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    letters = {**_conventions(spec).letters, "threshold": (THRESHOLD,)}
    return replace(
        _conventions(spec), letters=letters, observation=symbols.observation, thresholds="plus", category="m"
    )


def _conventions(spec: ModelSpec) -> Conventions:
    nested = levels.chain(spec)
    if nested is None:
        return _CROSSED
    depth = len(nested)
    if depth == 0:
        return Conventions(
            {
                "fixed": ("beta",),
                "residual": ("r",),
                "residual variance": ("sigma",),
                "dispersion": ("omega",),
                "mean": _MEANS,
            }
        )
    coefficients = levels.COEFFICIENTS[: depth + 1]
    effects = tuple(letter for row in levels.RESIDUALS[:depth] for letter in row)
    return Conventions(
        letters={
            "fixed": coefficients[:1],
            "varying": coefficients[1:],
            "effect": effects,
            "variance": ("tau",),
            "covariance": ("tau",),
            "correlation": ("rho",),
            "residual": levels.RESIDUALS[depth][:1],
            "residual variance": ("sigma",),
            "dispersion": ("omega",),
            "mean": _MEANS,
        }
    )
