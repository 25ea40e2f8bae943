"""The letters of a notation, which a user can replace.

Each form has a table of its own, derived from `Symbols`; a notation is such a table with its letters filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, fields, replace
from reprlib import repr as short
from typing import TYPE_CHECKING, Any

from levelwise.dataclass import dataclass
from levelwise.errors import OptionError, UnknownNameError
from levelwise.notations.parts.letters import OBSERVATION, index_letters
from levelwise.vocabulary.letters import read_letter

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True)
class Symbols:
    """The letters of a notation; a table of a form has a field for each further letter.

    Attributes
    ----------
    index : mapping of str to str
        The index letters of grouping factors by their labels, and that of an ``observation``. Factors without one have
        the letters j, k, l, … in their order.
    """

    index: Mapping[str, str] = field(default_factory=dict)

    @property
    def observation(self) -> str:
        """The index of an observation."""
        return self.index.get("observation", OBSERVATION)

    @property
    def reserved(self) -> Mapping[str, str]:
        """The letters that no grouping factor can have, with their meanings."""
        return {self.observation: "the index of an observation"}

    def letters(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Return the index letters of grouping factors, which all differ from one another and from the observation's.

        Raises
        ------
        OptionError
            When two are given the same letter.

        Examples
        --------
        >>> Symbols({"observation": "t", "id": "i"}).letters(["id", "school"])
        ('i', 'j')
        """
        given = {label: self.index[label] for label in labels if label in self.index}
        for label, letter in given.items():
            others = [f"the index of {other}" for other in given if other != label and given[other] == letter]
            if letter in self.reserved:
                others.append(self.reserved[letter])
            if others:
                raise OptionError(
                    f"the index of {label} and {others[0]} are both {letter}; choose two letters by index="
                )
        taken = {*self.reserved, *given.values()}
        free = (one for one in index_letters(len(labels) + len(taken)) if one not in taken)
        return tuple(given[label] if label in given else next(free) for label in labels)

    def replaced(self, changes: Mapping[str, object]) -> Self:
        """Return the table with other letters.

        Parameters
        ----------
        changes : mapping
            The letters by the names of the fields. Where a field has several, one letter replaces the first, a list the
            first ones; ``index`` takes a mapping.

        Raises
        ------
        UnknownNameError
            For a field that the table does not have.
        OptionError
            For what is not a letter.
        """
        known = {one.name for one in fields(self) if isinstance(getattr(self, one.name), str | tuple | Mapping)}
        for name in changes:
            if name not in known:
                raise UnknownNameError("symbol", name, known)
        read: dict[str, Any] = {name: self._read(name, given) for name, given in changes.items()}
        return replace(self, **read)

    def _read(self, name: str, given: object) -> object:
        present = getattr(self, name)
        if isinstance(present, Mapping):
            if not isinstance(given, Mapping):
                raise OptionError(f"{name} takes a mapping such as {{'observation': 't'}}, not {short(given)}")
            return {**present, **{str(key): _letter(name, key, letter) for key, letter in given.items()}}
        if isinstance(present, tuple):
            several = [given] if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
            return (*(read_letter(one, f"the symbol {name}") for one in several), *present[len(several) :])
        return read_letter(given, f"the symbol {name}")


def _letter(name: str, key: object, given: object) -> str:
    """Return an entry of a mapping; an index is a small Latin letter, as its capital is the number of groups."""
    letter = read_letter(given, f"{name}[{str(key)!r}]")
    if name == "index" and (len(letter) > 1 or not letter.islower()):
        raise OptionError(f"an index must be a lower-case Latin letter, not {given!r}")
    return letter
