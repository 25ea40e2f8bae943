"""R18: a variable that belongs to the groups, but for a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Codes, Floats, Values, label_of
from levelwise.data.partition import Partition, columns_of
from levelwise.formula.syntax import Node, names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import variables_of
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import counted, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARE = 50
"""A variable that varies in at most one of so many groups is probably meant to be constant in all."""

SHOWN = 6
"""So many of the groups in which it varies are listed."""

Variable = tuple[str, Node]


def r18(case: Case) -> Iterator[RuleResult]:
    """A property of a school has one value a school; where a school has two of them, one is probably a slip.

    The model then takes the property for one of the pupils, and what it says of schools hangs on those rows.
    """
    if case.observed is None or case.is_sampled:
        return
    levels = sorted(case.spec.levels, key=lambda level: level.size or 0)  # a slip shows at the coarsest level best
    told: set[frozenset[str]] = set()
    for text in variables_of(case.spec.fixed):
        sources = frozenset(names_in(case.spec.variables[text]))
        if sources in told:
            continue
        for level in levels:
            group = level.group.label
            if text in variables_of(case.random_columns(group)):
                continue  # its slope is random, so the author knows that it varies; R1b counts the groups
            varying = _strays(case, group, text)
            if varying is not None:
                told.add(sources)
                yield RuleResult(_finding(case, group, text, varying))
                break


def _strays(case: Case, group: str, text: str) -> NDArray[np.intp] | None:
    """Return the groups in which a variable varies, when they are few and it differs between the others."""
    partition, observed = case.partition(group), case.observed
    assert partition is not None  # only asked with data
    assert observed is not None
    values = observed.values[text]
    able = _able(case, group, partition, case.spec.constant.get(text, frozenset()))
    if able < SHARE:
        return None
    varying = np.zeros(partition.size, dtype=np.bool_)
    for column in columns_of(values):
        varying |= partition.varying(column)
        if SHARE * int(varying.sum()) > able:
            return None
    if not varying.any():
        return None
    # a rare property of single rows is constant in most groups, too, but then at one and the same value
    firsts = (partition.firsts)[~varying]
    others = max(_elsewhere(column[firsts]) for column in columns_of(values))
    if others < 10 * int(varying.sum()):
        return None
    # where the rows are divided, as between two classes of a school, it is no slip
    numbers = np.flatnonzero(varying)
    single = [_has_few_others(values, partition.rows(int(number))) for number in numbers]
    return numbers if 2 * sum(single) >= len(single) else None


def _has_few_others(values: Values, rows: NDArray[np.intp]) -> bool:
    """Say whether all rows of a group but one, or one in ten, have the same value."""
    counts = [np.unique(column[rows], return_counts=True)[1].max() for column in columns_of(values)]
    return len(rows) - int(min(counts)) <= max(1, len(rows) // 10)


def _able(case: Case, group: str, partition: Partition, constant: frozenset[str]) -> int:
    """Count the groups in which a variable could vary.

    That takes two rows; and two classes, where it is a variable of the classes.
    """
    finer = [label for label in constant if label != group and group in case.spec.level(label).within]
    if not finer:
        return int((partition.sizes > 1).sum())
    able = np.ones(partition.size, dtype=np.bool_)
    for label in finer:
        inner = case.partition(label)
        assert inner is not None  # all factors have their groups or none
        pairs = np.unique(partition.codes * inner.size + inner.codes) // inner.size
        able &= np.bincount(pairs, minlength=partition.size) > 1
    return int(able.sum())


def _elsewhere(values: Floats | Codes) -> int:
    """Return how many groups have another value than the commonest."""
    _, counts = np.unique(values, return_counts=True)
    return int(counts.sum() - counts.max(initial=0))


def _finding(case: Case, group: str, text: str, numbers: NDArray[np.intp]) -> Finding:
    size, some = case.size(group), len(numbers)
    rest = size - some
    title = f"{text} varies in {some} of {size} groups of {group} and is constant in all others"
    reason = (
        f"{text} has one value in each of the other {counted(rest, 'group')} of {group}. If it is a property of the "
        f"groups, the rows that differ are probably slips of the data; if it is one of the rows, all is well."
    )
    partition = case.partition(group)
    assert partition is not None  # only asked with data
    assert case.observed is not None
    rows = []
    for number in numbers[:SHOWN]:
        rows.append((label_of(partition.names[number]), _counts(case.observed.values[text], partition.rows(number))))
    more = f"; the first {SHOWN} of them" if some > SHOWN else ""
    evidence = Evidence(f"Values of {text} where it varies, and their rows{more}", (group, text), tuple(rows))
    return Finding("R18", title, "warning", variable_span(case, text), (text,), reason, evidence)


def _counts(values: Values, rows: NDArray[np.intp]) -> str:
    """Return the values of a group, the commonest first, each with the number of its rows."""
    if isinstance(values, Categories):
        codes, counts = np.unique(values.codes[rows], return_counts=True)
        found = [(values.labels[code], count) for code, count in zip(codes, counts, strict=True)]
    else:
        first = values.values.reshape(len(values.values), -1)[rows, 0]
        numbers, counts = np.unique(first, return_counts=True)
        found = [(f"{number:.6g}", count) for number, count in zip(numbers, counts, strict=True)]
    found.sort(key=lambda pair: -pair[1])
    shown = [f"{label} ({counted(int(count), 'row')})" for label, count in found[:4]]
    return ", ".join([*shown, *(["…"] if len(found) > len(shown) else [])])


def unknown_strays(case: Case) -> Iterator[str]:
    """Say where a variable might vary in a few groups only."""
    names, groups = variables_of(case.spec.fixed), [level.group.label for level in case.spec.levels]
    if names and groups:
        yield f"whether {listed(names, 'or')} varies in a few groups of {listed(groups, 'or')} only"


R18 = Rule(
    "R18",
    "a variable of the groups that varies in a few of them",
    "warning",
    "a fixed variable without a random slope over the factor varies in some, at most 2 %, of the groups in which "
    "it could vary; ten times as many groups have another value than the commonest; and in half of those where it "
    "varies a single row, or one in ten, differs from the others",
    "Raudenbush & Bryk (2002), chapter 2: a level-2 variable has one value a group",
    r18,
    unknown_strays,
)
