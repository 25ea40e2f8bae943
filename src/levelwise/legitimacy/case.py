"""What a rule looks at: the model, its data if there are any, and spaces computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from levelwise.data.observe import Observed
from levelwise.data.schema import Partition
from levelwise.formula.syntax import names_in
from levelwise.legitimacy.identifiability import identify, is_too_large
from levelwise.legitimacy.identifiability.decide import Identified
from levelwise.legitimacy.measured import looks_measured
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.span import Space
from levelwise.modeling.design import MAX_CELLS, Design
from levelwise.modeling.families import Family, family_of
from levelwise.modeling.model import Built
from levelwise.modeling.spec import INTERCEPT, Block, Coefficient, Key, ModelSpec
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
    shown : bool
        Whether anybody reads the findings. Nobody reads those of a repair on trial, so no query is made for evidence.
    """

    def __init__(self, built: Built, *, shown: bool = True) -> None:
        self.built = built
        self.shown = shown
        self.spec = built.spec
        self.termset = built.termset
        self.observed = built.observed
        self.fixed_keys = {column.key for column in self.spec.fixed}
        self.fixed_terms = {column.term for column in self.spec.fixed}
        self._varying: dict[tuple[str, Key], NDArray[np.bool_]] = {}
        self._identified: dict[tuple[Block, ...], Identified | None] = {}

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
        return None if self.design is None else self._space_of(self.design)

    @property
    def family(self) -> Family:
        """The family of the response."""
        return family_of(self.spec.family, self.spec.link)[0]

    @property
    def fits_in_memory(self) -> bool:
        """Whether the whole fixed part may be held in memory as numbers."""
        return self.observed is not None and self.observed.rows * len(self.spec.fixed) <= MAX_CELLS

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

    def identified(self, spec: ModelSpec | None = None) -> Identified | None:
        """Say which variance parameters can be told apart, of this model or of one with fewer random effects.

        None without data, without random effects, and for what is too large to be examined. A sample proves that
        parameters can be told apart; where it does not, all rows are looked at, if memory has room for them.
        """
        spec = spec or self.spec
        if spec.blocks not in self._identified:
            self._identified[spec.blocks] = self._judged(spec)
        return self._identified[spec.blocks]

    def _judged(self, spec: ModelSpec) -> Identified | None:
        design, observed, space = self.design, self.observed, self.fixed_space
        if design is None or observed is None or space is None or not spec.blocks or is_too_large(spec, observed.rows):
            return None
        residual = self.family.spread == "residual"
        found = identify(spec, design, observed.groups, space, weights=observed.weights, residual=residual)
        if found.verdict == "identified" or self.whole is None or not self.whole_fits:
            return found
        every, rows = self.every_row
        return identify(spec, rows, every.groups, self._space_of(rows), weights=every.weights, residual=residual)

    @property
    def whole_fits(self) -> bool:
        """Whether memory has room for all rows of a table of which a sample is in memory."""
        columns = len(self.spec.fixed) + sum(len(block.effects) for block in self.spec.blocks)
        return (self.spec.rows or 0) * columns <= MAX_CELLS and not is_too_large(self.spec, self.spec.rows or 0)

    @cached_property
    def every_row(self) -> tuple[Observed, Design]:
        """All rows of a table of which a sample is in memory."""
        assert self.built.source is not None  # only asked of a table
        assert not isinstance(self.built.source, Observed)
        from levelwise.data.engine.sample import everything

        observed = everything(self.built.source).observed
        return observed, Design(observed.values, observed.rows)

    def _space_of(self, design: Design) -> Space:
        return Space(design.matrix(self.spec.fixed))

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

    def group_sizes(self, group: str) -> Mapping[int, int]:
        """Return how many groups there are of each number of rows."""
        if self.whole is not None:
            return self.whole.sizes(group)
        partition = self.partition(group)
        assert partition is not None  # only asked with data
        sizes, counts = np.unique(np.bincount(partition.codes, minlength=partition.size), return_counts=True)
        return dict(zip(sizes.tolist(), counts.tolist(), strict=True))

    @cached_property
    def measured(self) -> frozenset[str]:
        """The grouping columns whose values look like measurements; none without data."""
        if self.observed is None:
            return frozenset()
        raw, complete = self.observed.raw, self.whole is None
        return frozenset(name for name, values in raw.items() if looks_measured(values, complete=complete))

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
