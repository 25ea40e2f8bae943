"""Findings and reports: what was found, where and why, and what to write instead."""

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
        Where in the formula.
    columns : tuple of str
        The columns, blocks, factors or variance parameters concerned.
    reason : str
        The reason, in plain words.
    evidence : Evidence or None
        The rows or counts that show it.
    repairs : tuple of str
        Formulas that pass a check, the closest to the original first. They are tried when they, or the text of the
        finding, are first accessed.
    sketch : Sketch or None
        What `plot` draws; None without data, or if the finding has no picture.
    """

    def __str__(self) -> str:
        return self.describe()

    def __repr__(self) -> str:
        return str(self)

    def describe(self, formula: str | None = None) -> str:
        """Return the finding as text, with carets under its span in the formula if that is given."""
        from levelwise.legitimacy.report.text import TextStyle, finding_lines

        return "\n".join(finding_lines(self, formula, TextStyle()))

    def plot(self) -> Drawable:
        """Return a picture of the rows that show the finding; it is computed when this method is called.

        Returns
        -------
        Drawable
            ``.save("r1.svg")`` writes it (or PNG, PDF), ``.to("png")`` returns it, ``.figure`` is matplotlib's figure.

        Raises
        ------
        LevelwiseError
            If findings of the rule have no picture, or there are no data.
        MissingExtraError
            If matplotlib is not installed.
        """
        if self.sketch is not None:
            return self.sketch.picture(self.heading)
        if self.code in PICTURED:
            raise LevelwiseError(f"a picture shows rows of the data; pass data= to the check that finds {self.code}")
        message = f"findings of {self.code} have no picture; those of {', '.join(PICTURED)} do"
        raise LevelwiseError(f"{message}, and report.plot() shows the model")

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
        The formula as typed.
    policy : str
        ``hlm``, ``mixed`` or ``off``.
    findings : tuple of Finding
        Errors first, then warnings, then notes.
    on_data : bool
        Whether the model was checked with data; without data, only what follows from formula and hints is decided.
    basis : str
        The rows on which the verdict is based, if not all.
    undecided : tuple of Undecided
        Without data, the questions that need data; with data, those that were not examined.
    ignored : tuple of Finding
        The findings of ignored rules.
    configured : str
        What the configuration changes and where it was set, such as ``ignored: R17 (pyproject.toml)``.
    model_notes : tuple of Note
        How the formula and the data were interpreted, where that is worth knowing.
    sketch : Sketch or None
        What `plot` draws if no finding has a picture.
    """

    def __str__(self) -> str:
        from levelwise.legitimacy.report.text import text

        return text(self)

    def __repr__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return self.ok

    def plot(self) -> Drawable:
        """Return one picture of all findings that have one; if none has, of the main slope in a few groups.

        Raises
        ------
        LevelwiseError
            If the model was checked without data, or under the policy ``off``.
        MissingExtraError
            If matplotlib is not installed.
        """
        if self.sketch is None:
            why = "with policy off" if self.on_data else "without data"
            raise LevelwiseError(f"a picture shows rows of the data, and this model was checked {why}")
        found = [(one.heading, one.sketch) for one in self.findings if one.sketch is not None]
        return self.sketch.combined(self.verdict, self.formula, found)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON, as described by `levelwise.report_schema`."""
        from levelwise.legitimacy.report.json import of_report

        return of_report(self)

    def _repr_html_(self) -> str:
        from levelwise.legitimacy.report.html import html

        return html(self)
