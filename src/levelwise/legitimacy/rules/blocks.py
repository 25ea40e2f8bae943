"""R4, R7 and R10: blocks that overlap, factors that cannot group, nesting the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from levelwise.legitimacy.case import Case, Draft, counted
from levelwise.legitimacy.repair import Text, bar_side
from levelwise.legitimacy.report import Finding
from levelwise.legitimacy.span import Space
from levelwise.modeling.spec import Block


def r4(case: Case) -> Iterator[Draft]:
    """Two blocks of one factor that share a column split one variance in two that cannot be told apart."""
    for first, second in combinations(case.spec.blocks, 2):
        if first.group != second.group or (first.split and first.span == second.span):
            continue
        shared = _shared(case, first, second)
        if shared is None:
            continue
        same, names = shared
        yield Draft(_overlap(first, second, names, same=same), _repairs(case, first, second))


def _shared(case: Case, first: Block, second: Block) -> tuple[bool, tuple[str, ...]] | None:
    """Return whether two blocks span the same space and what they share; None when nothing."""
    keys = {column.key for column in first.effects}
    common = tuple(column.name for column in second.effects if column.key in keys)
    if case.design is None:
        same = keys == {column.key for column in second.effects}
        return (same, common) if common else None
    a, b = case.design.matrix(first.effects), case.design.matrix(second.effects)
    ranks = Space(a).rank, Space(b).rank, Space(np.hstack((a, b))).rank
    if ranks[2] == sum(ranks[:2]):
        return None
    return ranks[0] == ranks[1] == ranks[2], common or tuple(column.name for column in second.effects)


def _overlap(first: Block, second: Block, names: tuple[str, ...], *, same: bool) -> Finding:
    what = " and ".join("the intercept" if name == "(Intercept)" else name for name in names)
    title = f"two blocks of {first.group} share {what}"
    reason = (
        f"Both blocks give every group of {first.group} a random effect of {what}; only the sum of the two is in the "
        "data, so their variances cannot be told apart."
    )
    return Finding("R4", title, "error" if same else "warning", second.span, names, reason)


def _repairs(case: Case, first: Block, second: Block) -> tuple[str, ...]:
    text = Text(case.spec.source)
    keys = {column.key for column in first.effects}
    if not any(column.key in keys for column in second.effects):
        # the same space under other names: the second block adds nothing
        alone = text.without_bar(second)
        return () if alone is None else (alone,)
    side = bar_side(case.spec, second, {column.term for column in second.effects if column.key in keys})
    lighter = text.without_bar(second) if side is None else text.with_bar(second, side)
    merged = list(dict.fromkeys(c.term for block in (first, second) for c in block.effects if c.term))
    joined = text.without_bar(second)
    candidates = [lighter]
    if joined is not None and side is not None and not first.split and not second.split:
        from levelwise.formula.parser import parse

        one = Text(parse(joined))
        candidates.append(_joined(one, first, merged))
    return tuple(candidate for candidate in candidates if candidate is not None)


def _joined(text: Text, block: Block, terms: list[str]) -> str | None:
    """Return the formula with one bar for both blocks, where the first bar kept its place."""
    try:
        return text.with_bar(block, " + ".join(terms) or "1")
    except KeyError:
        return None


def r7(case: Case) -> Iterator[Draft]:
    """A variance between groups needs more than one group."""
    for level in case.spec.levels:
        if level.size != 1:
            continue
        block = next(block for block in case.spec.blocks if block.group == level.group.label)
        title = f"{level.group.label} has only one group"
        reason = f"With a single group of {level.group.label} there is no difference between groups, hence no variance."
        finding = Finding("R7", title, "error", block.span, (level.group.label,), reason)
        rest = Text(case.spec.source).without_bar(block)
        yield Draft(finding, () if rest is None else (rest,))


def r10(case: Case) -> Iterator[Draft]:
    """In ``a/b`` the groups of b lie within those of a; the other way round both name the same groups."""
    sizes = {level.group.label: level.size for level in case.spec.levels}
    for block in case.spec.blocks:
        group = case.spec.level(block.group).group
        outer = group.inside
        size = sizes.get(group.label)
        if outer is None or size is None or size != sizes.get(outer) or size == 1:
            continue
        inner = group.parts[0]
        title = f"{group.label} and {outer} are the same {counted(size, 'group')}"
        reason = (
            f"Every group of {outer} has one {inner} only, so {group.label} parts the rows exactly as {outer} does "
            f"and the two variances cannot be told apart; if {outer} lies within {inner}, the nesting is written the "
            "wrong way round."
        )
        finding = Finding("R10", title, "error", block.span, (group.label, outer), reason)
        text = Text(case.spec.source)
        yield Draft(finding, (text.with_group(block, f"{inner}/{outer}"), text.with_group(block, outer)))
