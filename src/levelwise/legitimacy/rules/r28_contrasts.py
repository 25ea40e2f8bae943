"""R28: zero correlations that depend on the coding, and the coefficients of ordered factors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.formula.syntax import Name, quoted
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.questions.columns import is_number
from levelwise.legitimacy.questions.places import double_bars, fixed_part_span
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.repairs.substitute import stands_alone, substituted
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.legitimacy.rule import Rule
from levelwise.model.spec import Block, DesignColumn
from levelwise.text.sentences import MOST, MOST_PARTS, listed


def r28(case: Case) -> Iterator[RuleResult]:
    """A correlation that is set to zero is zero for one coding only: another origin or contrast gives another model.

    Intercepts and slopes that are uncorrelated where a predictor is zero are correlated at any other origin. Bates et
    al. (2015) therefore recommend the double bar only for predictors with a meaningful zero.
    """
    yield from _origins(case)
    yield from _contrasts(case)
    yield from _ordered(case)


def open_questions(case: Case) -> Iterator[str]:
    """Return the predictors whose range decides whether zero is far from the data."""
    for block, columns in _uncorrelated(case):
        for column in columns:
            if is_number(column):
                where = f"where the effects over {block.group} are uncorrelated"
                yield f"whether zero, {where}, is within the range of {column.name}"


def _uncorrelated(case: Case) -> list[tuple[Block, list[DesignColumn]]]:
    """Return the bars with an intercept whose effects are uncorrelated, each with its slopes."""
    bars: list[tuple[Block, list[DesignColumn]]] = []
    for _, blocks in double_bars(case):
        bars.append((blocks[0], [column for block in blocks for column in block.effects]))
    bars += [(b, list(b.effects)) for b in case.spec.blocks if not b.split and b.covariance in ("diag", "homdiag")]
    return [
        (block, [column for column in columns if column.cells])
        for block, columns in bars
        if any(not column.cells for column in columns)
    ]


def _origins(case: Case) -> Iterator[RuleResult]:
    if case.design is None:
        return
    for block, columns in _uncorrelated(case):
        far: list[tuple[DesignColumn, float, float]] = []
        for column in columns:
            if is_number(column):
                values = case.design.column(column)
                low, high = float(values.min()), float(values.max())
                if min(abs(low), abs(high)) > high - low > 0 and low * high > 0:
                    far.append((column, low, high))
        if far:
            yield RuleResult(_far(case, block, far), partial(_centred, case, block, [column for column, *_ in far]))


def _far(case: Case, block: Block, far: list[tuple[DesignColumn, float, float]]) -> Finding:
    names = tuple(column.name for column, *_ in far)
    what, verb = listed(names), "is" if len(names) == 1 else "are"
    title = (
        f"intercepts and slopes over {block.group} are uncorrelated only where {what} {verb} zero, far from the data"
    )
    reason = (
        f"The effects are uncorrelated where {what} {verb} zero; at any other origin, the same model implies a "
        f"correlation. Zero lies far outside the range of {what}, so that the correlation set to zero is that of the "
        "slope with an extrapolated intercept. After centring at the mean, zero lies within the data; with the "
        "correlation in the model, the origin does not matter."
    )
    examined = " in the rows examined" if case.is_sampled else ""
    rows = tuple((column.name, f"{low:.6g}", f"{high:.6g}") for column, low, high in far)
    evidence = Evidence(f"The range of the predictors{examined}", ("predictor", "from", "to"), rows)
    return Finding("R28", title, "note", block.span, names, reason, evidence)


def _centred(case: Case, block: Block, columns: list[DesignColumn]) -> Iterator[str | None]:
    """Centre the predictors at their means, or add the correlations."""
    formula = case.spec.source
    plain = [column.cells[0].variable for column in columns]
    nodes = [case.spec.variables[name] for name in plain]
    raw = [node.text for node in nodes if isinstance(node, Name)]
    if len(raw) == len(nodes) and all(stands_alone(formula, name) for name in raw):
        yield substituted(formula, {name: f"cgm({quoted(name)})" for name in raw})
    yield FormulaEditor(formula).rewritten(block, "({side} | {group})")


def _contrasts(case: Case) -> Iterator[RuleResult]:
    for block, columns in _uncorrelated(case):
        if block.split:
            continue  # a factor has all its indicators there, or is reported by R27
        found = {cell.variable: None for column in columns for cell in column.cells if cell.kind != "numeric"}
        factors = [name for name in found if case.prepared.schema.columns[name].is_factor]
        if not factors:
            continue
        names = tuple(c.name for c in columns if any(cell.variable in factors for cell in c.cells))
        what = listed(factors)
        title = f"the zero correlations over {block.group} depend on the contrasts of {what}"
        effects = f"effects {listed(names[:MOST])} are uncorrelated"
        if len(names) == 1:
            effects = f"effect {names[0]} is uncorrelated with the others"
        reason = (
            f"The {effects} only in this coding of {what}: with another reference category, or other contrasts, the "
            "same formula is a different model with a different fit."
        )
        yield RuleResult(Finding("R28", title, "note", block.span, names, reason))


def _ordered(case: Case) -> Iterator[RuleResult]:
    for name, column in case.prepared.schema.columns.items():
        if column.kind != "ordered" or column.contrast is not None:
            continue
        own = [c for c in case.spec.fixed if any(cell.variable == name and cell.kind == "contrast" for cell in c.cells)]
        if not own:
            continue
        names = tuple(c.name for c in own)
        trend = (
            "a straight line (.L)" if len(column.categories) == 2 else "a straight line (.L), a parabola (.Q) and so on"
        )
        title = f"{name} is an ordered factor: its coefficients are trends, not differences between categories"
        reason = (
            "R codes an ordered factor by polynomials over equally spaced categories, so that "
            f"{listed(names[:MOST_PARTS])} {'is the coefficient' if len(names) == 1 else 'are the coefficients'} of "
            f"{trend}; none compares two categories. To compare each category with the first, list the categories in "
            "factors=, which makes it an unordered factor."
        )
        weights = _polynomials(own, name)
        caption = f"The values of these columns for the {len(column.categories)} categories"
        rows = tuple(
            (label, *(f"{round(w[n], 2) + 0.0:.2f}" for w in weights))
            for n, label in enumerate(column.categories[:MOST])
        )
        header = (name, *(c.name for c in own if len(c.cells) == 1))
        evidence = Evidence(caption, header, rows) if weights and len(header) == len(weights) + 1 else None
        yield RuleResult(Finding("R28", title, "note", fixed_part_span(case), names, reason, evidence))


def _polynomials(columns: list[DesignColumn], name: str) -> list[tuple[float, ...]]:
    return [c.cells[0].weights for c in columns if len(c.cells) == 1 and c.cells[0].variable == name][:MOST_PARTS]


R28 = Rule(
    "R28",
    "zero correlations that depend on the coding; ordered factors",
    "note",
    "alongside a random intercept, a predictor under || or in diag() whose distance from zero exceeds its range, or a "
    "factor in diag(); an ordered factor in the fixed part without explicit contrasts",
    "Bates et al. (2015), section 2.2; Chambers & Hastie (1992), section 2.3.2",
    r28,
    open_questions,
)
