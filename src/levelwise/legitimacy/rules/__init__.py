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
    observations,
    overlap,
    rare,
    rates,
    response,
    separation,
    slopes,
    terms,
)


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
    """

    code: str
    title: str
    severity: Severity
    decides: str
    source: str
    find: Callable[[Case], Iterator[Draft]]
    open_questions: Callable[[Case], Iterable[str]] = lambda _: ()

    @property
    def reason(self) -> str:
        """Why the rule stands, in plain words."""
        return " ".join((self.find.__doc__ or "").split())


RULES: tuple[Rule, ...] = (
    Rule(
        "R1",
        "a random slope of a predictor that is constant in every group",
        "error",
        "the largest minus the smallest value of the column is zero in every group, and the factor's other "
        "random columns span a constant wherever it is not zero; where they do not, it is a note",
        "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
        slopes.r1,
    ),
    Rule(
        "R1b",
        "a random slope of a predictor that varies in few groups",
        "warning",
        "the number of groups in which the column varies: a note when not in all that have two rows, a "
        "warning below the number of the block's effects plus one",
        "as R1",
        rare.r1b,
    ),
    Rule(
        "R2",
        "a random effect without its fixed counterpart",
        "error",
        "the random column is no linear combination of the fixed columns (at most one millionth of its length "
        "sticks out); without data, no fixed term holds its variables; a warning under the policy mixed",
        "Norouzian, Automated HLM Equation Writing; R package equatiomatic",
        counterparts.r2,
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
    ),
    Rule(
        "R6",
        "a grouping factor with as many groups as observations",
        "error",
        "the number of groups is the number of rows and the factor has a random intercept; nothing for families "
        "without a residual variance or a dispersion (binomial, poisson), a warning for those with a dispersion or "
        "another link than identity, a note where weights differ between rows",
        "lme4, check.nobs.vs.nlev; Harrison (2014), PeerJ 2:e616",
        observations.r6,
        observations.open_questions,
    ),
    Rule(
        "R7",
        "a grouping factor with one group",
        "error",
        "the number of groups",
        "lme4, check.nlev.gtr.1",
        groups.r7,
    ),
    Rule(
        "R10",
        "nesting written the wrong way round",
        "error",
        "the inner factor of a/b has as many groups as the outer one",
        "Bates et al. (2015), section 2",
        groups.r10,
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
    ),
    Rule(
        "R22",
        "a response that is constant, among its own predictors, or no value of its family",
        "error",
        "the response has one value; it is a predictor or a grouping factor by name, or one is computed from it row by "
        "row; a gaussian response is a linear combination of fewer fixed columns than rows; a value lies outside the "
        "family's support",
        "lme4, check.response.not.const of glmerControl; R, ?family; glmmTMB, ?nbinom2",
        response.r22,
        response.open_questions,
    ),
    Rule(
        "R23",
        "predictors that separate the two outcomes",
        "warning",
        "a linear programme finds a combination of the fixed columns that is nowhere negative where the response is 1, "
        "nowhere positive where it is 0, and not zero everywhere; links logit, probit, cloglog and cauchit",
        "Albert & Anderson (1984), Biometrika 71; Konis (2007), DPhil thesis, University of Oxford",
        separation.r23,
        separation.open_questions,
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
    Rule(
        "R31",
        "an offset, weights and a family that do not go together",
        "warning",
        "under a log link an offset is positive, no logarithm and not called one (a note where it is not whole and its "
        "range at most 7); a binomial response is a proportion without weights, or its weights times it are not "
        "whole; weights stand beside cbind(successes, failures) (a warning where they are the trials, else a note)",
        "McCullagh & Nelder (1989), Generalized Linear Models, chapters 4 and 6; R, ?family",
        rates.r31,
        rates.open_questions,
    ),
)
