"""All rules over one model, under a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from levelwise.design.assemble import PreparedModel, with_formula
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.configuration.configure import Configuration
from levelwise.legitimacy.repairs.trial import Trial, Trials, candidate_formulas, cost_of
from levelwise.legitimacy.report.content import SEVERITY_ORDER, Undecided
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
    results = _weighed(every, configuration)
    findings = [result.finding for result in results]
    if repairs and results:
        codes = {result.finding.code for result in results}
        # a repair is kept from nothing but errors and warnings, and from what it is to mend
        rules = [rule for rule in RULES if rule.code in codes or configuration.severity_of(rule.code) != "note"]
        trials = Trials(case, results, lambda text: _attempt(text, case, rules, configuration))
        findings = [replace(result.finding, repairs=trials.offered(result)) for result in results]
    sketch = None
    if sketcher is not None and case.design is not None:
        findings = [
            replace(one, sketch=None if result.view is None else sketcher(case, result.view))
            for one, result in zip(findings, results, strict=True)
        ]
        sketch = sketcher(case, None)
    return replace(
        report,
        findings=tuple(findings),
        basis=_basis(built),
        undecided=tuple(dict.fromkeys(_undecided(case, configuration))),
        ignored=tuple(result.finding for result in every if result.finding.code in configuration.ignore),
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


def _examine(case: Case, rules: Iterable[Rule]) -> tuple[RuleResult, ...]:
    """Apply rules."""
    return tuple(result for rule in rules for result in rule.find(case))


def _weighed(results: tuple[RuleResult, ...], configuration: Configuration) -> tuple[RuleResult, ...]:
    """Leave out what is ignored and weigh the rest as configured; errors come first."""
    kept = [
        replace(result, finding=configuration.weighed(result.finding))
        for result in results
        if result.finding.code not in configuration.ignore
    ]
    return tuple(sorted(kept, key=lambda result: SEVERITY_ORDER[result.finding.severity]))


def _attempt(text: str, original: Case, rules: Iterable[Rule], configuration: Configuration) -> Trial | None:
    """Judge a repair up to its first error, which bars it whatever else there is."""
    found: list[RuleResult] = []
    try:
        case = Case(with_formula(original.built, text), with_evidence=False, spaces=original.spaces)
        for rule in rules:
            found += _weighed(tuple(rule.find(case)), configuration)
            error = next((result for result in found if result.finding.severity == "error"), None)
            if error is not None:
                return Trial(case.dropped_columns, cost_of(case), (), candidate_formulas(error))
    except LevelwiseError:
        return None
    return Trial(case.dropped_columns, cost_of(case), tuple(result.finding for result in found))
