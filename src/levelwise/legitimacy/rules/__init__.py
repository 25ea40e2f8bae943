"""The rules of legitimacy, one function each, in a table; the docstring of a function is its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.report import Severity
from levelwise.legitimacy.rules import (
    counterparts,
    crosslevel,
    groups,
    intercepts,
    overlap,
    rare,
    slopes,
    terms,
    variances,
)


def _none(_: Case) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes
    ----------
    code, title : str
        Its name and what it looks for.
    severity : {"error", "warning", "note"}
        Its gravest finding under the policy ``hlm``.
    decides : str
        What exactly decides.
    source : str
        Where the rule is argued for.
    find : callable
        The function that applies it to a case.
    open_questions : callable
        Says what of a case without data it cannot tell.
    unexamined : callable
        Says what of a case with data it did not look at.
    """

    code: str
    title: str
    severity: Severity
    decides: str
    source: str
    find: Callable[[Case], Iterator[Draft]]
    open_questions: Callable[[Case], Iterable[str]] = _none
    unexamined: Callable[[Case], Iterable[str]] = _none

    @property
    def reason(self) -> str:
        """Why the rule stands, in plain words."""
        return " ".join((self.find.__doc__ or "").split())

    @property
    def page(self) -> str:
        """The page of the documentation that explains it with a wrong and a right example."""
        return f"docs/rules/{self.code}.md"


def decided_by_formula(rule: Rule) -> bool:
    """Say whether a rule has no open questions without data, whatever the model."""
    return rule.open_questions is _none


RULES: tuple[Rule, ...] = (
    Rule(
        "R1",
        "a random slope of a predictor that is constant in every group",
        "error",
        "the largest minus the smallest value of the column is zero in every group, and the factor's other "
        "random columns span a constant wherever it is not zero; where they do not, it is a note",
        "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
        slopes.r1,
        slopes.unknown_variation,
    ),
    Rule(
        "R1b",
        "a random slope of a predictor that varies in few groups",
        "warning",
        "the number of groups in which the column varies: a note when not in all that have two rows, a "
        "warning below the number of the block's effects plus one",
        "as R1",
        rare.r1b,
        slopes.unknown_variation,
    ),
    Rule(
        "R2",
        "a random effect without its fixed counterpart",
        "error",
        "the random column is no linear combination of the fixed columns (at most one millionth of its length "
        "sticks out); without data, no fixed term holds its variables; a warning under the policy mixed",
        "Norouzian, Automated HLM Equation Writing; R package equatiomatic",
        counterparts.r2,
        counterparts.unknown_counterparts,
    ),
    Rule(
        "R3",
        "a random slope without a random intercept",
        "warning",
        "the factor's random columns, which are not all indicators, span no constant",
        "lme4 FAQ (Bolker)",
        intercepts.r3,
    ),
    Rule(
        "R4",
        "two blocks of one grouping factor that share a column",
        "error",
        "the spans of the two blocks' columns intersect; an error when they are the same, else a warning",
        "Bates et al. (2015), section 2",
        overlap.r4,
        overlap.unknown_overlap,
    ),
    Rule(
        "R5",
        "variances and covariances that the design cannot tell apart",
        "error",
        "the rank of the map from the variance parameters to the covariance matrix of the data, the fixed part taken "
        "out, seen through random probes; a warning where the rank is doubtful, and beside other families than the "
        "gaussian, of which the scale of the link is judged",
        "Rothenberg (1971), Econometrica 39; Searle, Casella & McCulloch (1992), Variance Components, section 6.6",
        variances.r5,
        variances.unknown_variances,
        variances.unexamined_variances,
    ),
    Rule(
        "R7",
        "a grouping factor with one group",
        "error",
        "the number of groups",
        "lme4, check.nlev.gtr.1",
        groups.r7,
        groups.unknown_sizes,
    ),
    Rule(
        "R10",
        "nesting written the wrong way round",
        "error",
        "the inner factor of a/b has as many groups as the outer one",
        "Bates et al. (2015), section 2",
        groups.r10,
        groups.unknown_nesting,
    ),
    Rule(
        "R14",
        "an interaction without its main effects",
        "warning",
        "a term with one variable less is not in the fixed part, and its columns are no combinations of the fixed ones",
        "Nelder (1977), J. R. Stat. Soc. A 140",
        terms.r14,
    ),
    Rule(
        "R16",
        "a cross-level interaction whose slope is not random",
        "note",
        "neither the interaction nor its level-1 part is among the random effects of the factor its group- "
        "level part belongs to",
        "Raudenbush & Bryk (2002), chapter 2; Heisig & Schaeffer (2019), Eur. Sociol. Rev. 35",
        crosslevel.r16,
        crosslevel.unknown_levels,
    ),
    Rule(
        "R26",
        "a bar under an operator other than +",
        "error",
        "the place of the bar in the syntax tree",
        "lme4, findbars",
        terms.r26,
    ),
    Rule(
        "R30",
        "no random term",
        "note",
        "the formula has no bar",
        "",
        terms.r30,
    ),
)
