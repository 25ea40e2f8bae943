"""R15 and R16: what an interaction of two levels leaves out."""

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
from levelwise.model.spec import Cell, Coefficient, column_of


def r16(case: Case) -> Iterator[RuleResult]:
    """A cross-level interaction says that a slope differs between groups for a reason the model names.

    Whether it also differs for other reasons is left out when the slope is not random.
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


def unknown_levels(case: Case) -> Iterator[str]:
    """Say which interactions may be cross-level ones with a slope that is not random (asked without data).

    Where one of their variables has a random slope it is taken to vary within groups, and that slope is random.
    """
    random = {column.key for block in case.spec.blocks for column in block.effects}
    sloped = {cell for key in random if len(key) == 1 for cell in key}
    terms: dict[str, bool] = {}
    for column in case.spec.fixed:
        free = not any(case.spec.determined_by((cell,)) for cell in column.cells)
        open_ = free and len(column.cells) > 1 and column.key not in random and not sloped & set(column.cells)
        terms[column.term] = terms.get(column.term, False) or open_
    if case.spec.blocks:
        yield from (f"whether {term} is a cross-level interaction" for term, open_ in terms.items() if open_)


def _is_random(case: Case, group: str, cells: tuple[Cell, ...]) -> bool:
    """Say whether a slope is among a factor's random effects, or a combination of them."""
    columns = case.random_columns(group)
    if frozenset(cells) in {column.key for column in columns}:
        return True
    if case.design is None or all(not column.cells for column in columns):
        return False
    slope = column_of(*cells)
    return ColumnSpace(case.design.matrix(columns)).contains(case.design.column(slope))


def _finding(case: Case, column: Coefficient, home: str, slope: str) -> Finding:
    title = f"{column.term} is a cross-level interaction and the slope of {slope} is not random over {home}"
    reason = (
        f"The slope of {slope} differs between the groups of {home} only as far as {column.term} explains it (a "
        f"nonrandomly varying slope); if it also differs for other reasons, the standard error of {column.term} comes "
        "out too small."
    )
    return Finding("R16", title, "note", fixed_part_span(case), (column.term,), reason)


def _repairs(case: Case, home: str, slope: str) -> Iterator[str]:
    text = FormulaEditor(case.spec.source)
    block = min((block for block in case.spec.blocks if block.group == home), key=lambda block: block.span)
    side = bar_side([*bar_terms(case.spec, block), slope])
    yield text.edited({(block.span, home): side})


R16 = Rule(
    "R16",
    "a cross-level interaction whose slope is not random",
    "note",
    "neither the interaction nor its level-1 part is among the random effects of the factor its group- "
    "level part belongs to",
    "Raudenbush & Bryk (2002), chapter 2; Heisig & Schaeffer (2019), Eur. Sociol. Rev. 35",
    r16,
    unknown_levels,
)
