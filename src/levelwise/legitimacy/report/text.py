"""Reports as text: whole and plain, short or coloured for a terminal, or one line a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import caret
from levelwise.legitimacy.report.content import FindingContent, ReportContent
from levelwise.text.characters import display_width, plain

QUESTIONS = 6
"""How many open questions the short form lists."""

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@dataclass(frozen=True)
class TextStyle:
    """How a report is shown.

    Attributes
    ----------
    verbose : bool
        With evidence and the whole text of notes.
    width : int or None
        Where lines are broken; None leaves them as long as they are.
    colour : bool
        With the colours of a terminal.
    """

    verbose: bool = True
    width: int | None = None
    colour: bool = False

    def styled(self, words: str, colour: str | None = None, *, bold: bool = False) -> str:
        """Return words in a colour, where there are colours."""
        if not self.colour:
            return words
        import click  # what is plain needs no click

        return click.style(words, fg=colour, bold=bold or None)

    def wrapped(self, words: str, indent: str = "") -> str:
        """Return words broken into lines, all but the first of them indented."""
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


def text(report: ReportContent[Any], look: TextStyle | None = None) -> str:
    """Return a report as text: the verdict, the findings, what needs data, what was configured."""
    look = look or TextStyle()
    parts = [look.styled(look.wrapped(report.verdict), "green" if report.ok else "red", bold=True)]
    detailed = [finding for finding in report.findings if look.verbose or finding.severity != "note"]
    parts.extend("\n".join(finding_lines(finding, report.formula, look)) for finding in detailed)
    brief = [finding for finding in report.findings if finding not in detailed]
    if brief:
        parts.append("\n".join(_heading(finding, look) for finding in brief))
    if report.basis:
        parts.append(look.wrapped(plain(report.basis)))
    if report.undecided:
        parts.append("\n".join(_undecided(report, look)))
    closing = []
    if report.configured:
        closing.append(look.wrapped(f"Configured: {plain(report.configured)}.", "  "))
    if look.verbose and report.ignored:
        closing.append("Found and ignored:")
        closing.extend(look.wrapped(f"  {_name(finding)}", "    ") for finding in report.ignored)
    if closing:
        parts.append("\n".join(closing))
    return "\n\n".join(parts)


def finding_lines(finding: FindingContent, formula: str | None, look: TextStyle) -> Iterator[str]:
    """Write a finding: what, where, why, the evidence, and what to write instead."""
    yield _heading(finding, look)
    if formula is not None:
        shown, marks = caret(formula, *finding.span, width=min(100, (look.width or 104) - 4)).split("\n")
        yield shown
        yield look.styled(marks, _COLOURS[finding.severity], bold=True)
    yield look.wrapped(plain(finding.reason))
    if look.verbose and finding.evidence is not None:
        yield from finding.evidence.lines(look.wrapped)
    if finding.repairs:
        yield look.styled(f"{offer(finding)}:", bold=True)
        yield from (look.styled(f"  {_typed(repair)}", "green") for repair in finding.repairs)


def offer(finding: FindingContent) -> str:
    """Say how the repairs are meant: those of a note are other models, no better ones."""
    return "Another way" if finding.severity == "note" else "Write instead"


def _heading(finding: FindingContent, look: TextStyle) -> str:
    colour, words = _COLOURS[finding.severity], look.wrapped(_name(finding), "  ")
    label, title = words[: words.index(":")], words[words.index(":") :]
    return look.styled(label, colour, bold=True) + look.styled(title, bold=finding.severity != "note")


def _name(finding: FindingContent) -> str:
    return f"{finding.code} {finding.severity}: {plain(finding.title)}"


def _typed(formula: str) -> str:
    """Return a formula to be copied: changed only where a terminal might obey it."""
    return formula if formula.isprintable() else plain(formula)


def questions(report: ReportContent[Any]) -> dict[str, tuple[str, ...]]:
    """Return what could not be told, each question once with the rules that ask it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in report.undecided:
        if one.code not in found.get(one.question, ()):
            found[one.question] = (*found.get(one.question, ()), one.code)
    return found


def open_title(report: ReportContent[Any]) -> str:
    """Say why questions are open."""
    return "Not examined" if report.on_data else "Needs data"


def _undecided(report: ReportContent[Any], look: TextStyle) -> Iterator[str]:
    asked = questions(report)
    yield look.styled(f"{open_title(report)}:", bold=True)
    shown = list(asked.items())
    if not look.verbose and len(shown) > QUESTIONS + 1:
        shown = shown[:QUESTIONS]
    for question, codes in shown:
        yield look.wrapped(f"  {plain(question)} ({', '.join(codes)})", "    ")
    if len(shown) < len(asked):
        yield f"  and {len(asked) - len(shown)} more"


def hides(report: ReportContent[Any]) -> bool:
    """Say whether the short form of a report leaves something out."""
    more = any(finding.evidence is not None or finding.severity == "note" for finding in report.findings)
    return more or bool(report.ignored) or len(questions(report)) > QUESTIONS + 1


def short(report: ReportContent[Any]) -> str:
    """Return one line a finding, as linters write them: ``formula:1:24: R1 error: …``."""
    lines = []
    for finding in report.findings:
        before = report.formula[: finding.span.start].split("\n")
        lines.append(f"formula:{len(before)}:{len(before[-1]) + 1}: {_name(finding)}")
    return "\n".join(lines)
