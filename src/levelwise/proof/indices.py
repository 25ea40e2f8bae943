"""The indices that determine a variable (requirement 4)."""

from __future__ import annotations

from collections.abc import Iterable

from levelwise.formula.syntax import quoted
from levelwise.model.spec import Cell, Level, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof.outcome_distributions import (
    columns_of,
)


class Indices:
    """The indices that determine each column, under the conventions of a notation; `groups` maps letters to factors."""

    def __init__(self, spec: ModelSpec, conventions: Conventions, groups: dict[str, str]) -> None:
        self.spec = spec
        self.conventions = conventions
        self.groups = groups
        self.letter_of = {group: letter for letter, group in groups.items()}
        self.columns = columns_of(spec)
        self.whole = self._whole()

    def _whole(self) -> tuple[str, ...]:
        """Return the indices of an observation."""
        if self.conventions.whole:
            return self.conventions.whole
        own = (self.conventions.observation,)
        if self.conventions.variables != "all":
            return own
        known = [level for level in self.spec.levels if level.group.label in self.letter_of]
        if self.conventions.nested:
            known.sort(key=lambda level: -len(level.within))
        return self._in_order((*own, *(self.letter_of[level.group.label] for level in known)))

    def _in_order(self, letters: tuple[str, ...]) -> tuple[str, ...]:
        """Return indices, given from the finest to the coarsest, in the order of the notation."""
        return letters[::-1] if self.conventions.outermost_first else letters

    def of_group(self, label: str, unit: str = "") -> tuple[str, ...]:
        """Return the indices of a group of a factor, in the equation of a unit."""
        if self.conventions.variables == "unit":
            own = self.letter_of[label]
            return (own if own == unit else f"{own}[{unit}]",)
        factors = {label, *(self.spec.level(label).within if self.conventions.nested else ())}
        letters = {letter for factor in factors for letter in self._letters_of(self.spec.level(factor))}
        return tuple(letter for letter in self.whole if letter in letters) or tuple(sorted(letters))

    def _letters_of(self, level: Level) -> tuple[str, ...]:
        """Return the letter of a factor, or those of the factors of which it is a cell."""
        own = tuple(letter for letter, group in self.groups.items() if group == level.group.label)
        if own:
            return own
        finest = level.within - {outer for inner in level.within for outer in self.spec.level(inner).within}
        return tuple(letter for letter, group in self.groups.items() if group in finest)

    def of_column(self, name: str, unit: str) -> tuple[str, ...]:
        """Return the indices of a column, in the equation of a unit."""
        if self.conventions.variables == "none":
            return ()
        if self.conventions.stacked:
            return tuple(letter for letter in self.whole if letter != self.conventions.observation)
        return self.of_value(name, unit)

    def of_value(self, name: str, unit: str) -> tuple[str, ...]:
        """Return the indices of a single value of a column, in the equation of a unit."""
        if self.conventions.variables == "none":
            return ()
        home = self.spec.home((Cell(quoted(name)),))
        if home is None or home not in self.letter_of:
            return self.whole
        return self.of_group(home, unit)

    def of_columns(self, names: Iterable[str], unit: str) -> tuple[str, ...]:
        """Return the indices of several columns, each once."""
        every = (letter for name in names for letter in self.of_column(name, unit))
        return tuple(dict.fromkeys(every))

    def determines(self, kept: tuple[str, ...], own: tuple[str, ...]) -> bool:
        """Return whether the unit of some indices, such as ``j[i]``, determines that of others."""
        groups = [self.groups.get(letter.partition("[")[0]) for letter in kept]
        known = {group for group in groups if group is not None}
        known |= {outer for group in known for outer in self.spec.level(group).within}
        return None in groups or all(self.groups.get(letter.partition("[")[0]) in known for letter in own)
