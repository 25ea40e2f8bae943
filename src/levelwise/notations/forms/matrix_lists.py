"""The lines of the matrix form that list what vectors and matrices contain."""

from __future__ import annotations

from levelwise.equation.tree import Apply, Line, Node, Operator, Row, Scripted, Sum, Symbol, Transpose, Word
from levelwise.model.parameters import Stacked
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
    if matrices.unit:
        return [_of_unit(matrices, term) for term in matrices.terms]
    if len(matrices.single) < 2 or not matrices.together:
        return [
            line for term in matrices.terms for line in _of_all_groups(matrices, matrices.random_columns(term), term)
        ]
    parts = [matrices.random_columns(one) for one in matrices.single]
    (whole,) = matrices.terms
    lines = [Line(matrices.random_columns(whole), "=", side_by_side(parts))]
    for part, one in zip(parts, matrices.single, strict=True):
        lines += _of_all_groups(matrices, part, one)
    return lines


def _of_unit(matrices: Matrices, term: Term) -> Line:
    own = [column for number in term.blocks for column in matrices.spec.blocks[number].effects]
    return Line(matrices.random_columns(term), "=", columns(own, matrices.columns))


def _of_all_groups(matrices: Matrices, design: Symbol, term: Term) -> list[Line]:
    """Return the design matrix of the random effects of all groups: the indicators of the groups times some columns.

    The product is that of Khatri and Rao (Bates et al. 2015, section 2.3): the row of an observation has the values of
    the columns where its group is, else zeros. For intercepts alone it is the matrix of the indicators.
    """
    (number,) = term.blocks
    block = matrices.spec.blocks[number]
    of = Stacked("memberships", unit=block.group)
    indicators = Symbol(matrices.symbols.membership, (Word(block.group),), of=of, face="bold")
    if [column.cells for column in block.effects] == [()]:
        return [Line(design, "=", indicators)]
    raw = matrices.raw_columns(number)
    product = Row((Transpose(indicators), Operator("khatri-rao"), Transpose(raw)))
    return [Line(design, "=", Transpose(product)), Line(raw, "=", columns(block.effects, matrices.columns))]


def covariance_lists(matrices: Matrices) -> list[Line]:
    """Return the lines of the covariance matrices of the blocks, with the entries d₁₁, d₁₂, …."""
    lines: list[Line] = []
    for term in matrices.terms:
        for number in term.blocks:
            symbol = matrices.covariances(number)
            entries = Entries(small(matrices.symbols.covariance), matrices.symbols.correlation, symbol.sub)
            lines.append(Line(symbol, "=", entries.matrix(matrices.spec, number)))
    return lines
