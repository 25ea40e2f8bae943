"""R34: a gaussian response whose values suggest another family."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.data.columns import Categories, Floats, Numbers, distinct
from levelwise.formula.syntax import Name
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import counted, digits

MIN_ROWS = 30
"""Minimum number of rows; the values of fewer may be whole, or few, by chance."""

MAX_CATEGORIES = 7
"""Maximum number of consecutive whole numbers that are probably ordered categories, as of a Likert item."""

SMALL_MEAN = 10.0
"""Counts with a smaller mean are far from normal; larger ones are approximately so."""


def r34(case: Case) -> Iterator[RuleResult]:
    """A gaussian model supposes that the residuals are normal, with the same variance for all fitted values.

    The values 0 and 1, small counts and a few ordered values cannot have such residuals.
    """
    node = case.spec.response.node
    if case.family.name != "gaussian" or case.spec.link != "identity" or not isinstance(node, Name):
        return
    if case.observed is None or case.observed.rows < MIN_ROWS:
        return
    values = case.observed.values[case.observed.response]
    logical = isinstance(values, Categories) and values.kind == "logical"
    if not logical and not (isinstance(values, Numbers) and values.kind in ("number", "integer")):
        return
    numbers = case.observed.y
    if numbers.ndim > 1:
        return
    found = _described(case, numbers)
    if found is not None:
        what, reason = found
        title = f"the response {case.spec.response.text} {what}, and the family is gaussian"
        evidence = _evidence(case, numbers)
        yield RuleResult(Finding("R34", title, "note", node.span, (case.spec.response.text,), reason, evidence))


def open_questions(case: Case) -> Iterator[str]:
    """Return whether the response is of a kind for which there are other families."""
    if case.family.name == "gaussian" and isinstance(case.spec.response.node, Name):
        yield f"whether the response {case.spec.response.text} is binary, a count or an ordered category"


def _described(case: Case, values: Floats) -> tuple[str, str] | None:
    """Return what a response looks like, and the reason for another family; None for an ordinary one."""
    if not bool((values == np.floor(values)).all()):
        return None
    found = distinct(values)
    low, high = float(found[0]), float(found[-1])
    name = case.spec.response.text
    if len(found) == 2:
        if (low, high) not in ((0.0, 1.0), (1.0, 2.0)):
            return None
        reason = (
            "A gaussian model of two values is a linear probability model: its fitted values may lie outside of them, "
            f"and its residuals have no common variance. If that is not meant, the family binomial is made for {name}"
        )
        coded = "." if low == 0.0 else ", coded 0 and 1."
        return f"is {digits(low)} or {digits(high)}", reason + coded
    categories = len(found) <= MAX_CATEGORIES and high - low == len(found) - 1 and low <= 1.0
    count = low == 0.0 and float(values.mean()) < SMALL_MEAN
    counts = (
        "The variance of counts grows with their mean, and a gaussian model may predict negative ones. The family "
        "poisson is made for counts, or nbinom2 if they vary more than a Poisson distribution."
    )
    ordered = (
        "If the values are ordered categories, such as those of a Likert item, their distances need not be equal; an "
        "ordinal model (cumulative logit or probit) uses their order only. Sums or means of several items are less "
        "of a problem."
    )
    if count:
        return "is a whole number from 0 with a small mean", f"{counts} {ordered}" if categories else counts
    if categories:
        return f"has {len(found)} ordered values, {digits(low)} to {digits(high)}", ordered
    return None


def _evidence(case: Case, values: Floats) -> Evidence:
    name = case.spec.response.text
    found, counts = np.unique(values, return_counts=True)
    rows = tuple((digits(float(value)), f"{count:,}") for value, count in zip(found, counts, strict=True))
    shown = rows if len(rows) <= MAX_CATEGORIES + 1 else (*rows[:MAX_CATEGORIES], ("…", ""))
    mean = digits(round(float(values.mean()), 2))
    rows_used = f"{counted(len(values), 'row')}{' examined' * case.is_sampled}"
    return Evidence(f"The values of {name} in {rows_used}, with the mean {mean}", (name, "rows"), shown)


R34 = Rule(
    "R34",
    "a gaussian response whose values suggest another family",
    "note",
    "the response is a column of at least 30 rows whose values are 0 and 1, or 1 and 2; whole numbers from 0 with a "
    "mean below 10; or 3 to 7 consecutive whole numbers of which the first is at most 1",
    "Agresti (2013), Categorical Data Analysis; Liddell & Kruschke (2018), J. Exp. Soc. Psychol. 79; Stroup (2013), "
    "Generalized Linear Mixed Models",
    r34,
    open_questions,
)
