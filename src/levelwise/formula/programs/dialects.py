"""Dialects: packages in which the text of a bar means another model than in lme4.

Sources: Brooks et al. (2017), *R Journal* 9(2), and ``?reformulas::expandDoubleVerts`` for glmmTMB; Bürkner (2018), *R
Journal* 10(1), for brms; Capretto et al. (2022), *J. Stat. Softw.* 103(15), for bambi; Bates et al., *MixedModels.jl*.
"""

from __future__ import annotations

from collections.abc import Callable

from levelwise.dataclass import dataclass
from levelwise.formula.programs.error_strata import strata_as_bars
from levelwise.formula.programs.summands import (
    bar,
    bar_of,
    in_structure,
    is_intercept,
    sum_of,
    text_of,
    with_summands,
    without_parentheses,
)
from levelwise.formula.syntax import Argument, Call, Name, Node, Number, Operation
from levelwise.text.note import Note

Rewriting = Callable[[Node], Node]


@dataclass(frozen=True)
class Dialect:
    """A dialect: the program, and how a bar of its formulas is written for lme4."""

    program: str
    summand: Rewriting

    def as_in_lme4(self, right: Node) -> tuple[Node, tuple[Note, ...]]:
        """Return a right-hand side as lme4 writes it, with a note on each summand that means another model there."""
        notes: list[Note] = []

        def change(node: Node) -> Node:
            new = self.summand(node)
            if new is not node and text_of(new) != text_of(node):
                note = f"{text_of(node)} means {text_of(new)} in {self.program}, and is read so"
                notes.append(Note("other-program", note))
                return new
            return node

        return with_summands(right, change), tuple(notes)


def _uncorrelated(node: Node) -> Node:
    """``(x || g)`` of glmmTMB and brms: no correlations at all, not even between the dummies of a factor."""
    found = bar_of(node)
    if found is None or found.operator != "||":
        return node
    return in_structure("diag", found.operands[0], found.operands[1], node)


def _of_glmmtmb(node: Node) -> Node:
    """A double bar is diagonal; a sum or a crossing of grouping factors stands for a bar for each."""
    found = bar_of(node)
    if found is None:
        return node
    effects, group = found.operands
    groups = expanded_groups(group)
    if len(groups) == 1:
        return _uncorrelated(node)
    return sum_of([_uncorrelated(bar(effects, one, node, found.operator)) for one in groups])


def expanded_groups(group: Node) -> list[Node]:
    """Return the grouping factors that ``a + b`` or ``a * b`` on the right of a bar stands for."""
    inner = without_parentheses(group)
    if isinstance(inner, Operation) and inner.operator in ("+", "*") and len(inner.operands) == 2:
        left, right = (expanded_groups(one) for one in inner.operands)
        both = [*left, *right]
        if inner.operator == "*":
            both += [Operation(":", (a, b), inner.span) for a in left for b in right]
        return both
    return [group]


def _of_brms(node: Node) -> Node:
    """Brms has a column of ones called Intercept."""
    if isinstance(node, Name) and node.text == "Intercept":
        return Number(1.0, "1", node.span)
    return _uncorrelated(node)


def _of_bambi(node: Node) -> Node:
    """All effects of a bar are independent in bambi."""
    found = bar_of(node)
    if found is None or is_intercept(found.operands[0]):
        return node
    return in_structure("diag", found.operands[0], found.operands[1], node)


def _of_julia(node: Node) -> Node:
    """``&`` is an interaction, ``zerocorr()`` a diagonal covariance matrix, ``fulldummy(f)`` all indicators."""
    if isinstance(node, Call) and node.function == "zerocorr" and len(node.arguments) == 1:
        found = bar_of(node.arguments[0].value)
        if found is not None:
            return in_structure("diag", _of_julia(found.operands[0]), found.operands[1], node)
    if isinstance(node, Call) and node.function == "fulldummy" and len(node.arguments) == 1:
        return Operation("+", (Number(0.0, "0"), node.arguments[0].value), node.span)
    if isinstance(node, Operation):
        operands = tuple(_of_julia(one) for one in node.operands)
        operator = ":" if node.operator == "&" else node.operator
        if operator != node.operator or any(a is not b for a, b in zip(operands, node.operands, strict=True)):
            return Operation(operator, operands, node.span)
    return node


def _same(node: Node) -> Node:
    return node


def _of_aov_4(node: Node) -> Node:
    """A bar of afex's ``aov_4()`` lists the factors within subjects: ``(w | id)`` is ``Error(id/w)``."""
    found = bar_of(node)
    if found is None or is_intercept(found.operands[0]):
        return node
    within, group = found.operands
    inner = Operation("/", (group, Operation("(", (within,), within.span)), found.span)
    return strata_as_bars(Call("Error", (Argument(None, inner),), node.span), "")[0]


LME4 = Dialect("lme4", _same)
GLMMTMB = Dialect("glmmTMB", _of_glmmtmb)
AFEX = Dialect("afex", _uncorrelated)
BRMS = Dialect("brms", _of_brms)
BAMBI = Dialect("bambi", _of_bambi)
JULIA = Dialect("MixedModels.jl", _of_julia)
AOV_4 = Dialect("aov_4()", _of_aov_4)


def julia_terms(right: Node, _: str) -> tuple[Node, tuple[Note, ...]]:
    """Return a right-hand side with ``zerocorr(x | g)`` as lme4 writes it; ``&`` is R's here."""

    def change(node: Node) -> Node:
        return _of_julia(node) if isinstance(node, Call) and node.function == "zerocorr" else node

    return Dialect(JULIA.program, change).as_in_lme4(right)
