"""What the index letters of a system count: the groups of a factor, or the observations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from levelwise.equation.tree import Index, Range, Sum, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import UnknownNameError
from levelwise.model.parameters import LevelOneResidual, Mean, Outcome, RandomEffect, Stacked
from levelwise.model.spec import ModelSpec

OBSERVATION = "observation"
"""The name of what is counted at level 1."""


def counted_by(system: System, spec: ModelSpec) -> Mapping[str, str]:
    """Return for each index letter the grouping factor whose groups it counts, or `OBSERVATION`.

    The ranges of indices say so; where a range has no name, and where there is none, the indices of the random effects
    do, those of a coarser factor left out. A letter that occurs only as an index of observations counts these.
    The index of a category counts neither.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("y ~ x + (x | school/class)", notation="raudenbush-bryk")
    >>> counted_by(eq.system, eq.spec)
    {'j': 'class:school', 'k': 'school', 'i': 'observation'}
    """
    category = categories(system)
    found = dict(_ranges(system, spec))
    _by_effects(system, spec, found)
    for node in walk(system.lines):
        if isinstance(node, Index) and node.at:
            found.setdefault(node.at, OBSERVATION)
        elif isinstance(node, Symbol) and isinstance(node.of, LevelOneResidual | Mean | Outcome):
            for letter in _letters(node):
                found.setdefault(letter, OBSERVATION)
    others = dict.fromkeys(node.letter for node in walk(system.lines) if isinstance(node, Index) and not node.named)
    for letter in others:
        found.setdefault(letter, OBSERVATION)
    return {letter: what for letter, what in found.items() if letter not in category}


def categories(system: System) -> tuple[str, ...]:
    """Return the index of a category of the response, whose range ends below the number of categories."""
    ranges = (node for node in walk(system.lines) if isinstance(node, Range))
    return next((node.letters for node in ranges if isinstance(node.bound, Sum)), ())


def check_levels(names: Mapping[str, str], spec: ModelSpec) -> Mapping[str, str]:
    """Return the plural names of the units of levels, by the labels of grouping factors and ``observation``.

    Raises
    ------
    UnknownNameError
        For a level that the model does not have.
    """
    known = (OBSERVATION, *(level.group.label for level in spec.levels))
    for name in names:
        if name not in known:
            raise UnknownNameError("level", name, known, of="in the model")
    return names


def group_of(name: str, spec: ModelSpec) -> str | None:
    """Return the grouping factor that a name in a range stands for: its label, or lme4's name of one of its blocks."""
    if any(level.group.label == name for level in spec.levels):
        return name
    return next((block.group for block in spec.blocks if block.name == name), None)


def _ranges(system: System, spec: ModelSpec) -> Iterator[tuple[str, str]]:
    for node in walk(system.lines):
        if (
            isinstance(node, Range)
            and len(node.letters) == 1
            and (group := group_of(node.of or node.label, spec)) is not None
        ):
            yield node.letters[0], group


def _by_effects(system: System, spec: ModelSpec, found: dict[str, str]) -> None:
    """Add the letters that the effects of one factor have and those of the factors around it have not."""
    letters: dict[str, dict[str, None]] = {}
    for node in walk(system.lines):
        group = _group(node, spec)
        if group is not None and isinstance(node, Symbol):
            letters.setdefault(group, {}).update(dict.fromkeys(_letters(node)))
    for group, own in letters.items():
        outer = {letter for other in spec.level(group).within for letter in letters.get(other, ())}
        left = [letter for letter in own if letter not in outer and letter not in found]
        if len(left) == 1 and group not in found.values():
            found[left[0]] = group


def _group(node: object, spec: ModelSpec) -> str | None:
    match node:
        case Symbol(of=RandomEffect(block, _)) | Symbol(of=Stacked("random effects", (block,))):
            return spec.blocks[block].group
        case _:
            return None


def _letters(symbol: Symbol) -> Iterator[str]:
    for part in symbol.sub:
        if isinstance(part, Index) and not part.at:
            yield part.letter
