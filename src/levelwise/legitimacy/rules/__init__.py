"""The rules of legitimacy, one function each, in a table; the docstring of a function is its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.report import Severity
from levelwise.legitimacy.rules import blocks, counterparts, slopes, terms


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes
    ----------
    code, title : str
        Its name and what it looks for.
    severity : {"error", "warning", "note"}
        Its gravest finding under the policy ``hlm``.
    source : str
        Where the rule is argued for.
    find : callable
        The function that applies it to a case.
    """

    code: str
    title: str
    severity: Severity
    source: str
    find: Callable[[Case], Iterator[Draft]]

    @property
    def reason(self) -> str:
        """Why the rule stands, in plain words."""
        return " ".join((self.find.__doc__ or "").split())


RULES: tuple[Rule, ...] = (
    Rule(
        "R1",
        "a random slope of a predictor that is constant in every group",
        "error",
        "Norouzian, Automated HLM Equation Writing; Raudenbush & Bryk (2002), chapter 2",
        slopes.r1,
    ),
    Rule("R1b", "a random slope of a predictor that varies in few groups", "warning", "as R1", slopes.r1b),
    Rule(
        "R2",
        "a random effect without its fixed counterpart",
        "error",
        "Norouzian, Automated HLM Equation Writing; R package equatiomatic",
        counterparts.r2,
    ),
    Rule("R3", "a random slope without a random intercept", "warning", "lme4 FAQ (Bolker)", counterparts.r3),
    Rule(
        "R4",
        "two blocks of one grouping factor that share a column",
        "error",
        "Bates et al. (2015), section 2",
        blocks.r4,
    ),
    Rule("R7", "a grouping factor with one group", "error", "lme4, check.nlev.gtr.1", blocks.r7),
    Rule("R10", "nesting written the wrong way round", "error", "Bates et al. (2015), section 2", blocks.r10),
    Rule(
        "R14",
        "an interaction without its main effects",
        "warning",
        "Nelder (1977), J. R. Stat. Soc. A 140",
        terms.r14,
    ),
    Rule(
        "R16",
        "a cross-level interaction whose slope is not random",
        "note",
        "Raudenbush & Bryk (2002), chapter 2; Heisig & Schaeffer (2019), Eur. Sociol. Rev. 35",
        terms.r16,
    ),
    Rule("R26", "a bar under an operator other than +", "error", "lme4, findbars", terms.r26),
    Rule("R30", "no random term", "note", "", terms.r30),
)
