"""What a model needs from a table."""

from __future__ import annotations

from collections.abc import Collection

from levelwise.data.hints import Hints
from levelwise.dataclass import dataclass
from levelwise.formula.expanded import TermSet, Variable
from levelwise.formula.syntax import Node, names_in


@dataclass(frozen=True)
class Request:
    """What a model needs from a table.

    Attributes
    ----------
    termset : TermSet
        The expanded formula.
    hints : Hints
        What the caller states about the variables.
    weights : str or None
        The column of prior weights.
    offsets : tuple of Node
        Terms whose coefficient is one.
    family : str
        The family of the response, for messages.
    binomial : bool
        Whether the family is binomial, so that the response may be categorical, or numbers of successes and failures.
    categorical : bool
        Whether the response is one of several categories.
    """

    termset: TermSet
    hints: Hints
    weights: str | None = None
    offsets: tuple[Node, ...] = ()
    family: str = "gaussian"
    binomial: bool = False
    categorical: bool = False


def columns_named(request: Request, columns: Collection[str]) -> tuple[str, ...]:
    """Return the columns that a model uses, in the order of the formula."""
    termset = request.termset
    nodes = (termset.response, *(variable.node for variable in named_variables(termset)), *request.offsets)
    groups = (part for bar in termset.bars for part in bar.group.parts)
    found = dict.fromkeys([*(name for node in nodes for name in names_in(node)), *groups, request.weights or ""])
    return tuple(name for name in found if name in columns)


def term_variables(termset: TermSet) -> dict[str, Node]:
    """Return the variables of all fixed and random terms, by their source text."""
    sides = (termset.fixed.terms, *(bar.terms for bar in termset.bars))
    return {v.text: v.node for terms in sides for term in terms for v in term.factors}


def named_variables(termset: TermSet) -> tuple[Variable, ...]:
    """Return all variables named in the formula, except offsets."""
    every = (*termset.fixed.named, *(v for bar in termset.bars for v in bar.named))
    return tuple(v for v in every if getattr(v.node, "function", None) != "offset")
