"""R21: predictors measured on scales that are far apart."""

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
from levelwise.model.spec import Coefficient
from levelwise.text.sentences import MOST, listed

MAX_RATIO = 1000.0
"""The ratio of standard deviations from which lme4 warns, too (``check.scaleX``)."""


def r21(case: Case) -> Iterator[RuleResult]:
    """The search for the best variances stumbles where a step that is tiny for one coefficient is huge for another.

    The model is the same on any scale; it is the computation that profits from predictors whose spreads are alike.
    """
    spreads = _spreads(case)
    if len(spreads) < 2:
        return
    least, most = min(spreads, key=spreads.__getitem__), max(spreads, key=spreads.__getitem__)
    ratio = spreads[most] / spreads[least]
    if ratio <= MAX_RATIO:
        return
    names = (most.name, least.name)
    title = f"{listed(names)} are on very different scales"
    reason = (
        f"The standard deviation of {most.name} is about {ratio:,.0f} times that of {least.name}. The model does not "
        "depend on it, but the optimiser may stop early or warn; rescaled predictors (in thousands, or in standard "
        "deviations) give the same fit in other units."
    )
    seen = " in the rows looked at" if case.is_sampled else ""
    caption = f"Standard deviations{seen}"
    rows = tuple(
        (column.name, f"{spreads[column]:.3g}") for column in sorted(spreads, key=lambda c: -spreads[c])[:MOST]
    )
    evidence = Evidence(caption, ("column", "standard deviation"), rows)
    finding = Finding("R21", title, "note", fixed_part_span(case), names, reason, evidence)
    yield RuleResult(finding, lambda: _rescaled(case, spreads))


def unknown_scales(case: Case) -> Iterator[str]:
    """Without data no spread is known."""
    if len({c.key for c in _columns(case) if all(cell.kind == "numeric" for cell in c.cells)}) > 1:
        yield "whether the predictors' scales differ by more than a thousand"


def _columns(case: Case) -> Iterator[Coefficient]:
    for columns in (case.spec.fixed, *(block.effects for block in case.spec.blocks)):
        yield from (column for column in columns if column.cells)


def _spreads(case: Case) -> dict[Coefficient, float]:
    """Return the standard deviations of all columns but indicators, of which lme4 takes no notice either."""
    found: dict[Coefficient, float] = {}
    if case.design is None:
        return found
    for column in {column.key: column for column in _columns(case)}.values():
        values = case.design.column(column)
        if bool(((values == 0.0) | (values == 1.0)).all()):
            continue
        scale = float(np.abs(values).max(initial=0.0))
        spread = float((values / scale).std()) if scale > 0 else 0.0
        if spread > 1e-9:  # what is constant has no scale
            found[column] = spread * scale
    return found


def _rescaled(case: Case, spreads: dict[Coefficient, float]) -> Iterator[str]:
    """Scale the fewest variables that help: those whose columns lie far from a spread of one."""
    plain: dict[str, float] = {}
    for column, spread in spreads.items():
        for cell in column.cells:
            node = case.spec.variables[cell.variable]
            if isinstance(node, Name):
                alone = spread if len(column.cells) == 1 else plain.get(node.text, 1.0)
                plain[node.text] = alone
    far = sorted(plain, key=lambda name: -abs(float(np.log10(plain[name]))))
    for number in range(1, min(len(far), 3) + 1):
        yield substituted(case.spec.source, {name: f"scale({quoted(name)})" for name in far[:number]})
    if len(far) > 3:
        yield substituted(case.spec.source, {name: f"scale({quoted(name)})" for name in far})


R21 = Rule(
    "R21",
    "predictors on very different scales",
    "note",
    "the ratio of the largest to the smallest standard deviation of the columns, indicators apart, is above 1000",
    "lme4, check.scaleX",
    r21,
    unknown_scales,
)
