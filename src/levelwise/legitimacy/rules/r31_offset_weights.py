"""R31: an offset, weights and a family that do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from levelwise.data.columns import Categories, Floats, distinct
from levelwise.data.response import is_success_failure
from levelwise.formula.expand import expand
from levelwise.formula.syntax import Call, Name, Node, deparse, names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.response import all_rows_response, extremes
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import counted, digits

_LOG_NAME = re.compile(r"(?i)(?:^|[^a-z])(?:log|ln)|(?:^|[^a-z])l(?:og|n)?[._]|log(?:ged)?$")
_LOGS = frozenset(("log", "log1p", "log2", "log10"))
_MOST_DIGITS, _DISTINCT = 12, 4
"""Maximum number of digits of logarithms, and the number of distinct values that can show that they are logarithms."""
_SHARP, _HUGE = 0.05, 600.0
"""Maximum error of a number, in units of its last digit, that shows its digits; and of its logarithm, to be finite."""
_WIDE = 7.0
"""An offset with a larger range implies that one row is expected to have over a thousand times the count of another."""


def r31(case: Case) -> Iterator[RuleResult]:
    """The offset, the weights and the family all describe how the response was obtained, and must be consistent.

    Under a log link, an offset multiplies the mean by its exponential, so an exposure must be logged. In a binomial
    model, the number of trials is given once: by ``cbind(successes, failures)``, or by ``weights``.
    """
    yield from _unlogged_offsets(case)
    if case.family.is_binomial:
        yield from _trials(case)


def open_questions(case: Case) -> Iterator[str]:
    """Return whether an offset is an exposure that was not logged, and whether a response is a proportion."""
    if case.spec.link == "log":
        for node in case.spec.offsets:
            if not _is_logged(node):
                yield f"whether the offset {deparse(node)} is an exposure that was not logged"
    if case.family.is_binomial and case.spec.weights is None and isinstance(case.spec.response.node, Name):
        yield f"whether {case.spec.response.text} is a proportion, which needs weights"


# --- offsets ----------------------------------------------------------------------------------------


def _unlogged_offsets(case: Case) -> Iterator[RuleResult]:
    """Find offsets under a log link that look like exposures on their original scale."""
    if case.spec.link != "log" or case.observed is None:
        return
    typed = case.termset.fixed.offsets
    for number, (node, values) in enumerate(zip(case.spec.offsets, case.observed.offsets, strict=False)):
        if _is_logged(node):
            continue
        found = extremes(case, node, values)
        if found is None or found[0] <= 0 or found[0] == found[1] or _are_logarithms(values):
            continue
        name, (low, high) = deparse(node), found
        whole = bool((values == np.round(values)).all())
        severity: Severity = "warning" if whole or high - low > _WIDE else "note"
        title = f"the offset {name} under a log link is not a logarithm"
        reason = (
            f"Under a log link, an offset multiplies the expected {case.spec.response.text} by its exponential. If "
            f"{name} is an exposure (time, population, area), so that twice the exposure means twice the expected "
            "response, its logarithm is the right offset."
        )
        evidence = Evidence(
            f"{name} ranges from {digits(low)} to {digits(high)}",
            ("offset", "expected response, relative to the smallest"),
            (
                (name, f"exp({digits(high - low)}) times as large"),
                (f"log({name})", f"{digits(high / low)} times as large"),
            ),
        )
        in_formula = number < len(typed)
        span = node.span if in_formula else fixed_part_span(case)
        finding = Finding("R31", title, severity, span, (name,), reason, evidence)
        yield RuleResult(finding, partial(_logged, case, number)) if in_formula else RuleResult(finding)


def _is_logged(node: Node) -> bool:
    """Return whether an offset is a logarithm, or a column named like one."""
    if any(_LOG_NAME.search(name) for name in names_in(node)):
        return True
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Call):
            if item.function in _LOGS:
                return True
            stack.extend(argument.value for argument in item.arguments)
        else:
            stack.extend(getattr(item, "operands", ()))
    return False


def _are_logarithms(values: Floats) -> bool:
    """Return whether values are the logarithms of numbers with fewer digits than they, such as days or areas."""
    logs = distinct(values)
    digits_kept = next((n for n in range(_MOST_DIGITS) if _are_multiples(logs, 10.0**-n, 1e-9)), _MOST_DIGITS)
    precision = 10.0**-digits_kept + 1e-12  # logarithms in a file are rounded
    known = logs[np.exp(np.minimum(logs, _HUGE)) * precision <= _SHARP]
    if len(known) < _DISTINCT:
        return False
    numbers = np.exp(known)
    return any(
        bool((numbers * precision <= _SHARP * 10.0**-n).all())
        and _are_multiples(numbers, 10.0**-n, numbers * precision)
        for n in range(min(3, digits_kept - 1))
    )


def _are_multiples(values: Floats, unit: float, tolerance: Floats | float) -> bool:
    return bool((np.abs(values - np.round(values / unit) * unit) <= tolerance).all())


def _logged(case: Case, number: int) -> Iterator[str]:
    editor = FormulaEditor(case.spec.source)
    node = expand(editor.formula).fixed.offsets[number] if "." not in names_in(editor.formula.right) else None
    if node is not None:
        start, end = node.span
        yield f"{editor.source[:start]}log({editor.source[start:end]}){editor.source[end:]}".strip()


# --- trials -----------------------------------------------------------------------------------------


def _trials(case: Case) -> Iterator[RuleResult]:
    """Find numbers of trials that are given twice, not at all, or inconsistently with whole numbers of successes."""
    observed, response, weights = case.observed, case.spec.response.node, case.spec.weights
    name = deparse(response)
    if is_success_failure(response):
        if weights is not None:
            yield _twice(case, name, weights)
        return
    if observed is None or not observed.rows or isinstance(observed.values[observed.response], Categories):
        return
    y = observed.y
    proportions = (y > 0) & (y < 1)
    if not proportions.any() or y.min() < 0 or y.max() > 1:  # values that are not proportions are reported by R22
        return
    if weights is None:
        title = f"the response {name} is a proportion without its number of trials"
        reason = (
            "The precision of a proportion depends on the number of trials: 0.5 may be 1 of 2 or 500 of 1000. Without "
            "weights=, each row counts as a single trial. Give the number of trials as weights, or write "
            "cbind(successes, failures)."
        )
        evidence = _proportions(case, int(proportions.sum()), float(y[proportions][0]))
        yield RuleResult(Finding("R31", title, "warning", response.span, (name,), reason, evidence))
    elif observed.weights is not None:
        successes = observed.weights * y
        fractional = np.abs(successes - np.round(successes)) > 1e-3
        if fractional.any():
            first = int(np.flatnonzero(fractional)[0])
            title = f"{weights} times {name} is not a whole number of successes"
            reason = f"In a binomial model, {weights} is the number of trials and {name} the proportion of successes."
            count = int(fractional.sum())
            evidence = Evidence(
                f"In {counted(count, 'row')} of those examined"
                if all_rows_response(case) is not None
                else f"In {count} of {counted(observed.rows, 'row')}",
                (name, weights, "successes"),
                ((digits(float(y[first])), digits(float(observed.weights[first])), digits(float(successes[first]))),),
            )
            yield RuleResult(Finding("R31", title, "warning", response.span, (name, weights), reason, evidence))


def _twice(case: Case, name: str, weights: str) -> RuleResult:
    observed = case.observed
    same = (
        observed is not None
        and observed.trials is not None
        and observed.weights is not None
        and bool(np.array_equal(observed.trials, observed.weights))
    )
    title = f"weights in addition to the response {name}"
    reason = f"{name} already gives the number of trials of each row; weights multiply that number again. "
    reason += (
        f"Here, {weights} is the number of trials itself, so every row counts as if its number of trials were squared."
        if same
        else "That is right only if each row represents several identical rows."
    )
    severity: Severity = "warning" if same else "note"
    return RuleResult(Finding("R31", title, severity, case.spec.response.node.span, (weights,), reason))


def _proportions(case: Case, count: int, example: float) -> Evidence:
    sampled = all_rows_response(case) is not None
    rows = f"{counted(count, 'row')} examined" if sampled else f"{count} of {case.spec.rows} rows"
    return Evidence(f"{case.spec.response.text} is between 0 and 1 in {rows}, such as {digits(example)}")


R31 = Rule(
    "R31",
    "an offset or weights that do not suit the family",
    "warning",
    "under a log link, an offset is positive, not a logarithm, neither named like one nor the "
    "logarithms of whole or rounded numbers (a note if its values are not all "
    "whole and its range is at most 7); a binomial response is a proportion without weights, or its product with the "
    "weights is not whole; there are weights in addition to cbind(successes, failures) (a warning if they equal the "
    "numbers of trials, else a note)",
    "McCullagh & Nelder (1989), Generalized Linear Models, chapters 4 and 6; R, ?family",
    r31,
    open_questions,
)
