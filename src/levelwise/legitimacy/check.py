"""All rules over one model, under a policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from levelwise.errors import LevelwiseError, UnknownNameError
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.report import Finding, Report
from levelwise.legitimacy.rules import RULES
from levelwise.modeling.model import Built

POLICIES = ("hlm", "mixed", "off")
_GRAVITY = {"error": 0, "warning": 1, "note": 2}

Reassemble = Callable[[str], Built]


def check(built: Built, policy: str = "hlm", *, reassemble: Reassemble | None = None) -> Report:
    """Judge a model.

    Parameters
    ----------
    built : Built
        The model with its formula and data.
    policy : {"hlm", "mixed", "off"}
        ``mixed`` makes a missing fixed counterpart (R2) a warning; ``off`` checks nothing.
    reassemble : callable, optional
        Makes a model of another formula on the same data; without it no repairs are offered.

    Raises
    ------
    UnknownNameError
        For a policy that does not exist.
    """
    if policy not in POLICIES:
        raise UnknownNameError("policy", policy, POLICIES)
    source = built.spec.source.source
    if policy == "off":
        return Report(source, policy, ())
    case = Case(built)
    drafts = [_under(policy, draft) for rule in RULES for draft in rule.find(case)]
    findings = [draft.finding if reassemble is None else _repaired(draft, policy, reassemble) for draft in drafts]
    findings.sort(key=lambda finding: _GRAVITY[finding.severity])
    return Report(source, policy, tuple(findings))


def _under(policy: str, draft: Draft) -> Draft:
    if policy == "mixed" and draft.finding.code == "R2":
        return replace(draft, finding=replace(draft.finding, severity="warning"))
    return draft


def _repaired(draft: Draft, policy: str, reassemble: Reassemble) -> Finding:
    """Offer the candidates that pass a fresh check and are rid of the finding."""
    kept = []
    for candidate in dict.fromkeys(draft.candidates):
        try:
            report = check(reassemble(candidate), policy)
        except LevelwiseError:
            continue
        again = any(f.code == draft.finding.code and f.severity == draft.finding.severity for f in report.findings)
        if report.ok and not again:
            kept.append(candidate)
    return replace(draft.finding, repairs=tuple(kept))
