"""All rules over one model, under a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from levelwise.errors import LevelwiseError, UnknownNameError
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.report import Report, Undecided
from levelwise.legitimacy.rules import RULES
from levelwise.legitimacy.trial import Trial, Trials
from levelwise.modeling.model import Built
from levelwise.plots.sketch import Sketch

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
        return Report(source, policy, (), on_data=built.source is not None)
    case = Case(built)
    drafts = _examine(case, policy)
    findings = [draft.finding for draft in drafts]
    if reassemble is not None and drafts:
        trials = Trials(case, drafts, lambda text: _attempt(text, policy, reassemble))
        findings = [replace(draft.finding, repairs=trials.offered(draft)) for draft in drafts]
    sketch = None
    if case.design is not None:
        findings = [replace(one, sketch=draft.sketch) for one, draft in zip(findings, drafts, strict=True)]
        sketch = Sketch(case)
    undecided = () if built.source is not None else tuple(_undecided(case))
    return Report(source, policy, tuple(findings), built.source is not None, _basis(built), undecided, sketch)


def _undecided(case: Case) -> Iterator[Undecided]:
    """Say what no rule can tell without data."""
    for rule in RULES:
        for question in rule.open_questions(case):
            yield Undecided(rule.code, question)


def _basis(built: Built) -> str:
    """Say on which rows a large table was judged."""
    if built.sample is None or not built.sample.chosen:
        return ""
    rows, seen = built.schema.rows or 0, built.sample.observed.rows
    return (
        f"Of the {rows:,} rows used, {seen:,} were looked at one by one ({built.sample.chosen}); what is constant in "
        "which groups, and what the fixed part spans, was settled on all rows (a basis such as poly() apart)."
    )


def _examine(case: Case, policy: str) -> tuple[Draft, ...]:
    """Apply every rule; errors come first."""
    drafts = [_under(policy, draft) for rule in RULES for draft in rule.find(case)]
    return tuple(sorted(drafts, key=lambda draft: _GRAVITY[draft.finding.severity]))


def _under(policy: str, draft: Draft) -> Draft:
    if policy == "mixed" and draft.finding.code == "R2":
        return replace(draft, finding=replace(draft.finding, severity="warning"))
    return draft


def _attempt(text: str, policy: str, reassemble: Reassemble) -> Trial | None:
    try:
        case = Case(reassemble(text))
        return Trial(case, _examine(case, policy))
    except LevelwiseError:
        return None
