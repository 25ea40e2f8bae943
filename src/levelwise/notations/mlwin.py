"""The notation of MLwiN, which is that of Goldstein (2011).

Each design column has one coefficient: y_ij = β_0ij + β_1j x_ij, β_0ij = β_0 + u_0j + e_0ij, β_1j = β_1 + u_1j, with
the variances σ²_u0, σ²_u1, σ²_e0 and the covariance σ_u01 (Rasbash, Steele, Browne & Goldstein, *A User's Guide to
MLwiN*, chapters 2 and 4; binomial responses in chapter 9). MLwiN multiplies β_0ij by a column of ones, cons, and says
y ~ N(XB, Ω) first; neither is written here. The form and the letters e, u, v, f are from general knowledge of the
program; the letters of further levels and of second blocks are our own.
"""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import System
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.forms import by_levels, columns
from levelwise.notations.forms.level_symbols import LevelStyle, LevelSymbols
from levelwise.options import Options

SYMBOLS = LevelSymbols(
    coefficients=("beta",) * 6,
    fixed="beta",
    residual="e",
    level2=(*"urs", *"URS"),
    level3=(*"vwz", *"VWZ"),
    level4=(*"fhq", *"FHQ"),
    level5=(*"gab", *"GAB"),
    level6=(*"cdt", *"CDT"),
    variance=("sigma",),
    probability="pi",
    factors=(*"uvfgwrhacsqbtz", *"UVFGWRHACSQBTZ"),
    cell="d",
    style=LevelStyle(
        squared=True,
        symmetric=True,
        lettered=True,
        residual_lettered=True,
        numbered_residual=True,
        single_trial=True,
    ),
)
"""The letters of the program, which go on with more levels and factors."""


def write(spec: ModelSpec, options: Options, symbols: LevelSymbols) -> System:
    """Write a model in the notation of MLwiN."""
    del options  # this notation takes none
    return columns.write(spec, symbols)


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of this notation for a model."""
    known = by_levels.conventions(spec, symbols)
    letters = {**known.letters, "fixed": (symbols.crossed_fixed,), "varying": (symbols.crossed_varying,)}
    return replace(known, letters=letters, numbering="columns", unnumbered=frozenset())
