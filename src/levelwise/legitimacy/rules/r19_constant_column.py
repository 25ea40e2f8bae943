"""R19 about one column: a predictor that has one value, or is taken for a constant so far from zero."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.syntax import Name, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.substitute import substituted
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.model.spec import CONSTANT, INTERCEPT, Coefficient
from levelwise.text.sentences import counted


def is_constant(case: Case, column: Coefficient) -> bool:
    """Say whether a numeric predictor has one value in all rows, beside an intercept."""
    if not is_number(column) or INTERCEPT not in case.fixed_keys:
        return False
    assert case.design is not None  # nothing is left out without data
    values = case.design.column(column)
    if float(np.ptp(values)) > 1e-9 * float(np.abs(values).max(initial=0.0)):
        return False
    one = CONSTANT
    return case.all_rows is None or case.all_rows.is_combination(column, [one], case.design) is True


def constant(case: Case, column: Coefficient) -> Finding:
    """Return the finding about a predictor that never varies."""
    assert case.design is not None  # nothing is left out without data
    value = f"{case.design.column(column)[0] + 0.0:.6g}"
    rows = counted(case.spec.rows or 0, "row")
    title = f"{column.name} is {value} in every row"
    reason = (
        f"An effect of {column.name} is how the response differs between rows that differ in {column.name}; no two do, "
        "so there is no such effect to estimate, and lme4 leaves the column out."
    )
    evidence = Evidence(f"{column.name} has the one value {value} in all {rows} used")
    plain = isinstance(case.spec.variables[column.cells[0].variable], Name)  # a computed one may be so by design
    return Finding(
        "R19", title, "error" if plain else "warning", fixed_part_span(case), (column.name,), reason, evidence
    )


def is_numerically_constant(case: Case, column: Coefficient) -> bool:
    """Say whether a predictor is no combination of others: its spread is lost beside its distance from zero."""
    if case.design is None or case.fixed_space is None or not is_number(column):
        return False
    return not case.fixed_space.contains(case.design.column(column))


def swallowed(case: Case, column: Coefficient) -> Finding:
    """Return the finding about a predictor that varies less than lme4 can see beside its size."""
    assert case.design is not None  # nothing is left out without data
    values, name = case.design.column(column), column.name
    title = f"{name} lies so far from zero that lme4 takes it for a constant"
    reason = (
        f"{name} varies by less than a ten-millionth of its distance from zero, which is as little as lme4's test for "
        f"repeated columns can see, so lme4 leaves {name} out; measured from its mean, or from another start, it stays."
    )
    evidence = Evidence(f"{name}: mean {values.mean():.6g}, standard deviation {values.std():.3g}")
    return Finding("R19", title, "warning", fixed_part_span(case), (name,), reason, evidence)


def recentred(case: Case, column: Coefficient) -> Iterator[str]:
    """Measure a predictor from its mean."""
    node = case.spec.variables[column.cells[0].variable]
    if isinstance(node, Name):
        for function in ("cgm", "scale"):
            yield substituted(case.spec.source, {node.text: f"{function}({quoted(node.text)})"})
