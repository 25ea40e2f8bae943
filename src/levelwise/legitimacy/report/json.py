"""Reports as plain values, for JSON, and the schema of these values."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from levelwise.legitimacy.report.content import FindingContent, ReportContent
from levelwise.version import __version__

VERSION = 1
"""The version of the schema: it rises when a member is removed or changes its meaning, not when one is added."""


def of_report(report: ReportContent[Any]) -> dict[str, Any]:
    """Return a report as plain values."""
    return {
        "version": VERSION,
        "levelwise": __version__,
        "formula": report.formula,
        "policy": report.policy,
        "configured": report.configured,
        "ok": report.ok,
        "verdict": report.verdict,
        "codes": list(report.codes),
        "repaired": report.repaired,
        "on_data": report.on_data,
        "basis": report.basis,
        "findings": [of_finding(finding) for finding in report.findings],
        "ignored": [of_finding(finding) for finding in report.ignored],
        "undecided": [{"code": one.code, "question": one.question} for one in report.undecided],
        "model_notes": [note.text for note in report.model_notes],
        "model_note_codes": [note.code for note in report.model_notes],
    }


def of_finding(finding: FindingContent) -> dict[str, Any]:
    """Return a finding as plain values; `start` and `end` count characters of the formula."""
    evidence = finding.evidence
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title,
        "start": finding.span.start,
        "end": finding.span.end,
        "columns": list(finding.columns),
        "reason": finding.reason,
        "evidence": evidence
        and {
            "caption": evidence.caption,
            "header": list(evidence.header),
            "rows": [list(row) for row in evidence.rows],
        },
        "repairs": list(finding.repairs),
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a report's plain values."""
    read: dict[str, Any] = json.loads(
        files("levelwise.legitimacy.report").joinpath("report.schema.json").read_text("utf-8")
    )
    return read
