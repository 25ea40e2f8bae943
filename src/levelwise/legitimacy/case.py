"""The model under examination, with its data if there are any; the questions in `questions` are functions of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from levelwise.data.observed import Observed
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.design.category_columns import columns_held
from levelwise.design.column_space import ColumnSpaces
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.model.spec import INTERCEPT, DesignColumn
from levelwise.notations.table import DEFAULT, NOTATIONS
from levelwise.vocabulary.families import Family

if TYPE_CHECKING:
    from levelwise.data.partition import Partition
    from levelwise.design.all_rows import AllRowsDesign
    from levelwise.design.column_space import ColumnSpace
    from levelwise.design.columns import Design
    from levelwise.notations.notation import Notation

Candidates = Callable[[], Iterable[str | None]]

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class RuleResult:
    """A finding of a rule, with candidate repairs.

    Attributes
    ----------
    finding : Finding
        The finding.
    candidates : callable
        Returns formulas that might repair the model, the best first.
    view : View or None
        The rows that show the finding.
    """

    finding: Finding
    candidates: Candidates = tuple
    view: View | None = None


class Case:
    """One model under examination.

    Parameters
    ----------
    prepared : PreparedModel
        The model, its formula and its data.
    notation : Notation, optional
        The notation whose symbols name the parameters in findings; by default that of equations.
    with_evidence : bool
        Whether findings carry evidence. A candidate repair needs none, so that no query is run for it.
    spaces : ColumnSpaces, optional
        The column spaces already computed from the same data: most repairs leave the fixed part unchanged.
    """

    def __init__(
        self,
        prepared: PreparedModel,
        notation: Notation | None = None,
        *,
        with_evidence: bool = True,
        spaces: ColumnSpaces | None = None,
    ) -> None:
        self.prepared = prepared
        self.notation = NOTATIONS.named(DEFAULT) if notation is None else notation
        self.with_evidence = with_evidence
        # the thresholds of a cumulative model are to its columns what an intercept is
        self.spec = prepared.spec.with_fixed(prepared.spec.spanning)
        self.termset = prepared.termset
        self.observed = prepared.observed
        self.fixed_keys = {column.key for column in self.spec.fixed}
        self.fixed_terms = {column.term for column in self.spec.fixed}
        self.spaces = ColumnSpaces() if spaces is None else spaces
        self.answers: dict[Hashable, Any] = {}

    @property
    def source(self) -> str:
        """The formula as typed."""
        return self.spec.source.source

    @property
    def design(self) -> Design | None:
        """The design columns; None without data."""
        return self.prepared.design

    @property
    def family(self) -> Family:
        """The family of the response."""
        return self.spec.family

    @property
    def fixed_space(self) -> ColumnSpace | None:
        """The column space of the fixed part; None without data."""
        if self.design is None or self.observed is None:
            return None
        return self.spaces.of(self.spec.fixed, self.design, self.observed.kept)

    @property
    def fits_in_memory(self) -> bool:
        """Whether the design matrix of the fixed part fits in memory, as far as it is needed."""
        return self.design is not None and self.design.fits(columns_held(self.spec.fixed))

    @property
    def dropped_columns(self) -> int:
        """The number of fixed columns that were dropped as combinations of the others; 0 without data."""
        return len(self.prepared.fixed_as_written) - len(self.prepared.spec.fixed)

    @property
    def is_sampled(self) -> bool:
        """Whether the rows in memory are a sample of the rows used."""
        return self.prepared.is_sampled

    @property
    def all_rows(self) -> AllRowsDesign | None:
        """All rows of a table of which only a sample is in memory; None if all rows are in memory."""
        return _all_rows(self) if self.is_sampled else None

    def partition(self, group: str) -> Partition | None:
        """Return the groups of a factor; None without data."""
        return None if self.observed is None else self.observed.groups[group]

    def size(self, group: str) -> int:
        """Return the number of groups of a factor, over all rows."""
        return self.spec.level(group).size or 0

    def random_columns(self, group: str) -> list[DesignColumn]:
        """Return the distinct random columns of a factor, over all its blocks."""
        found = {column.key: column for b in self.spec.blocks if b.group == group for column in b.effects}
        return list(found.values())

    def has_random_intercept(self, group: str) -> bool:
        """Return whether a factor has a random intercept in any of its blocks."""
        return any(column.key == INTERCEPT for column in self.random_columns(group))


def cached_on_case(
    function: Callable[Concatenate[Case, _Arguments], _Answer],
) -> Callable[Concatenate[Case, _Arguments], _Answer]:
    """Cache the result of a function of the case, because several rules need it."""

    @wraps(function)
    def cached(case: Case, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
        question = (function, args, tuple(kwargs.items()))
        if question not in case.answers:
            case.answers[question] = function(case, *args, **kwargs)
        answer: _Answer = case.answers[question]
        return answer

    return cached


@cached_on_case
def _all_rows(case: Case) -> AllRowsDesign:
    from levelwise.design.all_rows import AllRowsDesign

    source = case.prepared.source
    assert source is not None  # a sample is taken from a lazily evaluated table
    assert not isinstance(source, Observed)
    design = AllRowsDesign(source)
    for level in case.spec.levels:
        design.count_varying_groups(level.group.label, case.random_columns(level.group.label))
    return design
