"""R25: groups of one row."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measured_groups import is_doubtful_factor
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.variation import group_sizes, singleton_count
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import listed

BINS = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 1_000))
"""The sizes of groups that are counted together; larger ones follow."""


def r25(case: Case) -> Iterator[RuleResult]:
    """A group of one row shows how far it lies from the other groups, and nothing about differences within."""
    for level in case.spec.levels:
        group, size = level.group.label, level.size
        if case.built.source is None or not size or is_doubtful_factor(case, level):
            continue
        single = singleton_count(case, group)
        if not 0 < single < size:
            continue
        block = first_block(case, group)
        one = single == 1
        title = f"{single} of {size} groups of {group} {'has' if one else 'have'} one row only"
        reason = (
            f"{'That group helps' if one else 'Such groups help'} to learn the fixed effects and the spread over all, "
            f"but {'its' if one else 'their'} one row cannot tell what is the group's from what is the row's: the two "
            "variances are told apart by the larger groups, and no slope is seen in a single row."
        )
        finding = Finding("R25", title, "note", block.span, (group,), reason, _table(case, group, size))
        yield RuleResult(finding)


def unknown_singles(case: Case) -> Iterator[str]:
    """Say of which factors the sizes of the groups matter."""
    if case.spec.levels:
        yield f"how many groups of {listed(level.group.label for level in case.spec.levels)} have one row only"


def _table(case: Case, group: str, size: int) -> Evidence:
    """Show how many groups there are of each size."""
    caption = f"The {size} groups of {group} by their number of rows"
    if not case.with_evidence:
        return Evidence(caption)
    sizes = group_sizes(case, group)
    last = BINS[-1][1]
    ends = [*BINS, (last + 1, max(sizes, default=0))]
    rows = []
    for low, high in ends:
        number = sum(count for rows_in, count in sizes.items() if low <= rows_in <= high)
        label = f"{low}" if low == high else f"{low}-{high}" if low <= last else f"over {last}"
        if number:
            rows.append((label, str(number)))
    return Evidence(caption, ("rows", "groups"), tuple(rows))


R25 = Rule(
    "R25",
    "groups of one row",
    "note",
    "the number of groups with one row, unless all have one",
    "Clarke (2008), J. Epidemiol. Community Health 62, 752-758",
    r25,
    unknown_singles,
)
