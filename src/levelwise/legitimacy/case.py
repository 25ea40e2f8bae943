"""What a rule looks at: the model, its data if there are any, and spaces computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from levelwise.data.observe import Observed
from levelwise.data.schema import Partition
from levelwise.formula.syntax import names_in
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.span import Space
from levelwise.modeling.design import Design
from levelwise.modeling.model import Built
from levelwise.modeling.spec import INTERCEPT, Block, Coefficient, Key
from levelwise.plots.sketch import Sketch

if TYPE_CHECKING:
    from levelwise.modeling.whole import WholeTable

Candidates = Callable[[], Iterable[str | None]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding, a function that makes formulas which might repair it, the best first, and a sketch of its picture."""

    finding: Finding
    candidates: Candidates = tuple
    sketch: Sketch | None = None


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
        self.fixed_keys = {column.key for column in self.spec.fixed}
        self.fixed_terms = {column.term for column in self.spec.fixed}
        self._varying: dict[tuple[str, Key], NDArray[np.bool_]] = {}

    @property
    def source(self) -> str:
        """The formula as typed."""
        return self.spec.source.source

    @property
    def design(self) -> Design | None:
        """The design columns; None without data."""
        return self.built.design

    @cached_property
    def fixed_space(self) -> Space | None:
        """The space of the fixed part; None without data."""
        return None if self.design is None else Space(self.design.matrix(self.spec.fixed))

    @property
    def surplus(self) -> int:
        """How many fixed columns were dropped as combinations of the others; 0 without data."""
        return len(self.built.typed) - len(self.spec.fixed)

    def has_counterpart(self, column: Coefficient) -> bool | None:
        """Say whether a column lies in the fixed part's space; None when that needs data."""
        if column.key in self.fixed_keys:
            return True
        if self.design is None or self.fixed_space is None:
            return None
        if not self.fixed_space.holds(self.design.column(column)):
            return False
        return self.whole is None or self.whole.is_combination(column, self.spec.fixed, self.design) is not False

    @cached_property
    def whole(self) -> WholeTable | None:
        """All rows of a table of which only a sample is in memory; None where the rows in memory are all."""
        source, sample = self.built.source, self.built.sample
        if source is None or isinstance(source, Observed) or sample is None or not sample.chosen:
            return None
        from levelwise.modeling.whole import WholeTable

        whole = WholeTable(source)
        for level in self.spec.levels:
            whole.ask_about(level.group.label, self.random_columns(level.group.label))
        return whole

    def partition(self, group: str) -> Partition | None:
        """Return a factor's groups; None without data."""
        return None if self.observed is None else self.observed.groups[group]

    def rows_of(self, group: str, number: int) -> NDArray[np.intp]:
        """Return the rows of one group of a factor, in the order of the data."""
        partition = self.partition(group)
        assert partition is not None  # only asked with data
        start = int(partition.starts[number])
        end = int(partition.starts[number + 1]) if number + 1 < partition.size else len(partition.codes)
        return np.arange(start, end) if partition.order is None else partition.order[start:end]

    def varying(self, group: str, column: Coefficient) -> NDArray[np.bool_] | None:
        """Say for each group whether a design column varies in it; None without data."""
        partition = self.partition(group)
        if partition is None or self.design is None:
            return None
        key = (group, column.key)
        if key not in self._varying:
            self._varying[key] = partition.varying(self.design.column(column))
        return self._varying[key]

    def is_flat(self, group: str, column: Coefficient) -> bool:
        """Say whether a column is constant within every group; without data, whether that is known."""
        count = self.varying_groups(group, column)
        if count is not None:
            return count == 0
        varying = self.varying(group, column)  # what a sample shows to vary does
        return group in self.spec.determined_by(column.cells) and not (varying is not None and varying.any())

    def varying_groups(self, group: str, column: Coefficient) -> int | None:
        """Return in how many groups a column varies, over all rows; None without data, or where only a sample says."""
        if self.whole is not None:
            return self.whole.varying(group, column)
        varying = self.varying(group, column)
        return None if varying is None else int(varying.sum())

    def size(self, group: str) -> int:
        """Return the number of groups in the whole table."""
        return self.spec.level(group).size or 0

    def singles(self, group: str) -> int:
        """Return how many groups have one row only, in which nothing can vary."""
        if self.whole is not None:
            return self.whole.singles(group)
        partition = self.partition(group)
        assert partition is not None  # only asked with data
        return int((np.bincount(partition.codes, minlength=partition.size) == 1).sum())

    def random_columns(self, group: str) -> list[Coefficient]:
        """Return all distinct random columns of a factor, over its blocks."""
        found = {column.key: column for b in self.spec.blocks if b.group == group for column in b.effects}
        return list(found.values())

    def has_random_intercept(self, group: str) -> bool:
        """Say whether a factor has a random intercept in any of its blocks."""
        return any(column.key == INTERCEPT for column in self.random_columns(group))

    def is_indicator(self, column: Coefficient) -> bool:
        """Say whether a column consists of zeros and ones, or is coded as an indicator."""
        if column.cells and all(cell.kind == "indicator" for cell in column.cells):
            return True
        if self.design is None or not column.cells:
            return False
        values = self.design.column(column)
        if not ((values == 0.0) | (values == 1.0)).all():
            return False
        return self.whole is None or self.whole.is_indicator(column) is not False

    def is_zero(self, column: Coefficient) -> bool:
        """Say whether a column is known to be zero in every row, not in those of a sample only."""
        if self.design is None or self.design.column(column).any():
            return False
        return self.whole is None or self.whole.is_zero(column) is True

    def spans_constant(self, columns: Sequence[Coefficient]) -> bool:
        """Say whether columns span a constant over all rows; False without data."""
        if self.design is None or not Space(self.design.matrix(columns)).has_constant:
            return False
        constant = Coefficient((), "", "", INTERCEPT)
        return self.whole is None or self.whole.is_combination(constant, columns, self.design) is not False


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


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence, ``a, b and c``."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final
