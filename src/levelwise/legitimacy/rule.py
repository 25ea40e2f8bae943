"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from levelwise.dataclass import dataclass
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.report.content import Severity


def nothing(_: Case) -> Iterable[str]:
    """Return no question."""
    return ()


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes
    ----------
    code, title : str
        Its name and what it looks for.
    severity : {"error", "warning", "note"}
        Its gravest finding under the policy ``hlm``.
    decides : str
        What exactly decides.
    source : str
        Where the rule is argued for.
    find : callable
        The function that applies it to a case.
    unknown : callable
        Says what of a case without data it cannot tell.
    unexamined : callable
        Says what of a case with data it did not look at.
    """

    code: str
    title: str
    severity: Severity
    decides: str
    source: str
    find: Callable[[Case], Iterator[RuleResult]]
    unknown: Callable[[Case], Iterable[str]] = nothing
    unexamined: Callable[[Case], Iterable[str]] = nothing

    @property
    def reason(self) -> str:
        """Why the rule stands, in plain words."""
        return " ".join((self.find.__doc__ or "").split())

    @property
    def page(self) -> str:
        """The page of the documentation that explains it with a wrong and a right example."""
        return f"docs/rules/{self.code}.md"


def decided_by_formula(rule: Rule) -> bool:
    """Say whether a rule has no open questions without data, whatever the model."""
    return rule.unknown is nothing
