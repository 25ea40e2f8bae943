"""The content of findings and reports; the other modules of this package display it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Generic, Literal, TypeVar

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Span
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.view import Sketch
from levelwise.text.note import Note

Severity = Literal["error", "warning", "note"]

SEVERITY_ORDER: Mapping[str, int] = {"error": 0, "warning": 1, "note": 2}
"""The severities, the most serious first."""


@dataclass(frozen=True)
class FindingContent:
    """The content of a finding; see `Finding`."""

    code: str
    title: str
    severity: Severity
    span: Span
    columns: tuple[str, ...]
    reason: str
    evidence: Evidence | None = None
    _offer: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False)
    sketch: Sketch | None = field(default=None, compare=False, repr=False)

    @property
    def repairs(self) -> tuple[str, ...]:
        """Formulas that pass a check, the closest to the original first."""
        return self._offer()

    @property
    def heading(self) -> str:
        """The code, the severity and the title in one line."""
        return f"{self.code} {self.severity}: {self.title}"


F = TypeVar("F", bound=FindingContent)


@dataclass(frozen=True)
class Undecided:
    """A question that a rule could not decide without data, or did not examine because the data are too large.

    Attributes
    ----------
    code : str
        The rule.
    question : str
        The question, such as "whether ses varies within the groups of sch.id".
    """

    code: str
    question: str


@dataclass(frozen=True)
class ReportContent(Generic[F]):
    """The content of a report; see `Report`."""

    formula: str
    policy: str
    findings: tuple[F, ...]
    on_data: bool = True
    basis: str = ""
    undecided: tuple[Undecided, ...] = ()
    ignored: tuple[F, ...] = ()
    configured: str = ""
    model_notes: tuple[Note, ...] = ()
    sketch: Sketch | None = field(default=None, compare=False, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the model is legitimate under the policy: no finding is an error."""
        return not self.errors

    @property
    def errors(self) -> tuple[F, ...]:
        """The findings that make the model illegitimate."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[F, ...]:
        """The findings that call for a second look."""
        return self._of("warning")

    @property
    def notes(self) -> tuple[F, ...]:
        """The findings for information."""
        return self._of("note")

    def _of(self, severity: Severity) -> tuple[F, ...]:
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def repaired(self) -> str | None:
        """A formula without errors: as typed if the model has none, else the first repair of the first error.

        A repair mends all errors of the model, not only the one for which it is offered. None if no repair is known.
        """
        if self.ok:
            return self.formula
        return next((repair for finding in self.errors for repair in finding.repairs), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """The distinct codes of the errors."""
        return tuple(dict.fromkeys(finding.code for finding in self.errors))

    @property
    def verdict(self) -> str:
        """The verdict in one line."""
        if self.policy == "off":
            return "Not checked: the policy is off."
        if not self.ok:
            return f"Not a legitimate model under the policy {self.policy}: {', '.join(self.codes)}."
        ignored = dict.fromkeys(finding.code for finding in self.ignored if finding.severity == "error")
        but = f" with {', '.join(ignored)} ignored" if ignored else ""
        limit = "" if self.on_data else ", as far as can be judged without data"
        return f"Legitimate under the policy {self.policy}{but}{limit}."
