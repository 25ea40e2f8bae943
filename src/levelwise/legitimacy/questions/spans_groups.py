"""Whether the fixed part saturates the groups of a factor, and by which terms."""

from __future__ import annotations

from levelwise.data.columns import Floats, distinct
from levelwise.design.column_space import ColumnSpace
from levelwise.design.probes import uniform
from levelwise.formula.expanded import Term
from levelwise.formula.syntax import Call, Name, Node
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.questions.columns import FACTORS, is_unlisted_factor
from levelwise.model.spec import CONSTANT, INTERCEPT, DesignColumn

_SEED = 13  # for the random weights; the answers do not depend on it


@cached_on_case
def spans_groups(case: Case, group: str, column: DesignColumn) -> bool:
    """Return whether the fixed part spans a column crossed with each group of a factor, as ``factor(g)`` the constant.

    There may be too many groups to test one by one. The fixed part spans at most as many as it has dimensions, and a
    combination of all of them with random weights lies in its space only if each of them does.
    """
    partition, design = case.partition(group), case.design
    if partition is None or design is None or case.is_sampled or not case.fits_in_memory:
        return column.key == INTERCEPT and any(_distinguishes_groups(case, group, term) for term in _factor_terms(case))
    values = design.column(column)
    if case.size(group) < 2 or not values.any():
        return False
    nonzero = len(distinct(partition.codes[values != 0]))
    if nonzero > len(case.spec.fixed) or (column.cells and nonzero < 2):
        return False
    space = case.fixed_space
    assert space is not None  # there is a design
    return space.contains(values * _weights(partition.size)[partition.codes])


def _factor_terms(case: Case) -> list[Term]:
    """Return the fixed terms all of whose variables are factors with a distinct mean for each category."""
    columns = case.prepared.schema.columns
    return [
        term
        for term in case.termset.fixed.terms
        if all(
            is_unlisted_factor(case, v.text) or (columns[v.text].is_factor and _is_complete(case, v.text))
            for v in term.factors
        )
    ]


def _is_complete(case: Case, variable: str) -> bool:
    """Return whether a factor's contrasts give each category a mean of its own."""
    column = case.prepared.schema.columns[variable]
    chosen = column.contrast
    return chosen is None or max(len(chosen.columns), len(chosen.indicators)) >= len(column.categories) - 1


def _distinguishes_groups(case: Case, group: str, term: Term) -> bool:
    """Return whether a term of factors consists of the grouping columns, so that each group has its own mean."""
    names = {_column_of(variable.node) for variable in term.factors}
    return case.size(group) != 1 and names == set(case.spec.level(group).group.parts)


def _column_of(node: Node) -> str | None:
    """Return the column whose categories a variable has, such as g for ``factor(g)``."""
    if isinstance(node, Call) and node.function in FACTORS and len(node.arguments) == 1:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) else None


def terms_spanning_groups(case: Case, group: str) -> list[str]:
    """Return the fixed terms that saturate the groups: those with the grouping columns as factors, if there are any."""
    parts, known = set(case.spec.level(group).group.parts), case.prepared.schema.columns
    named = {
        term.label: parts & {_column_of(v.node) for v in term.factors if known[v.text].is_factor}
        for term in case.termset.fixed.terms
    }
    complete = [label for label, names in named.items() if names == parts]
    return complete or [label for label, names in named.items() if names] or _spanning_terms(case, group)


def _spanning_terms(case: Case, group: str) -> list[str]:
    """Return the fixed terms that saturate the groups under another name."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or case.is_sampled:
        return []
    weighted = _weights(partition.size)[partition.codes]
    constant = CONSTANT
    found: list[str] = []
    for label in dict.fromkeys(column.term for column in case.prepared.fixed_as_written if column.term):
        columns = [constant, *(column for column in case.prepared.fixed_as_written if column.term == label)]
        if len(columns) >= partition.size and ColumnSpace.spanned_by(columns, design).contains(weighted):
            found.append(label)
    return found


def _weights(groups: int) -> Floats:
    return 1.0 + uniform(groups, _SEED)
