"""What a rule looks at: the model, its data if there are any, and spaces computed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from levelwise.data.schema import Partition
from levelwise.data.values import Categories, Floats
from levelwise.formula.syntax import names_in
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.span import Space
from levelwise.modeling.design import Design
from levelwise.modeling.model import Built
from levelwise.modeling.spec import Block, Coefficient, Key


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding and formulas that might repair it, each to be checked before it is offered."""

    finding: Finding
    candidates: tuple[str, ...] = ()


class Case:
    """One model under examination.

    Parameters
    ----------
    built : Built
        The model, its formula and its data.
    """

    def __init__(self, built: Built) -> None:
        self.built = built
        self.spec = built.spec
        self.termset = built.termset
        self.observed = built.observed
        self._varying: dict[tuple[str, Key], NDArray[np.bool_]] = {}
        self.fixed_keys = {column.key for column in self.spec.fixed}

    @property
    def source(self) -> str:
        """The formula as typed."""
        return self.spec.source.source

    @cached_property
    def design(self) -> Design | None:
        """The design columns; None without data."""
        if self.observed is None:
            return None
        return Design(self.observed.values, self.spec.rows or 0)

    @cached_property
    def fixed_space(self) -> Space | None:
        """The space of the fixed part; None without data."""
        return None if self.design is None else Space(self.design.matrix(self.spec.fixed))

    def has_counterpart(self, column: Coefficient) -> bool | None:
        """Say whether a column lies in the fixed part's space; None when that needs data."""
        if column.key in self.fixed_keys:
            return True
        if self.design is None or self.fixed_space is None:
            return None
        return self.fixed_space.holds(self.design.column(column))

    def partition(self, group: str) -> Partition | None:
        """Return a factor's groups; None without data."""
        return None if self.observed is None else self.observed.groups[group]

    def varying(self, group: str, column: Coefficient) -> NDArray[np.bool_] | None:
        """Say for each group whether a design column varies in it; None without data."""
        partition = self.partition(group)
        if partition is None or self.design is None:
            return None
        key = (group, column.key)
        if key not in self._varying:
            self._varying[key] = partition.varying(self.design.column(column))
        return self._varying[key]

    def random_columns(self, group: str) -> list[Coefficient]:
        """Return all distinct random columns of a factor, over its blocks."""
        found: dict[Key, Coefficient] = {}
        for block in self.spec.blocks:
            if block.group == group:
                for column in block.effects:
                    found.setdefault(column.key, column)
        return list(found.values())

    def is_indicator(self, column: Coefficient) -> bool:
        """Say whether a column consists of zeros and ones, or is coded as an indicator."""
        if column.cells and all(cell.kind == "indicator" for cell in column.cells):
            return True
        if self.design is None or not column.cells:
            return False
        values = self.design.column(column)
        return bool(np.isin(values, (0.0, 1.0)).all())

    def example_rows(self, group: str, column: Coefficient) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return header and rows of two groups in which a column differs, two rows of each."""
        partition = self.partition(group)
        if partition is None or self.design is None or self.observed is None:
            return (), ()
        values = self.design.column(column)
        sizes = np.bincount(partition.codes, minlength=partition.size)
        usable = np.flatnonzero(sizes > 1)
        if not len(usable):
            return (), ()
        order = np.argsort(partition.codes, kind="stable")
        firsts = order[np.searchsorted(partition.codes[order], usable)]
        other = np.flatnonzero(values[firsts] != values[firsts[0]])
        chosen = [usable[0], *([usable[other[0]]] if len(other) else [])]
        names = [cell.variable for cell in column.cells]
        rows = []
        for number in chosen:
            for row in np.flatnonzero(partition.codes == number)[:2]:
                rows.append((_text(partition.names[number]), *(self._shown(name, int(row)) for name in names)))
        return (group, *names), tuple(rows)

    def _shown(self, variable: str, row: int) -> str:
        assert self.observed is not None  # only called with data
        values = self.observed.values[variable]
        if isinstance(values, Categories):
            return values.labels[int(values.codes[row])]
        numbers: Floats = np.atleast_1d(values.values[row])
        return " ".join(f"{number:.6g}" for number in numbers)


def _text(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def by_term(block: Block) -> Iterable[tuple[str, list[Coefficient]]]:
    """Return a block's columns gathered by the term they come from."""
    found: dict[str, list[Coefficient]] = {}
    for column in block.effects:
        found.setdefault(column.term, []).append(column)
    return found.items()


def raw_names(case: Case, column: Coefficient) -> frozenset[str]:
    """Return the data columns a design column is computed from."""
    return frozenset(name for cell in column.cells for name in names_in(case.spec.variables[cell.variable]))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, ``1 group`` or ``160 groups``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
