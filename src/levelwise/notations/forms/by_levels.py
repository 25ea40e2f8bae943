"""Notations of levels: the levels form for nested factors, else the crossed form, and their conventions."""

from __future__ import annotations

from levelwise.equation.tree import System
from levelwise.model.spec import Level, ModelSpec
from levelwise.notations.conventions import Conventions, Role
from levelwise.notations.forms import crossed, levels
from levelwise.notations.forms.level_symbols import LevelSymbols


def write(spec: ModelSpec, symbols: LevelSymbols) -> System:
    """Write a model in the form that its grouping factors require."""
    nested = levels.chain(spec)
    return crossed.write(spec, symbols) if nested is None else levels.write(spec, nested, symbols)


def conventions(spec: ModelSpec, symbols: LevelSymbols) -> Conventions:
    """Return the conventions of a notation of levels for a model."""
    nested = levels.chain(spec)
    style = symbols.style
    letters, level_one_residual = _crossed_letters(symbols) if nested is None else _nested_letters(symbols, nested)
    squared: set[Role] = {"residual variance", "variance"} if style.squared else {"residual variance"}
    return Conventions(
        letters={
            **letters,
            "correlation": (symbols.correlation,),
            "residual": (level_one_residual,),
            "residual variance": (symbols.residual_variance,),
            **symbols.family(level_one_residual).roles,
        },
        squared=frozenset(squared),
        unnumbered=frozenset({symbols.crossed_fixed} if nested is None and symbols.predictors else ()),
        nested=nested is not None,
        outermost_first=style.outermost_first,
        observation=symbols.observation,
        lettered=style.lettered or nested is None,
        doubled=style.doubled,
        symmetric=style.symmetric,
        thresholds="plus" if style.family == "three parts" else "minus",
        category=style.category,
        residual=level_one_residual if style.residual_lettered else "",
        numbered_residual=style.numbered_residual,
    )


def _nested_letters(symbols: LevelSymbols, nested: tuple[Level, ...]) -> tuple[dict[Role, tuple[str, ...]], str]:
    depth = len(nested)
    symbols.check_depth(depth)
    coefficients = tuple(symbols.coefficient(height, depth) for height in range(depth + 1, 0, -1))
    effects = tuple(letter for height in range(depth) for letter in symbols.effects(height, depth))
    letters: dict[Role, tuple[str, ...]] = {"fixed": coefficients[:1]}
    if depth:
        letters |= {"varying": coefficients[1:], "effect": effects, **_spread(symbols, symbols.variance)}
    return letters, symbols.level_one_residual(depth)


def _crossed_letters(symbols: LevelSymbols) -> tuple[dict[Role, tuple[str, ...]], str]:
    letters: dict[Role, tuple[str, ...]] = {
        "fixed": (symbols.crossed_fixed, *symbols.predictors),
        "varying": (symbols.crossed_varying,),
        "effect": (*symbols.factors, symbols.cell),
        **_spread(symbols, symbols.variance[:1]),
    }
    return letters, symbols.crossed_level_one_residual


def _spread(symbols: LevelSymbols, letters: tuple[str, ...]) -> dict[Role, tuple[str, ...]]:
    roles: tuple[Role, ...] = ("variance", "covariance", *(("deviation",) if symbols.style.squared else ()))
    return dict.fromkeys(roles, letters)
