"""Colours that a user gives for variables, for categories, and for coefficients in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from levelwise.equation.styles.places import Place, changed, columns_of
from levelwise.equation.styles.symbols import outside_scripts
from levelwise.equation.tree import Coloured, Index, Node, Number, Scripted, Symbol, System, Word
from levelwise.equation.walk import walk
from levelwise.errors import OptionError, UnknownNameError
from levelwise.model.parameters import (
    FixedEffect,
    LevelOneResidual,
    MeanShare,
    RandomEffect,
    Stacked,
    Threshold,
    VaryingCoefficient,
)
from levelwise.model.spec import ModelSpec

Colours = Sequence[str | None] | str | None
"""A colour for each coefficient, or one for all."""

_COEFFICIENTS = (FixedEffect, MeanShare, VaryingCoefficient, RandomEffect, Threshold, LevelOneResidual)


def with_variables_coloured(
    system: System, spec: ModelSpec, variables: Mapping[str, str], categories: Mapping[str, str]
) -> System:
    """Return a system with variables in colours, and the categories of variables in others.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.
    variables, categories : mapping of str to str
        The colours of columns, and those of the categories of columns.

    Raises
    ------
    UnknownNameError
        For a column that the model does not have.
    OptionError
        For the categories of a column that has none in the equations.
    """
    known = columns_of(spec)
    for name in (*variables, *categories):
        if name not in known:
            raise UnknownNameError("column", name, known, of="in the model")
    met: set[str] = set()

    def change(word: Word, place: Place) -> Node:
        chosen = categories if place.kind == "category" else variables
        colours = [chosen[name] for name in sorted(place.columns) if name in chosen]
        if place.kind == "category":
            met.update(place.columns)
        return Coloured(word, colours[0]) if colours else word

    written = changed(system, spec, change)
    for name in categories:
        if name not in met:
            raise OptionError(f"var_subscript_colors has no effect: {name} has no category in the equations")
    return written


def with_coefficients_coloured(system: System, letters: Colours, scripts: Colours) -> System:
    """Return a system with its coefficients in colours.

    A coefficient has the same colour wherever it stands. The thresholds of an ordinal response count as one, as does a
    vector of coefficients, and the residual comes last.

    Parameters
    ----------
    system : System
        The equations.
    letters, scripts : sequence of str or None, or str
        The colours of the letters of the coefficients and of their subscripts.
    """
    order: dict[object, int] = {}
    for part in walk(system.lines):
        if isinstance(part, Symbol) and _is_coefficient(part):
            order.setdefault(_identity(part), len(order))

    def change(node: Symbol) -> Node:
        if not _is_coefficient(node):
            return node
        place = order[_identity(node)]
        letter, script = _chosen(letters, place), _chosen(scripts, place)
        if letter is None and (script is None or not node.sub):
            return node
        bare = Symbol(node.name, of=node.of, face=node.face)
        base: Node = bare if letter is None else Coloured(bare, letter)
        sub: tuple[Node, ...] = node.sub if script is None else tuple(Coloured(part, script) for part in node.sub)
        return Scripted(base, sub, node.sup) if node.sub or node.sup else base

    return replace(system, lines=outside_scripts(system.lines, change))


def _is_coefficient(symbol: Symbol) -> bool:
    """Return whether a symbol is a coefficient, or the vector of all fixed effects, random effects or residuals."""
    if isinstance(symbol.of, Stacked):
        return symbol.of.kind in ("fixed effects", "random effects", "residuals")
    return isinstance(symbol.of, _COEFFICIENTS)


def _chosen(colours: Colours, place: int) -> str | None:
    if colours is None or isinstance(colours, str):
        return colours
    return colours[place] if place < len(colours) else None


def _identity(symbol: Symbol) -> object:
    """Return what symbols of one coefficient have in common: all but the indices."""
    if isinstance(symbol.of, Threshold):
        return Threshold
    if isinstance(symbol.of, Stacked):
        return symbol.of.kind, symbol.of.blocks
    numbers = tuple(part for part in symbol.sub if isinstance(part, Number | Symbol))
    return symbol.name, numbers, tuple(part for part in symbol.sup if not isinstance(part, Index))
