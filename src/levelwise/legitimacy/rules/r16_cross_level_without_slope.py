"""R16: a cross-level interaction whose slope is not random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.dataclass import dataclass
from levelwise.design.column_space import ColumnSpace
from levelwise.formula.syntax import Call, Operation, deparse
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import variables_of
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.response import single_trials
from levelwise.legitimacy.questions.variation import group_sizes
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Cell, DesignColumn, column_of
from levelwise.text.sentences import listed

MIN_TRIALS = 10
"""Minimum number of rows in the largest group if each is a single outcome, 0 or 1, which says little about a slope."""


@dataclass(frozen=True)
class _Explained:
    """A cross-level interaction, the factor at whose level its other part varies, and the slope that is not random."""

    column: DesignColumn
    home: str
    slope: str


def r16(case: Case) -> Iterator[RuleResult]:
    """A cross-level interaction explains why a slope differs between groups.

    Unless the slope is also random, the model assumes that it does not differ for any other reason.
    """
    random = {column.key for block in case.spec.blocks for column in block.effects}
    found: dict[str, _Explained] = {}
    for column in case.spec.fixed:
        lower = _lower(case, column)
        home = case.spec.home(tuple(cell for cell in column.cells if cell not in lower))
        if not lower or home is None or column.key in random or column.term in found or _is_random(case, home, lower):
            continue
        if _is_estimable(case, home, column.term) and not _is_higher_power(case, home, lower):
            found[column.term] = _Explained(column, home, ":".join(cell.variable for cell in lower))
    if found:
        first, *_ = every = tuple(found.values())
        yield RuleResult(
            _finding(case, every), partial(_repairs, case, every), View("explained", first.home, first.column)
        )


def _lower(case: Case, column: DesignColumn) -> tuple[Cell, ...]:
    """Return the parts of a column that vary within groups."""
    return tuple(cell for cell in column.cells if not case.spec.determined_by((cell,)))


def _is_higher_power(case: Case, group: str, cells: tuple[Cell, ...]) -> bool:
    """Return whether a slope is of a power, as in ``I(x^3)``, of a variable with a random slope.

    In a growth curve, the terms of higher order are usually fixed.
    """
    node = case.spec.variables[cells[0].variable]
    if len(cells) != 1 or not isinstance(node, Call) or node.function != "I" or not node.arguments:
        return False
    power = node.arguments[0].value
    if not isinstance(power, Operation) or power.operator not in ("^", "**"):
        return False
    return any(variables_of([column]) == [deparse(power.operands[0])] for column in case.random_columns(group))


def _is_estimable(case: Case, home: str, term: str) -> bool:
    """Return whether the groups allow a variance of the slope: enough groups, and some with enough rows.

    If no group has more rows than random effects, as in a split plot with one row a treatment, their variances and the
    residual variance are not separately identifiable.
    """
    size = case.spec.level(home).size
    if size is None or case.design is None:
        return True
    slopes = dict.fromkeys(_lower(case, column) for column in case.spec.fixed if column.term == term)
    columns = [*case.random_columns(home), *(column_of(*cells) for cells in slopes)]
    effects = len(columns)
    if effects * (effects + 1) // 2 > size:  # the slopes may contain random effects, as poly(x, 2) contains x
        effects = ColumnSpace.spanned_by(columns, case.design).rank
    if effects * (effects + 1) // 2 > size:
        return False
    rows = MIN_TRIALS if single_trials(case) else effects + 1 if case.family.spread == "residual" else 1
    return max(group_sizes(case, home), default=rows) >= rows


def open_questions(case: Case) -> Iterator[str]:
    """Return which interactions may be cross-level interactions whose slope is not random.

    A variable with a random slope is assumed to vary within groups.
    """
    random = {column.key for block in case.spec.blocks for column in block.effects}
    with_slope = {cell for key in random if len(key) == 1 for cell in key}
    terms: dict[str, bool] = {}
    for column in case.spec.fixed:
        level_unknown = not any(case.spec.determined_by((cell,)) for cell in column.cells)
        fixed_only = column.key not in random and not with_slope & set(column.cells)
        possible = level_unknown and len(column.cells) > 1 and fixed_only
        terms[column.term] = terms.get(column.term, False) or possible
    if case.spec.blocks:
        yield from (f"whether {term} is a cross-level interaction" for term, possible in terms.items() if possible)


def _is_random(case: Case, group: str, cells: tuple[Cell, ...]) -> bool:
    """Return whether a slope is one of a factor's random effects, or a combination of them."""
    columns = case.random_columns(group)
    if frozenset(cells) in {column.key for column in columns}:
        return True
    if case.design is None or all(not column.cells for column in columns):
        return False
    slope = column_of(*cells)
    return ColumnSpace.spanned_by(columns, case.design).contains(case.design.column(slope))


def _finding(case: Case, found: tuple[_Explained, ...]) -> Finding:
    terms = tuple(one.column.term for one in found)
    homes: dict[str, dict[str, None]] = {}
    for one in found:
        homes.setdefault(one.home, {})[one.slope] = None
    slopes = listed(
        f"the slope{'' if len(own) == 1 else 's'} of {listed(own)}" + (f" over {home}" if len(homes) > 1 else "")
        for home, own in homes.items()
    )
    many = len(homes) > 1 or len(next(iter(homes.values()))) > 1
    where = "" if len(homes) > 1 else f" over {found[0].home}"
    are = "is a cross-level interaction" if len(found) == 1 else "are cross-level interactions"
    title = f"{listed(terms)} {are}, but {slopes} {'are' if many else 'is'} not random{where}"
    each, them = ("are", "they also differ") if many else ("is", "it also differs")
    kind = "nonrandomly varying slopes" if many else "a nonrandomly varying slope"
    errors = "standard error" if len(terms) == 1 else "standard errors"
    reason = (
        f"{slopes[0].upper()}{slopes[1:]} {each} assumed to differ between the groups of {listed(homes)} only as "
        f"explained by {listed(terms)} ({kind}). If {them} for other reasons, the {errors} of {listed(terms)} "
        f"{'is' if len(terms) == 1 else 'are'} too small."
    )
    return Finding("R16", title, "note", fixed_part_span(case), terms, reason)


def _repairs(case: Case, found: tuple[_Explained, ...]) -> Iterator[str]:
    """Make all the slopes random, or one of them."""
    yield _with_slopes(case, found)
    if len(found) > 1:
        yield from (_with_slopes(case, (one,)) for one in found)


def _with_slopes(case: Case, found: tuple[_Explained, ...]) -> str:
    changes: dict[Place, str | None] = {}
    for home in dict.fromkeys(one.home for one in found):
        block = min((block for block in case.spec.blocks if block.group == home), key=lambda block: block.span)
        slopes = dict.fromkeys(one.slope for one in found if one.home == home)
        changes[block.span, home] = bar_side([*bar_terms(case.spec, block), *slopes])
    return FormulaEditor(case.spec.source).edited(changes)


R16 = Rule(
    "R16",
    "a cross-level interaction whose slope is not random",
    "note",
    "neither the interaction nor its level-1 part is among the random effects of the factor at whose level its other "
    "part varies; not for a power of a variable with a random slope, nor if the slope would need more variances and "
    "covariances than there are groups, or as many random effects as the largest group has rows (for single binary "
    "outcomes: if it has fewer than 10)",
    "Raudenbush & Bryk (2002), chapter 2; Heisig & Schaeffer (2019), Eur. Sociol. Rev. 35",
    r16,
    open_questions,
)
