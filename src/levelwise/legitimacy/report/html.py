"""Reports as HTML for notebooks: a table with one row per finding, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from levelwise.legitimacy.report.content import FindingContent, ReportContent
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.text import (
    VERSION_OF_DIAGONAL,
    distinct_questions,
    needs_version,
    repairs_label,
    undecided_label,
)
from levelwise.text.characters import plain

# white text on these and black on the highlight are readable on any page; all else takes the colours of the page
_BADGES = {"error": "#c62828", "warning": "#a15c00", "note": "#1565c0", "ok": "#2e7d32"}
_MARK = "background:#ffe082;color:#000;padding:0 1px"
_CELL = "text-align:left;vertical-align:top;white-space:normal;padding:.5em .7em;border:1px solid rgba(128,128,128,.4)"
_CODE = (
    "display:block;min-width:14em;margin-bottom:.3em;white-space:pre-wrap;overflow-wrap:anywhere;"
    "background:none;color:inherit"
)
_HEADER = ("finding", "where and why", "suggested formulas")


def html(report: ReportContent[Any]) -> str:
    """Return a report as HTML; everything from formula and data is escaped."""
    verdict = _badge("✓" if report.ok else "✗", "ok" if report.ok else "error")
    parts = [f'<p style="margin:.3em 0">{verdict} <b>{_safe(report.verdict)}</b></p>']
    if report.findings:
        head = "".join(f'<th style="{_CELL}">{name}</th>' for name in _HEADER)
        rows = "".join(_row(finding, report.formula) for finding in report.findings)
        parts.append(
            '<table style="border-collapse:collapse;max-width:70em;color:inherit">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
    if report.basis:
        parts.append(f"<p>{_safe(report.basis)}</p>")
    questions = [f"{_safe(question)} ({', '.join(codes)})" for question, codes in distinct_questions(report).items()]
    if questions:
        parts.append(_folded(undecided_label(report), _items(questions)))
    if report.configured:
        parts.append(f"<p>Configured: {_safe(report.configured)}.</p>")
    if report.ignored:
        names = [f"{one.code} {one.severity}: {_safe(one.title)}" for one in report.ignored]
        parts.append(_folded("Found and ignored", _items(names)))
    return f"<div>{''.join(parts)}</div>"


def _row(finding: FindingContent, formula: str) -> str:
    what = f"{_badge(finding.severity, finding.severity)} <b>{escape(finding.code)}</b><br>{_safe(finding.title)}"
    why = f'<code style="{_CODE}">{_marked(formula, *finding.span)}</code>{_safe(finding.reason)}'
    if finding.evidence is not None:
        why += _evidence(finding.evidence)
    repairs = _items(f'<code style="{_CODE}">{_safe(repair)}</code>' for repair in finding.repairs)
    if finding.repairs:
        version = f" ({VERSION_OF_DIAGONAL})" if needs_version(finding, formula) else ""
        repairs = f"{repairs_label(finding)}:{repairs}{version}"
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in (what, why, repairs)) + "</tr>"


def _marked(formula: str, start: int, end: int) -> str:
    """Return the formula with a span highlighted; an empty span highlights a blank."""
    before, inside, after = formula[:start], formula[start:end], formula[end:]
    return f'{_lines(before)}<mark style="{_MARK}">{_lines(inside) or "&nbsp;"}</mark>{_lines(after)}'


def _lines(formula: str) -> str:
    """Escape a piece of a formula; line breaks and other white space become blanks."""
    return escape("".join(c if c.isprintable() else " " if c.isspace() else plain(c) for c in formula))


def _evidence(evidence: Evidence) -> str:
    if not evidence.rows:
        return f"<br><small>{_safe(evidence.caption)}</small>"
    style = "text-align:right;padding:.1em .6em;border:0"
    head = "".join(f'<th style="{style}">{_safe(cell)}</th>' for cell in evidence.header)
    rows = ("".join(f'<td style="{style}">{_safe(cell)}</td>' for cell in row) for row in evidence.rows)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    table = f'<table style="border-collapse:collapse;color:inherit"><tr>{head}</tr>{body}</table>'
    return _folded(evidence.caption, table)


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{_safe(summary)}</summary>{content}</details>"


def _items(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul style="margin:0;padding-left:1.2em">{listed}</ul>' if listed else ""


def _badge(words: str, kind: str) -> str:
    style = f"background:{_BADGES[kind]};color:#fff;border-radius:.3em;padding:.1em .45em;font-size:85%"
    return f'<b style="{style}">{words}</b>'


def _safe(words: str) -> str:
    return escape(plain(words))
