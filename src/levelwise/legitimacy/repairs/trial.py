"""Repairs are proven before they are offered: each becomes a model of its own and is judged afresh."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from levelwise.dataclass import dataclass
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.identifiability import MAX_PARAMETERS
from levelwise.legitimacy.identifiability.parameters import number_of
from levelwise.legitimacy.report.report import Finding

BUDGET = 40
"""The largest number of formulas tried for one report."""

WORK = 10_000
"""So much work all these trials together may be, as `cost_of` has it: large models get fewer."""

DEPTH = 6
"""The largest number of further errors mended on the way to a repair."""

OF_THE_DATA = ("R8", "R24")
"""Rules that warn of few groups or lost rows, for which no repair is to blame."""


@dataclass(frozen=True)
class Trial:
    """What was found in a candidate. The model itself is not kept: forty of a large table would fill the memory.

    Attributes
    ----------
    dropped_columns : int
        How many fixed columns were dropped.
    work : int
        How much it was to examine the model.
    findings : tuple of Finding
        All that was found, where none is an error.
    mended : tuple of str or None
        Formulas that might mend the first error; None where there is no error.
    """

    dropped_columns: int
    work: int
    findings: tuple[Finding, ...]
    mended: tuple[str, ...] | None = None


class Trials:
    """The trials for one report; a formula is tried once.

    Parameters
    ----------
    case, results : Case, sequence of RuleResult
        The model to be repaired and what was found in it.
    attempt : callable
        Makes a trial of a formula; None when it cannot be a model.
    """

    def __init__(self, case: Case, results: Sequence[RuleResult], attempt: Callable[[str], Trial | None]) -> None:
        self._attempt = attempt
        self._original = case.source
        self._before = {_name(result.finding) for result in results}
        self._surplus = case.dropped_columns
        self._work = 0
        self._tried: dict[str, Trial | None] = {}

    def offered(self, result: RuleResult) -> tuple[str, ...]:
        """Return a finding's candidates that pass; else one or two that pass once the other errors are mended too."""
        candidates = candidate_formulas(result)
        good = [text for text in candidates if self._cures(text, result)]
        if not good and result.finding.severity == "error":
            finished = (self._finished(text, result, frozenset(), DEPTH) for text in candidates)
            good = list(dict.fromkeys(text for text in finished if text is not None))[:2]
        return tuple(sorted(good, key=self._fresh_warnings))

    def _cures(self, text: str, result: RuleResult) -> bool:
        trial = self._try(text)
        if trial is None or trial.mended is not None or trial.dropped_columns > self._surplus:
            return False
        return _name(result.finding) not in map(_name, trial.findings)

    def _finished(self, text: str, result: RuleResult, seen: frozenset[str], depth: int) -> str | None:
        if self._cures(text, result):
            return text
        trial = self._try(text)
        if trial is None or trial.mended is None or depth == 0 or text in seen:
            return None
        for candidate in trial.mended:
            found = self._finished(candidate, result, seen | {text}, depth - 1)
            if found is not None:
                return found
        return None

    def _try(self, text: str) -> Trial | None:
        if text == self._original:
            return None
        if text not in self._tried:
            enough = len(self._tried) >= BUDGET or self._work >= WORK
            trial = self._tried[text] = None if enough else self._attempt(text)
            self._work += 0 if trial is None else trial.work
        return self._tried[text]

    def _fresh_warnings(self, text: str) -> int:
        trial = self._tried[text]
        assert trial is not None  # only asked about candidates that passed
        fresh = (finding for finding in trial.findings if _name(finding) not in self._before)
        return sum(finding.severity == "warning" and finding.code not in OF_THE_DATA for finding in fresh)


def cost_of(case: Case) -> int:
    """Return how much work it was to examine a model, in columns of up to ten thousand rows.

    The rank of the images of variance parameters costs the cube of their number, two hundred as much as a thousand
    columns.
    """
    parameters = sum(map(number_of, case.spec.blocks))
    ranks = parameters**2 // 40 if parameters <= MAX_PARAMETERS else 0
    columns = len(case.spec.fixed) if case.design is None else case.design.columns_computed
    return ranks + columns * (1 + (0 if case.observed is None else case.observed.rows) // 10_000)


def candidate_formulas(result: RuleResult) -> tuple[str, ...]:
    """Return the formulas that might mend a finding, each once."""
    return tuple(dict.fromkeys(text for text in result.candidates() if text is not None))


def _name(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.title
