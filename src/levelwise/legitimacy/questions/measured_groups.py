"""Which grouping factors look like measurements."""

from __future__ import annotations

from levelwise.data.columns import Numbers
from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, cached_on_case
from levelwise.legitimacy.questions.measurement import looks_measured
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.model.spec import Block, Level

FEW_CATEGORIES, MANY_CATEGORIES = 5, 10
"""A factor of so many categories may be meant to group; one of so many certainly, beside a number."""


@cached_on_case
def measurement_columns(case: Case) -> frozenset[str]:
    """Return the grouping columns whose values look like measurements; none without data."""
    if case.observed is None:
        return frozenset()
    found = case.observed.raw.items()
    return frozenset(name for name, values in found if looks_measured(values, complete=not case.is_sampled))


def is_doubtful_factor(case: Case, level: Level) -> bool:
    """Say whether R11 or R12 already doubts that a factor groups; then its sizes say nothing."""
    if any(name in measurement_columns(case) for name in level.group.parts):
        return True
    return any(has_swapped_sides(case, block) for block in case.spec.blocks if block.group == level.group.label)


def example_values(case: Case, name: str) -> Evidence:
    """Show the smallest values of a column, which say what it is."""
    assert case.observed is not None  # only asked with data
    raw = case.observed.raw[name]
    assert isinstance(raw, Numbers)  # a measurement is
    some = sorted({float(value) for value in raw.values[:1_000]})[:6]
    seen = " of the rows looked at" if case.is_sampled else ""
    return Evidence(f"Some values of {name}{seen}: {', '.join(f'{value + 0.0:.6g}' for value in some)}")


def has_swapped_sides(case: Case, block: Block) -> bool:
    """Say whether a bar has its groups on the left and a measurement on the right."""
    group = case.spec.level(block.group).group
    left = single_variable(block)
    if case.observed is None or len(group.parts) > 1 or not left:
        return False
    column, name = case.built.schema.columns[left], group.parts[0]
    number = len(column.categories)
    if not column.is_factor or not isinstance(case.observed.raw[name], Numbers):
        return False
    if name in measurement_columns(case):
        return number >= FEW_CATEGORIES
    # a whole number whose effect is a line in the fixed part is no label for the author either
    return number >= max(MANY_CATEGORIES, case.size(block.group)) and quoted(name) in case.fixed_terms


def single_variable(block: Block) -> str:
    """Return the one variable on the left of a bar; an empty text where there are others or none."""
    found = {cell.variable for column in block.effects for cell in column.cells}
    return found.pop() if len(found) == 1 else ""
