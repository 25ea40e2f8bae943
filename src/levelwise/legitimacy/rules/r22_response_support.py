"""R22: a response that is constant, among its own predictors, or outside the support of its family."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.data.columns import Floats, Numbers, distinct
from levelwise.data.response import outside_support, response_parts
from levelwise.formula.syntax import Name, Node, Operation, String, deparse, quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.response import extremes, outside_evidence, values_outside
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r22_circular import response_among_predictors, response_spanned
from levelwise.legitimacy.rules.r22_group_response import response_of_groups
from levelwise.text.sentences import MOST, counted, digits, listed
from levelwise.vocabulary.families import Support

_COUNTS = Support("non-negative integers", 0.0, whole=True)


def r22(case: Case) -> Iterator[RuleResult]:
    """A model explains variation in a response, which must vary and have values that are possible for its family.

    A predictor that is the response itself, or from which the response can be computed, leaves nothing to explain.
    """
    named = list(response_among_predictors(case))
    yield from named
    if case.observed is None or not case.observed.rows:
        return
    wrong = list(_constant(case)) or list(_outside(case))
    yield from wrong
    if not wrong and not named:
        spanned = list(response_spanned(case))
        yield from spanned or response_of_groups(case)


def open_questions(case: Case) -> Iterator[str]:
    """Return what depends on the values of the response."""
    response = case.spec.response.text
    groups = [level.group.label for level in case.spec.levels]
    within = f", also within the groups of {listed(groups, 'or')}" if groups else ""
    yield f"whether the response {response} varies{within}"
    if case.family.is_categorical:
        yield f"whether {response} has several categories, or whole numbers that stand for them"
    elif case.spec.family != "gaussian":
        yield f"whether the values of {response} are possible for the {case.spec.family} family"


# --- constant -------------------------------------------------------------------------------------


def _constant(case: Case) -> Iterator[RuleResult]:
    value = _only_value(case)
    if value is None or case.spec.rows == 1:
        return
    name = case.spec.response.text
    evidence = Evidence(f"{name} is {value} in all {counted(case.spec.rows or 0, 'row')}")
    reason = f"{name} does not vary, so there is nothing for predictors or groups to explain."
    yield RuleResult(
        Finding("R22", f"the response {name} is constant", "error", case.spec.response.node.span, (), reason, evidence)
    )


def _only_value(case: Case) -> str | None:
    """Return the only value of a response; None if it has several, or might have."""
    observed, node, known = case.observed, case.spec.response.node, case.prepared.schema.response
    assert observed is not None  # there are data
    if known is not None and known.kind in ("factor", "ordered"):
        return known.categories[0] if len(known.categories) == 1 else None
    values = observed.values[observed.response]
    if case.family.is_binomial and isinstance(values, Numbers) and values.values.ndim == 2:
        for part, column in zip(response_parts(node, binomial=True), values.values.T, strict=True):
            found = extremes(case, part, column)
            if found == (0.0, 0.0):
                return f"0 in {deparse(part)}"
        return None
    found = extremes(case, node, observed.y)
    if found is None or found[0] != found[1]:
        return None
    is_proportion = case.family.is_binomial and 0.0 < found[0] < 1.0  # the numbers of trials may differ
    return None if is_proportion else digits(found[0])


# --- outside the support --------------------------------------------------------------------------


def _outside(case: Case) -> Iterator[RuleResult]:
    observed, node, known = case.observed, case.spec.response.node, case.prepared.schema.response
    assert observed is not None  # there are data
    family, name = case.family, deparse(node)
    if family.is_categorical:
        return  # what is no category is an error before this
    if known is not None and known.kind in ("factor", "ordered"):
        if len(known.categories) > 2:
            first = known.categories[0]
            title = f"the response {name} has {len(known.categories)} categories, but a binomial model has two outcomes"
            reason = f"R would count {first!r} as failure and every other category as success, without a warning."
            evidence = Evidence(f"Categories of {name}: {', '.join(known.categories[:MOST])}")
            finding = Finding("R22", title, "error", node.span, (name,), reason, evidence)
            yield RuleResult(
                finding, partial(_as_outcome, case, (String(first, node.span), "!="), known.categories[-1])
            )
        return
    values = observed.values[observed.response]
    if isinstance(values, Numbers) and values.values.ndim == 2:
        for part, column in zip(response_parts(node, binomial=True), values.values.T, strict=True):
            yield from _impossible(case, part, column, _COUNTS)
    elif family.name != "gaussian":
        yield from _impossible(case, node, observed.y, family.support)


def _impossible(case: Case, node: Node, values: Floats, support: Support) -> Iterator[RuleResult]:
    wrong = values_outside(case, node, values, support)
    if not wrong.count:
        return
    name, family = deparse(node), case.spec.family
    examples = values[wrong.rows]
    example = f", such as {digits(float(examples[0]))}" if len(examples) else ""
    title = f"the response {name} has values that are impossible for the {family} family{example}"
    reason = (
        f"The {family} family allows only {support.words} as responses; any other value is impossible under the model."
    )
    bounds = Support("", support.low, support.high, support.open)
    if support.whole and len(examples) and not outside_support(bounds, examples).any():
        reason += " To model a rate, use the count as the response and the logarithm of the exposure as an offset."
    elif case.spec.family == "beta":
        reason += " Exact zeros and ones need a separate part of the model."
    evidence = outside_evidence(case, name, values, wrong)
    finding = Finding("R22", title, "error", case.spec.response.node.span, (name,), reason, evidence)
    different = distinct(values)
    two = case.family.is_binomial and len(different) == 2 and not case.is_sampled
    yield RuleResult(finding, partial(_equals, case, float(different[1]))) if two else RuleResult(finding)


def _equals(case: Case, value: float) -> Iterator[str]:
    yield _with_response(case, f"{_inside(case)} == {digits(value)}")


def _as_outcome(case: Case, first: tuple[String, str], last: str) -> Iterator[str]:
    node = case.spec.response.node
    for text, operator in (first, (String(last, node.span), "==")):
        yield _with_response(case, deparse(Operation(operator, (node, text), node.span), exact=True))


def _inside(case: Case) -> str:
    """Return the response as part of an expression."""
    node = case.spec.response.node
    return quoted(node.text) if isinstance(node, Name) else f"({deparse(node, exact=True)})"


def _with_response(case: Case, response: str) -> str:
    """Return the formula with another response."""
    editor = FormulaEditor(case.spec.source)
    span = editor.formula.response.span
    return (editor.source[: span.start] + response + editor.source[span.end :]).strip()


R22 = Rule(
    "R22",
    "a response that is constant, also within groups, among its own predictors, or outside the support of its family",
    "error",
    "the response has a single value; it has one value within every group of a random factor of which a group has two "
    "rows (a warning without a random intercept or if less than 1e-4 of the variance lies within groups, a note for "
    "counts; binary outcomes are reported by R23); it is a predictor or a grouping "
    "factor by name, or a predictor is computed from it row by row; a gaussian response is a linear combination of the "
    "fixed columns, which have fewer dimensions than rows; a value lies outside the support of the family",
    "lme4, check.response.not.const of glmerControl; R, ?family; glmmTMB, ?nbinom2",
    r22,
    open_questions,
)
