"""R29: more variances and covariances than groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import is_doubtful_factor
from levelwise.legitimacy.questions.places import blocks_of_bar
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.parameters import covariance_parameter_count
from levelwise.model.spec import INTERCEPT, Block


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
    "more covariance parameters than groups",
    "warning",
    "the number of variances and covariances of a bar, q(q + 1)/2 for q effects with an unstructured covariance "
    "matrix, exceeds the number of groups",
    "Bates, Kliegl, Vasishth & Baayen (2015), Parsimonious Mixed Models, arXiv:1506.04967",
    r29,
    open_questions,
)
