"""R9: labels that are reused in every group of another factor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from levelwise.data.columns import distinct
from levelwise.dataclass import dataclass
from levelwise.formula.syntax import quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.identifiers import is_called_part, is_called_quantity
from levelwise.legitimacy.questions.places import first_block
from levelwise.legitimacy.questions.reused_labels import MIN_LABELS, label_ranks, reused_label_counts
from levelwise.legitimacy.repairs.bar_sides import without_factor
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
"""If a larger share of the pairs occurs, the labels may well be grades, or days with some dropout at the end."""

MAX_CELLS = 1_000_000
"""Maximum number of pairs of labels that are counted in a lazily evaluated table."""


@dataclass(frozen=True)
class Reused:
    """Labels that run from 1 to m in every group of another factor.

    Attributes
    ----------
    outer, inner : Level
        The factor with the groups, and the factor with the labels.
    counts : ndarray of int
        The number of labels of each group.
    """

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
    """If each school labels its classes 1, 2, …, a class is identified only by school and label together.

    The bar ``(1 | class)`` then gives all classes with the label 1 the same effect, whatever their school.
    """
    done: set[str] = set()
    for outer, inner in _said_elsewhere(case):
        done.add(inner.group.label)
        yield RuleResult(_said(case, outer, inner), partial(_said_repairs, case, outer, inner))
    pairs = sorted(permutations(case.spec.levels, 2), key=lambda pair: -(pair[0].size or 0))  # the finest outer first
    for outer, inner in pairs:
        if inner.group.label in done or _has_cells(case, outer, inner):
            continue
        found = _reused(case, outer, inner)
        if found is not None:
            done.add(inner.group.label)
            yield RuleResult(_finding(case, found), partial(_repairs, case, outer, inner))


def _said_elsewhere(case: Case) -> Iterator[tuple[Level, Level]]:
    """Return the factors that have a bar of their own although the formula says elsewhere that they are within another.

    That is so in ``(x | item) + (1 | site/item)``, but ``(1 | item) + (1 | site/item)`` is also the usual way to write
    crossed factors and their combination, unless the name is that of a part, such as plot; and in ``(1 | school) +
    (1 | class/pupil)`` if pupils lie within schools.
    """
    levels = {level.group.label: level for level in case.spec.levels}
    for inner in case.spec.levels:
        name = inner.group.label
        if len(inner.group.parts) > 1 or is_called_quantity(name):
            continue
        slopes = {column.key for column in case.random_columns(name) if column.cells}
        for cells in case.spec.levels:
            outer = levels.get(cells.group.inside or "")
            if outer is None or outer.group.label in inner.within:
                continue
            if cells.group.parts[0] == name and (cells.size or 0) > (inner.size or 0):
                own = {column.key for column in case.random_columns(cells.group.label)}
                if slopes - own or is_called_part(name):
                    yield outer, inner
            elif outer is inner and is_called_part(name):
                for parent in case.spec.levels:
                    alone = len(parent.group.parts) == 1 and parent.group.label not in cells.group.parts
                    within = alone and parent.group.label in cells.within
                    if (
                        within
                        and parent is not inner
                        and not {parent.group.label, name} & (inner.within | parent.within)
                    ):
                        yield parent, inner


def _said_repairs(case: Case, outer: Level, inner: Level) -> Iterator[str]:
    """Remove a bar whose effects the combination of the factors has already, or write it over the combination."""
    parts = {*outer.group.parts, *inner.group.parts}
    every = [case.random_columns(one.group.label) for one in case.spec.levels if {*one.group.parts} == parts]
    keys = {column.key for columns in every for column in columns}
    if keys >= {column.key for column in case.random_columns(inner.group.label)}:
        yield from without_factor(case, first_block(case, inner.group.label))
    yield from _repairs(case, outer, inner)


def _said(case: Case, outer: Level, inner: Level) -> Finding:
    one, other = outer.group.label, inner.group.label
    title = f"{other} is numbered within {one}, but has a bar of its own"
    reason = (
        f"Elsewhere the formula or the data say that the groups of {other} are parts of those of {one}, and their "
        f"labels are reused: the same label of {other} occurs in several groups of {one}. A bar over {other} alone "
        f"gives all rows with the same label the same effect, whatever their {one}."
    )
    return Finding("R9", title, "warning", first_block(case, other).span, (other, one), reason)


def _has_cells(case: Case, outer: Level, inner: Level) -> bool:
    """Return whether the model also has the combination of two factors, so that neither can be meant as that."""
    both = {*outer.group.parts, *inner.group.parts}
    return any(both <= set(level.group.parts) for level in case.spec.levels)


def _reused(case: Case, outer: Level, inner: Level) -> Reused | None:
    """Return the reused labels of two factors; None if there is no such pattern."""
    if len(inner.group.parts) > 1 or outer.group.label in inner.within or inner.group.label in outer.within:
        return None
    groups = case.partition(outer.group.label), case.partition(inner.group.label)
    if groups[0] is None or groups[1] is None:
        return None
    if case.all_rows is None:
        first, second, names = groups[0].codes, groups[1].codes, groups[1].names
        weights = np.ones(len(first), dtype=np.intp)
    else:
        if (outer.size or 0) * (inner.size or 0) > MAX_CELLS or label_ranks(groups[1].names, complete=False) is None:
            return None
        first, second, weights, names = case.all_rows.cross_tabulation(outer.group.label, inner.group.label)
    ranks = label_ranks(names)
    if ranks is None or (outer.size or 0) < 2 or len(names) < MIN_LABELS:
        return None
    counts = reused_label_counts(first, ranks[second], weights)
    return None if counts is None else Reused(outer, inner, counts)


def _finding(case: Case, found: Reused) -> Finding:
    outer, inner = found.outer.group.label, found.inner.group.label
    block = first_block(case, inner)
    title = f"the labels of {inner} are reused within every level of {outer}"
    reason = (
        f"In each of the {found.outer.size} groups of {outer}, the labels of {inner} start from the first one, as if "
        f"each group had been labelled separately; (1 | {inner}) gives all rows with the same label the same effect, "
        f"whatever their {outer}. If a label denotes the same {inner} everywhere, the factors are crossed and the "
        "model is fine."
    )
    groups = [(str(m), str(int((found.counts == m).sum()))) for m in distinct(found.counts)]
    caption = (
        f"{found.cells} of {found.outer.size} × {found.inner.size} pairs occur ({found.fill:.0%}); number of labels "
        f"of {inner} in the groups of {outer}"
    )
    shown = [*groups[:9], *([("…", "…")] if len(groups) > 10 else groups[9:10])]
    evidence = Evidence(caption, ("labels", f"groups of {outer}"), tuple(shown))
    shared = is_called_quantity(inner) or quoted(inner) in case.fixed_terms  # such as days of a study
    severity: Severity = "warning" if found.fill <= SPARSE and not shared else "note"
    return Finding("R9", title, severity, block.span, (inner, outer), reason, evidence)


def _repairs(case: Case, outer: Level, inner: Level) -> Iterator[str]:
    """Write b within a: as a/b if both bars have the same left side, else as the combination a:b."""
    editor = FormulaEditor(case.spec.source)
    first = first_block(case, outer.group.label)
    second = first_block(case, inner.group.label)
    simple = all(block.covariance == "us" and not block.split for block in (first, second))
    innermost = editor.depth(first) + 1 == len(editor.steps(first))
    single = len(editor.steps(second)) == 1
    if simple and innermost and single and editor.effects(first) == editor.effects(second):
        yield editor.with_nesting(first, second)
    if single:
        parts = (*reversed(outer.group.parts), *reversed(inner.group.parts))
        yield editor.with_steps(second, (":".join(map(quoted, parts)),))


def open_questions(case: Case) -> Iterator[str]:
    """Return the pairs of factors of which the labels of one may be reused in the groups of the other."""
    for one, other in combinations(case.spec.levels, 2):
        related = one.group.label in other.within or other.group.label in one.within
        if not related and {len(one.group.parts), len(other.group.parts)} & {1}:
            names = listed((one.group.label, other.group.label))
            yield f"whether {names} are crossed, or the labels of one are reused in every group of the other"


R9 = Rule(
    "R9",
    "labels that are reused in every group of another factor",
    "warning",
    "of two factors that are not nested, one has at least 3 labels, 1, 2, … (with or without a stem) or a, b, …; at "
    "least two groups of the other lack some labels, and 95% of those lack the last ones; pairs missing at random, or "
    "rare labels, would produce this pattern in fewer than one in a thousand designs; the labels of a group have "
    "similar numbers of rows, two or more; a note if more than four fifths of the pairs occur, or if the labels "
    "are those of a quantity such as days, or a fixed predictor. If all pairs occur, nothing is reported, unless the "
    "formula says the nesting elsewhere: a bar over b has a slope that that over a/b has not, or b is called a part, "
    "such as class or plot; or c lies within a in (1 | a) + (1 | b/c), and b is called so",
    "GLMM FAQ (Bolker), nested or crossed; Bates et al. (2015), section 2",
    r9,
    open_questions,
)
