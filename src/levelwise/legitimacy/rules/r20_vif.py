"""R20: predictors that nearly repeat each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from levelwise.data.columns import Codes, Floats
from levelwise.dataclass import dataclass
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
from levelwise.model.spec import Coefficient
from levelwise.text.sentences import MOST, listed

MAX_VIF = 10.0
"""A variance inflation factor above this is worth a note (Belsley, Kuh & Welsch 1980, chapter 3)."""

MAX_CONDITION = 30.0
"""Above this condition number columns are nearly dependent (Belsley, Kuh & Welsch 1980, chapter 3)."""

_ROUNDING = 1e-10  # eigenvalues below this part of the largest count as zero


@dataclass(frozen=True)
class _Inflated:
    term: str
    vif: float
    nearest: str
    correlation: float


def r20(case: Case) -> Iterator[RuleResult]:
    """Predictors that nearly say the same leave the data little to tell their effects apart: standard errors are large.

    That is a property of the data, no fault of the model. Powers of a variable and products with it share its values by
    construction and do not count here.
    """
    terms = _predictors(case)
    if case.design is None or len(terms) < 2 or not case.fits_in_memory:
        return
    matrices = [_orthonormal(case.design.matrix(columns)) for columns in terms.values()]
    owner = np.repeat(np.arange(len(terms)), [matrix.shape[1] for matrix in matrices])
    every = np.hstack(matrices)
    correlations: Floats = every.T @ every
    sizes = np.linalg.eigvalsh(correlations)
    if not len(sizes) or sizes[0] <= _ROUNDING:
        return  # what repeats others but for rounding: R19's business
    condition = float(np.sqrt(sizes[-1] / sizes[0]))
    inflated = _inflated(list(terms), owner, correlations)
    if not inflated and condition <= MAX_CONDITION:
        return
    yield RuleResult(_near(case, inflated, condition))


def unknown_inflation(case: Case) -> Iterator[str]:
    """Without data no correlation is known."""
    if len(_predictors(case)) > 1:
        yield "whether predictors of the fixed part nearly say the same"


def _predictors(case: Case) -> dict[str, list[Coefficient]]:
    """Return the columns of the terms of one variable; of several made from one column, the first stands for all."""
    found: dict[str, list[Coefficient]] = {}
    names: list[frozenset[str]] = []
    for column in case.spec.fixed:
        if len(column.cells) != 1:
            continue
        own = _measured(case, column)
        if column.term not in found:
            if any(own & other for other in names):
                continue
            names.append(own)
        found.setdefault(column.term, []).append(column)
    return found


def _measured(case: Case, column: Coefficient) -> frozenset[str]:
    """Return the columns a predictor is made of; the groups of a group mean are not among them."""
    mean = centring(case.spec.variables[column.cells[0].variable])
    return raw_names(case, column) if mean is None else frozenset(names_in(mean.inner))


def _orthonormal(matrix: Floats) -> Floats:
    """Return orthonormal columns for those of a term about their means: how the term is coded does not count."""
    matrix = rescaled(matrix)
    centred = matrix - matrix.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=0)
    scaled: Floats = centred[:, lengths > 0] / lengths[lengths > 0]
    if scaled.shape[1] < 2:
        return scaled
    sizes, directions = np.linalg.eigh(scaled.T @ scaled)
    kept = sizes > _ROUNDING * sizes[-1]
    basis: Floats = scaled @ (directions[:, kept] / np.sqrt(sizes[kept]))
    return basis


def _inflated(labels: Sequence[str], owner: Codes, correlations: Floats) -> list[_Inflated]:
    """Return the terms with a large variance inflation factor, by Fox & Monette's determinants for several columns."""
    found: list[_Inflated] = []
    whole = np.linalg.slogdet(correlations)[1]
    for number, label in enumerate(labels):
        own = owner == number
        if not own.any():
            continue
        others = np.linalg.slogdet(correlations[np.ix_(~own, ~own)])[1]  # the term's own determinant is one
        vif = float(np.exp((others - whole) / own.sum()))
        if vif > MAX_VIF:
            nearest, correlation = _nearest(number, owner, correlations)
            found.append(_Inflated(label, vif, labels[nearest], correlation))
    return sorted(found, key=lambda one: -float(f"{one.vif:.6g}"))  # of two that repeat each other, as typed


def _nearest(number: int, owner: Codes, correlations: Floats) -> tuple[int, float]:
    """Return the term that goes most closely with a term, and their (largest canonical) correlation."""
    own = owner == number
    best, strongest = number, 0.0
    for other in np.unique(owner[~own]):
        between = correlations[np.ix_(own, owner == other)]
        correlation = float(between[0, 0]) if between.size == 1 else float(np.linalg.norm(between, 2))
        if abs(correlation) > abs(strongest):
            best, strongest = int(other), correlation
    return best, strongest


def _near(case: Case, inflated: list[_Inflated], condition: float) -> Finding:
    names = tuple(one.term for one in inflated)
    if names:
        title = f"{listed(names[:MOST])} nearly {'repeat' if len(names) > 1 else 'repeats'} other predictors"
        times = f"{inflated[0].vif ** 0.5:.1f}"
        reason = (
            f"The standard error of {names[0]} is about {times} times what it would be were it unrelated to the other "
            "predictors: the effects of what goes together are hard to tell apart; together they are known better."
        )
    else:
        title = "the predictors together are nearly dependent"
        reason = (
            "No predictor is nearly repeated by the others alone, but together they are close to dependent, so some "
            "combinations of their effects are known badly."
        )
    seen = ", in the rows looked at" if case.is_sampled else ""
    caption = f"Variance inflation (condition number of the centred and scaled predictors {condition:.3g}{seen})"
    rows = tuple((one.term, f"{one.vif:.3g}", one.nearest, f"{one.correlation:.3f}") for one in inflated[:MOST])
    evidence = Evidence(caption, ("predictor", "VIF", "closest to", "correlation") if rows else (), rows)
    return Finding("R20", title, "note", fixed_part_span(case), names, reason, evidence)


R20 = Rule(
    "R20",
    "predictors that nearly repeat each other",
    "note",
    "a variance inflation factor above 10 (for a term of several columns GVIF^(1/df)) among the terms of one "
    "variable, or a condition number above 30 of their centred and scaled columns; powers and products apart",
    "Belsley, Kuh & Welsch (1980), chapter 3; Fox & Monette (1992), J. Am. Stat. Assoc. 87",
    r20,
    unknown_inflation,
)
