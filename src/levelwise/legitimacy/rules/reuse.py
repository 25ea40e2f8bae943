"""R9: labels that start again in every group of another factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from math import lgamma, log

import numpy as np
from numpy.typing import NDArray

from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, Draft
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Evidence, Finding
from levelwise.modeling.spec import Level

CHANCE = log(1_000)
"""Labels drawn at random would run 1, 2, 3, … everywhere less often than once in so many designs."""

EXCEPTIONS = 20
"""At most one in so many of the groups that lack labels may lack others than the last ones."""

LABELS = 3
"""Two labels, such as 0 and 1, are too few to show a pattern."""

EVEN = 3
"""In half of the groups the label with the most rows has at most so many times the rows of the one with the fewest."""

_COUNTED = re.compile(r"(?P<stem>.*?)(?P<number>\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reused:
    """Labels that run 1 to m in every group of another factor: the share of pairs that occur, and how many occur."""

    outer: Level
    inner: Level
    cells: int
    counts: NDArray[np.intp]

    @property
    def fill(self) -> float:
        """The share of the pairs of labels that occur."""
        return self.cells / ((self.outer.size or 1) * (self.inner.size or 1))


def r9(case: Case) -> Iterator[Draft]:
    """A label that stands for another class in every school has to be written class within school.

    The bar ``(1 | class)`` gives all classes with the label 1, of whatever school, one and the same effect.
    """
    done: set[str] = set()
    pairs = sorted(permutations(case.spec.levels, 2), key=lambda pair: -(pair[0].size or 0))  # the finest outer first
    for outer, inner in pairs:
        if inner.group.label in done or _has_cells(case, outer, inner):
            continue
        found = _reused(case, outer, inner)
        if found is not None:
            done.add(inner.group.label)
            yield Draft(_finding(case, found), partial(_repairs, case, outer, inner))


def _has_cells(case: Case, outer: Level, inner: Level) -> bool:
    """Say whether the model has the combination of two factors as well: then each of them means what it says."""
    both = {*outer.group.parts, *inner.group.parts}
    return any(both <= set(level.group.parts) for level in case.spec.levels)


def _reused(case: Case, outer: Level, inner: Level) -> Reused | None:
    """Return the pattern of reused labels, if two factors show it.

    The labels are 1, 2, … or a, b, …; groups of the outer factor that lack some lack the last ones, in so many ways
    that it is neither chance nor because the last labels are rare; and the labels of a group have about equally many
    rows, two or more. Where every pair occurs nothing tells reused labels from crossed factors.
    """
    groups = case.partition(outer.group.label), case.partition(inner.group.label)
    if case.whole is not None or groups[0] is None or groups[1] is None or len(inner.group.parts) > 1:
        return None
    if {outer.group.label} & inner.within or {inner.group.label} & outer.within:
        return None
    ranks = _ranks(groups[1].names)
    rows, columns = groups[0].size, groups[1].size
    if ranks is None or rows < 2 or columns < LABELS:
        return None
    pairs, sizes = np.unique(groups[0].codes * columns + ranks[groups[1].codes], return_counts=True)
    if np.median(sizes) < 2:
        return None
    counts = np.bincount(pairs // columns, minlength=rows)
    last = np.zeros(rows, dtype=np.intp)
    np.maximum.at(last, pairs // columns, pairs % columns)
    first_ones = last + 1 == counts
    short = counts < columns
    if short.sum() < 2 or EXCEPTIONS * int((short & ~first_ones).sum()) > int(short.sum()):
        return None
    # labels that are rare are lacking by themselves, and where they do occur, they have few rows
    usage = np.bincount(pairs % columns, sizes, minlength=columns)
    share = np.cumsum(usage)[counts - 1] / usage.sum()
    total = np.bincount(pairs // columns, sizes, minlength=rows)
    rarity = -float((total * np.log(share))[short & first_ones].sum())
    least, most = np.full(rows, np.inf), np.zeros(rows)
    np.minimum.at(least, pairs // columns, sizes)
    np.maximum.at(most, pairs // columns, sizes)
    if rarity < CHANCE or np.median(EVEN * least - most) < 0:
        return None
    evidence = sum(_ways(columns, int(count)) for count in counts[short & first_ones])
    return Reused(outer, inner, len(pairs), counts) if evidence >= CHANCE else None


def _ways(labels: int, drawn: int) -> float:
    """Return the logarithm of the number of ways to draw so many of so many labels."""
    return lgamma(labels + 1) - lgamma(drawn + 1) - lgamma(labels - drawn + 1)


def _ranks(names: tuple[object, ...]) -> NDArray[np.intp] | None:
    """Return the place of each label among 1, 2, …, or a, b, …; None when they are not labels of this kind."""
    texts = [str(int(name)) if isinstance(name, float) and name.is_integer() else str(name) for name in names]
    if all(len(text) == 1 and text.isalpha() for text in texts):
        numbers = [ord(text) - ord("a" if text.islower() else "A") for text in texts]
        first = 0
    else:
        found = [_COUNTED.fullmatch(text) for text in texts]
        if not all(found) or len({match["stem"] for match in found if match}) > 1:
            return None
        numbers = [int(match["number"]) for match in found if match]
        first = min(numbers)
    if first not in (0, 1) or sorted(numbers) != list(range(first, first + len(numbers))):
        return None
    return np.array(numbers, dtype=np.intp) - first


def _finding(case: Case, found: Reused) -> Finding:
    outer, inner = found.outer.group.label, found.inner.group.label
    block = next(block for block in case.spec.blocks if block.group == inner)
    title = f"the labels of {inner} start again in every group of {outer}"
    reason = (
        f"In each of the {found.outer.size} groups of {outer} the labels of {inner} run from the first on, as labels "
        f"do that are given anew in every group; (1 | {inner}) gives all rows with one label, of whatever {outer}, the "
        f"same effect. If a label means the same {inner} everywhere, the factors are crossed and all is well."
    )
    groups = [(str(m), str(int((found.counts == m).sum()))) for m in np.unique(found.counts)]
    caption = (
        f"{found.cells} of {found.outer.size} × {found.inner.size} pairs occur ({found.fill:.0%}); labels of {inner} "
        f"in a group of {outer}"
    )
    shown = [*groups[:9], *([("…", "…")] if len(groups) > 10 else groups[9:10])]
    evidence = Evidence(caption, ("labels", f"groups of {outer}"), tuple(shown))
    return Finding("R9", title, "warning", block.span, (inner, outer), reason, evidence)


def _repairs(case: Case, outer: Level, inner: Level) -> Iterator[str]:
    """Write b within a: as a/b where both bars say the same on their left, else as the combination a:b."""
    text = Text(case.spec.source)
    first = next(block for block in case.spec.blocks if block.group == outer.group.label)
    second = next(block for block in case.spec.blocks if block.group == inner.group.label)
    alone = all(block.covariance == "us" and not block.split for block in (first, second))
    innermost = text.depth(first) + 1 == len(text.steps(first))
    if alone and innermost and text.effects(first) == text.effects(second) and len(text.steps(second)) == 1:
        yield text.inside(first, second)
    if len(text.steps(second)) == 1:
        parts = (*reversed(outer.group.parts), *reversed(inner.group.parts))
        yield text.with_steps(second, (":".join(map(quoted, parts)),))
