"""R4: blocks of one grouping factor that share a column."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from levelwise.dataclass import dataclass
from levelwise.design.column_space import ColumnSpace
from levelwise.formula.syntax import Name
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import by_term
from levelwise.legitimacy.questions.variance_identifiability import identifiability_of
from levelwise.legitimacy.repairs.bar_sides import bar_side, bar_terms
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor, Place
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block, DesignColumn
from levelwise.text.sentences import listed

_NUMBERS = {3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class _Overlap:
    """Two blocks of a factor, whether they span the same space, and the repeated columns of the second."""

    first: Block
    second: Block
    same: bool
    columns: list[DesignColumn]


def r4(case: Case) -> Iterator[RuleResult]:
    """If two blocks of a grouping factor share a column, it has two variances that are not separately identifiable."""
    found = tuple(
        _Overlap(first, second, *shared)
        for first, second in _pairs(case)
        if (shared := _shared(case, first, second)) is not None
    )
    if found:
        yield RuleResult(_finding(found), partial(_repairs, case, found))


def repeating_blocks(case: Case) -> Iterator[tuple[Block, Block]]:
    """Return the pairs of blocks that share columns: of different bars, and of one double bar (R27)."""
    for split in (False, True):
        for first, second in _pairs(case, split=split):
            single = split and len(first.effects) + len(second.effects) == 2
            if not single and _shared(case, first, second) is not None:
                yield first, second


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


def _finding(found: tuple[_Overlap, ...]) -> Finding:
    groups: dict[str, list[_Overlap]] = {}
    for one in found:
        groups.setdefault(one.first.group, []).append(one)
    columns = {column.key: column for one in found for column in one.columns}
    title = listed(_title(group, own) for group, own in groups.items())
    blocks = "Both blocks" if len(found) == 1 else "These blocks"
    these, sums = (
        ("this effect", f"the sum of {'the two' if len(found) == 1 else 'them'} enters")
        if len(columns) == 1
        else ("these effects", "their sums enter")
    )
    reason = (
        f"{blocks} add {these} to every level of {listed(groups)}. Only {sums} the likelihood, so the variances in "
        f"{'the two' if len(found) == 1 else 'these'} blocks are not separately identifiable."
    )
    severity: Severity = "error" if any(one.same for one in found) else "warning"
    span = next((one for one in found if one.same), found[0]).second.span
    return Finding("R4", title, severity, span, tuple(column.name for column in columns.values()), reason)


def _title(group: str, found: list[_Overlap]) -> str:
    """Return what the overlapping blocks of a factor share."""
    columns = {column.key: column for one in found for column in one.columns}
    what = listed("a random intercept" if not c.cells else f"a random slope of {c.name}" for c in columns.values())
    first = {column.key for one in found for column in one.first.effects}
    number = len(dict.fromkeys(block for one in found for block in (one.first, one.second)))
    if number == 2:
        return f"two blocks of {group} {'both have' if columns.keys() <= first else 'overlap in'} {what}"
    return f"{_NUMBERS.get(number, number)} blocks of {group} overlap in {what}"


def _repairs(case: Case, found: tuple[_Overlap, ...]) -> Iterator[str]:
    """Remove the repeated effects from all bars but the first, or merge the bars: of more than two, rather that."""
    if len(found) == 1:
        yield from _of_two(case, found[0])
        return
    editor = FormulaEditor(case.spec.source)
    merged: dict[Place, str | None] = {}
    reduced: dict[Place, str | None] = {}
    simple = True
    for group in dict.fromkeys(one.first.group for one in found):
        own = [one for one in found if one.first.group == group]
        blocks = sorted(dict.fromkeys(b for one in own for b in (one.first, one.second)), key=lambda block: block.span)
        for block in blocks[1:]:
            repeated = {t for one in own if one.second == block for t in _repeated_terms(case, one.first, block)}
            side = bar_side(term for term in bar_terms(case.spec, block) if term not in repeated)
            reduced[block.span, group] = side
            merged[block.span, group] = None
        simple = simple and not any(block.split or block.covariance != "us" for block in blocks)
        terms = dict.fromkeys(term for block in blocks for term in bar_terms(case.spec, block))
        merged[blocks[0].span, group] = bar_side(terms)
    if simple:
        yield editor.edited(merged)
    yield editor.edited(reduced)
    if not simple:
        yield editor.edited(merged)


def _of_two(case: Case, overlap: _Overlap) -> Iterator[str]:
    """Remove the repeated effects from the second bar, or merge the two bars."""
    first, second, editor = overlap.first, overlap.second, FormulaEditor(case.spec.source)
    here, there = (first.span, first.group), (second.span, second.group)
    if overlap.same and len(editor.steps(second)) > len(editor.steps(first)):
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
    space = None if case.design is None else ColumnSpace.spanned_by(first.effects, case.design)
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
