"""R17: a predictor whose coefficient mixes an effect within groups and an effect between groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.dataclass import dataclass
from levelwise.formula.parser import parse
from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.times import is_time_or_lag
from levelwise.legitimacy.questions.within_between import (
    VarianceShares,
    factors_varied_within,
    is_original,
    mixed_variance,
    original_column,
)
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.repairs.substitute import stands_alone, substituted
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.legitimacy.rules.r18_miscoded_group_variable import miscoded_variables
from levelwise.model.spec import DesignColumn
from levelwise.text.sentences import listed, rounded


@dataclass(frozen=True)
class _Mixed:
    column: DesignColumn
    shares: VarianceShares


Found = dict[str, list[_Mixed]]
"""The predictors that mix two effects, by factor."""


def r17(case: Case) -> Iterator[RuleResult]:
    """A predictor that varies both within and between groups has two effects, which need not be equal.

    The difference between pupils of different status within a school is one thing; the difference between schools with
    pupils of different status is another. A single coefficient is a weighted average of the two.
    """
    found: Found = {}
    for column in case.spec.fixed:
        if not is_original(case, column):
            continue
        groups = factors_varied_within(case, column)
        mixing = {group: shares for group in groups if (shares := mixed_variance(case, group, column))}
        for group, shares in mixing.items():
            finest = not any(group in case.spec.level(finer).within for finer in mixing)
            if finest and not _is_of_no_use(case, group, column):
                found.setdefault(group, []).append(_Mixed(column, shares))
    if found:
        group, (first, *_) = next(iter(found.items()))
        yield RuleResult(_finding(case, found), partial(_repairs, case, found), View("within", group, first.column))


def _is_of_no_use(case: Case, group: str, column: DesignColumn) -> bool:
    """Return whether the note would be of no use.

    The group mean of a time, a lag or a miscoded group-level variable is no property of the groups. A random slope
    shows that its author has thought of the variation within the groups.
    """
    variable = column.cells[0].variable
    if _has_random_slope(case, group, column):
        return True
    return is_time_or_lag(case, group, column) or group in miscoded_variables(case).get(variable, {})


def _has_random_slope(case: Case, group: str, column: DesignColumn) -> bool:
    return column.key in {random.key for random in case.random_columns(group)}


def open_questions(case: Case) -> Iterator[str]:
    """Return the predictors whose share of variance between groups is unknown."""
    for column in case.spec.fixed:
        if is_original(case, column):
            groups = factors_varied_within(case, column)
            for group in groups:
                finest = not any(group in case.spec.level(other).within for other in groups)
                if finest and not _has_random_slope(case, group, column):
                    yield f"how much of the variance of {column.name} lies between the groups of {group}"


def _finding(case: Case, found: Found) -> Finding:
    names = tuple(dict.fromkeys(one.column.name for mixed in found.values() for one in mixed))
    group = listed(found)
    verb, its = ("mixes", "its coefficient is") if len(names) == 1 else ("mix", "each coefficient is")
    title = f"{listed(names)} {verb} effects within and between the groups of {group}"
    reason = (
        f"{listed(names)} {'varies' if len(names) == 1 else 'vary'} both within and between the groups of {group}, and "
        f"the two effects need not be equal: {its} a weighted average of them. That is common practice. If the "
        "research question concerns one of the two, separate them by adding the group mean, together with the "
        "predictor itself or with its deviation from the group mean."
    )
    rows = tuple(
        (
            *((label,) if len(found) > 1 else ()),
            one.column.name,
            *(rounded(number) for number in (one.shares.between + one.shares.within, one.shares.between)),
            rounded(one.shares.within),
            f"{one.shares.icc:.0%}",
        )
        for label, mixed in found.items()
        for one in mixed
    )
    examined = " (in the rows examined)" if case.is_sampled else ""
    evidence = Evidence(
        f"Variance between and within the groups of {group}{examined}",
        (*(("groups",) if len(found) > 1 else ()), "predictor", "total", "between", "within", "share between"),
        rows,
    )
    return Finding("R17", title, "note", fixed_part_span(case), names, reason, evidence)


def _repairs(case: Case, found: Found) -> Iterator[str]:
    for group, mixed in found.items():
        yield from _alternatives(case, group, mixed)


def _alternatives(case: Case, group: str, mixed: list[_Mixed]) -> Iterator[str]:
    """Use deviations from the group means together with the means, or add only the means (Mundlak)."""
    inside = ":".join(map(quoted, case.spec.level(group).group.parts))
    formula = case.spec.source
    variables = [one.column.cells[0].variable for one in mixed]
    columns = [original_column(case.spec.variables[name]) for name in variables]
    means = [f"gm({name}, {inside})" for name in variables]
    plain = [name for name in columns if name is not None]
    if all(stands_alone(formula, name) for name in plain):
        centred = substituted(formula, {name: f"cwc({quoted(name)}, {inside})" for name in plain})
        yield _with(FormulaEditor(parse(centred)), means)
    yield _with(FormulaEditor(formula), means)


def _with(editor: FormulaEditor, added: list[str]) -> str:
    return editor.edited(added=added) if editor.bars else f"{editor.source} + {' + '.join(added)}"


R17 = Rule(
    "R17",
    "a predictor that mixes effects within and between groups",
    "note",
    "between 5% and 95% of the variance of a fixed numeric predictor lies between more than 10 groups (one-way "
    "analysis of variance, with one row for each unit at the level of the predictor), significantly at the 0.1% level, "
    "and the reliability of the group means is at least 0.6; the group mean is not a linear combination of the fixed "
    "columns, and the group-level ones explain less than 90% of the variance of the group means; the predictor has no "
    "random slope over these groups, and is not a time or a lagged value (by its name, or because it increases from "
    "row to row or repeats responses of the same group), nor one that R18 reports",
    "Enders & Tofighi (2007), Psychol. Methods 12; Raudenbush & Bryk (2002), pp. 135-139; Bell & Jones (2015)",
    r17,
    open_questions,
)
