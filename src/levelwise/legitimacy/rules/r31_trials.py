"""R31 about trials: how many there are is said once, by the response or by the weights."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.data.columns import Categories
from levelwise.data.response import is_success_failure
from levelwise.formula.syntax import deparse
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.response import all_rows_response
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.text.sentences import counted, digits


def miscounted(case: Case) -> Iterator[RuleResult]:
    """Find a number of trials that is said twice, not at all, or not in whole successes."""
    observed, response, weights = case.observed, case.spec.response.node, case.spec.weights
    name = deparse(response)
    if is_success_failure(response):
        if weights is None:
            return
        same = (
            observed is not None
            and observed.trials is not None
            and observed.weights is not None
            and bool(np.array_equal(observed.trials, observed.weights))
        )
        title = f"weights beside the response {name}"
        reason = f"{name} says how many trials each row counts; weights multiply that number once more. "
        reason += (
            f"Here {weights} is that number itself, so every row counts as often as its trials squared."
            if same
            else "That is right only where each row stands for several rows that are alike."
        )
        yield RuleResult(Finding("R31", title, "warning" if same else "note", response.span, (weights,), reason))
        return
    if observed is None or not observed.rows or isinstance(observed.values[observed.response], Categories):
        return
    y = observed.y
    shares = (y > 0) & (y < 1)
    if not shares.any() or y.min() < 0 or y.max() > 1:  # of values that are no proportions R22 speaks
        return
    if weights is None:
        title = f"the response {name} is a proportion without its number of trials"
        reason = (
            "How sure a proportion is hangs on how many trials it comes from: 0.5 may be 1 of 2 or 500 of 1000. "
            "Without weights= each row counts as a single trial; give the number of trials as weights, or write "
            "cbind(successes, failures)."
        )
        evidence = _counted_shares(case, int(shares.sum()), float(y[shares][0]))
        yield RuleResult(Finding("R31", title, "warning", response.span, (name,), reason, evidence))
    elif observed.weights is not None:
        successes = observed.weights * y
        broken = np.abs(successes - np.round(successes)) > 1e-3
        if broken.any():
            first = int(np.flatnonzero(broken)[0])
            title = f"{weights} times {name} is no whole number of successes"
            reason = f"Under binomial, {weights} is the number of trials and {name} the share of successes among them."
            evidence = Evidence(
                f"So in {counted(int(broken.sum()), 'row')} of those looked at"
                if all_rows_response(case) is not None
                else f"So in {int(broken.sum())} of {counted(observed.rows, 'row')}",
                (name, weights, "successes"),
                ((digits(float(y[first])), digits(float(observed.weights[first])), digits(float(successes[first]))),),
            )
            yield RuleResult(Finding("R31", title, "warning", response.span, (name, weights), reason, evidence))


def _counted_shares(case: Case, count: int, example: float) -> Evidence:
    rows = (
        f"{counted(count, 'row')} looked at"
        if all_rows_response(case) is not None
        else f"{count} of {case.spec.rows} rows"
    )
    return Evidence(f"{case.spec.response.text} is between 0 and 1 in {rows}, such as {digits(example)}")
