"""R10: nesting written the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.data.columns import Categories
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block
from levelwise.text.sentences import counted


def r10(case: Case) -> Iterator[RuleResult]:
    """In ``a/b`` the groups of b lie within those of a; the other way round both name the same groups."""
    sizes = {level.group.label: level.size for level in case.spec.levels}
    seen: set[str] = set()
    for block in case.spec.blocks:
        group = case.spec.level(block.group).group
        size = sizes[group.label]
        if group.inside is None or size in (None, 1) or size != sizes.get(group.inside) or group.label in seen:
            continue
        seen.add(group.label)
        outer, inner = group.inside, group.parts[0]
        own = _values(case, inner)
        whole = counted(size or 0, "group")
        title = f"{group.label} and {outer} are the same {whole}"
        again = "the bar names the same groups twice and their two variances cannot be told apart"
        if own == 1:
            reason = f"{inner} has one value only, so {again}."
        elif own is not None and own < (size or 0):
            reason = (
                f"Each of the {whole} of {outer} lies in a single one of the {counted(own, 'group')} of {inner}, so "
                f"{again}: a/b means b within a, and here the nesting is written the wrong way round."
            )
        else:
            reason = f"Each of the {whole} of {outer} has a single {inner} of its own, so {again}."
        finding = Finding("R10", title, "error", block.span, (group.label, outer), reason)
        yield RuleResult(finding, partial(_reordered, case, block))


def duplicate_factors(case: Case) -> frozenset[str]:
    """Return the grouping factors with which R7 or R10 finds fault: of one group, or of the groups of another."""
    sizes = {level.group.label: level.size for level in case.spec.levels}
    inside = {level.group.label: level.group.inside for level in case.spec.levels}
    same = {label for label, outer in inside.items() if outer is not None and sizes[label] == sizes.get(outer)}
    return frozenset({label for label, size in sizes.items() if size == 1} | same)


def unknown_nesting(case: Case) -> Iterator[str]:
    """Say which nested factors may name the groups of the factor outside them once more (asked without data)."""
    for level in case.spec.levels:
        group = level.group
        if group.inside is not None and level.size is None:
            yield f"whether a group of {group.inside} has more than one group of {group.label}"


def _values(case: Case, column: str) -> int | None:
    """Return how many different values a grouping column has."""
    raw = case.observed.raw.get(column) if case.observed is not None else None
    if raw is None:
        return None
    return len(np.unique(raw.codes if isinstance(raw, Categories) else raw.values))


def _reordered(case: Case, block: Block) -> Iterator[str]:
    """Move the inner factor outwards step by step, then leave it out."""
    text = FormulaEditor(case.spec.source)
    steps, place = text.steps(block), text.depth(block)
    rest = steps[:place] + steps[place + 1 :]
    for target in range(place - 1, -1, -1):
        yield text.with_steps(block, (*rest[:target], steps[place], *rest[target:]))
    yield text.with_steps(block, rest)


R10 = Rule(
    "R10",
    "nesting written the wrong way round",
    "error",
    "the inner factor of a/b has as many groups as the outer one",
    "Bates et al. (2015), section 2",
    r10,
    unknown_nesting,
)
