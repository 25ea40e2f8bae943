"""R17: a predictor of the lowest level that differs between groups, too, has two effects in one coefficient."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.dataclass import dataclass
from levelwise.formula.parser import parse
from levelwise.formula.syntax import quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.questions.variance_components import column_measured, factors_of, is_measured, shares_of
from levelwise.legitimacy.questions.variance_shares import Shares
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.repairs.substitute import stands_alone, substituted
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.report.view import View
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Coefficient
from levelwise.text.sentences import listed


@dataclass(frozen=True)
class _Mixed:
    column: Coefficient
    shares: Shares


def r17(case: Case) -> Iterator[RuleResult]:
    """A predictor that varies within groups and between them has two effects, which need not be the same.

    How pupils of one school differ by their status is one thing, how schools differ by the status of their pupils
    another; a single coefficient is a weighted average of the two.
    """
    found: dict[str, list[_Mixed]] = {}
    for column in case.spec.fixed:
        if not is_measured(case, column):
            continue
        mixing = {group: shares for group in factors_of(case, column) if (shares := shares_of(case, group, column))}
        for group, shares in mixing.items():
            if not any(group in case.spec.level(finer).within for finer in mixing):
                found.setdefault(group, []).append(_Mixed(column, shares))
    for group, mixed in found.items():
        view = View("within", group, mixed[0].column)
        yield RuleResult(_finding(case, group, mixed), partial(_alternatives, case, group, mixed), view)


def unknown_shares(case: Case) -> Iterator[str]:
    """Without data nothing is known of the group means."""
    for column in case.spec.fixed:
        if is_measured(case, column):
            for group in factors_of(case, column):
                if not any(group in case.spec.level(other).within for other in factors_of(case, column)):
                    yield f"how much of the variance of {column.name} lies between the groups of {group}"


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
    seen = " (of the rows looked at)" if case.is_sampled else ""
    evidence = Evidence(
        f"Variance between and within the groups of {group}{seen}",
        ("predictor", "total", "between", "within", "part between"),
        rows,
    )
    return Finding("R17", title, "note", fixed_part_span(case), names, reason, evidence)


def _alternatives(case: Case, group: str, mixed: list[_Mixed]) -> Iterator[str]:
    """Write deviations from the group means and the means themselves, or add the means only (Mundlak)."""
    inside = ":".join(map(quoted, case.spec.level(group).group.parts))
    formula = case.spec.source
    variables = [one.column.cells[0].variable for one in mixed]
    columns = [column_measured(case.spec.variables[name]) for name in variables]
    means = [f"gm({name}, {inside})" for name in variables]
    plain = [name for name in columns if name is not None]
    if all(stands_alone(formula, name) for name in plain):
        centred = substituted(formula, {name: f"cwc({quoted(name)}, {inside})" for name in plain})
        yield _with(FormulaEditor(parse(centred)), means)
    yield _with(FormulaEditor(formula), means)


def _with(text: FormulaEditor, added: list[str]) -> str:
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
    unknown_shares,
)
