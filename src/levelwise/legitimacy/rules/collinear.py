"""R19: columns of the fixed part that say nothing, or what others say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

import numpy as np

from levelwise.data.values import Categories, Values
from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case, Draft, counted, listed
from levelwise.legitimacy.repair import Text
from levelwise.legitimacy.report import Evidence, Finding, Severity
from levelwise.legitimacy.rules.rule import Rule
from levelwise.legitimacy.rules.terms import fixed_part
from levelwise.legitimacy.substitution import substituted
from levelwise.modeling.combinations import weights_of
from levelwise.modeling.rank import kept_columns
from levelwise.modeling.spec import INTERCEPT, Coefficient

_LOOKED_AT = 10_000  # so many combinations of categories are looked through
_SHORT = 4  # a combination of more columns is not written out
_SHOWN = 12


def r19(case: Case) -> Iterator[Draft]:
    """A column that is constant, or a combination of others, has no effect of its own that data could show.

    lme4 leaves such a column out and says so in a message; the fitted values stay the same, but the coefficient that
    was asked for is not there, and those of the other columns mean something else than without it.
    """
    kept = {column.key for column in case.spec.fixed}
    lost: dict[str, list[Coefficient]] = {}
    for column in case.built.typed:
        if column.key not in kept:
            lost.setdefault(column.term, []).append(column)
    for term, columns in lost.items():
        whole = all(column.term != term for column in case.spec.fixed)
        sources: tuple[str, ...] = ()
        if whole and len(columns) == 1 and _is_still(case, columns[0]):
            yield Draft(_constant(case, columns[0]), partial(_without, case, term, sources))
            continue
        if whole and len(columns) == 1 and _is_swallowed(case, columns[0]):
            yield Draft(_swallowed(case, columns[0]), partial(_recentred, case, columns[0]))
            continue
        said, sources = _said(case, columns)
        yield Draft(_aliased(case, term, columns, said, whole=whole), partial(_without, case, term, sources))


def open_r19(case: Case) -> Iterator[str]:
    """Without data only names are known."""
    if any(column.cells for column in case.spec.fixed):
        yield "whether a column of the fixed part is constant or a combination of others"


def _is_still(case: Case, column: Coefficient) -> bool:
    """Say whether a numeric predictor has one value in all rows, beside an intercept."""
    if len(column.cells) != 1 or column.cells[0].kind != "numeric" or INTERCEPT not in case.fixed_keys:
        return False
    assert case.design is not None  # nothing is left out without data
    values = case.design.column(column)
    if float(np.ptp(values)) > 1e-9 * float(np.abs(values).max(initial=0.0)):
        return False
    one = Coefficient((), "", "", INTERCEPT)
    return case.whole is None or case.whole.is_combination(column, [one], case.design) is True


def _constant(case: Case, column: Coefficient) -> Finding:
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
    return Finding("R19", title, "error" if plain else "warning", fixed_part(case), (column.name,), reason, evidence)


def _is_swallowed(case: Case, column: Coefficient) -> bool:
    """Say whether a predictor is no combination of others: its spread is lost beside its distance from zero."""
    if case.design is None or case.fixed_space is None or len(column.cells) != 1 or column.cells[0].kind != "numeric":
        return False
    return not case.fixed_space.holds(case.design.column(column))


def _swallowed(case: Case, column: Coefficient) -> Finding:
    assert case.design is not None  # nothing is left out without data
    values, name = case.design.column(column), column.name
    title = f"{name} lies so far from zero that lme4 takes it for a constant"
    reason = (
        f"{name} varies by less than a ten-millionth of its distance from zero, which is as little as lme4's test for "
        f"repeated columns can see, so lme4 leaves {name} out; measured from its mean, or from another start, it stays."
    )
    evidence = Evidence(f"{name}: mean {values.mean():.6g}, standard deviation {values.std():.3g}")
    return Finding("R19", title, "warning", fixed_part(case), (name,), reason, evidence)


def _recentred(case: Case, column: Coefficient) -> Iterator[str]:
    node = case.spec.variables[column.cells[0].variable]
    if isinstance(node, Name):
        for function in ("cgm", "scale"):
            yield substituted(case.spec.source, {node.text: f"{function}({quoted(node.text)})"})


def _said(case: Case, columns: Sequence[Coefficient]) -> tuple[list[str], tuple[str, ...]]:
    """Say what columns are combinations of, and return the terms of those if they are few."""
    design, basis = case.design, case.spec.fixed
    assert design is not None  # nothing is left out without data
    matrix = design.matrix(basis)
    if case.whole is not None and len(kept_columns(matrix)) < len(basis):
        return [], ()  # the sample is too small to say
    every = weights_of(design.matrix(columns), matrix)
    said: list[str] = []
    sources: dict[str, None] = {}
    for column, weights in zip(columns, every.T, strict=True):
        used = [(basis[n], float(weights[n])) for n in np.flatnonzero(weights)]
        terms = dict.fromkeys(one.term for one, _ in used if one.term)
        few = len(terms) <= _SHORT
        sources.update(terms if few else {})
        if not used:
            said.append(f"{column.name} = 0")
        elif len(used) <= _SHORT:
            said.append(f"{column.name} = {_sum(used)}")
        else:
            those = f"the columns of {listed(terms)}" if few else f"{len(used)} columns"
            said.append(f"{column.name} is a combination of {those}")
    return said, tuple(sources)


def _sum(used: Sequence[tuple[Coefficient, float]]) -> str:
    """Write a combination: ``2 + x1 - 0.5 x2``."""
    text = ""
    for column, weight in used:
        size = f"{abs(weight):.6g}"
        name = "" if column.key == INTERCEPT else column.name
        part = size if not name else name if size == "1" else f"{size} {name}"
        sign = " - " if weight < 0 else " + "
        text += f"{sign}{part}" if text else f"-{part}" if weight < 0 else part
    return text


def _aliased(case: Case, term: str, columns: Sequence[Coefficient], said: list[str], *, whole: bool) -> Finding:
    names = tuple(column.name for column in columns)
    empty = _empty(case, columns[0])
    severity: Severity = "note" if empty else "warning"
    what = term if whole or len(names) > _SHORT else listed(names)
    have = "has" if len(names) == 1 else "have"
    if empty:
        number = counted(len(names), "column")
        title = f"{number} of {term} cannot be estimated: some combinations of categories do not occur"
        reason = (
            f"Where a combination of categories has no row, its mean is unknown; lme4 leaves {listed(names[:_SHOWN])} "
            "out, and the remaining coefficients compare the combinations that there are."
        )
    else:
        title = (
            f"{what} {'says' if whole or len(names) == 1 else 'say'} nothing that the other fixed columns do not say"
        )
        reason = (
            f"{listed(names[:_SHOWN])} {have} no effect apart from the columns before; lme4 leaves "
            f"{'it' if len(names) == 1 else 'them'} out. The fitted values are the same, but the coefficients of the "
            f"columns that stay then hold the effect of {term}, too."
        )
    seen = "" if case.whole is None else " (in the rows looked at)"
    if empty:
        said = empty[:_SHOWN]
    what = "Combinations without a row" if empty else "Left out, as combinations of what stays"
    caption = f"{what}{seen}: {'; '.join(said[:_SHOWN])}" if said else ""
    return Finding("R19", title, severity, fixed_part(case), names, reason, Evidence(caption) if caption else None)


def _empty(case: Case, column: Coefficient) -> list[str]:
    """Return the combinations of categories in a product of factors that no row has."""
    assert case.observed is not None  # nothing is left out without data
    parts = [_as_categories(case.observed.values[cell.variable]) for cell in column.cells]
    factors = [part for part in parts if part is not None]
    if len(parts) < 2 or len(factors) < len(parts):
        return []
    occurring = set(zip(*(factor.codes.tolist() for factor in factors), strict=True))
    return [
        ":".join(factor.labels[code] for factor, code in zip(factors, codes, strict=True))
        for codes in islice(product(*(range(len(factor.labels)) for factor in factors)), _LOOKED_AT)
        if codes not in occurring
    ]


def _as_categories(values: Values) -> Categories | None:
    """Return the categories of a factor, or of a number that is 0 or 1; None of other numbers."""
    if isinstance(values, Categories):
        return values
    numbers = values.values
    if numbers.ndim > 1 or not ((numbers == 0.0) | (numbers == 1.0)).all():
        return None
    return Categories(numbers.astype(np.intp), ("0", "1"), "factor")


def _without(case: Case, term: str, sources: tuple[str, ...]) -> Iterator[str]:
    """Leave out the term that lme4 leaves out, or one of those that make it up."""
    text = Text(case.spec.source)
    yield text.without_terms([term], ())
    for other in sources:
        if other != term:
            yield text.without_terms([other], ())


R19 = Rule(
    "R19",
    "a constant or collinear column",
    "error",
    "the fixed column is left out by a pivoted QR decomposition as in lme4: an error when a numeric predictor has "
    "one value in all rows, a note when combinations of categories do not occur, else a warning",
    "lme4, check.rankX",
    r19,
    open_r19,
)
