"""Findings and reports: what was found, where, why, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from levelwise.formula.syntax import Span

if TYPE_CHECKING:
    from levelwise.plots.picture import Plot
    from levelwise.plots.sketch import Sketched

Severity = Literal["error", "warning", "note"]

GRAVITY: Mapping[str, int] = {"error": 0, "warning": 1, "note": 2}
"""The severities, the gravest first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A small table that shows a finding: a caption, a header and rows of text."""

    caption: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        from levelwise.legitimacy.shown.text import table

        return "\n".join(table(self))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found.

    Attributes
    ----------
    code : str
        The rule, such as ``R1``; it never changes its meaning.
    title : str
        The finding in a few words.
    severity : {"error", "warning", "note"}
        Under the policy and the configuration of the check.
    span : Span
        The place in the formula.
    columns : tuple of str
        The columns, blocks, factors or variance parameters concerned.
    reason : str
        Why, in one plain sentence.
    evidence : Evidence or None
        The rows or counts that show it.
    repairs : tuple of str
        Formulas that pass a fresh check, the nearest to the author's first.
    sketch : Sketch or None
        What `plot` draws; None without data or a picture.
    """

    code: str
    title: str
    severity: Severity
    span: Span
    columns: tuple[str, ...]
    reason: str
    evidence: Evidence | None = None
    repairs: tuple[str, ...] = ()
    sketch: Sketched | None = field(default=None, compare=False, repr=False)

    def describe(self, formula: str) -> str:
        """Return the finding as text, with carets under its place in the formula."""
        from levelwise.legitimacy.shown.text import Look, finding_lines

        return "\n".join(finding_lines(self, formula, Look()))

    def plot(self) -> Plot:
        """Return a picture of the rows that show the finding; nothing is computed for it before.

        Returns
        -------
        Plot
            ``.save("r1.svg")`` writes it (or PNG, PDF), ``.to("png")`` returns it, ``.figure`` is matplotlib's figure.

        Raises
        ------
        LevelwiseError
            When findings of the rule have no picture, or there are no data.
        MissingExtraError
            When matplotlib is missing.
        """
        from levelwise.plots.picture import of_finding

        return of_finding(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        from levelwise.legitimacy.shown.values import of_finding

        return of_finding(self)


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a rule could not tell of a model without data, or did not look at in data too large for it.

    Attributes
    ----------
    code : str
        The rule.
    question : str
        What it needs data for, such as "whether ses varies within the groups of sch.id".
    """

    code: str
    question: str


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about one model; ``str()`` is the whole of it as plain text.

    Attributes
    ----------
    formula : str
        As typed.
    policy : str
        ``hlm``, ``mixed`` or ``off``.
    findings : tuple of Finding
        Errors first, then warnings, then notes.
    on_data : bool
        Whether the model was judged on data; without it only what formula and hints say is decided.
    basis : str
        On which rows, when not on all of them.
    undecided : tuple of Undecided
        What needs data, when there are none; else what was not examined.
    ignored : tuple of Finding
        What rules found that the configuration ignores.
    configured : str
        What the configuration changed and where it was said, such as ``ignored: R17 (pyproject.toml)``.
    model_notes : tuple of str
        What a reader should know about how formula and data were read.
    sketch : Sketch or None
        What `plot` draws when no finding has a picture.
    """

    formula: str
    policy: str
    findings: tuple[Finding, ...]
    on_data: bool = True
    basis: str = ""
    undecided: tuple[Undecided, ...] = ()
    ignored: tuple[Finding, ...] = ()
    configured: str = ""
    model_notes: tuple[str, ...] = ()
    sketch: Sketched | None = field(default=None, compare=False, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the model is legitimate under the policy: no finding is an error."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the model illegitimate."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that deserve a second thought."""
        return self._of("warning")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The findings worth knowing."""
        return self._of("note")

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the errors, each once."""
        return tuple(dict.fromkeys(finding.code for finding in self.errors))

    @property
    def verdict(self) -> str:
        """The verdict in one line."""
        if self.policy == "off":
            return "Not checked: the policy is off."
        if not self.ok:
            return f"Not a legitimate model under the policy {self.policy}: {', '.join(self.codes)}."
        excused = dict.fromkeys(finding.code for finding in self.ignored if finding.severity == "error")
        but = f" with {', '.join(excused)} ignored" if excused else ""
        known = "" if self.on_data else ", as far as it can be told without data"
        return f"Legitimate under the policy {self.policy}{but}{known}."

    def __str__(self) -> str:
        from levelwise.legitimacy.shown.text import text

        return text(self)

    def plot(self) -> Plot:
        """Return one picture of all findings that have one; where none has, of the model's main slope in a few groups.

        Raises
        ------
        LevelwiseError
            When the model was checked without data, or under the policy ``off``.
        MissingExtraError
            When matplotlib is missing.
        """
        from levelwise.plots.picture import of_report

        return of_report(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON; ``version`` says which schema (`levelwise.report_schema`)."""
        from levelwise.legitimacy.shown.values import of_report

        return of_report(self)

    def _repr_html_(self) -> str:
        from levelwise.legitimacy.shown.html import html

        return html(self)
