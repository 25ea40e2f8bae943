"""R8, R25 and R29: how many groups there are, how large they are, and what is to be learnt from them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.identifiability.parameters import number_of
from levelwise.legitimacy.places import first_block
from levelwise.legitimacy.repair import Text, bar_terms, side_of
from levelwise.legitimacy.report import Evidence, Finding
from levelwise.legitimacy.rules.measures import not_a_factor
from levelwise.legitimacy.rules.questions import of_parameters, of_singles, of_sizes
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.variation import group_sizes, singles
from levelwise.modeling.spec import INTERCEPT, Block, Level

FEW, MANY = 5, 30
"""Below the first number of groups a variance is hardly known at all, from the second on it is known well."""

BINS = ((1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 1_000))
"""The sizes of groups that are counted together; larger ones follow."""


def r8(case: Case) -> Iterator[Draft]:
    """The variance between groups is estimated from as many numbers as there are groups, however many rows.

    With fewer than five groups that is a guess; with fewer than thirty its estimate, and the standard errors of
    effects between groups, are rough.
    """
    for level in case.spec.levels:
        group, size = level.group.label, level.size
        if size is None or not 1 < size < MANY or size == case.spec.rows or not_a_factor(case, level):
            continue
        block = first_block(case, group)
        title = f"{group} has only {size} groups" if size < FEW else f"{group} has {size} groups"
        if size < FEW:
            reason = (
                f"The variance between the groups of {group} is learnt from {size} groups, however many rows there "
                "are; so few say almost nothing about it. As a fixed factor the same groups need no variance."
            )
            finding = Finding("R8", title, "warning", block.span, (group,), reason)
            yield Draft(finding, partial(_as_fixed, case, level))
        else:
            reason = (
                f"The variance between the groups of {group} is learnt from {size} groups, however many rows there "
                "are: expect a rough estimate, and standard errors of effects between groups that are too small."
            )
            yield Draft(Finding("R8", title, "note", block.span, (group,), reason))


def _as_fixed(case: Case, level: Level) -> Iterator[str]:
    """Take a factor out of its bars and put it among the fixed terms, where it only shifts the level."""
    group = level.group
    blocks = [block for block in case.spec.blocks if block.group == group.label]
    if len(group.parts) > 1 or any(column.cells for block in blocks for column in block.effects):
        return
    name = quoted(group.parts[0])
    text = Text(case.spec.source)
    gone = {(block.span, group.label): None for block in blocks}
    yield text.edited(gone, () if f"factor({name})" in case.fixed_terms else (f"factor({name})",))


def r25(case: Case) -> Iterator[Draft]:
    """A group of one row shows how far it lies from the other groups, and nothing about differences within."""
    for level in case.spec.levels:
        group, size = level.group.label, level.size
        if case.built.source is None or not size or not_a_factor(case, level):
            continue
        single = singles(case, group)
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
        yield Draft(finding)


def _table(case: Case, group: str, size: int) -> Evidence:
    """Show how many groups there are of each size."""
    caption = f"The {size} groups of {group} by their number of rows"
    if not case.shown:
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


def r29(case: Case) -> Iterator[Draft]:
    """Each group tells one point of the distribution of its effects; its parameters should not outnumber the points."""
    seen: set[tuple[object, str]] = set()
    for block in case.spec.blocks:
        place, size = (block.span, block.group), case.spec.level(block.group).size
        if size is None or size < 2 or place in seen or not_a_factor(case, case.spec.level(block.group)):
            continue
        seen.add(place)
        own = [b for b in case.spec.blocks if (b.span, b.group) == place]  # || makes several of one bar
        number, effects = sum(map(number_of, own)), sum(len(b.effects) for b in own)
        if number <= size or number == 1:
            continue
        title = f"a bar has more variances and covariances than {block.group} has groups"
        reason = (
            f"The {effects} random effects of this bar have {number} variances and covariances, and {block.group} has "
            f"{size} groups to learn them from; expect a singular fit, or estimates that are mostly chance."
        )
        evidence = Evidence(
            "What has to be learnt", ("effects", "parameters", "groups"), ((str(effects), str(number), str(size)),)
        )
        finding = Finding("R29", title, "warning", block.span, (block.group,), reason, evidence)
        yield Draft(finding, partial(_simpler, case, block))


def _simpler(case: Case, block: Block) -> Iterator[str | None]:
    """Drop the covariances first, then the slopes, those of the highest order first."""
    text, place = Text(case.spec.source), (block.span, block.group)
    terms = bar_terms(case.spec, block)
    own = [column for b in case.spec.blocks if (b.span, b.group) == place for column in b.effects]
    if block.covariance == "us" and not block.split:
        yield text.uncorrelated(block)
    order = {column.term: len(column.cells) for column in own}
    for most in sorted({order[term] for term in terms}, reverse=True)[1:]:
        side = side_of(term for term in terms if order[term] <= most)
        if side is not None and (most or any(column.key == INTERCEPT for column in own)):
            yield text.edited({place: side})


R8 = Rule(
    "R8",
    "a grouping factor with few groups",
    "warning",
    "the number of groups: a note below 30, a warning below 5",
    "Gelman & Hill (2007), pp. 275-276; Maas & Hox (2005), Methodology 1, 86-92; McNeish & Stapleton (2016), "
    "Educ. Psychol. Rev. 28; GLMM FAQ (Bolker)",
    r8,
    of_sizes,
)


R25 = Rule(
    "R25",
    "groups of one row",
    "note",
    "the number of groups with one row, unless all have one",
    "Clarke (2008), J. Epidemiol. Community Health 62, 752-758",
    r25,
    of_singles,
)


R29 = Rule(
    "R29",
    "more covariance parameters than groups",
    "warning",
    "the number of free variances and covariances of a bar, q(q + 1)/2 for q effects that covary freely, exceeds "
    "the number of groups",
    "Bates, Kliegl, Vasishth & Baayen (2015), Parsimonious Mixed Models, arXiv:1506.04967",
    r29,
    of_parameters,
)
