"""R31: offsets, weights and the family of the response that do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import numpy as np

from levelwise.data.response import is_tally
from levelwise.data.values import Categories
from levelwise.formula.syntax import Call, Name, Node, deparse, names_in
from levelwise.formula.terms import expand
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.outcome import extremes, of_all_rows
from levelwise.legitimacy.places import fixed_part
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Evidence, Finding, Severity
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.words import counted, digits

_NAMED_LOG = re.compile(r"(?i)(?:^|[^a-z])(?:log|ln)|(?:^|[^a-z])l(?:og|n)?[._]|log(?:ged)?$")
_LOGS = frozenset(("log", "log1p", "log2", "log10"))
_FAR = 7.0
"""An offset whose range is wider says that one row expects more than a thousand times as many as another."""


def r31(case: Case) -> Iterator[Draft]:
    """An offset, weights and the family each say something of how the response came about, and have to agree.

    Under a log link an offset multiplies the mean by its exponential, so an exposure has to come in by its logarithm.
    In a binomial model the number of trials is said once: by ``cbind(successes, failures)``, or by ``weights``.
    """
    yield from _offsets(case)
    if case.family.is_binomial:
        yield from _trials(case)


def open_questions(case: Case) -> Iterator[str]:
    """Ask whether an offset is an exposure that has not been logged, and whether a response is a proportion."""
    if case.spec.link == "log":
        for node in case.spec.offsets:
            if not _is_logged(node):
                yield f"whether the offset {deparse(node)} is an exposure that has not been logged"
    if case.family.is_binomial and case.spec.weights is None and isinstance(case.spec.response, Name):
        yield f"whether {case.spec.response.text} is a proportion, which needs weights"


# --- offsets --------------------------------------------------------------------------------------


def _is_logged(node: Node) -> bool:
    """Say whether an offset is a logarithm, or a column whose name says that it is one."""
    if any(_NAMED_LOG.search(name) for name in names_in(node)):
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


def _offsets(case: Case) -> Iterator[Draft]:
    if case.spec.link != "log" or case.observed is None:
        return
    typed = case.termset.fixed.offsets
    for number, (node, values) in enumerate(zip(case.spec.offsets, case.observed.offsets, strict=False)):
        if _is_logged(node):
            continue
        found = extremes(case, node, values)
        if found is None or found[0] <= 0 or found[0] == found[1]:
            continue
        name, (low, high) = deparse(node), found
        whole = bool((values == np.round(values)).all())
        severity: Severity = "warning" if whole or high - low > _FAR else "note"
        title = f"the offset {name} under a log link is not a logarithm"
        reason = (
            f"Under a log link an offset multiplies the expected {deparse(case.spec.response)} by its exponential. If "
            f"{name} is an exposure (time, population, area) and a row with twice of it expects twice as many, its "
            f"logarithm is the offset."
        )
        evidence = Evidence(
            f"{name} goes from {digits(low)} to {digits(high)}",
            ("offset", "expects, compared with the smallest"),
            (
                (name, f"exp({digits(high - low)}) times as many"),
                (f"log({name})", f"{digits(high / low)} times as many"),
            ),
        )
        here = number < len(typed)
        span = node.span if here else fixed_part(case)
        finding = Finding("R31", title, severity, span, (name,), reason, evidence)
        yield Draft(finding, partial(_logged, case, number)) if here else Draft(finding)


def _logged(case: Case, number: int) -> Iterator[str]:
    text = Text(case.spec.source)
    node = expand(text.formula).fixed.offsets[number] if "." not in names_in(text.formula.right) else None
    if node is not None:
        start, end = node.span
        yield f"{text.source[:start]}log({text.source[start:end]}){text.source[end:]}".strip()


# --- trials ---------------------------------------------------------------------------------------


def _trials(case: Case) -> Iterator[Draft]:
    observed, response, weights = case.observed, case.spec.response, case.spec.weights
    name = deparse(response)
    if is_tally(response):
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
        yield Draft(Finding("R31", title, "warning" if same else "note", response.span, (weights,), reason))
        return
    if observed is None or not observed.rows or isinstance(observed.values[observed.response], Categories):
        return
    y = observed.y
    shares = (y > 0) & (y < 1)
    if not shares.any():
        return
    if weights is None:
        title = f"the response {name} is a proportion without its number of trials"
        reason = (
            "How sure a proportion is hangs on how many trials it comes from: 0.5 may be 1 of 2 or 500 of 1000. "
            "Without weights= each row counts as a single trial; give the number of trials as weights, or write "
            "cbind(successes, failures)."
        )
        evidence = _counted_shares(case, int(shares.sum()), float(y[shares][0]))
        yield Draft(Finding("R31", title, "warning", response.span, (name,), reason, evidence))
    elif observed.weights is not None:
        successes = observed.weights * y
        broken = np.abs(successes - np.round(successes)) > 1e-3
        if broken.any():
            first = int(np.flatnonzero(broken)[0])
            title = f"{weights} times {name} is no whole number of successes"
            reason = f"Under binomial, {weights} is the number of trials and {name} the share of successes among them."
            evidence = Evidence(
                f"So in {counted(int(broken.sum()), 'row')} of those looked at"
                if of_all_rows(case) is not None
                else f"So in {int(broken.sum())} of {counted(observed.rows, 'row')}",
                (name, weights, "successes"),
                ((digits(float(y[first])), digits(float(observed.weights[first])), digits(float(successes[first]))),),
            )
            yield Draft(Finding("R31", title, "warning", response.span, (name, weights), reason, evidence))


def _counted_shares(case: Case, count: int, example: float) -> Evidence:
    rows = (
        f"{counted(count, 'row')} looked at" if of_all_rows(case) is not None else f"{count} of {case.spec.rows} rows"
    )
    return Evidence(f"{deparse(case.spec.response)} is between 0 and 1 in {rows}, such as {digits(example)}")


R31 = Rule(
    "R31",
    "an offset, weights and a family that do not go together",
    "warning",
    "under a log link an offset is positive, no logarithm and not called one (a note where it is not whole and its "
    "range at most 7); a binomial response is a proportion without weights, or its weights times it are not "
    "whole; weights stand beside cbind(successes, failures) (a warning where they are the trials, else a note)",
    "McCullagh & Nelder (1989), Generalized Linear Models, chapters 4 and 6; R, ?family",
    r31,
    open_questions,
)
