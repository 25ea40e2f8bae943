"""What a rule looks at: the model, and its data if there are any. Questions about them are functions over a case."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from levelwise.data.observed import Observed
from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.design.column_space import ColumnSpaces
from levelwise.design.columns import MAX_CELLS
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.model.spec import INTERCEPT, Coefficient
from levelwise.vocabulary.families import Family

if TYPE_CHECKING:
    from levelwise.data.partition import Partition
    from levelwise.design.all_rows import AllRowsDesign
    from levelwise.design.column_space import ColumnSpace
    from levelwise.design.columns import Design

Candidates = Callable[[], Iterable[str | None]]

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class RuleResult:
    """A finding, a function that makes formulas which might repair it, the best first, and the view that shows it."""

    finding: Finding
    candidates: Candidates = tuple
    view: View | None = None


class Case:
    """One model under examination.

    Parameters
    ----------
    built : PreparedModel
        The model, its formula and its data.
    with_evidence : bool
        Whether anybody reads the findings. Nobody reads those of a repair on trial, so that no query is made for
        evidence and no engine asked for the sake of a sentence.
    spaces : ColumnSpaces, optional
        The spaces known of the same data: most repairs leave the fixed part as it is.
    """

    def __init__(self, built: PreparedModel, *, with_evidence: bool = True, spaces: ColumnSpaces | None = None) -> None:
        self.built = built
        self.with_evidence = with_evidence
        self.spaces = ColumnSpaces() if spaces is None else spaces
        self.spec = built.spec
        self.termset = built.termset
        self.observed = built.observed
        self.fixed_keys = {column.key for column in self.spec.fixed}
        self.fixed_terms = {column.term for column in self.spec.fixed}
        self.answers: dict[Hashable, Any] = {}

    @property
    def source(self) -> str:
        """The formula as typed."""
        return self.spec.source.source

    @property
    def design(self) -> Design | None:
        """The design columns; None without data."""
        return self.built.design

    @property
    def family(self) -> Family:
        """The family of the response."""
        return self.spec.family

    @property
    def fixed_space(self) -> ColumnSpace | None:
        """The space of the fixed part; None without data."""
        if self.design is None or self.observed is None:
            return None
        return self.spaces.of(self.spec.fixed, self.design, self.observed.kept)

    @property
    def fits_in_memory(self) -> bool:
        """Whether the whole fixed part may be held in memory as numbers."""
        return self.observed is not None and self.observed.rows * len(self.spec.fixed) <= MAX_CELLS

    @property
    def dropped_columns(self) -> int:
        """How many fixed columns were dropped as combinations of the others; 0 without data."""
        return len(self.built.fixed_as_written) - len(self.spec.fixed)

    @property
    def is_sampled(self) -> bool:
        """Whether the rows in memory are only some of all rows."""
        return self.built.is_sampled

    @property
    def all_rows(self) -> AllRowsDesign | None:
        """All rows of a table of which only a sample is in memory; None where the rows in memory are all."""
        return _whole(self) if self.is_sampled else None

    def partition(self, group: str) -> Partition | None:
        """Return a factor's groups; None without data."""
        return None if self.observed is None else self.observed.groups[group]

    def size(self, group: str) -> int:
        """Return the number of groups in the whole table."""
        return self.spec.level(group).size or 0

    def random_columns(self, group: str) -> list[Coefficient]:
        """Return all distinct random columns of a factor, over its blocks."""
        found = {column.key: column for b in self.spec.blocks if b.group == group for column in b.effects}
        return list(found.values())

    def has_random_intercept(self, group: str) -> bool:
        """Say whether a factor has a random intercept in any of its blocks."""
        return any(column.key == INTERCEPT for column in self.random_columns(group))


def cached_on_case(
    function: Callable[Concatenate[Case, _Asked], _Answer],
) -> Callable[Concatenate[Case, _Asked], _Answer]:
    """Let a case remember what a function said of it: several rules ask the same."""

    @wraps(function)
    def asked(case: Case, /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        question = (function, args, tuple(kwargs.items()))
        if question not in case.answers:
            case.answers[question] = function(case, *args, **kwargs)
        answer: _Answer = case.answers[question]
        return answer

    return asked


@cached_on_case
def _whole(case: Case) -> AllRowsDesign:
    from levelwise.design.all_rows import AllRowsDesign

    source = case.built.source
    assert source is not None  # what is sampled is a table that is asked
    assert not isinstance(source, Observed)
    whole = AllRowsDesign(source)
    for level in case.spec.levels:
        whole.count_varying_groups(level.group.label, case.random_columns(level.group.label))
    return whole
