"""Findings and reports: what was found, where, why, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from levelwise.errors import caret
from levelwise.formula.syntax import Span

if TYPE_CHECKING:
    from levelwise.plots.picture import Plot
    from levelwise.plots.sketch import Sketched

Severity = Literal["error", "warning", "note"]

SCHEMA_VERSION = 1
"""The version of the dictionaries and JSON that reports give."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A small table that shows a finding: a caption, a header and rows of text."""

    caption: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        if not self.rows:
            return self.caption
        table = (self.header, *self.rows)
        widths = [max(len(row[n]) for row in table) for n in range(len(self.header))]
        lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
        return "\n".join((f"{self.caption}:", *(f"  {line}" for line in lines)))


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
        Under the policy of the check.
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
        What `plot` draws: taken from the data when it is asked for, and no part of what the finding says.
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
        parts = [f"{self.code} {self.severity}: {self.title}", caret(formula, *self.span), self.reason]
        if self.evidence is not None:
            parts.append(str(self.evidence))
        if self.repairs:
            parts.append("\n".join(("Write instead:", *(f"  {repair}" for repair in self.repairs))))
        return "\n".join(parts)

    def plot(self) -> Plot:
        """Return a picture of the rows that show the finding; nothing is computed for it before.

        Returns
        -------
        Plot
            ``.save("r1.svg")`` writes it, ``.to("png")`` returns it, ``.figure`` is matplotlib's; notebooks show it.

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
        evidence = self.evidence
        return {
            "code": self.code,
            "title": self.title,
            "severity": self.severity,
            "start": self.span.start,
            "end": self.span.end,
            "columns": list(self.columns),
            "reason": self.reason,
            "evidence": None
            if evidence is None
            else {
                "caption": evidence.caption,
                "header": list(evidence.header),
                "rows": [list(r) for r in evidence.rows],
            },
            "repairs": list(self.repairs),
        }


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a rule could not tell of a model without data.

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
    """The findings about one model.

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
        What needs data, when there are none.
    sketch : Sketch or None
        What `plot` draws when no finding has a picture.
    """

    formula: str
    policy: str
    findings: tuple[Finding, ...]
    on_data: bool = True
    basis: str = ""
    undecided: tuple[Undecided, ...] = ()
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
        if self.ok:
            if not self.on_data:
                return f"Legitimate under the policy {self.policy}, as far as it can be told without data."
            return f"Legitimate under the policy {self.policy}."
        return f"Not a legitimate model under the policy {self.policy}: {', '.join(self.codes)}."

    def __str__(self) -> str:
        described = (finding.describe(self.formula) for finding in self.findings)
        return "\n\n".join((self.verdict, *described, *([self.basis] if self.basis else [])))

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
        """Return the report as plain values, for JSON; ``version`` says which schema."""
        return {
            "version": SCHEMA_VERSION,
            "formula": self.formula,
            "policy": self.policy,
            "ok": self.ok,
            "on_data": self.on_data,
            "basis": self.basis,
            "findings": [finding.to_dict() for finding in self.findings],
            "undecided": [{"code": one.code, "question": one.question} for one in self.undecided],
        }

    def _repr_html_(self) -> str:
        parts = [f"<p><b>{escape(self.verdict)}</b></p>"]
        for finding in self.findings:
            parts.append(f"<p><b>{escape(finding.code)} {finding.severity}</b>: {escape(finding.title)}</p>")
            parts.append(f"<pre>{escape(caret(self.formula, *finding.span))}</pre><p>{escape(finding.reason)}</p>")
            if finding.evidence is not None:
                parts.append(_html_table(finding.evidence))
            if finding.repairs:
                items = "".join(f"<li><code>{escape(repair)}</code></li>" for repair in finding.repairs)
                parts.append(f"<p>Write instead:</p><ul>{items}</ul>")
        if self.basis:
            parts.append(f"<p>{escape(self.basis)}</p>")
        return "".join(parts)


def _html_table(evidence: Evidence) -> str:
    caption = f"<caption>{escape(evidence.caption)}</caption>"
    head = "".join(f"<th>{escape(cell)}</th>" for cell in evidence.header)
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in evidence.rows)
    return f"<table>{caption}<tr>{head}</tr>{rows}</table>"
