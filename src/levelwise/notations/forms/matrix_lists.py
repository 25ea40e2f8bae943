"""The lines of the matrix form that list what vectors and matrices contain."""

from __future__ import annotations

from collections.abc import Sequence

from levelwise.equation.tree import Apply, Line, Node, Operator, Row, Scripted, Sum, Symbol, Transpose, Word
from levelwise.model.parameters import Stacked
from levelwise.model.spec import DesignColumn
from levelwise.notations.forms.matrix import Matrices, Term
from levelwise.notations.parts.matrix_contents import Entries, columns, side_by_side, small


def design_lists(matrices: Matrices, *, responses: bool = True) -> list[Line]:
    """Return the lines of the data: the responses, the design matrices, the offsets and the weights.

    Without `responses`, the first line of the system has the responses and the weights.
    """
    spec = matrices.spec
    lines: list[Line] = []
    responses = responses and spec.is_linear
    if responses:
        lines.append(Line(matrices.outcomes(), "=", matrices.columns.response()))
    if spec.fixed:
        lines.append(Line(matrices.fixed_columns(), "=", columns(spec.fixed, matrices.columns)))
    lines += random_lists(matrices)
    if spec.offsets:
        offsets = [matrices.columns.offset(node) for node in spec.offsets]
        right: Node = offsets[0] if len(offsets) == 1 else Sum(tuple(("+", one) for one in offsets))
        lines.append(Line(matrices.vector("offsets", matrices.symbols.offset), "=", right))
    if spec.weights is not None and responses:
        word: Node = Word(spec.weights)
        word = Scripted(word, matrices.indices) if matrices.indices else word
        lines.append(Line(matrices.matrix("weights", matrices.symbols.weights), "=", Apply(Word("diag"), (word,))))
    return lines


def random_lists(matrices: Matrices) -> list[Line]:
    """Return the lines of the design matrices of the random effects; one of all blocks consists of one for each."""
    lines: list[Line] = []
    for term in matrices.terms:
        whole = matrices.random_columns(term)
        if matrices.together and len(term.blocks) > 1:
            parts = [matrices.random_columns(one) for one in matrices.single]
            lines.append(Line(whole, "=", side_by_side(parts)))
            lines += [
                Line(part, "=", random_list(matrices, one)) for part, one in zip(parts, matrices.single, strict=True)
            ]
        else:
            own = matrices.single[0] if matrices.together else term
            lines.append(Line(whole, "=", random_list(matrices, own)))
    return lines


def random_list(matrices: Matrices, term: Term) -> Node:
    """Return the columns of a design matrix of random effects.

    Those of all groups are the Khatri-Rao product of the indicators of the groups and the columns of a group (Bates et
    al. 2015, section 2.3): the row of an observation has the values of its columns where its group is, else zeros.
    """
    own: Sequence[DesignColumn] = [column for number in term.blocks for column in matrices.spec.blocks[number].effects]
    if matrices.unit:
        return columns(own, matrices.columns)
    return for_all_groups(matrices, term.group, own)


def for_all_groups(matrices: Matrices, group: str, own: Sequence[DesignColumn]) -> Node:
    """Return the design matrix of random effects of all groups of a factor; of intercepts alone, the indicators."""
    indicators = Symbol(matrices.symbols.membership, (Word(group),), of=Stacked("memberships", unit=group), face="bold")
    if [column.cells for column in own] == [()]:
        return indicators
    product = Row((Transpose(indicators), Operator("khatri-rao"), Transpose(columns(own, matrices.columns))))
    return Transpose(product)


def covariance_lists(matrices: Matrices) -> list[Line]:
    """Return the lines of the covariance matrices of the blocks, with the entries d₁₁, d₁₂, …."""
    lines: list[Line] = []
    for term in matrices.terms:
        for number in term.blocks:
            symbol = matrices.covariances(number)
            entries = Entries(small(matrices.symbols.covariance), matrices.symbols.correlation, symbol.sub)
            lines.append(Line(symbol, "=", entries.matrix(matrices.spec, number)))
    return lines
