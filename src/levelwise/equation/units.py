"""The units of the levels in words: observations and groups, in the plural and in the singular."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.index_letters import OBSERVATION
from levelwise.equation.legend import Prose
from levelwise.equation.tree import Index, Node
from levelwise.model.spec import ModelSpec
from levelwise.text.plurals import singular


@dataclass(frozen=True)
class Units:
    """How observations and groups are called.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    names : mapping of str to str
        Plural names that the user gives to the units: ``{"observation": "students", "sch.id": "schools"}``.
    counted : mapping of str to str
        What each index letter counts: a grouping factor, or `OBSERVATION`.
    """

    spec: ModelSpec
    names: Mapping[str, str]
    counted: Mapping[str, str]

    def plural(self, unit: str) -> str:
        """Return the units of a level: ``schools``, ``groups of sch.id``, ``observations``."""
        if unit in self.names:
            return self.names[unit]
        if unit == OBSERVATION:
            return "observations"
        level = self.spec.level(unit)
        if self.spec.is_cell(level):
            return f"combinations of {' and '.join(reversed(level.group.parts))}"
        return f"groups of {self.factor(unit)}"

    def one(self, unit: str) -> str:
        """Return one unit of a level: ``school``, ``sch.id``, ``observation``."""
        if unit in self.names:
            return singular(self.names[unit])
        return OBSERVATION if unit == OBSERVATION else self.factor(unit)

    def factor(self, group: str) -> str:
        """Return the name of a grouping factor: of ``class:school`` the inner part, if ``school`` is another one."""
        level = self.spec.level(group)
        inner, *outer = level.group.parts
        if not outer:
            return group
        coarser = {part for label in level.within for part in self.spec.level(label).group.parts}
        if set(outer) <= coarser and not self.spec.is_cell(level):
            return inner
        return " by ".join(reversed(level.group.parts))

    def count(self, unit: str) -> int | None:
        """Return the number of units in the data."""
        return self.spec.rows if unit == OBSERVATION else self.spec.level(unit).size

    def counted_plural(self, unit: str) -> str:
        """Return the units with their number, if it is known: ``160 schools``."""
        count = self.count(unit)
        if count == 1 and unit not in self.names and unit != OBSERVATION:
            return f"1 group of {self.factor(unit)}"
        if count == 1:
            return f"1 {self.one(unit)}"
        return self.plural(unit) if count is None else f"{count:,} {self.plural(unit)}"

    def where(self, letters: tuple[Index, ...], preposition: Literal["in", "of"] = "in") -> Prose:
        """Return the groups that indices denote: *in class j of school k*, *in subject j and item k*."""
        known = [index for index in letters if self.unit_of(index) != OBSERVATION]
        if not known:
            return ()
        pieces: list[str | Node] = []
        for place, index in enumerate(known):
            unit = self.unit_of(index)
            if place:
                last = place == len(known) - 1
                pieces.append(self._between(self.unit_of(known[place - 1]), unit, preposition, last=last))
            # an index that is a name says itself what it counts
            pieces.extend((index,) if index.named and unit not in self.names else (f"{self.one(unit)} ", index))
        return (f" {preposition} ", *pieces)

    def _between(self, first: str, second: str, preposition: str, *, last: bool) -> str:
        """Return the words between groups: *in class j of school k*, *of class j in school k*, *school k, class j*."""
        if self._is_nested_in(first, second):
            return " of " if preposition == "in" else " in "
        return " and " if last and not self._is_nested_in(second, first) else ", "

    def _is_nested_in(self, inner: str, outer: str) -> bool:
        return inner in self._labels and outer in self.spec.level(inner).within

    def unit_of(self, index: Index) -> str:
        """Return what an index counts; a named one, as in ``school[i]``, is the name of a factor."""
        if index.named:
            return next((label for label in self._labels if label == index.letter), index.letter)
        return self.counted.get(index.letter, OBSERVATION)

    @property
    def _labels(self) -> frozenset[str]:
        return frozenset(level.group.label for level in self.spec.levels)

    # --- levels -------------------------------------------------------------------------------

    @property
    def is_nested(self) -> bool:
        """Whether the grouping factors are nested in one another, so that levels have numbers."""
        depths = sorted(len(level.within) for level in self.spec.levels)
        return depths == list(range(len(depths)))

    def level(self, home: str | None) -> str:
        """Return the level of a variable: ``level 2 (schools)``; that of a group without number if factors cross."""
        if not self.spec.levels:
            return ""
        unit = OBSERVATION if home is None else home
        name = self.plural(unit) if unit in self.names or home is None else self.factor(unit)
        number = self.number(home)
        return name if number is None else f"level {number} ({name})"

    def number(self, home: str | None) -> int | None:
        """Return the number of a level, 1 for observations; None if the factors are not all nested."""
        if home is None:
            return 1
        return 1 + len(self.spec.levels) - len(self.spec.level(home).within) if self.is_nested else None
