"""What a formula reads of a table, and what its variables inherit from the columns they are written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from levelwise.data.hints import Hints
from levelwise.formula.algebra import Variable
from levelwise.formula.centring import centring, sources
from levelwise.formula.syntax import Name, Node, deparse, quoted
from levelwise.formula.terms import TermSet


@dataclass(frozen=True, slots=True)
class Request:
    """What a model asks of a table.

    Attributes
    ----------
    termset : TermSet
        Its formula, expanded.
    hints : Hints
        What the caller says about the variables.
    weights : str or None
        The column of prior weights.
    offsets : tuple of Node
        Terms with coefficient one.
    """

    termset: TermSet
    hints: Hints
    weights: str | None = None
    offsets: tuple[Node, ...] = ()


def variables(termset: TermSet) -> dict[str, Node]:
    """Return the variables of all terms, fixed and random, by their texts."""
    sides = (termset.fixed.terms, *(bar.terms for bar in termset.bars))
    return {v.text: v.node for terms in sides for term in terms for v in term.factors}


def named(termset: TermSet) -> tuple[Variable, ...]:
    """Return all variables the formula names, offsets apart."""
    every = (*termset.fixed.named, *(v for bar in termset.bars for v in bar.named))
    return tuple(v for v in every if getattr(v.node, "function", None) != "offset")


def constancy(node: Node, of_names: Mapping[str, frozenset[str]], groups: frozenset[str]) -> frozenset[str]:
    """Return the grouping factors within whose groups an expression is constant: those of every column it hangs on.

    Parameters
    ----------
    node : Node
        A variable of the formula.
    of_names : mapping of str to frozenset of str
        Where each column is constant, by its quoted name.
    groups : frozenset of str
        The labels of all grouping factors.
    """
    every = groups
    for column in sources(node):
        mean = centring(column)
        if mean is not None and mean.group is not None:
            own = constancy(mean.inner, of_names, groups)
            # the mean of what is constant in the groups is the variable itself
            every &= own if deparse(mean.group) in own else constancy(mean.group, of_names, groups)
        elif isinstance(column, Name):
            every &= of_names.get(quoted(column.text), groups)  # a word such as TRUE or contr.sum is no column
    return every
