"""R9: labels that start again in every group of another factor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.reused_labels import LABELS, labels_of_each, ranks
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Level
from levelwise.text.sentences import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPARSE = 0.8
"""Where more of the pairs occur the labels may as well be grades, or days of which some people miss the last ones."""

CELLS = 1_000_000
"""So many pairs of labels a table that is asked may have to be looked at."""


@dataclass(frozen=True)
class Reused:
    """Labels that run 1 to m in every group of another factor: the share of pairs that occur, and how many occur."""

    outer: Level
    inner: Level
    counts: NDArray[np.intp]

    @property
    def cells(self) -> int:
        """The number of pairs of labels that occur."""
        return int(self.counts.sum())

    @property
    def fill(self) -> float:
        """The share of the pairs of labels that occur."""
        return self.cells / ((self.outer.size or 1) * (self.inner.size or 1))


def r9(case: Case) -> Iterator[RuleResult]:
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
            yield RuleResult(_finding(case, found), partial(_repairs, case, outer, inner))


def _has_cells(case: Case, outer: Level, inner: Level) -> bool:
    """Say whether the model has the combination of two factors as well: then each of them means what it says."""
    both = {*outer.group.parts, *inner.group.parts}
    return any(both <= set(level.group.parts) for level in case.spec.levels)


def _reused(case: Case, outer: Level, inner: Level) -> Reused | None:
    """Return the pattern of reused labels, if two factors show it."""
    if len(inner.group.parts) > 1 or outer.group.label in inner.within or inner.group.label in outer.within:
        return None
    groups = case.partition(outer.group.label), case.partition(inner.group.label)
    if groups[0] is None or groups[1] is None:
        return None
    if case.all_rows is None:
        first, second, names = groups[0].codes, groups[1].codes, groups[1].names
        weights = np.ones(len(first), dtype=np.intp)
    else:
        if (outer.size or 0) * (inner.size or 0) > CELLS or ranks(groups[1].names, all_there=False) is None:
            return None
        first, second, weights, names = case.all_rows.cross_tabulation(outer.group.label, inner.group.label)
    place = ranks(names)
    if place is None or (outer.size or 0) < 2 or len(names) < LABELS:
        return None
    counts = labels_of_each(first, place[second], weights)
    return None if counts is None else Reused(outer, inner, counts)


def _finding(case: Case, found: Reused) -> Finding:
    outer, inner = found.outer.group.label, found.inner.group.label
    block = first_block(case, inner)
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
    severity: Severity = "warning" if found.fill <= SPARSE else "note"
    return Finding("R9", title, severity, block.span, (inner, outer), reason, evidence)


def _repairs(case: Case, outer: Level, inner: Level) -> Iterator[str]:
    """Write b within a: as a/b where both bars say the same on their left, else as the combination a:b."""
    text = FormulaEditor(case.spec.source)
    first = first_block(case, outer.group.label)
    second = first_block(case, inner.group.label)
    alone = all(block.covariance == "us" and not block.split for block in (first, second))
    innermost = text.depth(first) + 1 == len(text.steps(first))
    if alone and innermost and text.effects(first) == text.effects(second) and len(text.steps(second)) == 1:
        yield text.inside(first, second)
    if len(text.steps(second)) == 1:
        parts = (*reversed(outer.group.parts), *reversed(inner.group.parts))
        yield text.with_steps(second, (":".join(map(quoted, parts)),))


def unknown_labels(case: Case) -> Iterator[str]:
    """Say of which factors the labels may start again in the groups of another."""
    for one, other in combinations(case.spec.levels, 2):
        related = one.group.label in other.within or other.group.label in one.within
        if not related and {len(one.group.parts), len(other.group.parts)} & {1}:
            names = listed((one.group.label, other.group.label))
            yield f"whether {names} are crossed, or the labels of one start again in every group of the other"


R9 = Rule(
    "R9",
    "labels that start again in every group of another factor",
    "warning",
    "of two factors, neither within the other, one has at least 3 labels, 1, 2, … (or a, b, …, with or without a "
    "stem); at least two groups of the other lack labels, and in 95 % of those it is the last ones; neither pairs "
    "missing at random nor labels that are rare would show that once in a thousand designs; the labels of a group "
    "have similar numbers of rows, two or more; a note where more than four fifths of the pairs occur. A table without "
    "empty pairs decides nothing",
    "GLMM FAQ (Bolker), nested or crossed; Bates et al. (2015), section 2",
    r9,
    unknown_labels,
)
