"""The rules of legitimacy, one function each, in a table; the docstring of a function is its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.report import Severity
from levelwise.legitimacy.rules import (
    codings,
    collinear,
    counterparts,
    crosslevel,
    doublebars,
    groups,
    inflation,
    intercepts,
    mixtures,
    overlap,
    rare,
    saturated,
    scales,
    slopes,
    terms,
    variances,
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
        "R5",
        "variances and covariances that the design cannot tell apart",
        "error",
        "the rank of the map from the variance parameters to the covariance matrix of the data, the fixed part taken "
        "out, seen through random probes; a warning where the rank is doubtful, and beside other families than the "
        "gaussian, of which the scale of the link is judged",
        "Rothenberg (1971), Econometrica 39; Searle, Casella & McCulloch (1992), Variance Components, section 6.6",
        variances.r5,
        variances.r5_open,
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
        "R13",
        "the same factor fixed and grouping",
        "error",
        "the column, crossed with every group, is a combination of the fixed columns; without data, a fixed term is "
        "made of the grouping columns as factors",
        "Bell & Jones (2015), Polit. Sci. Res. Methods 3",
        saturated.r13,
        saturated.open_r13,
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
        "R15",
        "a cross-level interaction without one of its parts",
        "warning",
        "as R14, where the variables of the interaction live at different levels",
        "Raudenbush & Bryk (2002), chapter 2; Nelder (1977), J. R. Stat. Soc. A 140",
        crosslevel.r15,
        crosslevel.open_r15,
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
        "R17",
        "a predictor mixes effects within and between groups",
        "note",
        "more than 5 % of the variance of a fixed numeric predictor lies between the groups (one-way analysis of "
        "variance, one row for each unit it belongs to), more than chance gives once in a thousand; its group mean is "
        "no combination of the fixed columns, and the group-level ones say less than 90 % of it",
        "Enders & Tofighi (2007), Psychol. Methods 12; Raudenbush & Bryk (2002), pp. 135-139; Bell & Jones (2015)",
        mixtures.r17,
        mixtures.open_r17,
    ),
    Rule(
        "R19",
        "a constant or collinear column",
        "error",
        "the fixed column is left out by a pivoted QR decomposition as in lme4: an error when a numeric predictor has "
        "one value in all rows, a note when combinations of categories do not occur, else a warning",
        "lme4, check.rankX",
        collinear.r19,
        collinear.open_r19,
    ),
    Rule(
        "R20",
        "predictors that nearly repeat each other",
        "note",
        "a variance inflation factor above 10 (for a term of several columns GVIF^(1/df)) among the terms of one "
        "variable, or a condition number above 30 of their centred and scaled columns; powers and products apart",
        "Belsley, Kuh & Welsch (1980), chapter 3; Fox & Monette (1992), J. Am. Stat. Assoc. 87",
        inflation.r20,
        inflation.open_r20,
    ),
    Rule(
        "R21",
        "predictors on very different scales",
        "note",
        "the ratio of the largest to the smallest standard deviation of the columns, indicators apart, is above 1000",
        "lme4, check.scaleX",
        scales.r21,
        scales.open_r21,
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
        "R27",
        "a double bar over a term of several columns",
        "warning",
        "a block that || makes has more than one column",
        "lme4, getDoublevertDefault and expandDoubleVerts",
        doublebars.r27,
        doublebars.open_r27,
    ),
    Rule(
        "R28",
        "zero correlations that depend on the coding; ordered factors",
        "note",
        "beside a random intercept a predictor under || or in diag() whose values lie farther from zero than they "
        "spread, or a factor in diag(); an ordered factor in the fixed part without contrasts of the author's choice",
        "Bates et al. (2015), section 2.2; Chambers & Hastie (1992), section 2.3.2",
        codings.r28,
        codings.open_r28,
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
