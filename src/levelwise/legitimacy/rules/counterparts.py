"""R2 and R3: what is random needs its fixed counterpart, and a slope its intercept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from levelwise.legitimacy.case import Case, Draft, by_term, raw_names
from levelwise.legitimacy.repair import Text, bar_side
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.span import Space
from levelwise.modeling.spec import INTERCEPT, Block, Coefficient


def r2(case: Case) -> Iterator[Draft]:
    """A mixed model's random effects are deviations from an average effect, which the fixed part estimates.

    Without that part the average is forced to be zero, which is rarely what the author means.
    """
    for block in case.spec.blocks:
        for term, columns in by_term(block):
            missing = [column for column in columns if _is_missing(case, column)]
            if missing:
                yield Draft(_finding(case, block, term, missing), _repairs(case, block, term))


def _is_missing(case: Case, column: Coefficient) -> bool:
    known = case.has_counterpart(column)
    if known is not None:
        return not known
    # without data: only when no fixed term has anything to do with the column's variables
    names = raw_names(case, column)
    return not any(names <= raw_names(case, fixed) for fixed in case.spec.fixed)


def _finding(case: Case, block: Block, term: str, missing: list[Coefficient]) -> Finding:
    if not term:
        title = f"a random intercept over {block.group} without a fixed intercept"
        reason = (
            f"The intercepts of the groups of {block.group} are deviations from an average intercept, and the fixed "
            "part has none: the average is forced to be zero."
        )
        return Finding("R2", title, "error", block.span, ("(Intercept)",), reason)
    parts = [cell.variable for cell in missing[0].cells]
    fixed_terms = {column.term for column in case.spec.fixed}
    absent = [part for part in parts if part not in fixed_terms]
    if len(parts) > 1 and not absent:
        detail = f"the main effects {' and '.join(parts)} are there, but the interaction {term} is not"
    elif len(parts) > 1:
        detail = f"there is neither {term} nor {' nor '.join(absent)}"
    else:
        detail = f"there is no {term}"
    title = f"a random effect of {term} without its fixed counterpart"
    reason = (
        f"The effects of {term} in the groups of {block.group} are deviations from an average effect, and in the fixed "
        f"part {detail}: the average is forced to be zero."
    )
    return Finding("R2", title, "error", block.span, tuple(c.name for c in missing), reason)


def _repairs(case: Case, block: Block, term: str) -> tuple[str, ...]:
    text = Text(case.spec.source)
    if not term:
        return (text.rebuilt(fixed.label for fixed in case.termset.fixed.terms),)
    candidates = [text.with_fixed(missing_margins(case, term))]
    side = bar_side(case.spec, block, {term})
    candidates.append(text.without_bar(block) if side is None else text.with_bar(block, side))
    return tuple(candidate for candidate in candidates if candidate is not None)


def missing_margins(case: Case, label: str) -> tuple[str, ...]:
    """Return a term and the terms marginal to it that the fixed part lacks, lower orders first."""
    term = next(
        term
        for terms in (case.termset.fixed.terms, *(bar.terms for bar in case.termset.bars))
        for term in terms
        if term.label == label
    )
    have = {frozenset(v.text for v in fixed.factors) for fixed in case.termset.fixed.terms}
    names = [variable.text for variable in term.factors]
    return tuple(
        ":".join(subset)
        for degree in range(1, len(names) + 1)
        for subset in combinations(names, degree)
        if frozenset(subset) not in have
    )


def r3(case: Case) -> Iterator[Draft]:
    """A slope that varies between groups without their intercepts varying pins all lines to one point.

    Where that point lies depends on the origin of the predictor, so that a shift of its scale changes the model.
    """
    for level in case.spec.levels:
        group = level.group.label
        columns = case.random_columns(group)
        if any(column.key == INTERCEPT for column in columns) or all(map(case.is_indicator, columns)):
            continue
        if case.design is not None and Space(case.design.matrix(columns)).has_constant:
            continue
        if case.design is None and _has_all_indicators(case, columns):
            continue
        block = next(block for block in case.spec.blocks if block.group == group)
        names = tuple(column.name for column in columns)
        terms = list(dict.fromkeys(column.term for column in block.effects))
        title = f"a random slope over {group} without a random intercept"
        reason = (
            f"All lines of the groups of {group} are made to meet where {', '.join(names)} "
            f"{'is' if len(names) == 1 else 'are'} zero; a shift of that origin gives another model."
        )
        finding = Finding("R3", title, "warning", block.span, names, reason)
        yield Draft(finding, (Text(case.spec.source).with_bar(block, " + ".join(("1", *terms))),))


def _has_all_indicators(case: Case, columns: list[Coefficient]) -> bool:
    """Say whether the indicators of some factor are all there, which add up to a constant."""
    schema = case.built.schema
    singles = [c.cells[0] for c in columns if len(c.cells) == 1 and c.cells[0].kind == "indicator"]
    for cell in singles:
        labels = {other.label for other in singles if other.variable == cell.variable}
        if labels >= set(schema.columns[cell.variable].categories):
            return True
    return False
