"""R16: a cross-level interaction whose slope is not random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.design.column_space import ColumnSpace
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Cell, DesignColumn, column_of


def r16(case: Case) -> Iterator[RuleResult]:
    """A cross-level interaction explains why a slope differs between groups.

    Unless the slope is also random, the model assumes that it does not differ for any other reason.
    """
    random = {column.key for block in case.spec.blocks for column in block.effects}
    seen: set[str] = set()
    for column in case.spec.fixed:
        lower = tuple(cell for cell in column.cells if not case.spec.determined_by((cell,)))
        home = case.spec.home(tuple(cell for cell in column.cells if cell not in lower))
        if not lower or home is None or column.key in random or column.term in seen or _is_random(case, home, lower):
            continue
        seen.add(column.term)
        slope = ":".join(cell.variable for cell in lower)
        repairs = partial(_repairs, case, home, slope)
        yield RuleResult(_finding(case, column, home, slope), repairs, View("explained", home, column))


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
    return ColumnSpace(case.design.matrix(columns)).contains(case.design.column(slope))


def _finding(case: Case, column: DesignColumn, home: str, slope: str) -> Finding:
    title = f"{column.term} is a cross-level interaction, but the slope of {slope} is not random over {home}"
    reason = (
        f"The slope of {slope} is assumed to differ between the groups of {home} only as explained by {column.term} (a "
        f"nonrandomly varying slope). If it also differs for other reasons, the standard error of {column.term} is too "
        "small."
    )
    return Finding("R16", title, "note", fixed_part_span(case), (column.term,), reason)


def _repairs(case: Case, home: str, slope: str) -> Iterator[str]:
    editor = FormulaEditor(case.spec.source)
    block = min((block for block in case.spec.blocks if block.group == home), key=lambda block: block.span)
    side = bar_side([*bar_terms(case.spec, block), slope])
    yield editor.edited({(block.span, home): side})


R16 = Rule(
    "R16",
    "a cross-level interaction whose slope is not random",
    "note",
    "neither the interaction nor its level-1 part is among the random effects of the factor at whose level its other "
    "part varies",
    "Raudenbush & Bryk (2002), chapter 2; Heisig & Schaeffer (2019), Eur. Sociol. Rev. 35",
    r16,
    open_questions,
)
