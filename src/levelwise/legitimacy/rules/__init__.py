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
    lost,
    measures,
    observations,
    overlap,
    questions,
    rare,
    rates,
    response,
    reuse,
    separation,
    sizes,
    slopes,
    strays,
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
        groups.unknown_sizes,
    ),
    Rule(
        "R8",
        "a grouping factor with few groups",
        "warning",
        "the number of groups: a note below 30, a warning below 5",
        "Gelman & Hill (2007), pp. 275-276; Maas & Hox (2005), Methodology 1, 86-92; McNeish & Stapleton (2016), "
        "Educ. Psychol. Rev. 28; GLMM FAQ (Bolker)",
        sizes.r8,
        questions.of_sizes,
    ),
    Rule(
        "R9",
        "labels that start again in every group of another factor",
        "warning",
        "of two factors, neither within the other, one has at least 3 labels, 1, 2, … (or a, b, …, with or without a "
        "stem); at least two groups of the other lack labels, and in 95 % of those it is the last ones; neither pairs "
        "missing at random nor labels that are rare would show that once in a thousand designs; the labels of a group "
        "have similar numbers of rows, two or more. A table without empty pairs decides nothing",
        "GLMM FAQ (Bolker), nested or crossed; Bates et al. (2015), section 2",
        reuse.r9,
        questions.of_labels,
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
        "R11",
        "a bar with its two sides changed",
        "error",
        "the left side is one factor of at least 5 categories and the right side a measurement (as R12 says); or the "
        "left has at least 10 categories and as many as there are groups, and the right is a number in the fixed part",
        "lme4, Bates et al. (2015), section 2: (expr | factor)",
        measures.r11,
        questions.of_sides,
    ),
    Rule(
        "R12",
        "a grouping factor that is a measurement",
        "warning",
        "a numeric column, no date, with a fraction in some value, and most rows have a value of their own, or there "
        "are more than 10 values with more than two decimals in some or one that stands in a single row",
        "Bates et al. (2015), section 2: the right side of a bar is evaluated as a factor; GLMM FAQ (Bolker)",
        measures.r12,
        questions.of_measures,
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
        "R18",
        "a variable of the groups that varies in a few of them",
        "warning",
        "a fixed variable without a random slope over the factor varies in some, at most 2 %, of the groups in which "
        "it could vary; ten times as many groups have another value than the commonest; and in half of those where it "
        "varies a single row, or one in ten, differs from the others",
        "Raudenbush & Bryk (2002), chapter 2: a level-2 variable has one value a group",
        strays.r18,
        questions.of_strays,
    ),
    Rule(
        "R24",
        "rows left out for a missing value",
        "warning",
        "the number of rows: a note; a warning when a fifth of the rows, a tenth of the groups of a factor or a whole "
        "category is lost",
        "Little & Rubin (2002), chapter 3; van Buuren (2018), Flexible Imputation of Missing Data, chapter 7",
        lost.r24,
        questions.of_losses,
    ),
    Rule(
        "R25",
        "groups of one row",
        "note",
        "the number of groups with one row, unless all have one",
        "Clarke (2008), J. Epidemiol. Community Health 62, 752-758",
        sizes.r25,
        questions.of_singles,
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
        "R29",
        "more covariance parameters than groups",
        "warning",
        "the number of free variances and covariances of a bar, q(q + 1)/2 for q effects that covary freely, exceeds "
        "the number of groups",
        "Bates, Kliegl, Vasishth & Baayen (2015), Parsimonious Mixed Models, arXiv:1506.04967",
        sizes.r29,
        questions.of_parameters,
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
