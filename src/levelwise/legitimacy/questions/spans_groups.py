"""Whether the fixed part tells the groups of a factor apart, and by which terms."""

from __future__ import annotations

from levelwise.data.columns import Floats
from levelwise.design.column_space import ColumnSpace
from levelwise.formula.expanded import Term
from levelwise.formula.syntax import Call, Name, Node
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.model.spec import CONSTANT, INTERCEPT, Coefficient

_FACTORS = ("factor", "as.factor", "ordered", "as.ordered", "C")
_SEED = 13  # of the random weights; any other gives the same answers


@cached_on_case
def spans_groups(case: Case, group: str, column: Coefficient) -> bool:
    """Say whether the fixed part spans a column crossed with each group of a factor: ``factor(g)`` for the constant.

    The groups are too many to be asked one by one. As many as the fixed part has dimensions can be spanned at most, and
    a combination of all, with random weights, lies in the space only when each of them does.
    """
    partition, design = case.partition(group), case.design
    if partition is None or design is None or case.is_sampled or not case.fits_in_memory:
        return column.key == INTERCEPT and any(_distinguishes_groups(case, group, term) for term in _factor_terms(case))
    values = design.column(column)
    if case.size(group) < 2 or not values.any():
        return False
    concerned = len(np.unique(partition.codes[values != 0]))
    if concerned > len(case.spec.fixed) or (column.cells and concerned < 2):
        return False
    space = case.fixed_space
    assert space is not None  # there is a design
    return space.contains(values * _weights(partition.size)[partition.codes])


def _factor_terms(case: Case) -> list[Term]:
    """Return the fixed terms all of whose variables are factors, coded so that their categories are told apart."""
    columns = case.built.schema.columns
    return [
        term
        for term in case.termset.fixed.terms
        if all(columns[v.text].is_factor and _is_complete(case, v.text) for v in term.factors)
    ]


def _is_complete(case: Case, variable: str) -> bool:
    """Say whether a factor's contrasts tell all its categories apart."""
    column = case.built.schema.columns[variable]
    chosen = column.contrast
    return chosen is None or max(len(chosen.columns), len(chosen.indicators)) >= len(column.categories) - 1


def _distinguishes_groups(case: Case, group: str, term: Term) -> bool:
    """Say whether a term of factors is made of the grouping columns, so that it tells the groups apart."""
    names = {_column_of(variable.node) for variable in term.factors}
    return case.size(group) != 1 and names == set(case.spec.level(group).group.parts)


def _column_of(node: Node) -> str | None:
    """Return the column that a variable takes the categories of, as ``factor(g)`` does of g."""
    if isinstance(node, Call) and node.function in _FACTORS and len(node.arguments) == 1:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) else None


def terms_spanning_groups(case: Case, group: str) -> list[str]:
    """Return the fixed terms that hold the grouping columns as factors."""
    parts, known = set(case.spec.level(group).group.parts), case.built.schema.columns
    named = {
        term.label: parts & {_column_of(v.node) for v in term.factors if known[v.text].is_factor}
        for term in case.termset.fixed.terms
    }
    all_of_them = [label for label, names in named.items() if names == parts]
    return all_of_them or [label for label, names in named.items() if names] or _spanning_terms(case, group)


def _spanning_terms(case: Case, group: str) -> list[str]:
    """Return the fixed terms that tell the groups apart under another name."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or case.is_sampled:
        return []
    weighted = _weights(partition.size)[partition.codes]
    constant = CONSTANT
    found: list[str] = []
    for label in dict.fromkeys(column.term for column in case.built.fixed_as_written if column.term):
        columns = [constant, *(column for column in case.built.fixed_as_written if column.term == label)]
        if len(columns) >= partition.size and ColumnSpace(design.matrix(columns)).contains(weighted):
            found.append(label)
    return found


def _weights(groups: int) -> Floats:
    return np.random.default_rng(_SEED).uniform(1.0, 2.0, groups)
