"""R13: the same factor in the fixed part and as a grouping factor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.expand import expand, uses_dot
from levelwise.formula.parser import parse
from levelwise.formula.syntax import deparse, names_in, quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.identifiers import ids_as_numbers
from levelwise.legitimacy.questions.measurements import example_values, has_swapped_sides
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.questions.spans_groups import spans_groups, terms_spanning_groups
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r08_few_groups import MANY
from levelwise.model.spec import Block, DesignColumn
from levelwise.text.sentences import counted, listed


def r13(case: Case) -> Iterator[RuleResult]:
    """A factor in the fixed part saturates the groups: each has a fixed intercept of its own.

    No variation between groups is left for a random intercept, so its variance cannot be estimated.
    """
    for block, columns in absorbed_columns(case):
        terms = {column.term for column in columns}
        yield RuleResult(_finding(case, block, columns), partial(_repairs, case, block, terms))
    yield from _ids(case)


def _ids(case: Case) -> Iterator[RuleResult]:
    """Find ids of groups that are used as numbers, as a predictor or with a slope."""
    swapped = {block.group for block in case.spec.blocks if has_swapped_sides(case, block)}
    grouping = {part for level in case.spec.levels for part in level.group.parts}
    for name in dict.fromkeys(name for _, name in sorted(ids_as_numbers(case))):
        places = [place for place, own in sorted(ids_as_numbers(case)) if own == name and place not in swapped]
        slopes = [place for place in places if place]
        if not slopes and not (places and name in grouping):
            continue
        what = "predictor" if "" in places else "slope"
        title = f"{name} labels groups, but is used as a number"
        reason = (
            f"The values of {name} are labels, whose size and order mean nothing, and the model has a linear effect "
            f"of them{'' if what == 'predictor' else f' in each group of {listed(slopes)}'}. If a separate effect of "
            f"each label was meant, factor() was forgotten, and such effects leave no variance between the groups of "
            f"{name}; otherwise {name} has no place among the predictors."
        )
        span = variable_span(case, quoted(name))
        finding = Finding("R13", title, "warning", span, (name,), reason, example_values(case, name))
        yield RuleResult(finding, partial(_without_number, case, name))


def _without_number(case: Case, name: str) -> Iterator[str]:
    """Remove an id from the fixed part and from the left sides of bars."""
    editor, changes, labels = FormulaEditor(case.spec.source), {}, []
    for term in case.termset.fixed.terms:
        if any(names_in(variable.node) == (name,) for variable in term.factors):
            labels.append(term.label)
    for block in case.spec.blocks:
        terms = {
            column.term
            for column in block.effects
            for cell in column.cells
            if names_in(case.spec.variables[cell.variable]) == (name,)
        }
        if terms:
            changes[block.span, block.group] = side_without(case.spec, block, terms)
    if labels and not changes:
        yield editor.without_terms(labels, ())
    elif changes and not labels:
        yield editor.edited(changes)
    else:
        kept = [term.label for term in case.termset.fixed.terms if term.label not in labels]
        offsets = (f"offset({deparse(node)})" for node in case.termset.fixed.offsets)
        yield editor.rebuilt(None, [*kept, *offsets], changes)


def absorbed_columns(case: Case) -> Iterator[tuple[Block, list[DesignColumn]]]:
    """Return the random columns that the fixed part spans for each group separately, by block."""
    for block in case.spec.blocks:
        absorbed = [column for column in block.effects if _is_absorbed(case, block, column)]
        if absorbed:
            yield block, absorbed


def _is_absorbed(case: Case, block: Block, column: DesignColumn) -> bool:
    """Return whether the fixed part has a separate effect of a column for each group, unless R1 reports the column."""
    if column.cells and case.has_random_intercept(block.group) and is_constant_within(case, block.group, column):
        return False
    return spans_groups(case, block.group, column)


def open_questions(case: Case) -> Iterator[str]:
    """Return which grouping columns in the fixed part may be categorical; without data they count as numeric."""
    columns = case.prepared.schema.columns
    for level in case.spec.levels:
        if len(level.group.parts) == 1 and level.group.label in columns and not columns[level.group.label].is_factor:
            yield f"whether {level.group.label} is a factor in the fixed part, leaving no variance between its groups"


def _finding(case: Case, block: Block, columns: list[DesignColumn]) -> Finding:
    own, group = terms_spanning_groups(case, block.group), block.group
    by = listed(own) if own else "the fixed part"
    verb = "gives" if len(own) <= 1 else "give"
    what = listed(f"a slope of {column.name}" if column.cells else "an intercept" for column in columns)
    title = f"the groups of {group} are both fixed and random: {by} already {verb} each {what} of its own"
    reason = (
        f"A random effect is the deviation of a group of {group} from what the fixed part predicts for it. Here {by} "
        f"{verb} each group {what} of its own, so no variation between groups is left."
    )
    evidence = None
    if case.design is not None and not case.is_sampled and case.fits_in_memory and case.fixed_space is not None:
        rank = counted(case.fixed_space.rank, "independent column")
        size = counted(case.size(group), "group")
        evidence = Evidence(f"The {rank} of the fixed part span the indicators of all {size} of {group}")
    return Finding("R13", title, "error", block.span, tuple(column.name for column in columns), reason, evidence)


def _repairs(case: Case, block: Block, terms: set[str]) -> Iterator[str]:
    """Remove the fixed indicators, or the random effects; of a fixed factor of interest, only the random effects."""
    editor, place, fixed = FormulaEditor(case.spec.source), (block.span, block.group), case.termset.fixed
    own = terms_spanning_groups(case, block.group)
    if own and not _is_of_interest(case, block.group, own):
        shorter = editor.without_terms(own, ())
        if _lacks(shorter, own):
            yield shorter
        else:  # they are in a product, as in factor(g)*x, or replace the intercept
            offsets = (f"offset({deparse(node)})" for node in fixed.offsets)
            yield editor.rebuilt(None, [*(term.label for term in fixed.terms if term.label not in own), *offsets])
    side = side_without(case.spec, block, terms)
    yield editor.edited({place: None if side == "1" and "" in terms else side})
    spans = {b.span for b in case.spec.blocks if b.group == block.group}
    yield editor.edited({(span, block.group): None for span in spans})


def _is_of_interest(case: Case, group: str, terms: list[str]) -> bool:
    """Return whether a fixed factor is meant: it has few categories, like a treatment, or is in an interaction by name.

    ``factor(school)*x`` with many schools is rather a second way of writing what the bar says.
    """
    if 1 < case.size(group) < MANY:
        return True
    names = set(case.spec.level(group).group.parts) & set(terms)
    return any(
        len(term.factors) > 1 and names & {variable.text for variable in term.factors}
        for term in case.termset.fixed.terms
    )


def _lacks(formula: str, terms: list[str]) -> bool:
    """Return whether a formula has an intercept and none of some terms; False if it uses ``.``."""
    parsed = parse(formula)
    if uses_dot(parsed.right):
        return False
    fixed = expand(parsed).fixed
    return fixed.intercept and not any(term.label in terms for term in fixed.terms)


R13 = Rule(
    "R13",
    "the same factor in the fixed part and as a grouping factor",
    "error",
    "the random column, multiplied by the indicator of each group, is a linear combination of the fixed columns; "
    "without data, a fixed term consists of the grouping columns as factors; a warning if an id is a "
    "predictor as a number: a column of whole numbers whose name says that it is an id (such as id, school, subject), "
    "or that defines at least ten groups and whose name is not that of a quantity (such as year, dose, x)",
    "Bell & Jones (2015), Polit. Sci. Res. Methods 3",
    r13,
    open_questions,
)
