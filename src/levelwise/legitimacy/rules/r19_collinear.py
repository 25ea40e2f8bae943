"""R19: a fixed column that is constant, or a linear combination of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from levelwise.data.columns import Categories, Values
from levelwise.design.factorisation import kept_of, weights_of
from levelwise.formula.syntax import Name, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.repairs.substitute import substituted
from levelwise.legitimacy.report.content import Severity
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import CONSTANT, INTERCEPT, DesignColumn
from levelwise.text.sentences import MOST, counted, listed, rounded

_MAX_CELLS = 10_000  # combinations of categories searched for empty ones
_FEW = 4  # a combination of more columns is not written out


def r19(case: Case) -> Iterator[RuleResult]:
    """The effect of a column that is constant, or a linear combination of others, cannot be estimated.

    lme4 drops such a column with a message. The fitted values remain the same, but the coefficient of the
    column is missing, and those of the other columns change their meaning.
    """
    kept = {column.key for column in case.spec.fixed}
    dropped: dict[str, list[DesignColumn]] = {}
    for column in case.prepared.fixed_as_written:
        if column.key not in kept:
            dropped.setdefault(column.term, []).append(column)
    for term, columns in dropped.items():
        whole_term = all(column.term != term for column in case.spec.fixed)
        sources: tuple[str, ...] = ()
        if whole_term and len(columns) == 1 and _is_constant(case, columns[0]):
            yield RuleResult(_constant(case, columns[0]), partial(_without, case, term, sources))
            continue
        if whole_term and len(columns) == 1 and _is_numerically_constant(case, columns[0]):
            yield RuleResult(_numerically_constant(case, columns[0]), partial(_centred, case, columns[0]))
            continue
        combinations, sources = _combinations(case, columns)
        finding = _collinear(case, term, columns, combinations, whole_term=whole_term)
        yield RuleResult(finding, partial(_without, case, term, sources))


def open_questions(case: Case) -> Iterator[str]:
    """Return whether columns are collinear, unless there are none."""
    if any(column.cells for column in case.spec.fixed):
        yield "whether a column of the fixed part is constant or a linear combination of others"


# --- one column -------------------------------------------------------------------------------------


def _is_constant(case: Case, column: DesignColumn) -> bool:
    """Return whether a numeric predictor has a single value in all rows of a model with an intercept."""
    if not is_number(column) or INTERCEPT not in case.fixed_keys:
        return False
    assert case.design is not None  # columns are dropped only with data
    values = case.design.column(column)
    if float(np.ptp(values)) > 1e-9 * float(np.abs(values).max(initial=0.0)):
        return False
    return case.all_rows is None or case.all_rows.is_combination(column, [CONSTANT], case.design) is True


def _constant(case: Case, column: DesignColumn) -> Finding:
    assert case.design is not None  # columns are dropped only with data
    value = f"{case.design.column(column)[0] + 0.0:.6g}"
    rows = counted(case.spec.rows or 0, "row")
    title = f"{column.name} is {value} in every row"
    reason = (
        f"An effect of {column.name} is a difference in the response between rows with different values of "
        f"{column.name}. There are no such rows, so the effect cannot be estimated, and lme4 drops the column."
    )
    evidence = Evidence(f"{column.name} has the single value {value} in all {rows} used")
    # a computed column may be constant by design
    error = isinstance(case.spec.variables[column.cells[0].variable], Name)
    severity: Severity = "error" if error else "warning"
    return Finding("R19", title, severity, fixed_part_span(case), (column.name,), reason, evidence)


def _is_numerically_constant(case: Case, column: DesignColumn) -> bool:
    """Return whether a predictor was dropped only because its variation is too small relative to its mean."""
    if case.design is None or case.fixed_space is None or not is_number(column):
        return False
    return not case.fixed_space.contains(case.design.column(column))


def _numerically_constant(case: Case, column: DesignColumn) -> Finding:
    assert case.design is not None  # columns are dropped only with data
    values, name = case.design.column(column), column.name
    title = f"{name} is so far from zero that it is numerically constant"
    reason = (
        f"{name} varies by less than a ten-millionth of its mean, which is the tolerance of lme4's test for collinear "
        f"columns, so lme4 drops {name}. If it is centred, or measured from another origin, it is kept."
    )
    evidence = Evidence(f"{name}: mean {values.mean():.6g}, standard deviation {rounded(values.std())}")
    return Finding("R19", title, "warning", fixed_part_span(case), (name,), reason, evidence)


def _centred(case: Case, column: DesignColumn) -> Iterator[str]:
    """Centre a predictor at its mean, or standardise it."""
    node = case.spec.variables[column.cells[0].variable]
    if isinstance(node, Name):
        for function in ("cgm", "scale"):
            yield substituted(case.spec.source, {node.text: f"{function}({quoted(node.text)})"})


# --- linear combinations ----------------------------------------------------------------------------


def _combinations(case: Case, columns: Sequence[DesignColumn]) -> tuple[list[str], tuple[str, ...]]:
    """Return equations for columns as combinations of the kept ones, and the terms in these if they are few."""
    design, basis = case.design, case.spec.fixed
    assert design is not None  # columns are dropped only with data
    if case.is_sampled and len(kept_of(basis, design) or basis) < len(basis):
        return [], ()  # the sample is too small
    all_weights = weights_of(design.matrix(columns), basis, design)
    equations: list[str] = []
    sources: dict[str, None] = {}
    for column, weights in zip(columns, all_weights.T, strict=True):
        used = [(basis[n], float(weights[n])) for n in np.flatnonzero(weights)]
        terms = dict.fromkeys(one.term for one, _ in used if one.term)
        few = len(terms) <= _FEW
        sources.update(terms if few else {})
        if not used:
            equations.append(f"{column.name} = 0")
        elif len(used) <= _FEW:
            equations.append(f"{column.name} = {_sum(used)}")
        else:
            those = f"the columns of {listed(terms)}" if few else f"{len(used)} columns"
            equations.append(f"{column.name} is a combination of {those}")
    return equations, tuple(sources)


def _sum(used: Sequence[tuple[DesignColumn, float]]) -> str:
    """Return a linear combination as text: ``2 + x1 - 0.5 x2``."""
    text = ""
    for column, weight in used:
        size = f"{abs(weight):.6g}"
        name = "" if column.key == INTERCEPT else column.name
        part = size if not name else name if size == "1" else f"{size} {name}"
        sign = " - " if weight < 0 else " + "
        text += f"{sign}{part}" if text else f"-{part}" if weight < 0 else part
    return text


def _empty_cells(case: Case, column: DesignColumn) -> list[str]:
    """Return the combinations of categories without a row, for a column that is a product of factors."""
    assert case.observed is not None  # columns are dropped only with data
    parts = [_as_categories(case.observed.values[cell.variable]) for cell in column.cells]
    factors = [part for part in parts if part is not None]
    if len(parts) < 2 or len(factors) < len(parts):
        return []
    occurring = set(zip(*(factor.codes.tolist() for factor in factors), strict=True))
    return [
        ":".join(factor.labels[code] for factor, code in zip(factors, codes, strict=True))
        for codes in islice(product(*(range(len(factor.labels)) for factor in factors)), _MAX_CELLS)
        if codes not in occurring
    ]


def _as_categories(values: Values) -> Categories | None:
    """Return the categories of a factor or of a variable with values 0 and 1; None for other numbers."""
    if isinstance(values, Categories):
        return values
    numbers = values.values
    if numbers.ndim > 1 or not ((numbers == 0.0) | (numbers == 1.0)).all():
        return None
    return Categories(numbers.astype(np.intp), ("0", "1"), "factor")


def _collinear(
    case: Case, term: str, columns: Sequence[DesignColumn], combinations: list[str], *, whole_term: bool
) -> Finding:
    names = tuple(column.name for column in columns)
    empty = _empty_cells(case, columns[0])
    severity: Severity = "note" if empty else "warning"
    one = len(names) == 1
    if empty:
        number = counted(len(names), "column")
        title = f"{number} of {term} cannot be estimated: some combinations of categories do not occur"
        reason = (
            f"A combination of categories without a row has no estimable mean. lme4 drops {listed(names[:MOST])}, and "
            "the remaining coefficients compare the combinations that occur."
        )
    else:
        if whole_term:
            what = term if one else f"the columns of {term}"
        else:
            what = listed(names) if len(names) <= _FEW else f"some columns of {term}"
        title = f"{what} {'is a linear combination' if one else 'are linear combinations'} of the other fixed columns"
        reason = (
            f"{listed(names[:MOST])} {'has' if one else 'have'} no effect separable from those of the preceding "
            f"columns; lme4 drops {'it' if one else 'them'}. The fitted values are the same, but the coefficients of "
            f"the remaining columns then include the effect of {term}."
        )
    examined = " (in the rows examined)" if case.is_sampled else ""
    shown = (empty or combinations)[:MOST]
    what = "Combinations without a row" if empty else "Dropped, as combinations of the columns that are kept"
    evidence = Evidence(f"{what}{examined}: {'; '.join(shown)}") if shown else None
    return Finding("R19", title, severity, fixed_part_span(case), names, reason, evidence)


def _without(case: Case, term: str, sources: tuple[str, ...]) -> Iterator[str]:
    """Remove the term that lme4 drops, or one of those of which it is a combination."""
    editor = FormulaEditor(case.spec.source)
    yield editor.without_terms([term], ())
    for other in sources:
        if other != term:
            yield editor.without_terms([other], ())


R19 = Rule(
    "R19",
    "a constant or collinear column",
    "error",
    "the fixed column is dropped by a pivoted QR decomposition as in lme4: an error if a numeric predictor has a "
    "single value in all rows, a note if combinations of categories do not occur, else a warning",
    "lme4, check.rankX",
    r19,
    open_questions,
)
