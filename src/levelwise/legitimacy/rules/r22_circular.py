"""R22, for a response among its own predictors, by name or as a linear combination of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from levelwise.data.columns import Categories
from levelwise.data.response import response_parts
from levelwise.design.factorisation import weights_of
from levelwise.formula.centring import centring
from levelwise.formula.expanded import Variable
from levelwise.formula.syntax import Name, Span, deparse, names_in
from levelwise.legitimacy.case import Case, RuleResult
from levelwise.legitimacy.repairs.bar_sides import side_without, without_factor
from levelwise.legitimacy.repairs.edit_formula import FormulaEditor
from levelwise.legitimacy.report.evidence import Evidence
from levelwise.legitimacy.report.report import Finding
from levelwise.model.spec import Block, Cell, column_of
from levelwise.text.sentences import MOST_PARTS, digits, listed


def response_among_predictors(case: Case) -> Iterator[RuleResult]:
    """Find the response among the fixed and random predictors and the grouping factors, by the formula alone."""
    response = case.spec.response.node
    own = {deparse(part) for part in (response, *response_parts(response, binomial=case.family.is_binomial))}
    name = deparse(response)
    reason = f"A predictor that is {name} itself, or computed from it, predicts {name} perfectly and explains nothing."
    wrong: dict[str, tuple[Span, list[str]]] = {}
    for term in case.termset.fixed.terms:
        for variable in term.factors:
            if _is_response(case, variable, own):
                wrong.setdefault(variable.text, (variable.node.span, []))[1].append(term.label)
    for text, (span, labels) in wrong.items():
        title = f"the response {text} is among its own predictors"
        if text not in own:
            title = f"the predictor {text} is computed from the response {name}"
        yield RuleResult(Finding("R22", title, "error", span, (text,), reason), partial(_without, case, labels))
    for block in case.spec.blocks:
        texts = {cell.variable for column in block.effects for cell in column.cells}
        nodes = [v for bar in case.termset.bars if bar.span == block.span for t in bar.terms for v in t.factors]
        slopes = sorted({v.text for v in nodes if v.text in texts and _is_response(case, v, own)} - set(wrong))
        if slopes:
            title = f"a random slope of {listed(slopes)}, which is the response or computed from it"
            finding = Finding("R22", title, "error", block.span, tuple(slopes), reason)
            yield RuleResult(finding, partial(_without_slopes, case, block, slopes))
        group = case.spec.level(block.group).group
        if isinstance(response, Name) and response.text in group.parts:
            title = f"the response {name} is a grouping factor of the model"
            why = f"The rows of a group have the same {name} by definition, so {name} would be explained by itself."
            finding = Finding("R22", title, "error", block.span, (group.label,), why)
            yield RuleResult(finding, partial(without_factor, case, block))


def _is_response(case: Case, variable: Variable, own: set[str]) -> bool:
    """Return whether a predictor is the response, one of its counts, or computed row by row from its only column."""
    if variable.text in own:
        return True
    mean = centring(variable.node)
    if mean is not None and names_in(mean.inner) == names_in(case.spec.response.node):
        return True  # the group mean of the response, or the deviation from it
    names = names_in(variable.node)
    if len(names) != 1 or names != names_in(case.spec.response.node):
        return False
    if isinstance(variable.node, Name):
        return True
    from levelwise.data.functions.catalogue import depends_on_all_rows

    return not depends_on_all_rows(variable.node)


def _without(case: Case, labels: list[str]) -> Iterator[str]:
    yield FormulaEditor(case.spec.source).without_terms(labels, ())


def _without_slopes(case: Case, block: Block, slopes: list[str]) -> Iterator[str]:
    terms = {column.term for column in block.effects if any(cell.variable in slopes for cell in column.cells)}
    yield FormulaEditor(case.spec.source).edited({(block.span, block.group): side_without(case.spec, block, terms)})


def response_spanned(case: Case) -> Iterator[RuleResult]:
    """Find a gaussian response in the column space of the fixed part, although this has fewer dimensions than rows."""
    observed, design, space = case.observed, case.design, case.fixed_space
    if not case.spec.is_linear or observed is None or design is None:
        return
    y = observed.y
    if space is None or space.rank >= observed.rows or not space.contains(y):
        return
    name = case.spec.response.text
    logical = isinstance(observed.values[name], Categories)
    cell = Cell(name, "TRUE", "indicator", 1) if logical else Cell(name)
    if case.all_rows is not None and case.prepared.schema.response is not None:
        own = column_of(cell)
        if case.all_rows.is_combination(own, case.spec.fixed, design) is not True:
            return
    weights = weights_of(y[:, None], case.spec.fixed, design)[:, 0]
    parts = [(column, float(weight)) for column, weight in zip(case.spec.fixed, weights, strict=True) if weight]
    title = f"the response {name} is a linear combination of the fixed columns"
    reason = f"The fixed part predicts {name} exactly in every row, so no variation between groups or rows is left."
    shown_parts = " + ".join(f"{digits(weight)} × {column.name}" for column, weight in parts[:MOST_PARTS])
    evidence = Evidence(f"{name} = {shown_parts}{' + …' if len(parts) > MOST_PARTS else ''}")
    names = tuple(column.name for column, _ in parts if column.cells)
    finding = Finding("R22", title, "error", case.spec.response.node.span, names, reason, evidence)
    terms = dict.fromkeys(column.term for column, _ in parts if column.cells)
    yield RuleResult(finding, partial(_one_less, case, list(terms)))


def _one_less(case: Case, terms: list[str]) -> Iterator[str]:
    for term in terms:
        yield from _without(case, [term])
