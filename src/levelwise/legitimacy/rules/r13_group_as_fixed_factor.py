"""R13: groups that the fixed part already tells apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.expand import expand, uses_dot
from levelwise.formula.parser import parse
from levelwise.formula.syntax import deparse
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.spans_groups import spans_groups, terms_spanning_groups
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block, Coefficient
from levelwise.text.sentences import counted, listed


def r13(case: Case) -> Iterator[RuleResult]:
    """A factor in the fixed part gives every group an effect of its own, and nothing is left that could be random.

    The groups' intercepts are then known to be free; the variance of a random intercept beside them is the variance of
    what is left over, and nothing is.
    """
    for block, spent in absorbed_columns(case):
        terms = {column.term for column in spent}
        yield RuleResult(_finding(case, block, spent), partial(_repairs, case, block, terms))


def absorbed_columns(case: Case) -> Iterator[tuple[Block, list[Coefficient]]]:
    """Find the random columns that the fixed part has for each group, by their blocks."""
    for block in case.spec.blocks:
        spent = [column for column in block.effects if _is_spent(case, block, column)]
        if spent:
            yield block, spent


def _is_spent(case: Case, block: Block, column: Coefficient) -> bool:
    """Say whether the fixed part has each group's own effect of a column; a flat slope is the business of R1."""
    if column.cells and case.has_random_intercept(block.group) and is_constant_within(case, block.group, column):
        return False
    return spans_groups(case, block.group, column)


def unknown_fixed_groups(case: Case) -> Iterator[str]:
    """Without data a column counts as numeric, though it may hold the names of the groups."""
    columns = case.built.schema.columns
    for level in case.spec.levels:
        if len(level.group.parts) == 1 and level.group.label in columns and not columns[level.group.label].is_factor:
            yield f"whether {level.group.label} is a factor in the fixed part, which would leave no variance to it"


def _finding(case: Case, block: Block, columns: list[Coefficient]) -> Finding:
    own, group = terms_spanning_groups(case, block.group), block.group
    by = listed(own) if own else "the fixed part"
    verb = "gives" if len(own) <= 1 else "give"
    what = listed(f"a slope of {column.name}" if column.cells else "an intercept" for column in columns)
    title = f"the groups of {group} are fixed as well as random: {by} already {verb} each {what} of its own"
    reason = (
        f"A random effect is how far a group of {group} lies from what the fixed part says of it; here {by} {verb} "
        f"each group {what} of its own, so nothing is left over that could vary at random."
    )
    evidence = None
    if case.design is not None and not case.is_sampled and case.fits_in_memory and case.fixed_space is not None:
        rank = counted(case.fixed_space.rank, "independent column")
        size = counted(case.size(group), "group")
        evidence = Evidence(f"Fixed part: {rank}, which the indicators of all {size} of {group} are combinations of")
    return Finding("R13", title, "error", block.span, tuple(column.name for column in columns), reason, evidence)


def _repairs(case: Case, block: Block, terms: set[str]) -> Iterator[str]:
    """Leave out the fixed indicators, or what is random beside them."""
    text, place, fixed = FormulaEditor(case.spec.source), (block.span, block.group), case.termset.fixed
    own = terms_spanning_groups(case, block.group)
    if own:
        shorter = text.without_terms(own, ())
        if _lacks(shorter, own):
            yield shorter
        else:  # they stand in a product, as in factor(g)*x, or in the place of the intercept
            offsets = (f"offset({deparse(node)})" for node in fixed.offsets)
            yield text.rebuilt(None, [*(term.label for term in fixed.terms if term.label not in own), *offsets])
    side = side_without(case.spec, block, terms)
    yield text.edited({place: None if side == "1" and "" in terms else side})
    spans = {b.span for b in case.spec.blocks if b.group == block.group}
    yield text.edited({(span, block.group): None for span in spans})


def _lacks(formula: str, terms: list[str]) -> bool:
    """Say whether a formula has an intercept and none of some terms; of ``.`` nobody knows without the data."""
    parsed = parse(formula)
    if uses_dot(parsed.right):
        return False
    fixed = expand(parsed).fixed
    return fixed.intercept and not any(term.label in terms for term in fixed.terms)


R13 = Rule(
    "R13",
    "the same factor fixed and grouping",
    "error",
    "the column, crossed with every group, is a combination of the fixed columns; without data, a fixed term is "
    "made of the grouping columns as factors",
    "Bell & Jones (2015), Polit. Sci. Res. Methods 3",
    r13,
    unknown_fixed_groups,
)
