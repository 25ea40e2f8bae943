"""The indices of symbols: those of an observation, of a group, or of the unit of a vector or a matrix."""

from __future__ import annotations

from levelwise.equation.tree import (
    Comma,
    Distribution,
    Index,
    Line,
    Number,
    Quantity,
    Symbol,
    Times,
    UnderSet,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import LevelOneResidual, Mean, Outcome, RandomEffect, Stacked, VaryingCoefficient
from levelwise.proof.indices import Indices
from levelwise.proof.matrix_form import size_indices
from levelwise.proof.reading import column, letters, spelling

# kinds of parameters as tuples: a union would be made anew for each symbol
OF_OBSERVATION = (Mean, Outcome, LevelOneResidual)
_OF_GROUP = (VaryingCoefficient, RandomEffect)

_OF_UNIT = frozenset(
    [
        "outcomes",
        "fixed columns",
        "random columns",
        "random effects",
        "residuals",
        "residual covariances",
        "predictors",
        "offsets",
        "weights",
        "identity",
    ]
)
"""The kinds of vectors and matrices of which there is one for each unit."""


def check_observation(indices: Indices, symbol: Symbol) -> None:
    """Check that the mean or the residual of an observation has its indices, or none."""
    if letters(symbol) not in ((), indices.whole, (indices.conventions.observation,)):
        raise VerificationError(f"{spelling(symbol)} does not have the indices of an observation")


def check_observation_line(indices: Indices, line: Line) -> None:
    """Check that group effects have the index of the observation's group, unless variables have all indices."""
    if indices.conventions.variables == "all":
        return
    for node in walk(line.right):
        if not isinstance(node, Symbol) or not isinstance(node.of, _OF_GROUP):
            continue
        if any(isinstance(part, Index) and part.at != indices.conventions.observation for part in node.sub):
            raise VerificationError(f"{spelling(node)} does not indicate the group of an observation")


def check_line(indices: Indices, line: Line) -> None:
    """Check that nothing on the right of a line has an index that its left side does not determine."""
    left = column(line.left)[0]
    if not isinstance(left, Symbol) or not isinstance(left.of, _OF_GROUP):
        return
    allowed = set(letters(left))
    for letter in tuple(allowed):
        if letter in indices.groups:
            coarser = indices.spec.level(indices.groups[letter]).within
            allowed |= {other for other, group in indices.groups.items() if group in coarser}
    means = line.right.arguments[0] if isinstance(line.right, Distribution) else line.right
    for node in walk(means):
        if isinstance(node, Quantity) and node.of is not None:
            found = {part.letter for part in walk(node.body) if isinstance(part, Index)}
            what = node.of.variable
        elif isinstance(node, Symbol) and isinstance(node.of, _OF_GROUP):
            own = [part for part in node.sub if isinstance(part, Index)]
            found = {part.letter for part in own if not part.at}
            what = spelling(node)
            of_others = any(part.at or part.letter not in letters(left) for part in own)
            if of_others and indices.conventions.variables == "unit":
                found = {part.letter for part in own}
                _check_unit(indices, node, index_of(line))
        else:
            continue
        if not found <= allowed:
            raise VerificationError(f"{what} occurs in an equation whose index does not determine it")


def _check_unit(indices: Indices, symbol: Symbol, unit: str) -> None:
    """Check that a coefficient in a regression is that of a coarser group, with the index of the group, k[j]."""
    coarser = indices.spec.level(indices.groups[unit]).within if unit in indices.groups else frozenset()
    for part in symbol.sub:
        if isinstance(part, Index) and (part.at != unit or indices.groups.get(part.letter) not in coarser):
            raise VerificationError(f"{spelling(symbol)} does not indicate the coarser group of a group")


def check_stacked(indices: Indices, symbol: Symbol, of: Stacked) -> None:
    """Check that the vectors and matrices of the data of a unit have its indices, and others none."""
    if of.kind == "memberships":
        if symbol.sub != (Word(of.unit),):
            raise VerificationError(f"{spelling(symbol)} does not name its grouping factor")
        return
    factored = of.kind in ("covariances", "covariance factor") and not of.unit
    if factored and [_kind(part) for part in symbol.sub] != ["covariance parameters"]:
        raise VerificationError(f"{spelling(symbol)} does not have the covariance parameters in the subscript")
    unsized = of.kind == "identity" and not indices.conventions.size
    wanted = indices.of_group(of.unit) if of.unit and of.kind in _OF_UNIT and not unsized else ()
    if (size_indices(symbol) if of.kind == "identity" else letters(symbol)) != wanted:
        raise VerificationError(f"{spelling(symbol)} does not have the indices of its unit")
    own = indices.of_group(indices.spec.blocks[of.blocks[0]].group) if of.kind == "random columns" else wanted
    place = len(own) if of.unit and len(own) < len(wanted) else None
    commas = [number for number, part in enumerate(symbol.sub) if isinstance(part, Comma)]
    if commas != ([] if place is None else [place]):
        raise VerificationError(f"{spelling(symbol)} does not separate the indices of its effects by a comma")


def check_size(indices: Indices, node: UnderSet) -> None:
    """Check the numbers of rows and columns below a design matrix."""
    kind, spec = _kind(node.inner), indices.spec
    columns = len(spec.fixed) if kind == "fixed columns" else None
    sizes = [(spec.level(block.group).size or 0, len(block.effects)) for block in spec.blocks]
    if kind == "random columns":
        columns = sum(size * effects for size, effects in sizes)
    if node.below != Times((Number(str(spec.rows)), Number(str(columns)))):
        raise VerificationError(f"the size of a matrix is not that of the {kind or 'model'}")


def index_of(line: Line) -> str:
    """Return the index of the group to which an equation belongs; empty if there is none."""
    left = column(line.left)[:1]
    own = letters(left[0]) if left and isinstance(left[0], Symbol) else ()
    return own[0] if own else ""


def _kind(node: object) -> str:
    """Return the kind of a vector or a matrix; an empty string for anything else."""
    return node.of.kind if isinstance(node, Symbol) and isinstance(node.of, Stacked) else ""
