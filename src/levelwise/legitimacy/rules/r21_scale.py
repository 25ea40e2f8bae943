"""R21: predictors on very different scales."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.formula.syntax import Name, quoted
from levelwise.lazy_numpy import np
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.places import fixed_part_span
from levelwise.legitimacy.repairs.substitute import substituted
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import DesignColumn
from levelwise.text.sentences import MOST, listed, rounded

MAX_RATIO = 1000.0
"""The ratio of standard deviations above which lme4 warns (``check.scaleX``)."""

ROUNDING = 1e-12
"""A standard deviation below this number, and below this share of another, may be that of rounding errors: those of a
column minus its group means, if it is constant within groups, are about 1e-16 of its values."""


def r21(case: Case) -> Iterator[RuleResult]:
    """Optimisers have difficulties if a step that is tiny for one coefficient is huge for another.

    The model is the same on any scale, but its computation is more stable if predictors have similar spreads.
    """
    deviations = _standard_deviations(case)
    if len(deviations) < 2:
        return
    least, most = min(deviations, key=deviations.__getitem__), max(deviations, key=deviations.__getitem__)
    ratio = deviations[most] / deviations[least]
    if ratio <= MAX_RATIO:
        return
    names = (most.name, least.name)
    title = f"{listed(names)} are on very different scales"
    times = rounded(float(f"{ratio:.3g}"))
    reason = (
        f"The standard deviation of {most.name} is about {times} times that of {least.name}. The model does not depend "
        "on the scale, but the optimiser may stop early or warn; rescaled predictors (in thousands, or in standard "
        "deviations) give the same fit in other units."
    )
    if deviations[least] < ROUNDING and ratio > 1.0 / ROUNDING:
        reason += (
            f" If {least.name} was computed as a difference, its values are probably the rounding errors of zero, and "
            "it has no effect to estimate."
        )
    examined = " in the rows examined" if case.is_sampled else ""
    caption = f"Standard deviations{examined}"
    rows = tuple(
        (column.name, rounded(deviations[column])) for column in sorted(deviations, key=lambda c: -deviations[c])[:MOST]
    )
    evidence = Evidence(caption, ("column", "standard deviation"), rows)
    finding = Finding("R21", title, "note", fixed_part_span(case), names, reason, evidence)
    yield RuleResult(finding, lambda: _rescaled(case, deviations))


def open_questions(case: Case) -> Iterator[str]:
    """Return whether the scales differ, if there are several numeric columns."""
    if len({c.key for c in _columns(case) if all(cell.kind == "numeric" for cell in c.cells)}) > 1:
        yield "whether the scales of the predictors differ by a factor of more than a thousand"


def _columns(case: Case) -> Iterator[DesignColumn]:
    for columns in (case.spec.fixed, *(block.effects for block in case.spec.blocks)):
        yield from (column for column in columns if column.cells)


def _standard_deviations(case: Case) -> dict[DesignColumn, float]:
    """Return the standard deviations of all columns except indicators, which lme4 does not consider either."""
    found: dict[DesignColumn, float] = {}
    if case.design is None:
        return found
    for column in {column.key: column for column in _columns(case)}.values():
        if all(cell.kind == "indicator" for cell in column.cells):
            continue
        values = case.design.column(column)
        if bool(((values == 0.0) | (values == 1.0)).all()):
            continue
        scale = float(np.abs(values).max(initial=0.0))
        spread = float((values / scale).std()) if scale > 0 else 0.0
        if spread > 1e-9:  # the column is not constant
            found[column] = spread * scale
    return found


def _rescaled(case: Case, deviations: dict[DesignColumn, float]) -> Iterator[str]:
    """Scale as few variables as necessary, starting with those whose standard deviations are furthest from one."""
    plain: dict[str, float] = {}
    for column, deviation in deviations.items():
        for cell in column.cells:
            node = case.spec.variables[cell.variable]
            if isinstance(node, Name):
                plain[node.text] = deviation if len(column.cells) == 1 else plain.get(node.text, 1.0)
    far = sorted(plain, key=lambda name: -abs(float(np.log10(plain[name]))))
    for number in range(1, min(len(far), 3) + 1):
        yield substituted(case.spec.source, {name: f"scale({quoted(name)})" for name in far[:number]})
    if len(far) > 3:
        yield substituted(case.spec.source, {name: f"scale({quoted(name)})" for name in far})


R21 = Rule(
    "R21",
    "predictors on very different scales",
    "note",
    "the ratio of the largest to the smallest standard deviation of the columns, except indicators, is above 1000",
    "lme4, check.scaleX",
    r21,
    open_questions,
)
