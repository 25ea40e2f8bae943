"""R25: groups with a single row."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.measurements import is_doubtful_factor
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.variation import group_sizes, singleton_count
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import listed

MIN_SHARE = 0.25
"""Share of groups with a single row above which it is reported; below it, enough groups have several."""

BINS = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 1_000))
"""The classes of group sizes; larger groups form the last class."""


def r25(case: Case) -> Iterator[RuleResult]:
    """A group with a single row contains no information about the variation within groups, or about its own slope."""
    for level in case.spec.levels:
        group, size = level.group.label, level.size
        if case.prepared.source is None or not size or is_doubtful_factor(case, level):
            continue
        single = singleton_count(case, group)
        if not MIN_SHARE * size < single < size:
            continue
        block = first_block(case, group)
        one = single == 1
        title = f"{single} of {size} groups of {group} {'has' if one else 'have'} a single row"
        reason = (
            f"{'This group contributes' if one else 'These groups contribute'} to the estimates of the fixed effects "
            "and of the total variance, but not to its division into variances between and within groups, nor to the "
            "estimation of slopes; these depend on the larger groups."
        )
        finding = Finding("R25", title, "note", block.span, (group,), reason, _table(case, group, size))
        yield RuleResult(finding)


def open_questions(case: Case) -> Iterator[str]:
    """Return how many groups have a single row, for all factors."""
    if case.spec.levels:
        yield f"how many groups of {listed(level.group.label for level in case.spec.levels)} have a single row"


def _table(case: Case, group: str, size: int) -> Evidence:
    """Return the number of groups of each size."""
    caption = f"The {size} groups of {group} by number of rows"
    if not case.with_evidence:
        return Evidence(caption)
    sizes = group_sizes(case, group)
    last = BINS[-1][1]
    ends = [*BINS, (last + 1, max(sizes, default=0))]
    rows = []
    for low, high in ends:
        number = sum(count for size_of_group, count in sizes.items() if low <= size_of_group <= high)
        label = f"{low}" if low == high else f"{low}-{high}" if low <= last else f"over {last}"
        if number:
            rows.append((label, str(number)))
    return Evidence(caption, ("rows", "groups"), tuple(rows))


R25 = Rule(
    "R25",
    "groups with a single row",
    "note",
    "more than a quarter of the groups, but not all, have a single row",
    "Clarke (2008), J. Epidemiol. Community Health 62, 752-758",
    r25,
    open_questions,
)
