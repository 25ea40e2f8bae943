"""All rules over one model, under a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from levelwise.design.assemble import PreparedModel, with_formula
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.configuration.configure import Configuration
from levelwise.legitimacy.repairs.trial import Trial, Trials, ways, work_of
from levelwise.legitimacy.report.content import GRAVITY, Undecided
from levelwise.legitimacy.report.report import Report
from levelwise.legitimacy.report.view import Sketch, View
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules import RULES

Sketcher = Callable[[Case, View | None], Sketch]


def check(
    built: PreparedModel,
    configuration: Configuration | None = None,
    *,
    repairs: bool = True,
    sketcher: Sketcher | None = None,
) -> Report:
    """Judge a model.

    Parameters
    ----------
    built : PreparedModel
        The model with its formula and data.
    configuration : Configuration, optional
        The policy, what is ignored, and what weighs more or less; the default is the policy ``hlm``.
    repairs : bool
        Whether to try out and offer repairs.
    sketcher : callable, optional
        Makes the sketch of a view for `Report.plot`; without it a report has no pictures.
    """
    configuration = configuration or Configuration()
    report = Report(
        built.spec.source.source,
        configuration.policy,
        (),
        on_data=built.source is not None,
        configured=configuration.text,
        model_notes=built.notes,
    )
    if configuration.policy == "off":
        return report
    case = Case(built)
    every = _examine(case, RULES)
    drafts = _weighed(every, configuration)
    findings = [draft.finding for draft in drafts]
    if repairs and drafts:
        codes = {draft.finding.code for draft in drafts}
        # a repair is kept from nothing but errors and warnings, and from what it is to mend
        rules = [rule for rule in RULES if rule.code in codes or configuration.severity_of(rule.code) != "note"]
        trials = Trials(case, drafts, lambda text: _attempt(text, case, rules, configuration))
        findings = [replace(draft.finding, repairs=trials.offered(draft)) for draft in drafts]
    sketch = None
    if sketcher is not None and case.design is not None:
        findings = [
            replace(one, sketch=None if draft.view is None else sketcher(case, draft.view))
            for one, draft in zip(findings, drafts, strict=True)
        ]
        sketch = sketcher(case, None)
    return replace(
        report,
        findings=tuple(findings),
        basis=_basis(built),
        undecided=tuple(dict.fromkeys(_undecided(case, configuration))),
        ignored=tuple(draft.finding for draft in every if draft.finding.code in configuration.ignore),
        sketch=sketch,
    )


def _undecided(case: Case, configuration: Configuration) -> Iterator[Undecided]:
    """Say what the rules cannot tell without data, or did not look at."""
    for rule in RULES:
        if rule.code in configuration.ignore:
            continue
        for question in (rule.unknown if case.built.source is None else rule.unexamined)(case):
            yield Undecided(rule.code, question)


def _basis(built: PreparedModel) -> str:
    """Say on which rows a large table was judged."""
    if built.sample is None or not built.sample.selection:
        return ""
    rows, seen = built.schema.rows or 0, built.sample.observed.rows
    return (
        f"Of the {rows:,} rows used, {seen:,} were looked at one by one ({built.sample.selection}); what is constant "
        "in which groups, what the fixed part spans, and which variances cannot be told apart was settled on all rows "
        "(a basis such as poly() apart)."
    )


def _examine(case: Case, rules: Iterable[Rule]) -> tuple[Draft, ...]:
    """Apply rules."""
    return tuple(draft for rule in rules for draft in rule.find(case))


def _weighed(drafts: tuple[Draft, ...], configuration: Configuration) -> tuple[Draft, ...]:
    """Leave out what is ignored and weigh the rest as configured; errors come first."""
    kept = [
        replace(draft, finding=configuration.weighed(draft.finding))
        for draft in drafts
        if draft.finding.code not in configuration.ignore
    ]
    return tuple(sorted(kept, key=lambda draft: GRAVITY[draft.finding.severity]))


def _attempt(text: str, original: Case, rules: Iterable[Rule], configuration: Configuration) -> Trial | None:
    """Judge a repair up to its first error, which bars it whatever else there is."""
    found: list[Draft] = []
    try:
        case = Case(with_formula(original.built, text), shown=False, spaces=original.spaces)
        for rule in rules:
            found += _weighed(tuple(rule.find(case)), configuration)
            error = next((draft for draft in found if draft.finding.severity == "error"), None)
            if error is not None:
                return Trial(case.surplus, work_of(case), (), ways(error))
    except LevelwiseError:
        return None
    return Trial(case.surplus, work_of(case), tuple(draft.finding for draft in found))
