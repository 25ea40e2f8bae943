"""Which grouping columns contain measurements rather than labels, and which bars have their sides swapped."""

from __future__ import annotations

from levelwise.data.columns import Floats, Numbers, Values, distinct
from levelwise.formula.syntax import Name, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.questions.identifiers import is_called_id, is_called_quantity, is_identifier
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.model.spec import Block, Level

MIN_DISTINCT = 10
"""Up to this number of distinct values with a fraction, they may be doses, or codes such as 2.1."""

MIN_UNIQUE, NEARLY_UNIQUE, MOSTLY_UNIQUE = 20, 0.95, 0.5
"""Whole numbers are measurements if they are at least so many, and so many of the rows have a number of their own; the
last share is that for names of quantities, such as income."""

_WHOLE = ("number", "integer")  # kinds of columns that may be whole numbers, unlike dates

FEW_CATEGORIES, MANY_CATEGORIES = 5, 10
"""Minimum number of categories of a factor on the left of a measurement, or of a number, that may be the groups."""


@cached_on_case
def measurement_columns(case: Case) -> frozenset[str]:
    """Return the grouping columns that look like measurements; none without data."""
    if case.observed is None:
        return frozenset()
    found = case.observed.raw.items()
    complete = not case.is_sampled
    return frozenset(
        name
        for name, values in found
        if looks_measured(values, complete=complete) or (complete and _is_nearly_unique(name, values))
    )


def _is_nearly_unique(name: str, values: Values) -> bool:
    """Return whether a column has whole numbers like incomes: nearly all different, with gaps, and not called an id.

    If all are different, every row is a group, which R6 reports.
    """
    if not isinstance(values, Numbers) or values.kind not in ("number", "integer") or values.values.ndim > 1:
        return False
    found = distinct(values.values)
    if is_called_id(name) or len(found) == len(values.values) or len(found) < MIN_UNIQUE:
        return False
    share = MOSTLY_UNIQUE if is_called_quantity(name) else NEARLY_UNIQUE
    return len(found) >= share * len(values.values) and float(np.ptp(found)) > 2 * len(found)


def is_doubtful_factor(case: Case, level: Level) -> bool:
    """Return whether R11 or R12 doubts that a factor defines groups, so that its sizes mean nothing."""
    if any(name in measurement_columns(case) for name in level.group.parts):
        return True
    return any(has_swapped_sides(case, block) for block in case.spec.blocks if block.group == level.group.label)


def example_values(case: Case, name: str) -> Evidence:
    """Return some of the smallest values of a column."""
    assert case.observed is not None  # there are data
    raw = case.observed.raw.get(name) or case.observed.values[quoted(name)]
    assert isinstance(raw, Numbers)  # as measurements are
    some = sorted({float(value) for value in raw.values[:1_000]})[:6]
    rows = " in the rows examined" if case.is_sampled else ""
    return Evidence(f"Some values of {name}{rows}: {', '.join(f'{value + 0.0:.6g}' for value in some)}")


def has_swapped_sides(case: Case, block: Block) -> bool:
    """Return whether a bar has the groups on its left and a measurement on its right."""
    group = case.spec.level(block.group).group
    left = single_variable(block)
    if case.observed is None or len(group.parts) > 1 or not left:
        return False
    name = group.parts[0]
    number = label_count(case, left)
    if not number or not isinstance(case.observed.raw[name], Numbers) or is_called_id(name):
        return False
    if name in measurement_columns(case):
        return number >= FEW_CATEGORIES
    if number < max(MANY_CATEGORIES, case.size(block.group)):
        return False
    # whole numbers with a linear effect in the fixed part are not meant as labels either
    return quoted(name) in case.fixed_terms or (
        not case.prepared.schema.columns[left].is_factor and is_identifier(case, left)
    )


def label_count(case: Case, left: str) -> int:
    """Return the number of categories of a variable, or of values of one that may be an id; 0 for quantities.

    Whole numbers may be ids if they are called so, or if they are no predictor in the fixed part.
    """
    column, node = case.prepared.schema.columns[left], case.spec.variables[left]
    if column.is_factor:
        return len(column.categories)
    if not isinstance(node, Name) or case.observed is None:
        return 0
    values = case.observed.values[left]
    may_be = is_called_id(node.text) or not (left in case.fixed_terms or is_called_quantity(node.text))
    if not may_be or not isinstance(values, Numbers) or values.values.ndim > 1 or values.kind not in _WHOLE:
        return 0
    return len(distinct(values.values)) if bool((values.values == np.floor(values.values)).all()) else 0


def single_variable(block: Block) -> str:
    """Return the only variable on the left of a bar; an empty string if there are several or none."""
    found = {cell.variable for column in block.effects for cell in column.cells}
    return found.pop() if len(found) == 1 else ""


def looks_measured(values: Values, *, complete: bool) -> bool:
    """Return whether a column contains measurements: numbers that nobody uses to label groups.

    Whole numbers and dates do not count: ids, years and days define groups. Numbers with a fraction do if there are
    more than `MIN_DISTINCT` distinct ones, or if most rows have unique values; a few may be doses. Numbers such
    as 1.1, 1.2, 2.1, 2.2, 2.3 are codes, however many.

    Parameters
    ----------
    values : Values
        The column.
    complete : bool
        Whether these are all rows; a sample does not show which values are rare.
    """
    if not isinstance(values, Numbers) or values.kind != "number" or values.values.ndim > 1:
        return False
    numbers = values.values
    if bool((numbers == np.floor(numbers)).all()):
        return False
    found = distinct(numbers)
    if _are_codes(found):
        return False
    return len(found) > MIN_DISTINCT or (complete and 2 * len(found) > len(numbers))


def _are_codes(numbers: Floats) -> bool:
    """Return whether the decimals count from 1 after each whole number: 1.1, 1.2, 2.1, 2.2, 2.3, or two decimals.

    Measurements, however dense, leave gaps, and do not all start at .1.
    """
    if len(numbers) < 3 or not (np.abs(numbers) < 1e9).all():
        return False
    for base in (10, 100):
        scaled = np.round(numbers * base)
        if np.allclose(numbers * base, scaled, rtol=0.0, atol=1e-6):
            whole, part = np.divmod(scaled, base)
            starts = np.diff(whole, prepend=-np.inf) != 0
            return bool(starts.sum() > 1 and (part[starts] == 1).all() and (np.diff(part)[~starts[1:]] == 1).all())
    return False
