"""R11 and R12: a measurement on the right side of a bar, where groups are named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.data.values import Numbers
from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case, Draft, once
from levelwise.legitimacy.measured import looks_measured
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Evidence, Finding
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.words import listed
from levelwise.modeling.spec import Block, Level

FEW_CATEGORIES, MANY_CATEGORIES = 5, 10
"""A factor of so many categories may be meant to group; one of so many certainly, beside a number."""


def r11(case: Case) -> Iterator[Draft]:
    """The left side of a bar says what differs between groups, the right side which the groups are.

    With a measurement on the right and the groups on the left each value of the measurement would be a group.
    """
    for block in case.spec.blocks:
        if not is_reversed(case, block):
            continue
        right, left = block.group, _left(block)
        size = len(case.built.schema.columns[left].categories)
        title = f"the bar has {left} on its left and {right} on its right"
        reason = (
            f"Read as it stands, every value of {right} is a group and the {size} categories of {left} are effects "
            f"that differ between these groups. The groups stand on the right: (… | {left})."
        )
        finding = Finding("R11", title, "error", block.span, (left, right), reason, _values(case, right))
        yield Draft(finding, partial(_turned, case, block, left))


def r12(case: Case) -> Iterator[Draft]:
    """Groups are told apart by labels; a measurement makes a group of whatever rows happen to share a value.

    Rows with nearly equal values then have nothing in common, although the measurement says that they are alike.
    """
    seen: set[str] = set()
    for block in case.spec.blocks:
        for name in case.spec.level(block.group).group.parts:
            if name not in measured(case) or name in seen or is_reversed(case, block):
                continue
            seen.add(name)
            title = f"the groups are the values of {name}, which look like measurements"
            reason = (
                f"Every value of {name} is taken as the label of a group, and two that are nearly equal as groups "
                f"that have nothing in common. If {name} is a measurement, its effect belongs on the left of a bar or "
                "in the fixed part; if its values are codes, turn them into text first."
            )
            finding = Finding("R12", title, "warning", block.span, (name,), reason, _values(case, name))
            yield Draft(finding, partial(_without_measure, case, block, name))


@once
def measured(case: Case) -> frozenset[str]:
    """Return the grouping columns whose values look like measurements; none without data."""
    if case.observed is None:
        return frozenset()
    found = case.observed.raw.items()
    return frozenset(name for name, values in found if looks_measured(values, complete=not case.is_sampled))


def not_a_factor(case: Case, level: Level) -> bool:
    """Say whether R11 or R12 already doubts that a factor groups; then its sizes say nothing."""
    if any(name in measured(case) for name in level.group.parts):
        return True
    return any(is_reversed(case, block) for block in case.spec.blocks if block.group == level.group.label)


def is_reversed(case: Case, block: Block) -> bool:
    """Say whether a bar has its groups on the left and a measurement on the right."""
    group = case.spec.level(block.group).group
    left = _left(block)
    if case.observed is None or len(group.parts) > 1 or not left:
        return False
    column, name = case.built.schema.columns[left], group.parts[0]
    number = len(column.categories)
    if not column.is_factor or not isinstance(case.observed.raw[name], Numbers):
        return False
    if name in measured(case):
        return number >= FEW_CATEGORIES
    # a whole number whose effect is a line in the fixed part is no label for the author either
    return number >= max(MANY_CATEGORIES, case.size(block.group)) and quoted(name) in case.fixed_terms


def _left(block: Block) -> str:
    """Return the one variable on the left of a bar; an empty text where there are others or none."""
    found = {cell.variable for column in block.effects for cell in column.cells}
    return found.pop() if len(found) == 1 else ""


def _values(case: Case, name: str) -> Evidence:
    """Show the smallest values of a column, which say what it is."""
    assert case.observed is not None  # only asked with data
    raw = case.observed.raw[name]
    assert isinstance(raw, Numbers)  # a measurement is
    some = sorted({float(value) for value in raw.values[:1_000]})[:6]
    seen = " of the rows looked at" if case.is_sampled else ""
    return Evidence(f"Some values of {name}{seen}: {', '.join(f'{value + 0.0:.6g}' for value in some)}")


def _turned(case: Case, block: Block, left: str) -> Iterator[str]:
    node = case.spec.variables[left]
    if isinstance(node, Name):
        text, right = Text(case.spec.source), case.spec.level(block.group).group.parts[0]
        yield text.with_bar(block, quoted(right), left)
        yield text.with_bar(block, "1", left)


def _without_measure(case: Case, block: Block, name: str) -> Iterator[str]:
    """Turn the bar round if what stands on its left can group; else move the measurement to the fixed part."""
    text, left = Text(case.spec.source), _left(block)
    if len(text.steps(block)) > 1:
        return
    node = case.spec.variables.get(left)
    if isinstance(node, Name) and not case.built.schema.columns[left].name.startswith("factor("):
        yield from _turned(case, block, left)
    added = () if quoted(name) in case.fixed_terms else (quoted(name),)
    yield text.edited({(block.span, block.group): None}, added)


def unknown_sides(case: Case) -> Iterator[str]:
    """Say of which bars the sides may have been changed."""
    for block in case.spec.blocks:
        names = {cell.variable for column in block.effects for cell in column.cells}
        if len(names) == 1 and any(case.built.schema.columns[name].is_factor for name in names):
            yield f"whether {block.group} holds labels, not measurements, beside the factor {names.pop()}"


def unknown_measures(case: Case) -> Iterator[str]:
    """Say which columns group and might be measurements."""
    names = dict.fromkeys(part for level in case.spec.levels for part in level.group.parts)
    if names:
        yield f"whether the values of {listed(names)} are labels of groups, not measurements"


R11 = Rule(
    "R11",
    "a bar with its two sides changed",
    "error",
    "the left side is one factor of at least 5 categories and the right side a measurement (as R12 says); or the "
    "left has at least 10 categories and as many as there are groups, and the right is a number in the fixed part",
    "lme4, Bates et al. (2015), section 2: (expr | factor)",
    r11,
    unknown_sides,
)


R12 = Rule(
    "R12",
    "a grouping factor that is a measurement",
    "warning",
    "a numeric column, no date, with a fraction in some value, and most rows have a value of their own, or there are "
    "more than 10 values and some are whole, have more than two decimals, or stand in a single row",
    "Bates et al. (2015), section 2: the right side of a bar is evaluated as a factor; GLMM FAQ (Bolker)",
    r12,
    unknown_measures,
)
