"""R2: a random effect without a fixed counterpart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from levelwise.design.column_space import ColumnSpace
from levelwise.formula.expanded import Term, Terms
from levelwise.formula.syntax import Call, Name, Node, deparse
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import by_term, has_counterpart, is_indicator, raw_names, spans_constant
from levelwise.legitimacy.questions.marginality import missing_margins
from levelwise.legitimacy.questions.measurements import has_swapped_sides
from levelwise.legitimacy.questions.order import lack_of_order
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms, side_without
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.legitimacy.repairs.parentheses import with_parentheses
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.build import coded
from levelwise.model.spec import CONSTANT, INTERCEPT, Block, DesignColumn
from levelwise.text.sentences import MOST, listed
from levelwise.vocabulary.covariance_structures import STRUCTURES

_ON_PURPOSE = (
    "If that is meant, as in the null model of a test of the effect, or because the average is known to be zero, check "
    "under the policy mixed, for which this is a warning."
)

_RECODED = re.compile(r"[._]?[^\W\d_]+")  # what follows the name of a column in that of its recoding

Missing = tuple[Block, str, list[DesignColumn], bool]
"""A block, one of its terms, the term's columns without a counterpart, and whether these are all of its columns."""


def r2(case: Case) -> Iterator[RuleResult]:
    """Random effects are deviations from an average effect, which the fixed part estimates.

    Without a fixed effect the average is constrained to be zero, which is rarely intended.
    """
    missing: list[Missing] = []
    for block in case.spec.blocks:
        if has_swapped_sides(case, block) or lack_of_order(case, block) is not None:
            continue  # reported by R11 or R33
        for term, columns in by_term(block):
            lacking = [column for column in columns if _is_missing(case, column)]
            if lacking and not _is_residual_process(case, block):
                missing.append((block, term, lacking, len(lacking) == len(columns)))
    repairs = cache(partial(_repairs, case, tuple(missing)))  # the same for all findings
    for one in missing:
        yield RuleResult(_finding(case, one), repairs, View("average", one[0].group, one[2][0]))


def _is_missing(case: Case, column: DesignColumn) -> bool:
    known = has_counterpart(case, column)
    if known is not None:
        return not known
    # Without data, only what holds for all values. A product of columns is not a combination of terms that lack one of
    # them; a transformation such as I(x - z) may be a combination of terms that together contain all its columns.
    # A column may be a recoding of another, as timecat is of time, if its name is longer by some letters.
    names = raw_names(case, column)
    if all(isinstance(case.spec.variables[cell.variable], Name) for cell in column.cells):
        return not any(_may_contain(raw_names(case, fixed), names) for fixed in case.spec.fixed)
    return not _may_contain(frozenset().union(*(raw_names(case, fixed) for fixed in case.spec.fixed)), names)


def _may_contain(fixed: frozenset[str], names: frozenset[str]) -> bool:
    """Return whether each of some columns is among others, or one of them may be a recoding of it by its name."""
    return all(name in fixed or any(_may_recode(name, other) for other in fixed) for name in names)


def _may_recode(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return _RECODED.fullmatch(long.removeprefix(short)) is not None and long.startswith(short)


def _is_residual_process(case: Case, block: Block) -> bool:
    """Return whether a bar such as ``ar1(0 + occasion | id)`` represents correlated residuals, not slopes.

    Its effects belong to all categories of a factor, with a structure that treats them alike. They are deviations from
    the whole fixed part, in which the trend over the categories may be of any form.
    """
    columns = block.effects
    if not STRUCTURES[block.covariance].shares or any(not column.cells for column in columns):
        return False
    if case.design is None:  # a single column of unknown kind can only be meant as a factor here
        return len({column.term for column in columns}) == 1 and INTERCEPT in case.fixed_keys
    if not all(is_indicator(case, column) for column in columns) or not spans_constant(case, columns):
        return False
    return has_counterpart(case, CONSTANT) is True


def open_questions(case: Case) -> Iterator[str]:
    """Return the random effects of which only data can show whether the fixed part spans them."""
    for block in case.spec.blocks:
        for term, columns in by_term(block):
            undecided = [column for column in columns if has_counterpart(case, column) is None]
            if any(_is_residual_process(case, block) or not _is_missing(case, column) for column in undecided):
                names = frozenset[str]().union(*(raw_names(case, column) for column in undecided))
                recoded = _recodings(case, names)
                effect = f"effect of {term}{recoded}" if term else "intercept"
                yield f"whether the fixed part spans the random {effect}"


def _recodings(case: Case, names: frozenset[str]) -> str:
    """Return a clause that names the fixed columns that may be recodings of others, if there are any."""
    fixed = dict.fromkeys(name for column in case.spec.fixed for name in sorted(raw_names(case, column)))
    found = [other for other in fixed if other not in names and any(_may_recode(name, other) for name in names)]
    return f" ({listed(found)} may be a recoding of it)" if found and not names & fixed.keys() else ""


def _finding(case: Case, missing: Missing) -> Finding:
    block, term, columns, _ = missing
    shown = [column.name for column in case.spec.fixed]
    more = f", … ({len(shown)} in all)" if len(shown) > MOST else ""
    evidence = Evidence(f"Columns of the fixed part: {', '.join(shown[:MOST]) or 'none'}{more}")
    if term:
        title = f"a random effect of {term} without a fixed counterpart"
        reason = (
            f"A random effect of {term} is the deviation of its effect in a group of {block.group} from its average "
            f"effect. The fixed part {_lack(case, missing)}, so that average is implicitly set to zero. {_ON_PURPOSE}"
        )
    else:
        title = f"a random intercept over {block.group} without a fixed intercept"
        reason = (
            f"A random intercept is the deviation of a group of {block.group} from the average intercept. The fixed "
            f"part has no intercept, so that average is implicitly set to zero. {_ON_PURPOSE}"
        )
    return Finding("R2", title, "error", block.span, tuple(column.name for column in columns), reason, evidence)


def _lack(case: Case, missing: Missing) -> str:
    """Return a clause on what the fixed part contains of a term and what it lacks."""
    _, term, columns, whole = missing
    parts = [cell.variable for cell in columns[0].cells]
    absent = [part for part in parts if part not in case.fixed_terms]
    if term in case.fixed_terms or not whole:
        return f"does not span {listed((column.name for column in columns), 'or')}"
    if len(parts) == 1:
        return f"does not contain {term}"
    if absent:
        return f"contains neither {term} nor {' nor '.join(absent)}"
    return f"contains {listed(parts)} but not their interaction {term}"


def _repairs(case: Case, missing: tuple[Missing, ...]) -> list[str]:
    """Add the missing fixed terms, replacing those that become redundant; or change or remove the random effects.

    If the fixed part has the predictor in another form, such as ``log(dose)``, that form is the one that should vary.
    """
    editor, spec = FormulaEditor(case.spec.source), case.spec
    terms = list(dict.fromkeys(term for _, term, _, _ in missing if term))
    every = (label for term in terms for label in missing_margins(case, term))
    labels = sorted(dict.fromkeys(every), key=lambda label: _degree(case, label))
    if any(not term for _, term, _, _ in missing):
        return [editor.with_intercept(labels)]
    without = list(with_parentheses(case))
    if without:
        return without
    candidates = [*_in_the_fixed_form(case, missing), editor.edited(added=labels)]
    redundant = _redundant(case, terms)
    if redundant:
        candidates.append(editor.without_terms(redundant, labels))
    removed: dict[Place, set[str]] = {}
    for block, term, _, _ in missing:
        removed.setdefault((block.span, block.group), set()).add(term)
    blocks = {(block.span, block.group): block for block, _, _, _ in missing}
    sides = {place: side_without(spec, blocks[place], dropped) for place, dropped in removed.items()}
    return [*candidates, editor.edited(sides)]


def _in_the_fixed_form(case: Case, missing: tuple[Missing, ...]) -> Iterator[str]:
    """Give the random effects the form that their predictors have in the fixed part."""
    sides: dict[Place, list[str]] = {}
    added: list[str] = []
    changed = False
    for block, term, columns, _ in missing:
        side = sides.setdefault((block.span, block.group), bar_terms(case.spec, block))
        forms = [form for form in _fixed_forms(case, block, columns[0]) if form != term]
        if forms:
            number = len({column.key for column in block.effects if column.term == term})
            place, changed = side.index(term), True
            side[place : place + 1] = [form for form in forms[:number] if form not in side]
        else:
            added += [label for label in missing_margins(case, term) if label not in added]
    if changed:
        yield FormulaEditor(case.spec.source).edited({place: bar_side(side) for place, side in sides.items()}, added)


def _fixed_forms(case: Case, block: Block, column: DesignColumn) -> list[str]:
    """Return the fixed terms that are other forms of a random one: of its variables transformed, but not to a power."""
    groups, size = set(case.spec.level(block.group).group.parts), len(column.cells)
    names = raw_names(case, column) - groups
    if not names:
        return []
    found = (one for one in case.spec.fixed if len(one.cells) == size and raw_names(case, one) - groups == names)
    return list(
        dict.fromkeys(
            one.term for one in found if not any(_is_power(case.spec.variables[cell.variable]) for cell in one.cells)
        )
    )


def _is_power(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "I" and "^" in deparse(node).replace("**", "^")


def _degree(case: Case, label: str) -> int:
    return 1 if label in case.spec.variables else label.count(":") + 1


def _redundant(case: Case, terms: list[str]) -> set[str]:
    """Return the fixed terms that become redundant once others are added, as x does if poly(x, 2) is."""
    if case.design is None:
        return set()
    sides = [bar for bar in case.termset.bars if any(term.label in terms for term in bar.terms)]
    columns = [c for bar in sides for c in coded(_side(bar.terms), case.prepared.schema) if c.term in terms]
    space = ColumnSpace.spanned_by([*coded(_side(()), case.prepared.schema), *columns], case.design)
    spanned: dict[str, bool] = {}
    for column in case.spec.fixed:
        spanned[column.term] = spanned.get(column.term, True) and space.contains(case.design.column(column))
    return {term for term, inside in spanned.items() if term and inside and term not in terms}


def _side(terms: tuple[Term, ...]) -> Terms:
    return Terms(terms, intercept=True)


R2 = Rule(
    "R2",
    "a random effect without a fixed counterpart",
    "error",
    "the random column is not a linear combination of the fixed columns (more than one millionth of its length lies "
    "outside their column space); without data, no fixed term contains its variables, or "
    "others that may be recodings of them by their names (timecat of time); a warning under the policy "
    "mixed. Indicators of all categories of a factor under ar1(), cs() or toep() represent correlated residuals and "
    "pass",
    "Norouzian, Automated HLM Equation Writing; R package equatiomatic",
    r2,
    open_questions,
)
