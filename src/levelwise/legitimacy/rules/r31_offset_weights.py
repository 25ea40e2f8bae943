"""R31: offsets, weights and the family of the response that do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.syntax import Name, deparse
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r31_offset import is_logged, unlogged
from levelwise.legitimacy.rules.r31_trials import miscounted


def r31(case: Case) -> Iterator[RuleResult]:
    """An offset, weights and the family each say something of how the response came about, and have to agree.

    Under a log link an offset multiplies the mean by its exponential, so an exposure has to come in by its logarithm.
    In a binomial model the number of trials is said once: by ``cbind(successes, failures)``, or by ``weights``.
    """
    yield from unlogged(case)
    if case.family.is_binomial:
        yield from miscounted(case)


def unknown_rates(case: Case) -> Iterator[str]:
    """Ask whether an offset is an exposure that has not been logged, and whether a response is a proportion."""
    if case.spec.link == "log":
        for node in case.spec.offsets:
            if not is_logged(node):
                yield f"whether the offset {deparse(node)} is an exposure that has not been logged"
    if case.family.is_binomial and case.spec.weights is None and isinstance(case.spec.response.node, Name):
        yield f"whether {case.spec.response.text} is a proportion, which needs weights"


R31 = Rule(
    "R31",
    "an offset, weights and a family that do not go together",
    "warning",
    "under a log link an offset is positive, no logarithm and not called one (a note where it is not whole and its "
    "range at most 7); a binomial response is a proportion without weights, or its weights times it are not "
    "whole; weights stand beside cbind(successes, failures) (a warning where they are the trials, else a note)",
    "McCullagh & Nelder (1989), Generalized Linear Models, chapters 4 and 6; R, ?family",
    r31,
    unknown_rates,
)
