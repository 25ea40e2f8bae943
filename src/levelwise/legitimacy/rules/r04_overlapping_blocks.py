"""R4: two blocks of one grouping factor that share a column."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from levelwise.design.column_space import ColumnSpace
from levelwise.formula.syntax import Name
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import by_term
from levelwise.legitimacy.questions.variance_identifiability import identifiability_of
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block, DesignColumn
from levelwise.text.sentences import listed


def r4(case: Case) -> Iterator[RuleResult]:
    """If two blocks of a grouping factor share a column, it has two variances that are not separately identifiable."""
    for first, second in _pairs(case):
        shared = _shared(case, first, second)
        if shared is not None:
            same, columns = shared
            yield RuleResult(
                _finding(first, second, columns, same=same), partial(_repairs, case, first, second, same=same)
            )


def repeated_columns(case: Case) -> Iterator[tuple[Block, list[DesignColumn]]]:
    """Return the blocks that repeat columns of another block, and these columns."""
    for first, second in _pairs(case):
        shared = _shared(case, first, second)
        if shared is not None:
            yield second, shared[1]


def correlated_by_double_bar(case: Case) -> Iterator[tuple[Block, list[DesignColumn]]]:
    """Return the blocks of a double bar that repeat columns of another of its blocks (R27), and these columns."""
    for first, second in _pairs(case, split=True):
        if len(first.effects) + len(second.effects) > 2 and (shared := _shared(case, first, second)) is not None:
            yield second, shared[1]


def _pairs(case: Case, *, split: bool = False) -> Iterator[tuple[Block, Block]]:
    """Return the pairs of blocks of one factor, as typed: of different bars, or, with `split`, of one double bar."""
    typed = sorted(case.spec.blocks, key=lambda block: block.span)
    parts = {level.group.label: frozenset(level.group.parts) for level in case.spec.levels}
    for first, second in combinations(typed, 2):
        same = first.group == second.group
        # a:b and b:a are the same groups under two names; within one bar, R10 reports it
        if (same or (first.span != second.span and parts[first.group] == parts[second.group])) and (
            first.split and first.span == second.span
        ) == split:
            yield first, second


def _shared(case: Case, first: Block, second: Block) -> tuple[bool, list[DesignColumn]] | None:
    """Return whether two blocks span the same space, and the repeated columns of the second; None if there are none."""
    keys = {column.key for column in first.effects}
    common = [column for column in second.effects if column.key in keys]
    if case.design is None:
        same = keys == {column.key for column in second.effects}
        return (same, common) if common else None
    if (first.covariance, second.covariance) != ("us", "us"):
        # the blocks may be identifiable because of their structures, as in (1 | g) + ar1(0 + t | g)
        both = identifiability_of(case, (first, second))
        if not common or (both is not None and both.verdict == "identified"):
            return None
    a, b = case.design.matrix(first.effects), case.design.matrix(second.effects)
    ranks = ColumnSpace(a).rank, ColumnSpace(b).rank, ColumnSpace(np.hstack((a, b))).rank
    if ranks[2] == sum(ranks[:2]):
        return None
    same = ranks[0] == ranks[1] == ranks[2]
    return same, list(second.effects) if same else common or list(second.effects)


def open_questions(case: Case) -> Iterator[str]:
    """Return which blocks may overlap, depending on the values of their columns.

    Numeric columns with different names overlap only if one is constant or repeats another, which other rules report.
    """
    for first, second in combinations(sorted(case.spec.blocks, key=lambda block: block.span), 2):
        cells = [cell for block in (first, second) for column in block.effects for cell in column.cells]
        if all(cell.kind == "numeric" and isinstance(case.spec.variables[cell.variable], Name) for cell in cells):
            continue
        if first.group != second.group or (first.split and first.span == second.span):
            continue
        if (first.covariance, second.covariance) == ("us", "us") and _shared(case, first, second) is None:
            yield f"whether two blocks of {first.group} share an effect"


def _finding(first: Block, second: Block, columns: list[DesignColumn], *, same: bool) -> Finding:
    what = listed("a random intercept" if not c.cells else f"a random slope of {c.name}" for c in columns)
    identical = {column.key for column in columns} <= {column.key for column in first.effects}
    title = f"two blocks of {first.group} {'both have' if identical else 'overlap in'} {what}"
    these, sums = (
        ("this effect", "the sum of the two enters") if len(columns) == 1 else ("these effects", "their sums enter")
    )
    reason = (
        f"Both blocks add {these} to every level of {first.group}. Only {sums} the likelihood, so the variances in the "
        "two blocks are not separately identifiable."
    )
    names = tuple(column.name for column in columns)
    return Finding("R4", title, "error" if same else "warning", second.span, names, reason)


def _repairs(case: Case, first: Block, second: Block, *, same: bool) -> Iterator[str]:
    """Remove the repeated effects from the second bar, or merge the two bars."""
    editor = FormulaEditor(case.spec.source)
    here, there = (first.span, first.group), (second.span, second.group)
    if same and len(editor.steps(second)) > len(editor.steps(first)):
        yield editor.edited({here: None})  # keep the nested bar complete
    repeated = _repeated_terms(case, first, second)
    rest = [term for term in bar_terms(case.spec, second) if term not in repeated]
    yield editor.edited({there: bar_side(rest)})
    if first.split or second.split or not rest:
        return
    own = bar_terms(case.spec, first)
    new = [term for term in rest if term not in own]
    if "" in own or "" not in rest:
        typed = editor.effects(first)
        joined = " + ".join(new if typed == "1" else [typed, *new])
    else:
        joined = " + ".join(term for term in (*own, *new) if term)
    if len(first.effects) == 1 and second.covariance != "us":
        here, there = there, here  # a single effect is added to the block with a covariance structure
    changes: dict[Place, str | None] = {here: joined, there: None}
    yield editor.edited(changes)


def _repeated_terms(case: Case, first: Block, second: Block) -> set[str]:
    """Return the terms of the second block that add nothing to the column space of the first."""
    keys = {column.key for column in first.effects}
    space = None if case.design is None else ColumnSpace(case.design.matrix(first.effects))
    found = set()
    for term, columns in by_term(second):
        design = case.design
        if all(c.key in keys or (space and design and space.contains(design.column(c))) for c in columns):
            found.add(term)
    return found


R4 = Rule(
    "R4",
    "two blocks of one grouping factor that share a column",
    "error",
    "the column spaces of the two blocks intersect: an error if they are equal, else a warning",
    "Bates et al. (2015), section 2",
    r4,
    open_questions,
)
