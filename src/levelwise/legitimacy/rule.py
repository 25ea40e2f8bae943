"""What a rule is: its description, and the function that applies it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from levelwise.dataclass import dataclass
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.report.content import Severity


def no_questions(_: Case) -> Iterable[str]:
    """Return no question."""
    return ()


@dataclass(frozen=True)
class Rule:
    """A rule of legitimacy.

    Attributes
    ----------
    code, title : str
        Its code, such as ``R1``, and what it looks for.
    severity : {"error", "warning", "note"}
        The severity of its most serious finding under the policy ``hlm``.
    decides : str
        The criterion, stated exactly.
    source : str
        The literature that argues for it.
    find : callable
        The function that applies it to a case; its docstring is the reason for the rule.
    open_questions : callable
        Returns what it cannot decide about a case without data.
    not_examined : callable
        Returns what it did not examine in a case with data.
    """

    code: str
    title: str
    severity: Severity
    decides: str
    source: str
    find: Callable[[Case], Iterator[RuleResult]]
    open_questions: Callable[[Case], Iterable[str]] = no_questions
    not_examined: Callable[[Case], Iterable[str]] = no_questions

    @property
    def reason(self) -> str:
        """Why the rule exists, in plain words."""
        return " ".join((self.find.__doc__ or "").split())

    @property
    def page(self) -> str:
        """The page of the documentation that explains it with a wrong and a right example."""
        return f"docs/rules/{self.code}.md"


def decided_by_formula(rule: Rule) -> bool:
    """Return whether a rule needs no data, whatever the model."""
    return rule.open_questions is no_questions
