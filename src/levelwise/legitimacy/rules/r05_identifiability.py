"""R5: variances and covariances that the design does not identify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.identifiability.decide import Identifiability
from levelwise.legitimacy.identifiability.repeated import without_repetitions
from levelwise.legitimacy.identifiability.size import is_too_large
from levelwise.legitimacy.identifiability.words import confounded_sets, confounding_text
from levelwise.legitimacy.questions.confounding_causes import cause_of_confounding
from levelwise.legitimacy.questions.measurements import has_swapped_sides
from levelwise.legitimacy.questions.nearly_same_groups import nearly_same_groups
from levelwise.legitimacy.questions.parameter_symbols import symbol
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.variance_identifiability import all_rows_fit, has_too_many_pairs, identifiability_of
from levelwise.legitimacy.repairs.bar_sides import bar_terms, side_without, without_factor
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r01_constant_slope import constant_slopes
from levelwise.legitimacy.rules.r04_overlapping_blocks import repeating_blocks
from levelwise.legitimacy.rules.r06_as_many_groups_as_rows import has_group_per_row
from levelwise.legitimacy.rules.r10_reversed_nesting import duplicate_factors
from levelwise.legitimacy.rules.r13_group_as_fixed_factor import absorbed_columns
from levelwise.model.descriptions import described
from levelwise.model.spec import Block, Key, ModelSpec
from levelwise.text.sentences import counted

_LISTED = 20
"""Maximum number of parameters in the evidence; a factor with many levels can have hundreds."""


def r5(case: Case) -> Iterator[RuleResult]:
    """The likelihood depends on the variance parameters only through the covariance matrix of the observations.

    If different values of the parameters imply the same covariance matrix, the likelihood is flat: an optimiser stops
    somewhere along the ridge, and the estimates it reports are arbitrary.
    """
    yield from _nearly_same(case)
    spec = _without(case.spec, _reported_elsewhere(case))
    found = identifiability_of(case, spec.blocks)
    if found is None or found.verdict == "identified":
        return
    numbers = {(block.name, block.group): number for number, block in enumerate(case.spec.blocks)}
    pairs = [
        (numbers[first.name, first.group], numbers[second.name, second.group])
        for first, second in repeating_blocks(case)
    ]
    assert case.design is not None  # identifiability takes data
    found = without_repetitions(found, spec, case.design, pairs)
    if found.verdict == "identified":
        return
    yield RuleResult(_finding(case, spec, found), partial(_repairs, case, found))


def _nearly_same(case: Case) -> Iterator[RuleResult]:
    """Find two factors, not written as nested, whose groups are the same but for a few."""
    for same in nearly_same_groups(case):
        if same.is_nested:
            continue
        one, other = same.first.group.label, same.second.group.label
        title = f"{one} and {other} are nearly the same {counted(min(case.size(one), case.size(other)), 'group')}"
        verb = "distinguishes" if same.extra == 1 else "distinguish"
        reason = (
            f"Only {counted(same.extra, 'combination')} of their groups beyond one for each {verb} the variance "
            f"between the groups of {one} from that between the groups of {other}; the two estimates are a matter of "
            "chance, and only their sum is estimated well."
        )
        finding = Finding("R5", title, "warning", first_block(case, other).span, (one, other), reason)
        yield RuleResult(finding, partial(_one_of, case, (other, one)))


def _one_of(case: Case, groups: tuple[str, str]) -> Iterator[str]:
    for group in groups:
        yield from without_factor(case, first_block(case, group))


def open_questions(case: Case) -> Iterator[str]:
    """Return whether the design identifies the parameters, if there are any."""
    if case.spec.blocks or case.spec.residual.kind == "structured":
        yield "whether the design identifies the variances and covariances"


def not_examined(case: Case) -> Iterator[str]:
    """Return the same question if the model is too large to be examined."""
    if has_too_many_pairs(case):
        yield (
            "whether the design identifies the variances and covariances, as too many pairs of residuals are correlated"
        )
    elif case.observed is not None and case.spec.blocks and is_too_large(case.spec, case.observed.rows):
        yield "whether the design identifies the variances and covariances, of which there are too many to examine"


def _reported_elsewhere(case: Case) -> dict[tuple[str, str], frozenset[Key]]:
    """Return the random columns, by block, that another rule reports; their parameters are not reported again."""
    found: dict[tuple[str, str], set[Key]] = {}
    for level in case.spec.levels:
        group = level.group.label
        constant = constant_slopes(case, group)
        variables = {cell.variable for key in constant for cell in key}
        whole_factor = group in duplicate_factors(case) or has_group_per_row(case, level)
        for block in case.spec.blocks:
            if block.group == group:
                whole_block = whole_factor or has_swapped_sides(case, block)
                # a product with a predictor that is constant within groups is confounded with its other part
                keys = {e.key for e in block.effects if whole_block or any(c.variable in variables for c in e.cells)}
                found.setdefault((block.name, block.group), set()).update(keys)
    for block, columns in absorbed_columns(case):
        found.setdefault((block.name, block.group), set()).update(column.key for column in columns)
    return {place: frozenset(keys) for place, keys in found.items()}


def _without(spec: ModelSpec, excluded: dict[tuple[str, str], frozenset[Key]]) -> ModelSpec:
    """Return a model without some random columns; a block without effects keeps the numbers of those after it."""
    blocks: list[Block] = []
    for block in spec.blocks:
        out = excluded.get((block.name, block.group), frozenset())
        kept = tuple(effect for effect in block.effects if effect.key not in out)
        if len(kept) < len(block.effects) and block.covariance not in ("us", "diag"):
            kept = ()
        blocks.append(replace(block, effects=kept))
    return spec.with_blocks(tuple(blocks))


def _finding(case: Case, spec: ModelSpec, found: Identifiability) -> Finding:
    sets = confounded_sets(found) if case.with_evidence else ()
    parameters = [one for each in sets for one in each.parameters]
    nearly = found.verdict == "nearly"
    well = "almost equally well" if nearly else "equally well"
    if not all(each.is_unidentified for each in sets):
        consequence = (
            f"All values that give the same combinations fit the data {well}, so the estimates of the individual "
            "parameters are arbitrary."
        )
    else:
        estimate = "the estimate is" if len(parameters) == 1 else "the estimates are"
        consequence = f"Any value fits the data {well}, so {estimate} arbitrary."
    reason = f"{confounding_text(sets, partial(symbol, case))}. {consequence}"
    severity: Severity = "error" if not nearly else "warning"
    if not case.spec.is_linear:
        severity = "warning"
        reason += f" (This is judged on the scale of the {case.spec.link} link.)"
    if case.is_sampled and not all_rows_fit(case):
        severity = "warning"
        reason += " This holds for the rows examined; the table is too large to examine all of them."
    rows = tuple((symbol(case, one), described(one, spec)) for one in parameters)
    more = len(rows) - _LISTED
    listed = (*rows[:_LISTED], ("…", f"{more} more")) if more > 1 else rows
    evidence = Evidence("Parameters that are not separately identifiable", ("parameter", "meaning"), listed)
    own = found.confounded_blocks if case.with_evidence else tuple(range(min(1, len(case.spec.blocks))))
    span = case.spec.blocks[own[-1]].span if own else case.spec.response.node.span
    names = tuple(row[0] for row in rows)
    title, cause = _title(found), cause_of_confounding(case, spec, sets)
    if cause is not None:
        reason += f" {title[0].upper()}{title[1:]}."
    return Finding("R5", cause or title, severity, span, names, reason, evidence)


def _title(found: Identifiability) -> str:
    nearly, number, count = found.verdict == "nearly", found.certain_rank, len(found.parameters)
    if count == 1:
        return f"the design {'barely identifies' if nearly else 'does not identify'} the variance parameter"
    combinations = f"only {counted(number, 'combination')}" if number else "no combination"
    return f"the design {'clearly ' if nearly else ''}identifies {combinations} of {count} variance parameters"


def _repairs(case: Case, found: Identifiability) -> Iterator[str | None]:
    """Drop all slopes, then fewer of them, then the covariances; for a single intercept, the bar."""
    editor = FormulaEditor(case.spec.source)
    for number in reversed(found.confounded_blocks):
        block = case.spec.blocks[number]
        terms = [term for term in bar_terms(case.spec, block) if term]
        place = (block.span, block.group)
        for first in range(len(terms)):
            yield editor.edited({place: side_without(case.spec, block, terms[first:])})
        yield editor.uncorrelated(block)
        if not terms:
            yield editor.edited({place: None})


R5 = Rule(
    "R5",
    "variances and covariances that the design does not identify",
    "error",
    "the rank of the map from the variance parameters to the covariance matrix of the data, with the fixed part "
    "projected out, computed from random probes; a warning if the rank is doubtful, if two factors have the same "
    "groups but for fewer than five, and for families other than the gaussian, which are judged on "
    "the scale of the link",
    "Rothenberg (1971), Econometrica 39; Searle, Casella & McCulloch (1992), Variance Components, section 6.6",
    r5,
    open_questions,
    not_examined,
)
