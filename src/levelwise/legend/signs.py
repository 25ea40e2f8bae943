"""Symbols of which the tree states no meaning: distributions, numbers of units, functions, vectors of coefficients."""

from __future__ import annotations

from levelwise.equation.index_letters import OBSERVATION, group_of
from levelwise.equation.legend import Prose
from levelwise.equation.tree import Index, Node, Number, Range, Symbol, Word
from levelwise.equation.units import Units
from levelwise.legend.occurrences import Occurrence, is_primed
from levelwise.model.parameters import Stacked
from levelwise.notations.conventions import Conventions


def sign(one: Occurrence, units: Units, conventions: Conventions, categories: tuple[str, ...] = ()) -> Prose:
    """Return what a symbol without a stated meaning is; `categories` has the index of a category of the response."""
    symbol = one.node
    if categories and (found := _category(symbol, units, categories)):
        return found
    if isinstance(symbol, Index):
        return _index(symbol, units)
    if isinstance(symbol, Word):
        return _named_distribution(symbol, conventions)
    assert isinstance(symbol, Symbol)
    if one.bound_of is not None:
        return _bound(symbol, one.bound_of, units)
    if one.dimension_of is not None:
        return _dimension(symbol, one.dimension_of, units)
    if one.distribution:
        return _distribution(symbol, conventions)
    if one.function and symbol == Symbol("D", face="bold"):
        return ("the diagonal matrix with the entries of a vector",)
    match symbol:
        case Symbol("Phi", sup=(Number("-1"),)):
            return ("the quantile function of the standard normal distribution",)
        case Symbol("Phi"):
            return ("the distribution function of the standard normal distribution",)
        case Symbol("P", sub=(), sup=(), face="normal"):
            return ("the probability of an event",)
        case Symbol("pi", sub=(), sup=(), face="normal"):
            return ("the number 3.14159…",)
        case Symbol("P", sub=(), sup=()):
            return ("the probability of an event",)
        case Symbol("n", sub=()):
            return ("the number of trials",)
        case Symbol(name, face="bold") if name.isdecimal():
            return (f"a vector of {'zeros' if name == '0' else 'ones'}",)
        case Symbol(face="bold", sub=sub):
            letters = tuple(part for part in sub if isinstance(part, Index))
            return ("the vector of the coefficients", *units.where(letters))
        case _:
            return ("a quantity that the equations define",)


def _category(symbol: Node, units: Units, categories: tuple[str, ...]) -> Prose:
    """Return what the index of a category is, or the number of categories; nothing for another symbol."""
    response = units.spec.response
    match symbol:
        case Index(letter) if letter in categories:
            return (f"the index of the categories of {response.text}",)
        case Symbol(name, (), ()) if name.lower() in categories:
            known = f" ({len(response.categories)})" if response.categories else ""
            return (f"the number of categories of {response.text}{known}",)
    return ()


def _index(index: Index, units: Units) -> Prose:
    if is_primed(index) and not index.at:
        letter = Index(index.letter.removesuffix("'"))
        return (f"the index of another {units.one(units.unit_of(letter))}",)
    unit = units.unit_of(index)
    if index.at:
        name = units.one(unit) if unit in units.names or not index.named else index.letter
        return (f"the {name} of {units.one(units.unit_of(Index(index.at)))} ", Index(index.at))
    if unit == OBSERVATION:
        return (f"the index of the {units.counted_plural(unit)}",)
    name = f" ({unit})" if unit in units.names else ""
    return (f"the index of the {units.counted_plural(unit)}{name}",)


def _bound(bound: Symbol, over: Range, units: Units) -> Prose:
    letters = tuple(map(Index, over.letters))
    group = group_of(over.of or over.label, units.spec) if over.label else None
    if group is None and len(letters) == 1:
        group = units.unit_of(letters[0])
    if bound.sub:
        inner = tuple(part for part in bound.sub if isinstance(part, Index))
        return (f"the number of {units.plural(group or OBSERVATION)}", *units.where(inner))
    if group is None:
        return (f"the number of combinations of {' and '.join(units.one(units.unit_of(one)) for one in letters)}",)
    count = units.count(group)
    return (f"the number of {units.plural(group)}{'' if count is None else f' ({count:,})'}",)


def _dimension(size: Symbol, identity: Stacked, units: Units) -> Prose:
    """Return the number of rows of an identity matrix: of groups, or of observations."""
    unit = units.spec.blocks[identity.blocks[0]].group if identity.blocks else OBSERVATION
    letters = tuple(part for part in size.sub if isinstance(part, Index))
    count = None if letters else units.count(unit)
    return (f"the number of {units.plural(unit)}{'' if count is None else f' ({count:,})'}", *units.where(letters))


def _named_distribution(name: Word, conventions: Conventions) -> Prose:
    if name.text.startswith("MV"):
        return ("the multivariate normal distribution, specified by its mean vector and covariance matrix",)
    return (f"the normal distribution, specified by its mean and {_spread(conventions)}",)


def _spread(conventions: Conventions) -> str:
    return "variance" if conventions.scale == "variance" else "standard deviation"


def _distribution(name: Symbol, conventions: Conventions) -> Prose:
    if name.name not in conventions.normal:
        return ("a distribution",)
    return (f"the normal distribution, specified by its mean and {_spread(conventions)} (covariance matrix)",)
