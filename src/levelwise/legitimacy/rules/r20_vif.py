"""R20: nearly collinear predictors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from levelwise.data.columns import Codes, Floats, distinct
from levelwise.dataclass import dataclass
from levelwise.design.category_columns import split
from levelwise.design.column_space import ColumnSpace
from levelwise.design.columns import Design
from levelwise.design.linear_dependence import rescaled
from levelwise.formula.centring import centring
from levelwise.formula.syntax import names_in
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import raw_names
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import CONSTANT, DesignColumn
from levelwise.text.sentences import MOST, listed, rounded

MAX_VIF = 10.0
"""A variance inflation factor above this deserves a note (Belsley, Kuh & Welsch 1980, chapter 3)."""

MAX_CONDITION = 30.0
"""Above this condition number columns are nearly dependent (Belsley, Kuh & Welsch 1980, chapter 3)."""

_ZERO = 1e-10  # relative to the largest eigenvalue


@dataclass(frozen=True)
class _Inflated:
    term: str
    vif: float
    nearest: str
    correlation: float


@dataclass(frozen=True, eq=False)
class _Predictor:
    basis: Floats
    rank: int  # the dimension of the term's space, of which the basis may be a part


def r20(case: Case) -> Iterator[RuleResult]:
    """If predictors are nearly collinear, their separate effects are estimated imprecisely: standard errors are large.

    That is a property of the data, not a fault of the model. Powers of a variable and products with it are collinear by
    construction and are not considered here.
    """
    terms = _predictors(case)
    if case.design is None or len(terms) < 2 or not case.fits_in_memory:
        return
    predictors = _orthonormal_terms(case.design, list(terms.values()))
    owner = np.repeat(np.arange(len(terms)), [one.basis.shape[1] for one in predictors])
    stacked = np.hstack([one.basis for one in predictors])
    correlations: Floats = stacked.T @ stacked
    eigenvalues = np.linalg.eigvalsh(correlations)
    if not len(eigenvalues) or eigenvalues[0] <= _ZERO:
        return  # exactly collinear up to rounding error, which R19 reports
    condition = float(np.sqrt(eigenvalues[-1] / eigenvalues[0]))
    inflated = _inflated(list(terms), [one.rank for one in predictors], owner, correlations)
    if not inflated and condition <= MAX_CONDITION:
        return
    yield RuleResult(_finding(case, inflated, condition))


def open_questions(case: Case) -> Iterator[str]:
    """Return whether predictors are nearly collinear, if there are several."""
    if len(_predictors(case)) > 1:
        yield "whether predictors of the fixed part are nearly collinear"


def _predictors(case: Case) -> dict[str, list[DesignColumn]]:
    """Return the columns of the terms with one variable; of several computed from the same data, only the first."""
    found: dict[str, list[DesignColumn]] = {}
    names: list[frozenset[str]] = []
    for column in case.spec.fixed:
        if len(column.cells) != 1:
            continue
        own = _sources(case, column)
        if column.term not in found:
            if any(own & other for other in names):
                continue
            names.append(own)
        found.setdefault(column.term, []).append(column)
    return found


def _sources(case: Case, column: DesignColumn) -> frozenset[str]:
    """Return the columns of the data from which a predictor is computed, except the groups of a group mean."""
    mean = centring(case.spec.variables[column.cells[0].variable])
    return raw_names(case, column) if mean is None else frozenset(names_in(mean.inner))


def _orthonormal_terms(design: Design, terms: Sequence[Sequence[DesignColumn]]) -> list[_Predictor]:
    """Return an orthonormal basis of the centred columns of each term.

    Of the term with the most categories, it is a basis of the projections of the other terms alone: what is orthogonal
    to these has eigenvalues of one, which lie between the others, and correlations of zero.
    """
    many = [split(columns) for columns in terms]
    sizes = [0 if parts is None or parts.others else len(parts.places) for parts in many]
    largest = max(range(len(terms)), key=lambda number: sizes[number])
    found = {
        number: _predictor(_orthonormal(design.matrix(columns)))
        for number, columns in enumerate(terms)
        if number != largest or not sizes[number]
    }
    if sizes[largest]:
        others = np.hstack([one.basis for one in found.values()])
        space = ColumnSpace.spanned_by((CONSTANT, *terms[largest]), design)
        projected = others - space.residual(others)
        found[largest] = _Predictor(_orthonormal(projected), space.rank - 1)
    return [found[number] for number in range(len(terms))]


def _predictor(basis: Floats) -> _Predictor:
    return _Predictor(basis, basis.shape[1])


def _orthonormal(matrix: Floats) -> Floats:
    """Return an orthonormal basis of the centred columns of a term, so that its coding does not matter."""
    matrix = rescaled(matrix)
    centred = matrix - matrix.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=0)
    scaled: Floats = centred[:, lengths > 0] / lengths[lengths > 0]
    if scaled.shape[1] < 2:
        return scaled
    eigenvalues, vectors = np.linalg.eigh(scaled.T @ scaled)
    kept = eigenvalues > _ZERO * eigenvalues[-1]
    basis: Floats = scaled @ (vectors[:, kept] / np.sqrt(eigenvalues[kept]))
    return basis


def _inflated(labels: Sequence[str], ranks: Sequence[int], owner: Codes, correlations: Floats) -> list[_Inflated]:
    """Return the terms with a large variance inflation factor, generalized to several columns (Fox & Monette)."""
    found: list[_Inflated] = []
    inverse = np.linalg.inv(correlations)
    for number, (label, rank) in enumerate(zip(labels, ranks, strict=True)):
        own = owner == number
        if not own.any():
            continue
        # the determinants of the other terms and of all, whose ratio is that of this part of the inverse
        vif = float(np.exp(np.linalg.slogdet(inverse[np.ix_(own, own)])[1] / rank))
        if vif > MAX_VIF:
            nearest, correlation = _nearest(number, owner, correlations)
            found.append(_Inflated(label, vif, labels[nearest], correlation))
    return sorted(found, key=lambda one: -float(f"{one.vif:.6g}"))  # ties in the order as typed


def _nearest(number: int, owner: Codes, correlations: Floats) -> tuple[int, float]:
    """Return the term most closely correlated with a term, and their (largest canonical) correlation."""
    own = owner == number
    best, strongest = number, 0.0
    for other in distinct(owner[~own]):
        between = correlations[np.ix_(own, owner == other)]
        correlation = float(between[0, 0]) if between.size == 1 else float(np.linalg.norm(between, 2))
        if abs(correlation) > abs(strongest):
            best, strongest = int(other), correlation
    return best, strongest


def _finding(case: Case, inflated: list[_Inflated], condition: float) -> Finding:
    names = tuple(one.term for one in inflated)
    if names:
        title = f"{listed(names[:MOST])} {'are' if len(names) > 1 else 'is'} nearly collinear with other predictors"
        times = f"{inflated[0].vif ** 0.5:.1f}"
        reason = (
            f"The standard error of {names[0]} is about {times} times what it would be if {names[0]} were uncorrelated "
            "with the other predictors: the separate effects are estimated imprecisely, the joint effect less so."
        )
    else:
        title = "the predictors together are nearly collinear"
        reason = (
            "No single predictor has a large variance inflation factor, but together the predictors are nearly "
            "collinear, so some combinations of their effects are estimated imprecisely."
        )
    examined = ", in the rows examined" if case.is_sampled else ""
    caption = (
        f"Variance inflation (condition number of the centred and scaled predictors {rounded(condition)}{examined})"
    )
    rows = tuple((one.term, rounded(one.vif), one.nearest, f"{one.correlation:.3f}") for one in inflated[:MOST])
    evidence = Evidence(caption, ("predictor", "VIF", "closest to", "correlation") if rows else (), rows)
    return Finding("R20", title, "note", fixed_part_span(case), names, reason, evidence)


R20 = Rule(
    "R20",
    "nearly collinear predictors",
    "note",
    "a variance inflation factor above 10 (for a term with several columns, GVIF^(1/df)) among the terms with one "
    "variable, or a condition number above 30 of their centred and scaled columns; powers and products are not "
    "considered",
    "Belsley, Kuh & Welsch (1980), chapter 3; Fox & Monette (1992), J. Am. Stat. Assoc. 87",
    r20,
    open_questions,
)
