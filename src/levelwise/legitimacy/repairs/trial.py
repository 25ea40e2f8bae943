"""Candidate repairs are tried before they are offered: each is built and checked as a model of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.formula.bars import find_bars
from levelwise.formula.parser import parse
from levelwise.formula.syntax import names_in
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.identifiability.size import MAX_PARAMETERS
from levelwise.legitimacy.report.report import Finding
from levelwise.model.model_parameters import covariance_parameter_count

MAX_TRIALS = 40
"""Maximum number of formulas tried for one report."""

MAX_COST = 10_000
"""Maximum total cost of these trials, in the units of `cost_of`; large models get fewer trials."""

MAX_DEPTH = 6
"""Maximum number of further errors repaired on the way to a legitimate model."""

DIAGONAL = "diag("
"""A structure that not every program reads; a repair with it comes last, unless the formula has it."""

OF_THE_DATA = ("R8", "R24")
"""Rules whose warnings, of few groups and of missing rows, do not count against a repair."""


@dataclass(frozen=True)
class Trial:
    """The result of checking a candidate. The model itself is not kept: forty of a large table would fill the memory.

    Attributes
    ----------
    dropped_columns : int
        The number of fixed columns that were dropped.
    cost : int
        The cost of examining the model.
    findings : tuple of Finding
        All findings, if none is an error.
    next_candidates : tuple of str or None
        Formulas that might repair the first error; None if there is no error.
    error : str
        The rule of the first error.
    """

    dropped_columns: int
    cost: int
    findings: tuple[Finding, ...]
    next_candidates: tuple[str, ...] | None = None
    error: str = ""


class Trials:
    """The trials for one report; each formula is tried once.

    Parameters
    ----------
    case, results : Case, sequence of RuleResult
        The model to be repaired and the findings about it.
    attempt : callable
        Tries a formula; returns None if no model can be built from it.
    """

    def __init__(self, case: Case, results: Sequence[RuleResult], attempt: Callable[[str], Trial | None]) -> None:
        self._attempt = attempt
        self._original = case.source
        groups = {part for level in case.spec.levels for part in level.group.parts}
        self._variables = set(names_in(case.spec.source.right)) - groups - {"."}
        self._before = {_name(result.finding) for result in results}
        self._surplus = case.dropped_columns
        self._cost = 0
        self._tried: dict[str, Trial | None] = {}

    def offered(self, result: RuleResult) -> tuple[str, ...]:
        """Return a finding's candidates that pass; else one or two formulas that repair the other errors as well.

        The first candidate of an error is closest to what was meant, so the other errors of the model are repaired
        for it before another candidate is offered, which may pass only because it drops what they concern.
        """
        candidates = candidate_formulas(result)
        passing = [text for text in candidates if self._passes(text, result)]
        if result.finding.severity == "error":
            tried = candidates if not passing else [one for one in candidates[:1] if self._leaves_others(one, result)]
            continued = (self._continued(text, result, frozenset(), MAX_DEPTH) for text in tried)
            found = list(dict.fromkeys(text for text in continued if text is not None))[:2]
            passing = list(dict.fromkeys([*found, *passing]))
        return tuple(sorted(passing, key=self._rank))

    def _rank(self, text: str) -> tuple[bool, int, int]:
        """Return the rank of a repair: those that drop variables come after others, those with fewer warnings first."""
        return self._needs_newer_lme4(text), self._lost(text), self._new_warnings(text)

    def _lost(self, text: str) -> int:
        """Return the number of variables, grouping factors aside, that a repair no longer has; one for all its bars."""
        right = parse(text).right
        return len(self._variables - set(names_in(right))) + (not find_bars(right))

    def _needs_newer_lme4(self, text: str) -> bool:
        return DIAGONAL in text and DIAGONAL not in self._original

    def _leaves_others(self, text: str, result: RuleResult) -> bool:
        """Return whether a candidate leaves only errors of other rules, as far as the first error shows."""
        trial = self._try(text)
        return trial is not None and trial.error not in ("", result.finding.code)

    def _passes(self, text: str, result: RuleResult) -> bool:
        trial = self._try(text)
        if trial is None or trial.next_candidates is not None or trial.dropped_columns > self._surplus:
            return False
        return _name(result.finding) not in map(_name, trial.findings)

    def _continued(self, text: str, result: RuleResult, seen: frozenset[str], depth: int) -> str | None:
        if self._passes(text, result):
            return text
        trial = self._try(text)
        if trial is None or trial.next_candidates is None or depth == 0 or text in seen:
            return None
        for candidate in trial.next_candidates:
            found = self._continued(candidate, result, seen | {text}, depth - 1)
            if found is not None:
                return found
        return None

    def _try(self, text: str) -> Trial | None:
        if text == self._original:
            return None
        if text not in self._tried:
            exhausted = len(self._tried) >= MAX_TRIALS or self._cost >= MAX_COST
            trial = self._tried[text] = None if exhausted else self._attempt(text)
            self._cost += 0 if trial is None else trial.cost
        return self._tried[text]

    def _new_warnings(self, text: str) -> int:
        trial = self._tried[text]
        assert trial is not None  # the candidate passed
        new = (finding for finding in trial.findings if _name(finding) not in self._before)
        return sum(finding.severity == "warning" and finding.code not in OF_THE_DATA for finding in new)


class Offer:
    """The repairs of one finding; those of all findings are tried, in order, when the first are accessed.

    A model that is written has notes whose repairs nobody reads, and trying them takes longer than writing the model.
    """

    def __init__(self, every: Callable[[], Sequence[tuple[str, ...]]], number: int) -> None:
        self._every = every
        self._number = number

    def __call__(self) -> tuple[str, ...]:
        """Return the repairs."""
        return self._every()[self._number]

    def __eq__(self, other: object) -> bool:
        return callable(other) and bool(self() == other())

    def __hash__(self) -> int:
        return hash(self() or tuple)  # as the offer of nothing that a finding has by default

    def __reduce__(self) -> tuple[Any, ...]:
        return Offer, (partial(tuple, [self()]), 0)  # what is pickled, or copied, is found at once


def offers(trials: Trials, results: Sequence[RuleResult]) -> list[Offer]:
    """Return what is offered to repair each finding."""
    every = cache(lambda: [trials.offered(result) for result in results])
    return [Offer(every, number) for number in range(len(results))]


def cost_of(case: Case) -> int:
    """Return the cost of examining a model, in columns of up to ten thousand rows.

    The rank of the images of the variance parameters costs the cube of their number: two hundred parameters cost as
    much as a thousand columns.
    """
    parameters = sum(map(covariance_parameter_count, case.spec.blocks))
    ranks = parameters**2 // 40 if parameters <= MAX_PARAMETERS else 0
    columns = len(case.spec.fixed) if case.design is None else case.design.columns_computed
    return ranks + columns * (1 + (0 if case.observed is None else case.observed.rows) // 10_000)


def candidate_formulas(result: RuleResult) -> tuple[str, ...]:
    """Return the distinct formulas that might repair a finding."""
    return tuple(dict.fromkeys(text for text in result.candidates() if text is not None))


def _name(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.title
