"""An expanded formula: variables, terms, grouping factors and bars."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Formula, Node, Span
from levelwise.text.note import Note


@dataclass(frozen=True)
class Variable:
    """A column or a transformed column, named as R deparses it."""

    text: str
    node: Node


@dataclass(frozen=True)
class Term:
    """A product of variables; the intercept is not a term."""

    factors: tuple[Variable, ...]

    @property
    def label(self) -> str:
        """R's label of the term, such as ``ses:sector``."""
        return ":".join(factor.text for factor in self.factors)


@dataclass(frozen=True)
class Terms:
    """A right-hand side without bars, expanded.

    Attributes
    ----------
    terms : tuple of Term
        Sorted by order of interaction, then by appearance.
    intercept : bool
        Whether the side has an intercept.
    offsets : tuple of Node
        The arguments of ``offset()``.
    named : tuple of Variable
        All variables that occur, those of removed terms included: R drops the rows in which one of them is missing.
    """

    terms: tuple[Term, ...]
    intercept: bool
    offsets: tuple[Node, ...] = ()
    named: tuple[Variable, ...] = ()


@dataclass(frozen=True)
class Group:
    """A grouping factor as written: a column, or columns whose combinations are the groups.

    Attributes
    ----------
    label : str
        lme4's label, such as ``sch.id``, ``b:a`` or ``c:(b:a)``.
    parts : tuple of str
        The columns, the innermost first.
    inside : str or None
        The label of the factor in which it is nested by ``a/b``; None otherwise.
    """

    label: str
    parts: tuple[str, ...]
    inside: str | None = None


@dataclass(frozen=True)
class Bar:
    """One block of random effects: its terms, their grouping factor, their covariance structure.

    `split` is whether the block comes from ``||``; `named` holds all variables in the bar.
    """

    intercept: bool
    terms: tuple[Term, ...]
    group: Group
    covariance: str
    span: Span
    split: bool = False
    named: tuple[Variable, ...] = ()


@dataclass(frozen=True)
class TermSet:
    """An expanded formula: the fixed part and the bars.

    Attributes
    ----------
    formula : Formula
        The formula as parsed.
    response : Node
        The response.
    fixed : Terms
        The fixed part.
    bars : tuple of Bar
        One per block of random effects, in the order of lme4 before it sorts them.
    misplaced : tuple of (str, Span)
        Bars combined with other terms by an operator other than ``+``, with that operator.
    notes : tuple of Note
        How the formula was interpreted, where this may be unexpected.
    """

    formula: Formula
    response: Node
    fixed: Terms
    bars: tuple[Bar, ...]
    misplaced: tuple[tuple[str, Span], ...]
    notes: tuple[Note, ...]
