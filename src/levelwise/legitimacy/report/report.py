"""Findings and reports: what was found, where, why, and what to write instead."""

from __future__ import annotations

from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.report.content import FindingContent, ReportContent
from levelwise.legitimacy.report.view import PICTURED, Drawable


@dataclass(frozen=True)
class Finding(FindingContent):
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

    def __str__(self) -> str:
        return self.describe()

    def __repr__(self) -> str:
        return str(self)

    def describe(self, formula: str | None = None) -> str:
        """Return the finding as text, with carets under its place in the formula when that is given."""
        from levelwise.legitimacy.report.text import TextStyle, finding_lines

        return "\n".join(finding_lines(self, formula, TextStyle()))

    def plot(self) -> Drawable:
        """Return a picture of the rows that show the finding; nothing is computed for it before.

        Returns
        -------
        Drawable
            ``.save("r1.svg")`` writes it (or PNG, PDF), ``.to("png")`` returns it, ``.figure`` is matplotlib's figure.

        Raises
        ------
        LevelwiseError
            When findings of the rule have no picture, or there are no data.
        MissingExtraError
            When matplotlib is missing.
        """
        if self.sketch is not None:
            return self.sketch.picture(self.heading)
        if self.code in PICTURED:
            raise LevelwiseError(f"a picture shows rows; give data= to the check that found {self.code}")
        message = f"a finding of {self.code} has no picture; those of {', '.join(PICTURED)} have one"
        raise LevelwiseError(f"{message}, and report.plot() shows what there is to see of the model")

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        from levelwise.legitimacy.report.json import of_finding

        return of_finding(self)


@dataclass(frozen=True)
class Report(ReportContent[Finding]):
    """The findings about one model; ``str()`` is its text, ``bool()`` whether the model is legitimate.

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
    model_notes : tuple of Note
        What a reader should know about how formula and data were read.
    sketch : Sketch or None
        What `plot` draws when no finding has a picture.
    """

    def __str__(self) -> str:
        from levelwise.legitimacy.report.text import text

        return text(self)

    def __repr__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return self.ok

    def plot(self) -> Drawable:
        """Return one picture of all findings that have one; where none has, of the model's main slope in a few groups.

        Raises
        ------
        LevelwiseError
            When the model was checked without data, or under the policy ``off``.
        MissingExtraError
            When matplotlib is missing.
        """
        if self.sketch is None:
            why = "with the policy off" if self.on_data else "without data"
            raise LevelwiseError(f"a picture shows the rows a model was checked on, and this one was checked {why}")
        found = [(one.heading, one.sketch) for one in self.findings if one.sketch is not None]
        return self.sketch.combined(self.verdict, self.formula, found)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON; ``version`` says which schema (`levelwise.report_schema`)."""
        from levelwise.legitimacy.report.json import of_report

        return of_report(self)

    def _repr_html_(self) -> str:
        from levelwise.legitimacy.report.html import html

        return html(self)
