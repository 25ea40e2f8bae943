"""R15 and R16: what an interaction of two levels leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.algebra import Term
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.places import fixed_part
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.rules.terms import incomplete, levels_of, with_margins
from levelwise.legitimacy.sides import bar_terms, side_of
from levelwise.legitimacy.span import Space
from levelwise.legitimacy.words import listed
from levelwise.modeling.spec import Cell, Coefficient, column_of
from levelwise.plots.sketch import Sketch


def r15(case: Case) -> Iterator[Draft]:
    """A cross-level interaction says how a slope depends on the group; its parts say where slope and intercept start.

    Without the group-level part all groups are said to have the same average where the lower predictor is zero; without
    the lower part the slope is said to be zero where the group-level predictor is. Neither zero need mean anything.
    """
    for term, lacking in incomplete(case):
        homes = levels_of(case, term)
        if homes is None:
            continue
        title = f"the cross-level interaction {term.label} without {listed(lacking)}"
        where = listed(f"{name} {_place(home)}" for name, home in homes.items())
        reason = f"{where}. " + " ".join(_claim(case, term, homes, label, out) for label, out in lacking.items())
        finding = Finding("R15", title, "warning", fixed_part(case), (term.label,), reason)
        yield Draft(finding, partial(with_margins, case, term))


def unknown_homes(case: Case) -> Iterator[str]:
    """Without data the level of a predictor is known from ``levels=`` only."""
    for term, _ in incomplete(case):
        if levels_of(case, term) is None and case.spec.levels:
            yield f"at which levels the parts of {term.label} live"


def _place(home: str | None) -> str:
    return "varies at level 1" if home is None else f"is a predictor of {home}"


def _claim(case: Case, term: Term, homes: dict[str, str | None], label: str, out: str) -> str:
    """Say what leaving a part out claims, in the words of its level."""
    zero = f"where {out} is {_origin(case, out)}"
    if len(term.factors) > 2:
        return f"Without {label} the model says that it has no effect {zero}."
    home, other = homes[label], homes[out]
    lower = home is None or (other is not None and other in case.spec.level(home).within)
    if lower:
        return f"Without {label} the slope of {label} is said to be zero {zero}."
    return f"Without {label} all groups of {home} are said to have the same average {zero}, whatever their {label}."


def _origin(case: Case, variable: str) -> str:
    """Return what zero is of a variable: of a factor it is a category."""
    column = case.built.schema.columns[variable]
    plain = column.is_factor and column.contrast is None and column.kind != "ordered" and column.categories
    return column.categories[0] if plain else "zero"


def r16(case: Case) -> Iterator[Draft]:
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
        yield Draft(_finding(case, column, home, slope), repairs, Sketch(case, "explained", home, column))


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
    return Space(case.design.matrix(columns)).holds(case.design.column(slope))


def _finding(case: Case, column: Coefficient, home: str, slope: str) -> Finding:
    title = f"{column.term} is a cross-level interaction and the slope of {slope} is not random over {home}"
    reason = (
        f"The slope of {slope} differs between the groups of {home} only as far as {column.term} explains it (a "
        f"nonrandomly varying slope); if it also differs for other reasons, the standard error of {column.term} comes "
        "out too small."
    )
    return Finding("R16", title, "note", fixed_part(case), (column.term,), reason)


def _repairs(case: Case, home: str, slope: str) -> Iterator[str]:
    text = Text(case.spec.source)
    block = min((block for block in case.spec.blocks if block.group == home), key=lambda block: block.span)
    side = side_of([*bar_terms(case.spec, block), slope])
    yield text.edited({(block.span, home): side})


R15 = Rule(
    "R15",
    "a cross-level interaction without one of its parts",
    "warning",
    "as R14, where the variables of the interaction live at different levels",
    "Raudenbush & Bryk (2002), chapter 2; Nelder (1977), J. R. Stat. Soc. A 140",
    r15,
    unknown_homes,
)


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
