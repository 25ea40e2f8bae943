"""R17: a predictor of the lowest level that differs between groups, too, has two effects in one coefficient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from levelwise.data.values import Codes, Floats
from levelwise.formula.parser import parse
from levelwise.formula.syntax import Call, Name, Node, names_in, quoted
from levelwise.legitimacy.case import Case, Draft, listed
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Evidence, Finding
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.rules.terms import fixed_part
from levelwise.legitimacy.shares import Shares, means_of, variances
from levelwise.legitimacy.span import Space
from levelwise.legitimacy.substitution import stands_alone, substituted
from levelwise.modeling.spec import Coefficient
from levelwise.plots.sketch import Sketch

LEAST_SHARE = 0.05
"""The part of a predictor's variance between groups below which its two effects are hardly mixed."""

LEAST_WITHIN = 0.01
"""The part of its variance within groups below which a predictor belongs to them, but for a few slips (R18)."""

CHANCE = 3.09
"""The normal quantile of one in a thousand: group means of a randomised predictor differ, too."""

ACCOUNTED = 0.9
"""A group-level predictor that says so much of the group means' variance stands for them (a published mean)."""


@dataclass(frozen=True, slots=True)
class _Mixed:
    column: Coefficient
    shares: Shares


def r17(case: Case) -> Iterator[Draft]:
    """A predictor that varies within groups and between them has two effects, which need not be the same.

    How pupils of one school differ by their status is one thing, how schools differ by the status of their pupils
    another; a single coefficient is a weighted average of the two.
    """
    found: dict[str, list[_Mixed]] = {}
    for column in case.spec.fixed:
        if not _is_plain(case, column):
            continue
        mixing = {group: shares for group in _factors(case, column) if (shares := _mixed(case, group, column))}
        for group, shares in mixing.items():
            if not any(group in case.spec.level(finer).within for finer in mixing):
                found.setdefault(group, []).append(_Mixed(column, shares))
    for group, mixed in found.items():
        drawn = Sketch(case, "within", group, mixed[0].column)
        yield Draft(_finding(case, group, mixed), partial(_alternatives, case, group, mixed), drawn)


def open_r17(case: Case) -> Iterator[str]:
    """Without data nothing is known of the group means."""
    for column in case.spec.fixed:
        if _is_plain(case, column):
            for group in _factors(case, column):
                if not any(group in case.spec.level(other).within for other in _factors(case, column)):
                    yield f"how much of the variance of {column.name} lies between the groups of {group}"


def _is_plain(case: Case, column: Coefficient) -> bool:
    """Say whether a column is a numeric predictor as measured, perhaps scaled or centred at its grand mean."""
    if len(column.cells) != 1 or column.cells[0].kind != "numeric":
        return False
    return _measured(case.spec.variables[column.cells[0].variable]) is not None


def _measured(node: Node) -> str | None:
    """Return the column that a predictor is."""
    if isinstance(node, Call) and node.function in ("scale", "cgm") and node.arguments:
        node = node.arguments[0].value
    return node.text if isinstance(node, Name) and names_in(node) else None


def _factors(case: Case, column: Coefficient) -> list[str]:
    """Return the factors with a random intercept within whose groups a column varies."""
    labels = [level.group.label for level in case.spec.levels]
    name = _measured(case.spec.variables[column.cells[0].variable])
    return [
        label
        for label in labels
        if case.has_random_intercept(label)
        and name not in case.spec.level(label).group.parts
        and not case.is_flat(label, column)
    ]


def _mixed(case: Case, group: str, column: Coefficient) -> Shares | None:
    """Return a column's variances where it differs between groups and nothing in the fixed part takes that up."""
    partition, design = case.partition(group), case.design
    if partition is None or design is None or partition.size < 2:
        return None
    values = design.column(column)
    home = case.spec.home(column.cells)
    units = _units(case, home)
    shares = variances(values[units], partition.codes[units], partition.size)
    if not LEAST_SHARE < shares.icc < 1 - LEAST_WITHIN or shares.chance <= CHANCE:
        return None
    if _accounted(case, group, values):
        return None
    means = means_of(values, partition)[partition.codes]
    known = case.fits_in_memory and case.fixed_space is not None and case.fixed_space.holds(means)
    return None if known else shares


def _units(case: Case, home: str | None) -> slice | Codes:
    """Return the rows that count: one for each group of the factor a column is constant in."""
    partition = None if home is None else case.partition(home)
    if partition is None:
        return slice(None)
    return partition.starts if partition.order is None else partition.order[partition.starts]


def _accounted(case: Case, group: str, values: Floats) -> bool:
    """Say whether group-level predictors say nearly all of the group means, as a published mean of the groups does."""
    flat = [column for column in case.spec.fixed if not column.cells or case.is_flat(group, column)]
    partition, design = case.partition(group), case.design
    if not flat or partition is None or design is None:
        return False
    firsts = partition.starts if partition.order is None else partition.order[partition.starts]
    of_groups = np.stack([design.column(column)[firsts] for column in flat], axis=1)  # one row a group says all of them
    return Space(of_groups).outside(means_of(values, partition)) ** 2 <= 1 - ACCOUNTED


def _finding(case: Case, group: str, mixed: list[_Mixed]) -> Finding:
    names = tuple(one.column.name for one in mixed)
    verb, its = ("mixes", "its coefficient averages") if len(names) == 1 else ("mix", "each coefficient averages")
    title = f"{listed(names)} {verb} effects within and between the groups of {group}"
    reason = (
        f"{listed(names)} {'differs' if len(names) == 1 else 'differ'} within the groups of {group} and between them, "
        f"and the two effects need not be the same: {its} them. That is common practice; where the question is about "
        "one of the two, the group mean beside the predictor, or beside the deviation from it, tells them apart."
    )
    rows = tuple(
        (
            one.column.name,
            *(f"{number:.3g}" for number in (one.shares.between + one.shares.within, one.shares.between)),
            f"{one.shares.within:.3g}",
            f"{one.shares.icc:.0%}",
        )
        for one in mixed
    )
    seen = "" if case.whole is None else " (of the rows looked at)"
    evidence = Evidence(
        f"Variance between and within the groups of {group}{seen}",
        ("predictor", "total", "between", "within", "part between"),
        rows,
    )
    return Finding("R17", title, "note", fixed_part(case), names, reason, evidence)


def _alternatives(case: Case, group: str, mixed: list[_Mixed]) -> Iterator[str]:
    """Write deviations from the group means and the means themselves, or add the means only (Mundlak)."""
    inside = ":".join(map(quoted, case.spec.level(group).group.parts))
    formula = case.spec.source
    variables = [one.column.cells[0].variable for one in mixed]
    columns = [_measured(case.spec.variables[name]) for name in variables]
    means = [f"gm({name}, {inside})" for name in variables]
    plain = [name for name in columns if name is not None]
    if all(stands_alone(formula, name) for name in plain):
        centred = substituted(formula, {name: f"cwc({quoted(name)}, {inside})" for name in plain})
        yield _with(Text(parse(centred)), means)
    yield _with(Text(formula), means)


def _with(text: Text, added: list[str]) -> str:
    return text.edited(added=added) if text.bars else f"{text.source} + {' + '.join(added)}"


R17 = Rule(
    "R17",
    "a predictor mixes effects within and between groups",
    "note",
    "more than 5 %, and less than 99 %, of the variance of a fixed numeric predictor lies between the groups (one-way "
    "analysis of variance, one row for each unit it belongs to), more than chance gives once in a thousand; its group "
    "mean is no combination of the fixed columns, and the group-level ones say less than 90 % of it",
    "Enders & Tofighi (2007), Psychol. Methods 12; Raudenbush & Bryk (2002), pp. 135-139; Bell & Jones (2015)",
    r17,
    open_r17,
)
