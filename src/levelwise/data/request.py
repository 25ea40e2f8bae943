"""What a model needs from a table."""

from __future__ import annotations

from collections.abc import Collection

from levelwise.data.hints import Hints
from levelwise.dataclass import dataclass
from levelwise.formula.expanded import Group, TermSet, Variable
from levelwise.formula.residual import ResidualTerms
from levelwise.formula.syntax import NOWHERE, Name, Node, names_in


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
    residual : ResidualTerms or None
        The structure of the residuals, if one is given.
    """

    termset: TermSet
    hints: Hints
    weights: str | None = None
    offsets: tuple[Node, ...] = ()
    family: str = "gaussian"
    binomial: bool = False
    categorical: bool = False
    residual: ResidualTerms | None = None

    @property
    def groups(self) -> dict[str, Group]:
        """The grouping factors by label: those of the bars, and that within which residuals are correlated."""
        found = {bar.group.label: bar.group for bar in self.termset.bars}
        group = self.residual.group if self.residual is not None else None
        return found if group is None else found | {group.label: found.get(group.label, group)}

    @property
    def grouping(self) -> dict[str, Name]:
        """The grouping columns, where they stand in the formula."""
        found = {part: Name(part, NOWHERE) for group in self.groups.values() for part in group.parts}
        return found | {part: Name(part, bar.span) for bar in self.termset.bars[::-1] for part in bar.group.parts}


def columns_named(request: Request, columns: Collection[str]) -> tuple[str, ...]:
    """Return the columns that a model uses, in the order of the formula."""
    return tuple(name for name in names_used(request) if name in columns)


def names_used(request: Request) -> tuple[str, ...]:
    """Return the names that stand for columns in a model, in the order of the formula."""
    termset = request.termset
    named = (variable.node for variable in named_variables(termset))
    nodes = (termset.response, *named, *residual_variables(request).values(), *request.offsets)
    groups = (part for group in request.groups.values() for part in group.parts)
    found = dict.fromkeys([*(name for node in nodes for name in names_in(node)), *groups, request.weights or ""])
    return tuple(name for name in found if name)


def term_variables(termset: TermSet) -> dict[str, Node]:
    """Return the variables of all fixed and random terms, by their source text."""
    sides = (termset.fixed.terms, *(bar.terms for bar in termset.bars))
    return {v.text: v.node for terms in sides for term in terms for v in term.factors}


def residual_variables(request: Request) -> dict[str, Node]:
    """Return the variables of the structure of the residuals, by their text."""
    return {} if request.residual is None else request.residual.variables


def observed_variables(request: Request) -> dict[str, Node]:
    """Return the variables of all terms and of the structure of the residuals, by their source text."""
    return term_variables(request.termset) | residual_variables(request)


def named_variables(termset: TermSet) -> tuple[Variable, ...]:
    """Return all variables named in the formula, except offsets."""
    every = (*termset.fixed.named, *(v for bar in termset.bars for v in bar.named))
    return tuple(v for v in every if getattr(v.node, "function", None) != "offset")
