"""The combined notation: one equation of the response, in the letters of Raudenbush & Bryk (2002).

Substituting the equations of the higher levels gives their *combined model* (chapter 2): all fixed effects, then all
random effects. A generalized linear model has the distribution of the response and the link of its mean.
"""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations import raudenbush_bryk
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import by_levels, combined
from levelwise.notations.forms.level_symbols import LevelSymbols
from levelwise.options import Options

_STYLE = replace(raudenbush_bryk.SYMBOLS.style, family="link", by_coefficient=False, category="k")

SYMBOLS = replace(raudenbush_bryk.SYMBOLS, style=_STYLE)
"""The letters of Raudenbush & Bryk; a variance is named by its random effects, as no other coefficients are written."""


def write(spec: ModelSpec, options: Options, symbols: LevelSymbols) -> System:
    """Write a model as one equation."""
    return combined.write(spec, by_levels.write(spec, symbols), underbrace=bool(options["underbrace"]))


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    known = by_levels.conventions(spec, symbols)
    return replace(known, letters={role: letters for role, letters in known.letters.items() if role != "varying"})
