"""Reports as text: complete and plain, abridged or coloured for a terminal, or one line per finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import caret
from levelwise.legitimacy.report.content import FindingContent, ReportContent
from levelwise.text.characters import display_width, plain

QUESTIONS = 6
"""Maximum number of open questions in the abridged form."""

VERSION_OF_DIAGONAL = "diag() needs lme4 2.0 or later, or glmmTMB"
"""What is said of repairs with ``diag()``."""

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@dataclass(frozen=True)
class TextStyle:
    """How a report is displayed.

    Attributes
    ----------
    verbose : bool
        Whether to include evidence and the full text of notes.
    width : int or None
        The width at which lines are wrapped; None does not wrap them.
    colour : bool
        Whether to use the colours of a terminal.
    """

    verbose: bool = True
    width: int | None = None
    colour: bool = False

    def styled(self, words: str, colour: str | None = None, *, bold: bool = False) -> str:
        """Return words in a colour, if colours are used."""
        if not self.colour:
            return words
        import click  # plain text does not need it

        return click.style(words, fg=colour, bold=bold or None)

    def wrapped(self, words: str, indent: str = "") -> str:
        """Return words wrapped into lines, with the lines after the first indented."""
        if self.width is None or display_width(words) <= self.width:
            return words
        lines, line = [], ""
        for word in words.split(" "):
            longer = f"{line} {word}" if line.strip() else line + word
            if line.strip() and display_width(longer) > self.width:
                lines.append(line)
                longer = indent + word
            line = longer
        return "\n".join((*lines, line))


def text(report: ReportContent[Any], style: TextStyle | None = None) -> str:
    """Return a report as text: the verdict, the findings, the open questions and the configuration."""
    style = style or TextStyle()
    parts = [style.styled(style.wrapped(report.verdict), "green" if report.ok else "red", bold=True)]
    detailed = [finding for finding in report.findings if style.verbose or finding.severity != "note"]
    parts.extend("\n".join(finding_lines(finding, report.formula, style)) for finding in detailed)
    brief = [finding for finding in report.findings if finding not in detailed]
    if brief:
        parts.append("\n".join(_heading(finding, style) for finding in brief))
    if report.basis:
        parts.append(style.wrapped(plain(report.basis)))
    if report.undecided:
        parts.append("\n".join(_undecided(report, style)))
    closing = []
    if report.configured:
        closing.append(style.wrapped(f"Configured: {plain(report.configured)}.", "  "))
    if style.verbose and report.ignored:
        closing.append("Found and ignored:")
        closing.extend(style.wrapped(f"  {_name(finding)}", "    ") for finding in report.ignored)
    if closing:
        parts.append("\n".join(closing))
    return "\n\n".join(parts)


def finding_lines(finding: FindingContent, formula: str | None, style: TextStyle) -> Iterator[str]:
    """Return the lines of a finding: what, where, why, the evidence, and what to write instead."""
    yield _heading(finding, style)
    if formula is not None:
        shown, carets = caret(formula, *finding.span, width=min(100, (style.width or 104) - 4)).split("\n")
        yield shown
        yield style.styled(carets, _COLOURS[finding.severity], bold=True)
    yield style.wrapped(plain(finding.reason))
    if style.verbose and finding.evidence is not None:
        yield from finding.evidence.lines(style.wrapped)
    if finding.repairs:
        yield style.styled(f"{repairs_label(finding)}:", bold=True)
        yield from (style.styled(f"  {_typed(repair)}", "green") for repair in finding.repairs)
        if needs_version(finding, formula):
            yield style.wrapped(f"  ({VERSION_OF_DIAGONAL})", "  ")


def needs_version(finding: FindingContent, formula: str | None) -> bool:
    """Return whether a repair has a structure that not every program reads, which the formula has not."""
    return "diag(" not in (formula or "") and any("diag(" in repair for repair in finding.repairs)


def repairs_label(finding: FindingContent) -> str:
    """Return the heading of the repairs; those of a note are alternatives, not corrections."""
    return "Alternatively" if finding.severity == "note" else "Write instead"


def _heading(finding: FindingContent, style: TextStyle) -> str:
    colour, words = _COLOURS[finding.severity], style.wrapped(_name(finding), "  ")
    label, title = words[: words.index(":")], words[words.index(":") :]
    return style.styled(label, colour, bold=True) + style.styled(title, bold=finding.severity != "note")


def _name(finding: FindingContent) -> str:
    return f"{finding.code} {finding.severity}: {plain(finding.title)}"


def _typed(formula: str) -> str:
    """Return a formula as text to copy, with only the control characters escaped."""
    return formula if formula.isprintable() else plain(formula)


def distinct_questions(report: ReportContent[Any]) -> dict[str, tuple[str, ...]]:
    """Return the distinct open questions, each with the rules that ask it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in report.undecided:
        if one.code not in found.get(one.question, ()):
            found[one.question] = (*found.get(one.question, ()), one.code)
    return found


def undecided_label(report: ReportContent[Any]) -> str:
    """Return why questions are open."""
    return "Not examined" if report.on_data else "Needs data"


def _undecided(report: ReportContent[Any], style: TextStyle) -> Iterator[str]:
    questions = distinct_questions(report)
    yield style.styled(f"{undecided_label(report)}:", bold=True)
    shown = list(questions.items())
    if not style.verbose and len(shown) > QUESTIONS + 1:
        shown = shown[:QUESTIONS]
    for question, codes in shown:
        yield style.wrapped(f"  {plain(question)} ({', '.join(codes)})", "    ")
    if len(shown) < len(questions):
        yield f"  and {len(questions) - len(shown)} more"


def omits_details(report: ReportContent[Any]) -> bool:
    """Return whether the abridged form of a report omits something."""
    more = any(finding.evidence is not None or finding.severity == "note" for finding in report.findings)
    return more or bool(report.ignored) or len(distinct_questions(report)) > QUESTIONS + 1


def short(report: ReportContent[Any]) -> str:
    """Return one line per finding, as linters write them: ``formula:1:24: R1 error: …``."""
    lines = []
    for finding in report.findings:
        before = report.formula[: finding.span.start].split("\n")
        lines.append(f"formula:{len(before)}:{len(before[-1]) + 1}: {_name(finding)}")
    return "\n".join(lines)
