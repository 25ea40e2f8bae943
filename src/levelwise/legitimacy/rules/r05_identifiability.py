"""R5: variances and covariances that no data of this design could tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.identifiability import is_too_large
from levelwise.legitimacy.identifiability.decide import Identifiability
from levelwise.legitimacy.identifiability.parameters import effects_of
from levelwise.legitimacy.identifiability.words import account, confounded_sets, meaning, symbol
from levelwise.legitimacy.questions.measured_groups import has_swapped_sides
from levelwise.legitimacy.questions.variance_identifiability import all_rows_fit, identifiability_of
from levelwise.legitimacy.repairs.bar_sides import bar_terms, side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r01_constant_slope import constant_slopes
from levelwise.legitimacy.rules.r04_overlapping_blocks import correlated_by_double_bar, repeated_columns
from levelwise.legitimacy.rules.r06_as_many_groups_as_rows import has_group_per_row
from levelwise.legitimacy.rules.r10_reversed_nesting import duplicate_factors
from levelwise.legitimacy.rules.r13_group_as_fixed_factor import absorbed_columns
from levelwise.model.spec import Block, Key, ModelSpec
from levelwise.text.sentences import counted

_LISTED = 20
"""How many parameters the evidence lists; of a factor with many levels there can be hundreds."""


def r5(case: Case) -> Iterator[RuleResult]:
    """Data show a variance only by what it does to the variances and covariances of the observations.

    Where different values of the parameters do the same to all of them, the likelihood is flat: an optimiser stops
    somewhere on it, and what it reports there is arbitrary.
    """
    spec = _without(case.spec, _spoken_for(case))
    found = identifiability_of(case, spec.blocks)
    if found is None or found.verdict == "identified":
        return
    yield RuleResult(_finding(case, spec, found), partial(_repairs, case, spec, found))


def unknown_variances(case: Case) -> Iterator[str]:
    """Say what the design would tell (asked without data)."""
    if case.spec.blocks:
        yield "whether the design can tell the variances and covariances apart"


def unexamined_variances(case: Case) -> Iterator[str]:
    """Say that a model is too large to be examined."""
    if case.observed is not None and case.spec.blocks and is_too_large(case.spec, case.observed.rows):
        yield "whether the design can tell so many variances and covariances apart"


def _spoken_for(case: Case) -> dict[tuple[str, str], frozenset[Key]]:
    """Return the random columns, by block, with which another rule finds fault: what they do is said there."""
    found: dict[tuple[str, str], set[Key]] = {}
    for level in case.spec.levels:
        group = level.group.label
        flat = constant_slopes(case, group)
        variables = {cell.variable for key in flat for cell in key}
        lone = group in duplicate_factors(case) or has_group_per_row(case, level)
        for block in case.spec.blocks:
            if block.group == group:
                all_gone = lone or has_swapped_sides(case, block)
                # what multiplies a predictor that never varies in a group is confounded with what it multiplies
                gone = {e.key for e in block.effects if all_gone or any(c.variable in variables for c in e.cells)}
                found.setdefault((block.name, block.group), set()).update(gone)
    for block, columns in (*repeated_columns(case), *correlated_by_double_bar(case), *absorbed_columns(case)):
        found.setdefault((block.name, block.group), set()).update(column.key for column in columns)
    return {place: frozenset(keys) for place, keys in found.items()}


def _without(spec: ModelSpec, gone: dict[tuple[str, str], frozenset[Key]]) -> ModelSpec:
    """Return a model without some random columns."""
    blocks: list[Block] = []
    for number, block in enumerate(spec.blocks):
        out = effects_of(spec, number, gone.get((block.name, block.group), frozenset()))
        if not out:
            blocks.append(block)
        elif block.covariance in ("us", "diag") and len(out) < len(block.effects):
            kept = tuple(effect for n, effect in enumerate(block.effects) if n not in out)
            blocks.append(replace(block, effects=kept))
    return spec.with_blocks(tuple(blocks))


def _typed(case: Case, block: Block) -> Block:
    return next(one for one in case.spec.blocks if (one.name, one.span) == (block.name, block.span))


def _finding(case: Case, spec: ModelSpec, found: Identifiability) -> Finding:
    confused = confounded_sets(found) if case.with_evidence else ()  # nobody reads what a trial finds
    parameters = [one for confounded in confused for one in confounded.parameters]
    count, nearly = len(found.parameters), found.verdict == "nearly"
    what = f"{counted(count, 'variance parameter')} of which the design {'barely ' if nearly else ''}tells "
    title = f"{what}{found.seen} apart"
    well = "almost equally well" if nearly else "equally well"
    what = "them" if len(parameters) > 1 else "it"
    if not all(each.leaves_no_trace for each in confused):
        which, alone = "Many values of them give the same combinations and fit", " for each alone"
    else:
        which, alone = f"Any value of {what} fits", f" for {what}"
    reason = f"{account(spec, confused)}. {which} the data {well}, so what a fit reports{alone} is arbitrary."
    severity: Severity = "error" if not nearly else "warning"
    if not case.spec.is_linear:
        severity = "warning"
        reason += f" (This is judged on the scale of the {case.spec.link} link.)"
    if case.is_sampled and not all_rows_fit(case):
        severity = "warning"
        reason += " This is so of the rows looked at; the table is too large for all of them to be."
    rows = tuple((symbol(spec, one), meaning(spec, one)) for one in parameters)
    more = len(rows) - _LISTED
    listed = (*rows[:_LISTED], ("…", f"{more} more")) if more > 1 else rows
    evidence = Evidence("Not to be told apart", ("parameter", "what it is"), listed)
    block = _typed(case, spec.blocks[found.confused_blocks[-1] if case.with_evidence else 0])
    return Finding("R5", title, severity, block.span, tuple(row[0] for row in rows), reason, evidence)


def _repairs(case: Case, spec: ModelSpec, found: Identifiability) -> Iterator[str | None]:
    """Give up the covariances, then slopes, the last first; of a lone intercept the bar."""
    text = FormulaEditor(case.spec.source)
    for number in reversed(found.confused_blocks):
        block = _typed(case, spec.blocks[number])
        yield text.uncorrelated(block)
        terms = [term for term in bar_terms(case.spec, block) if term]
        place = (block.span, block.group)
        for first in range(len(terms) - 1, -1, -1):
            yield text.edited({place: side_without(case.spec, block, terms[first:])})
        if not terms:
            yield text.edited({place: None})


R5 = Rule(
    "R5",
    "variances and covariances that the design cannot tell apart",
    "error",
    "the rank of the map from the variance parameters to the covariance matrix of the data, the fixed part taken "
    "out, seen through random probes; a warning where the rank is doubtful, and beside other families than the "
    "gaussian, of which the scale of the link is judged",
    "Rothenberg (1971), Econometrica 39; Searle, Casella & McCulloch (1992), Variance Components, section 6.6",
    r5,
    unknown_variances,
    unexamined_variances,
)
