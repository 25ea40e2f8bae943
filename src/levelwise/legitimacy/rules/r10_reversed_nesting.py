"""R10: nesting written in reverse order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.data.columns import Categories, distinct
from levelwise.formula.expanded import Group
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.nearly_same_groups import NearlySame, nearly_same_groups
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import counted, listed


def r10(case: Case) -> Iterator[RuleResult]:
    """In ``a/b``, the groups of b are nested within those of a; in reverse order, both bars have the same groups."""
    found: list[tuple[Block, str, str]] = []
    sizes = {level.group.label: level.size for level in case.spec.levels}
    seen: set[str] = set()
    for block in case.spec.blocks:
        group = case.spec.level(block.group).group
        size = sizes[group.label]
        if group.inside is None or size in (None, 1) or size != sizes.get(group.inside) or group.label in seen:
            continue
        seen.add(group.label)
        found.append((block, *_words(case, group, size or 0)))
    if found:
        blocks = [block for block, _, _ in found]
        labels = dict.fromkeys(label for block in blocks for label in (block.group, _outer(case, block)))
        title, reason = listed(title for _, title, _ in found), " ".join(reason for _, _, reason in found)
        finding = Finding("R10", title, "error", blocks[0].span, tuple(labels), reason)
        yield RuleResult(finding, partial(_repairs, case, blocks))
    for same in nearly_same_groups(case):
        outer, inner = same.first.group.label, same.second.group.label
        if same.is_nested and case.size(outer) != case.size(inner):
            yield RuleResult(_nearly(case, same), partial(_repairs, case, [first_block(case, inner)]))


def _nearly(case: Case, same: NearlySame) -> Finding:
    """Return the finding on a/b where nearly every group of a has a single group of b."""
    outer, inner = same.first.group.label, same.second.group.label
    column, size = same.second.group.parts[0], case.size(outer)
    title = f"{inner} and {outer} are nearly the same {counted(size, 'group')}"
    verb = "distinguishes" if same.extra == 1 else "distinguish"
    reason = (
        f"Nearly every group of {outer} has a single {column}; only {counted(same.extra, 'further combination')} of "
        f"{outer} and {column} {verb} the two variances. a/b means b within a: if the groups of {outer} lie "
        f"within those of {column}, with a few that moved, the nesting is written in reverse order."
    )
    return Finding("R10", title, "warning", first_block(case, inner).span, (inner, outer), reason)


def _outer(case: Case, block: Block) -> str:
    return case.spec.level(block.group).group.inside or ""


def _words(case: Case, group: Group, size: int) -> tuple[str, str]:
    """Return the title and the reason for a factor with the same groups as the one outside it."""
    outer, inner = group.inside, group.parts[0]
    own, groups = _values(case, inner), counted(size, "group")
    twice = "the bar names the same groups twice, and their two variances are not separately identifiable"
    if own == 1:
        reason = f"{inner} has only one value, so {twice}."
    elif own is not None and own < size:
        reason = (
            f"Each of the {groups} of {outer} lies within one of the {counted(own, 'group')} of {inner}, so "
            f"{twice}: a/b means b within a, and here the nesting is written in reverse order."
        )
    else:
        reason = f"Each of the {groups} of {outer} has a single {inner} of its own, so {twice}."
    return f"{group.label} and {outer} are the same {groups}", reason


def duplicate_factors(case: Case) -> frozenset[str]:
    """Return the grouping factors reported by R7 or R10: with one group, or with the same groups as another."""
    sizes = {level.group.label: level.size for level in case.spec.levels}
    inside = {level.group.label: level.group.inside for level in case.spec.levels}
    same = {label for label, outer in inside.items() if outer is not None and sizes[label] == sizes.get(outer)}
    return frozenset({label for label, size in sizes.items() if size == 1} | same)


def open_questions(case: Case) -> Iterator[str]:
    """Return which nested factors may have the same groups as the factor outside them."""
    for level in case.spec.levels:
        group = level.group
        if group.inside is not None and level.size is None:
            yield f"whether a group of {group.inside} contains more than one group of {group.label}"


def _values(case: Case, column: str) -> int | None:
    """Return the number of distinct values of a grouping column."""
    raw = case.observed.raw.get(column) if case.observed is not None else None
    if raw is None:
        return None
    return len(distinct(raw.codes if isinstance(raw, Categories) else raw.values))


def _repairs(case: Case, blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _reordered(case, block)


def _reordered(case: Case, block: Block) -> Iterator[str]:
    """Move the inner factor outwards step by step, then remove it."""
    editor = FormulaEditor(case.spec.source)
    steps, place = editor.steps(block), editor.depth(block)
    rest = steps[:place] + steps[place + 1 :]
    for target in range(place - 1, -1, -1):
        yield editor.with_steps(block, (*rest[:target], steps[place], *rest[target:]))
    yield editor.with_steps(block, rest)


R10 = Rule(
    "R10",
    "nesting written in reverse order",
    "error",
    "the inner factor of a/b has as many groups as the outer one; a warning if it has fewer than five more, at most a "
    "quarter of the groups of the outer one, or if at most a tenth of the groups of a lie in several of b, and b has "
    "at most half as many values as a has groups",
    "Bates et al. (2015), section 2",
    r10,
    open_questions,
)
