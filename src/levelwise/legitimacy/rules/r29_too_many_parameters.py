"""R29: more variances and covariances than groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import is_doubtful_factor
from levelwise.legitimacy.questions.places import blocks_of_bar, first_block
from levelwise.legitimacy.questions.variation import is_constant_within
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.model_parameters import covariance_parameter_count
from levelwise.model.spec import INTERCEPT, Block
from levelwise.text.sentences import MOST, counted, listed

FEW, FEWEST = 5, 3
"""R8 warns of fewer groups; fewer degrees of freedom are hardly any."""

MOST_COLUMNS = 200
"""Of more fixed columns it is not asked how many are constant within groups."""


def r29(case: Case) -> Iterator[RuleResult]:
    """The groups are draws from the distribution of the random effects and should outnumber its parameters."""
    seen: set[tuple[object, str]] = set()
    for block in case.spec.blocks:
        place, size = (block.span, block.group), case.spec.level(block.group).size
        if size is None or size < 2 or place in seen or is_doubtful_factor(case, case.spec.level(block.group)):
            continue
        seen.add(place)
        own = blocks_of_bar(case, block)
        number, effects = sum(map(covariance_parameter_count, own)), sum(len(b.effects) for b in own)
        if number <= size or number == 1:
            continue
        title = f"a bar has more variances and covariances than {block.group} has groups"
        reason = (
            f"The {effects} random effects of this bar have {number} variances and covariances, to be estimated from "
            f"the {size} groups of {block.group}; expect a singular fit, or estimates that are mostly noise."
        )
        evidence = Evidence(
            "Parameters to be estimated", ("effects", "parameters", "groups"), ((str(effects), str(number), str(size)),)
        )
        finding = Finding("R29", title, "warning", block.span, (block.group,), reason, evidence)
        yield RuleResult(finding, partial(_simpler, case, block))
    yield from _coefficients(case)


def _coefficients(case: Case) -> Iterator[RuleResult]:
    """Find factors whose groups hardly outnumber the fixed coefficients of the group level."""
    if case.design is None:
        return
    for level in case.spec.levels:
        group, size = level.group.label, level.size or 0
        if size < FEW or not case.has_random_intercept(group) or is_doubtful_factor(case, level):
            continue
        if len(case.spec.fixed) < FEWEST or len(case.spec.fixed) > MOST_COLUMNS:
            continue
        own = [column for column in case.spec.fixed if is_constant_within(case, group, column)]
        left = size - len(own)
        if len(own) < FEWEST or left <= 0 or (left >= FEWEST and 3 * len(own) <= 2 * size):
            continue  # if there are as many coefficients as groups, R13 reports it
        title = f"{counted(size, 'group')} of {group} for {len(own)} coefficients of the group level"
        reason = (
            f"The fixed part has {counted(len(own), 'column')} constant within the groups of {group}, the intercept "
            f"included, so that the variance between the groups is estimated with {counted(left, 'degree')} of "
            "freedom, and the coefficients with as few."
        )
        names = tuple(column.name for column in own if column.cells)
        evidence = Evidence(f"Constant within the groups of {group}: {listed(names[:MOST])}")
        yield RuleResult(Finding("R29", title, "warning", first_block(case, group).span, names, reason, evidence))


def open_questions(case: Case) -> Iterator[str]:
    """Return the bars for which the number of groups decides."""
    numbers: dict[tuple[object, str], int] = {}
    for block in case.spec.blocks:
        place = (block.span, block.group)
        numbers[place] = numbers.get(place, 0) + covariance_parameter_count(block)
    for (_, group), number in numbers.items():
        if number > 1:
            yield f"whether {group} has at least as many groups as its bar has variances and covariances ({number})"


def _simpler(case: Case, block: Block) -> Iterator[str | None]:
    """Drop the covariances, then the slopes, those of the highest order first."""
    editor, place = FormulaEditor(case.spec.source), (block.span, block.group)
    terms = bar_terms(case.spec, block)
    own = [column for one in blocks_of_bar(case, block) for column in one.effects]
    if block.covariance == "us" and not block.split:
        yield editor.uncorrelated(block)
    order = {column.term: len(column.cells) for column in own}
    for most in sorted({order[term] for term in terms}, reverse=True)[1:]:
        side = bar_side(term for term in terms if order[term] <= most)
        if side is not None and (most or any(column.key == INTERCEPT for column in own)):
            yield editor.edited({place: side})


R29 = Rule(
    "R29",
    "more parameters than the groups allow",
    "warning",
    "the number of variances and covariances of a bar, q(q + 1)/2 for q effects with an unstructured covariance "
    "matrix, exceeds the number of groups; or three or more fixed columns, the intercept included, are constant within "
    "the groups, and their number is more than two thirds of that of the groups, or less than three below it",
    "Bates, Kliegl, Vasishth & Baayen (2015), Parsimonious Mixed Models, arXiv:1506.04967",
    r29,
    open_questions,
)
