"""Variables with the index of the unit on which they are measured: x_i of an observation, u_j of a group.

In the equation of an observation a group-level variable has the index of the observation's group, u_j[i]; in that of a
group it has the index of the coarser group, v_k[j].
"""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.tree import Index
from levelwise.formula.syntax import quoted
from levelwise.model.spec import Cell, ModelSpec
from levelwise.notations.parts.variables import Indexer, Namer


class Units:
    """The index letters of the units of a model.

    Parameters
    ----------
    spec : ModelSpec
        The model.
    observation : str
        The index of an observation.
    letters : mapping of str to str
        The index of each grouping factor.
    named : bool
        Whether the group of an observation has the name of its factor as its index, as in ``school[i]``.
    """

    def __init__(self, spec: ModelSpec, observation: str, letters: Mapping[str, str], *, named: bool = False) -> None:
        self.spec = spec
        self.observation = observation
        self.letters = letters
        self.named = named

    def group(self, label: str, of: str | None = None) -> Index:
        """Return the index of a group: of an observation, or of the group of a finer factor.

        Parameters
        ----------
        label : str
            The grouping factor.
        of : str, optional
            The factor to whose groups the equation belongs; that of an observation if there is none.
        """
        if of == label:
            return Index(self.letters[label])
        if self.named:
            return Index(label, self.observation if of is None else self.letters[of], named=True)
        return Index(self.letters[label], self.observation if of is None else self.letters[of])

    def namer(self, of: str | None = None) -> Namer:
        """Return a namer for the equation of an observation, or of the groups of a factor.

        It spells all variables of the model, so that two of them that look alike are distinguished in the same way in
        every equation.
        """
        made = _Namer(self, of)
        for column in (*self.spec.fixed, *(one for block in self.spec.blocks for one in block.effects)):
            for cell in column.cells:
                made.quantity(cell)
        return made

    def column(self, name: str, of: str | None) -> tuple[Index, ...]:
        """Return the index of a column."""
        home = self.spec.home((Cell(quoted(name)),))
        return (Index(self.observation),) if home is None else (self.group(home, of),)

    def response(self) -> Namer:
        """Return a namer for the response, all of whose columns have the index of an observation."""
        return _Namer(self, None, of_response=True)

    def rows(self) -> Namer:
        """Return a namer for conditions on the observations, in which groups are columns, school_i."""
        return Namer(self.spec, lambda name: self.column(name, None))

    def determines(self, kept: tuple[Index, ...], own: tuple[Index, ...]) -> bool:
        """Return whether the unit of some indices determines that of others."""
        groups = [self._factor(index) for index in kept]
        if None in groups:
            return True  # an observation determines its groups
        known = {label for label in groups if label is not None}
        known |= {outer for label in known for outer in self.spec.level(label).within}
        return all(self._factor(index) in known for index in own)

    def _factor(self, index: Index) -> str | None:
        """Return the grouping factor of an index; None if it is that of an observation."""
        if index.named:
            return index.letter
        return next((label for label, letter in self.letters.items() if letter == index.letter), None)


class _Namer(Namer):
    """A namer whose variables have the index of the unit on which they are measured."""

    dotted = False

    def __init__(self, units: Units, of: str | None, *, of_response: bool = False) -> None:
        self.units = units
        observation = (Index(units.observation),)
        columns: Indexer = (lambda _: observation) if of_response else (lambda name: units.column(name, of))
        super().__init__(units.spec, columns, lambda label: (units.group(label, of),))

    def determines(self, kept: tuple[Index, ...], own: tuple[Index, ...]) -> bool:
        return self.units.determines(kept, own)
