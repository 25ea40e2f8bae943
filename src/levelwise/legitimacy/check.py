"""Apply all rules to a model, under a policy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from levelwise.design.assemble import PreparedModel, with_formula
from levelwise.design.columns import TooLargeError
from levelwise.errors import LevelwiseError
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.configuration.configure import Configuration
from levelwise.legitimacy.questions.identifiers import ids_as_numbers
from levelwise.legitimacy.repairs.trial import Trial, Trials, candidate_formulas, cost_of, offers
from levelwise.legitimacy.report.content import SEVERITY_ORDER, Undecided
from levelwise.legitimacy.report.report import Report
from levelwise.legitimacy.report.view import Sketch, View
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules import RULES

if TYPE_CHECKING:
    from levelwise.notations.notation import Notation

Sketcher = Callable[[Case, View | None], Sketch]


def check(
    prepared: PreparedModel,
    configuration: Configuration | None = None,
    *,
    notation: Notation | None = None,
    repairs: bool = True,
    sketcher: Sketcher | None = None,
) -> Report:
    """Return the report on a model.

    Parameters
    ----------
    prepared : PreparedModel
        The model with its formula and data.
    configuration : Configuration, optional
        The policy, the rules to ignore and the severities that differ; the default is the policy ``hlm``.
    notation : Notation, optional
        The notation whose symbols name the parameters in findings; the default is that of equations.
    repairs : bool
        Whether to look for repairs.
    sketcher : callable, optional
        Prepares the picture of a view for `Report.plot`; without it a report has no pictures.
    """
    configuration = configuration or Configuration()
    report = Report(
        prepared.spec.source.source,
        configuration.policy,
        (),
        on_data=prepared.source is not None,
        configured=configuration.text,
        model_notes=prepared.notes,
    )
    if configuration.policy == "off":
        return report
    case = Case(prepared, notation)
    every, not_applied = _applied(case)
    results = _configured(every, configuration)
    if not_applied and not any(result.finding.severity == "error" for result in results):
        raise not_applied[0][1]
    findings = [result.finding for result in results]
    if repairs and results:
        codes = {result.finding.code for result in results}
        # a repair must not bring errors, nor the finding that it repairs; the notes of other rules do not matter
        rules = [rule for rule in RULES if rule.code in codes or configuration.severity_of(rule.code) != "note"]
        trials = Trials(case, results, lambda text: _attempt(text, case, rules, configuration))
        findings = [replace(one, _offer=offer) for one, offer in zip(findings, offers(trials, results), strict=True)]
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
        basis=_basis(prepared),
        undecided=tuple(dict.fromkeys(_undecided(case, configuration, [rule for rule, _ in not_applied]))),
        ignored=tuple(result.finding for result in every if result.finding.code in configuration.ignore),
        sketch=sketch,
    )


def _applied(case: Case) -> tuple[tuple[RuleResult, ...], list[tuple[Rule, TooLargeError]]]:
    """Return the results of all rules, and the rules that the size of the model did not allow to be applied."""
    found: list[RuleResult] = []
    not_applied: list[tuple[Rule, TooLargeError]] = []
    for rule in RULES:
        try:
            found += rule.find(case)
        except TooLargeError as error:
            not_applied.append((rule, error))
    return tuple(found), not_applied


def _undecided(case: Case, configuration: Configuration, not_applied: Collection[Rule]) -> Iterator[Undecided]:
    """Return what the rules could not decide without data, or did not examine."""
    for rule in RULES:
        if rule.code in configuration.ignore:
            continue
        unknown = case.prepared.source is None or rule in not_applied
        for question in (rule.open_questions if unknown else rule.not_examined)(case):
            yield Undecided(rule.code, question)


def _basis(prepared: PreparedModel) -> str:
    """Return a sentence about the rows examined; empty when these were all rows."""
    if prepared.sample is None or not prepared.sample.selection:
        return ""
    rows, seen = prepared.schema.rows or 0, prepared.sample.observed.rows
    return (
        f"{seen:,} of the {rows:,} rows used were examined individually ({prepared.sample.selection}). Constancy "
        "within groups, linear combinations of the fixed columns and the identifiability of variances were determined "
        "from all rows, except for bases such as poly()."
    )


def _configured(results: tuple[RuleResult, ...], configuration: Configuration) -> tuple[RuleResult, ...]:
    """Return the results that are not ignored, with the configured severities, errors first."""
    kept = [
        replace(result, finding=configuration.apply_to(result.finding))
        for result in results
        if result.finding.code not in configuration.ignore
    ]
    return tuple(sorted(kept, key=lambda result: SEVERITY_ORDER[result.finding.severity]))


def _attempt(text: str, original: Case, rules: Iterable[Rule], configuration: Configuration) -> Trial | None:
    """Try a candidate repair; its first error settles it, so that the rules after that one are skipped."""
    found: list[RuleResult] = []
    try:
        case = Case(
            with_formula(original.prepared, text), original.notation, with_evidence=False, spaces=original.spaces
        )
        if ids_as_numbers(case) - ids_as_numbers(original):
            return None  # an id is no number
        for rule in rules:
            found += _configured(tuple(rule.find(case)), configuration)
            error = next((result for result in found if result.finding.severity == "error"), None)
            if error is not None:
                return Trial(case.dropped_columns, cost_of(case), (), candidate_formulas(error), error.finding.code)
    except LevelwiseError:
        return None
    return Trial(case.dropped_columns, cost_of(case), tuple(result.finding for result in found))
