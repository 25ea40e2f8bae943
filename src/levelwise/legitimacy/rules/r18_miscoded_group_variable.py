"""R18: a group-level variable with probable coding errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from levelwise.data.columns import Categories, Codes, Floats, Values, distinct, label_of
from levelwise.data.partition import Partition, columns_of
from levelwise.formula.syntax import Node, names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult, cached_on_case
from levelwise.legitimacy.questions.columns import variables_of
from levelwise.legitimacy.questions.places import variable_span
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.text.sentences import counted, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_GROUPS_PER_ERROR = 50
"""A variable that varies in at most one of this many groups is probably meant to be constant within all."""

SHOWN = 6
"""Maximum number of groups in the evidence."""

Variable = tuple[str, Node]


def r18(case: Case) -> Iterator[RuleResult]:
    """A property of schools has one value per school; if a few schools have two values, one is probably an error.

    The model then treats it as a property of the pupils, and the error distorts the estimate of its effect.
    """
    for variable, found in miscoded_variables(case).items():
        for group, varying in found.items():
            yield RuleResult(_finding(case, group, variable, varying))


@cached_on_case
def miscoded_variables(case: Case) -> dict[str, dict[str, NDArray[np.intp]]]:
    """Return the variables with probable coding errors, each with its factor and the groups in which it varies."""
    if case.observed is None or case.is_sampled:
        return {}
    levels = sorted(case.spec.levels, key=lambda level: level.size or 0)  # errors show best at the highest level
    found: dict[str, dict[str, NDArray[np.intp]]] = {}
    reported: set[frozenset[str]] = set()
    for variable in variables_of(case.spec.fixed):
        sources = frozenset(names_in(case.spec.variables[variable]))
        if sources in reported:
            continue
        for level in levels:
            group = level.group.label
            if variable in variables_of(case.random_columns(group)):
                continue  # its slope is random, so the author knows that it varies; R1b counts the groups
            varying = _miscoded_groups(case, group, variable)
            if varying is not None:
                reported.add(sources)
                found[variable] = {group: varying}
                break
    return found


def _miscoded_groups(case: Case, group: str, variable: str) -> NDArray[np.intp] | None:
    """Return the groups in which a variable varies, if they are few and it differs between the others."""
    partition, observed = case.partition(group), case.observed
    assert partition is not None  # there are data
    assert observed is not None
    values = observed.values[variable]
    able = _groups_that_can_vary(case, group, partition, case.spec.constant.get(variable, frozenset()))
    if able < MIN_GROUPS_PER_ERROR:
        return None
    varying = np.zeros(partition.size, dtype=np.bool_)
    for column in columns_of(values):
        varying |= partition.varying(column)
        if MIN_GROUPS_PER_ERROR * int(varying.sum()) > able:
            return None
    if not varying.any():
        return None
    # a rare property of individual rows is constant in most groups, too, but then at the same value
    firsts = (partition.firsts)[~varying]
    others = max(_uncommon(column[firsts]) for column in columns_of(values))
    if others < 10 * int(varying.sum()):
        return None
    # rows divided more evenly, as between two classes of a school, are not an error
    numbers = np.flatnonzero(varying)
    isolated = [_has_isolated_rows(values, partition.rows(int(number))) for number in numbers]
    return numbers if 2 * sum(isolated) >= len(isolated) else None


def _has_isolated_rows(values: Values, rows: NDArray[np.intp]) -> bool:
    """Return whether all rows of a group except one, or one in ten, have the same value."""
    counts = [np.unique(column[rows], return_counts=True)[1].max() for column in columns_of(values)]
    return len(rows) - int(min(counts)) <= max(1, len(rows) // 10)


def _groups_that_can_vary(case: Case, group: str, partition: Partition, constant: frozenset[str]) -> int:
    """Return the number of groups in which a variable can vary.

    That takes two rows or, for a variable of the classes within schools, two classes.
    """
    finer = [label for label in constant if label != group and group in case.spec.level(label).within]
    if not finer:
        return int((partition.sizes > 1).sum())
    able = np.ones(partition.size, dtype=np.bool_)
    for label in finer:
        inner = case.partition(label)
        assert inner is not None  # all factors have their groups or none
        pairs = distinct(partition.codes * inner.size + inner.codes) // inner.size
        able &= np.bincount(pairs, minlength=partition.size) > 1
    return int(able.sum())


def _uncommon(values: Floats | Codes) -> int:
    """Return the number of groups with a value other than the most common one."""
    _, counts = np.unique(values, return_counts=True)
    return int(counts.sum() - counts.max(initial=0))


def _finding(case: Case, group: str, text: str, numbers: NDArray[np.intp]) -> Finding:
    size, some = case.size(group), len(numbers)
    rest = size - some
    title = f"{text} varies in {some} of {size} groups of {group} and is constant in all others"
    reason = (
        f"{text} has a single value in each of the other {counted(rest, 'group')} of {group}. If it is a property of "
        f"the groups, the rows that differ are probably miscoded; if it is a property of the rows, nothing is wrong."
    )
    partition = case.partition(group)
    assert partition is not None  # there are data
    assert case.observed is not None
    rows = []
    for number in numbers[:SHOWN]:
        rows.append((label_of(partition.names[number]), _counts(case.observed.values[text], partition.rows(number))))
    more = f" (the first {SHOWN} groups)" if some > SHOWN else ""
    caption = f"Values of {text} in the groups in which it varies, with their numbers of rows{more}"
    evidence = Evidence(caption, (group, text), tuple(rows))
    return Finding("R18", title, "warning", variable_span(case, text), (text,), reason, evidence)


def _counts(values: Values, rows: NDArray[np.intp]) -> str:
    """Return the values of a group with their numbers of rows, the most common first."""
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


def open_questions(case: Case) -> Iterator[str]:
    """Return which variables might vary in only a few groups."""
    names, groups = variables_of(case.spec.fixed), [level.group.label for level in case.spec.levels]
    if names and groups:
        yield f"whether {listed(names, 'or')} varies in only a few groups of {listed(groups, 'or')}"


R18 = Rule(
    "R18",
    "miscoded values of a group-level variable",
    "warning",
    "a fixed variable without a random slope over the factor varies in at most 2% of the groups in which it can vary; "
    "at least ten times as many groups have a value other than the most common one; and in at least half of the groups "
    "in which it varies, a single row, or one in ten, differs from the others",
    "Raudenbush & Bryk (2002), chapter 2: a level-2 variable has one value per group",
    r18,
    open_questions,
)
