"""R2: what is random needs its fixed counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import combinations

from levelwise.design.column_space import ColumnSpace
from levelwise.formula.bars import is_bar
from levelwise.formula.expanded import Term, Terms
from levelwise.formula.syntax import Name, Operation, deparse
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import by_term, has_counterpart, is_indicator, raw_names, spans_constant
from levelwise.legitimacy.questions.measured_groups import has_swapped_sides
from levelwise.legitimacy.repairs.bar_sides import side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.build import coded
from levelwise.model.spec import CONSTANT, INTERCEPT, Block, Coefficient
from levelwise.text.sentences import MOST, listed
from levelwise.vocabulary.covariance_structures import STRUCTURES

Missing = tuple[Block, str, list[Coefficient], bool]
"""A block, a term of it, the columns without counterpart, and whether those are all of its columns."""


def r2(case: Case) -> Iterator[RuleResult]:
    """A mixed model's random effects are deviations from an average effect, which the fixed part estimates.

    Without that part the average is forced to be zero, which is rarely what the author means.
    """
    missing: list[Missing] = []
    for block in case.spec.blocks:
        if has_swapped_sides(case, block):
            continue  # its left side names the groups: R11 says so
        for term, columns in by_term(block):
            lacking = [column for column in columns if _is_missing(case, column)]
            if lacking and not _is_process(case, block):
                missing.append((block, term, lacking, len(lacking) == len(columns)))
    repairs = cache(partial(_repairs, case, tuple(missing)))  # the same for all
    for one in missing:
        yield RuleResult(_finding(case, one), repairs, View("average", one[0].group, one[2][0]))


def _is_missing(case: Case, column: Coefficient) -> bool:
    known = has_counterpart(case, column)
    if known is not None:
        return not known
    # Without data only what no values could change. A product of columns is no combination of terms that lack one of
    # them; a transformation such as I(x - z) may be one of terms that together have all its columns.
    names = raw_names(case, column)
    if all(isinstance(case.spec.variables[cell.variable], Name) for cell in column.cells):
        return not any(names <= raw_names(case, fixed) for fixed in case.spec.fixed)
    return not names <= frozenset().union(*(raw_names(case, fixed) for fixed in case.spec.fixed))


def _is_process(case: Case, block: Block) -> bool:
    """Say whether a bar, ``ar1(0 + occasion | id)``, is a correlated residual and no set of slopes.

    Its effects are those of all categories of a factor and of one kind, as the structure says. What they deviate from
    is the whole fixed part, so that the average of the occasions may as well be a line.
    """
    columns = block.effects
    if not STRUCTURES[block.covariance].shares or any(not column.cells for column in columns):
        return False
    if case.design is None:  # one plain column of unknown kind can only be meant as a factor there
        return len({column.term for column in columns}) == 1 and INTERCEPT in case.fixed_keys
    if not all(is_indicator(case, column) for column in columns) or not spans_constant(case, columns):
        return False
    return has_counterpart(case, CONSTANT) is True


def unknown_counterparts(case: Case) -> Iterator[str]:
    """Say for which random effects only data can tell whether the fixed part spans them (asked without data)."""
    for block in case.spec.blocks:
        for term, columns in by_term(block):
            open_ = [column for column in columns if has_counterpart(case, column) is None]
            if any(_is_process(case, block) or not _is_missing(case, column) for column in open_):
                yield f"whether the fixed part spans the random effect of {term}"


def _finding(case: Case, missing: Missing) -> Finding:
    block, term, columns, _ = missing
    shown = [column.name for column in case.spec.fixed]
    more = f", … ({len(shown)} in all)" if len(shown) > MOST else ""
    evidence = Evidence(f"Columns of the fixed part: {', '.join(shown[:MOST]) or 'none'}{more}")
    if term:
        title = f"a random effect of {term} without its fixed counterpart"
        reason = (
            f"A random effect of {term} is how far its effect in a group of {block.group} lies from its average; "
            f"the fixed part {_lack(case, missing)}, so that average is silently set to zero."
        )
    else:
        title = f"a random intercept over {block.group} without a fixed intercept"
        reason = (
            f"A random intercept is how far a group of {block.group} lies from the average intercept; the fixed part "
            "has no intercept, so that average is silently set to zero."
        )
    return Finding("R2", title, "error", block.span, tuple(column.name for column in columns), reason, evidence)


def _lack(case: Case, missing: Missing) -> str:
    """Say what the fixed part has of a term and what not."""
    _, term, columns, whole = missing
    parts = [cell.variable for cell in columns[0].cells]
    absent = [part for part in parts if part not in case.fixed_terms]
    if term in case.fixed_terms or not whole:
        return f"does not span {listed((column.name for column in columns), 'or')}"
    if len(parts) == 1:
        return f"has no {term}"
    if absent:
        return f"has neither {term} nor {' nor '.join(absent)}"
    return f"has {listed(parts)} but not their interaction {term}"


def _repairs(case: Case, missing: tuple[Missing, ...]) -> list[str]:
    """Add all that is missing; where that repeats fixed columns, replace them; or take all that is missing out."""
    text, spec = FormulaEditor(case.spec.source), case.spec
    terms = list(dict.fromkeys(term for _, term, _, _ in missing if term))
    every = (label for term in terms for label in margins(case, term))
    labels = sorted(dict.fromkeys(every), key=lambda label: _degree(case, label))
    if any(not term for _, term, _, _ in missing):
        return [text.with_intercept(labels)]
    candidates = [*_unbarred(case), text.edited(added=labels)]
    redundant = _redundant(case, terms)
    if redundant:
        candidates.append(text.without_terms(redundant, labels))
    gone: dict[Place, set[str]] = {}
    for block, term, _, _ in missing:
        gone.setdefault((block.span, block.group), set()).add(term)
    blocks = {(block.span, block.group): block for block, _, _, _ in missing}
    candidates.append(
        text.edited({place: side_without(spec, blocks[place], dropped) for place, dropped in gone.items()})
    )
    return candidates


def _unbarred(case: Case) -> Iterator[str]:
    """Read ``y ~ x + 1 | g``, a bar over the whole right side, as brackets forgotten around ``1 | g``."""
    right = case.spec.source.right
    if isinstance(right, Operation) and is_bar(right) and len(case.termset.bars) == 1:
        labels = " + ".join(term.label for term in case.termset.bars[0].terms) or "1"
        yield f"{case.spec.response.text} ~ {labels} + (1 | {deparse(right.operands[1])})"


def _degree(case: Case, label: str) -> int:
    return 1 if label in case.spec.variables else label.count(":") + 1


def margins(case: Case, label: str) -> tuple[str, ...]:
    """Return a term and the terms marginal to it that the fixed part lacks, lower orders first."""
    sides = (case.termset.fixed.terms, *(bar.terms for bar in case.termset.bars))
    term = next(term for terms in sides for term in terms if term.label == label)
    have = {frozenset(v.text for v in fixed.factors) for fixed in case.termset.fixed.terms}
    names = [variable.text for variable in term.factors]
    return tuple(
        ":".join(subset)
        for degree in range(1, len(names) + 1)
        for subset in combinations(names, degree)
        if frozenset(subset) not in have
    )


def _redundant(case: Case, terms: list[str]) -> set[str]:
    """Return the fixed terms that would be combinations of added ones, as x is of poly(x, 2)."""
    if case.design is None:
        return set()
    sides = [bar for bar in case.termset.bars if any(term.label in terms for term in bar.terms)]
    columns = [c for bar in sides for c in coded(_side(bar.terms), case.built.schema) if c.term in terms]
    space = ColumnSpace(case.design.matrix([*coded(_side(()), case.built.schema), *columns]))
    held: dict[str, bool] = {}
    for column in case.spec.fixed:
        held[column.term] = held.get(column.term, True) and space.contains(case.design.column(column))
    return {term for term, inside in held.items() if term and inside and term not in terms}


def _side(terms: tuple[Term, ...]) -> Terms:
    return Terms(terms, intercept=True)


R2 = Rule(
    "R2",
    "a random effect without its fixed counterpart",
    "error",
    "the random column is no linear combination of the fixed columns (at most one millionth of its length "
    "sticks out); without data, no fixed term holds its variables; a warning under the policy mixed. Indicators of "
    "all categories of a factor under ar1(), cs() or toep() are a correlated residual about the fixed part and pass",
    "Norouzian, Automated HLM Equation Writing; R package equatiomatic",
    r2,
    unknown_counterparts,
)
