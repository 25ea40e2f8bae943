"""The facts about a data frame that a model needs, and the values of its variables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from levelwise.data.columns import MISSING, Categories, Numbers, Values, complete_rows, describe, subset
from levelwise.data.constancy import column_constancy, constant_by_sources, constant_names
from levelwise.data.frames.factors import as_factor
from levelwise.data.frames.frame import Frame
from levelwise.data.frames.missing import missing
from levelwise.data.functions.evaluate import evaluate
from levelwise.data.observed import Observed
from levelwise.data.partition import constant_within, nesting, partition
from levelwise.data.renaming import renaming_notes
from levelwise.data.request import Request, named_variables, observed_variables
from levelwise.data.response import as_categories, check_response, response_parts
from levelwise.data.schema import NO_COMPLETE_ROW, Schema, check_weights, dropped_note, infinite_message
from levelwise.data.text_numbers import check_numeric
from levelwise.errors import DataError
from levelwise.formula.syntax import Name, Node, deparse, names_in, quoted


def observe(request: Request, frame: Frame) -> Observed:
    """Read the columns that a model needs, and establish all facts about them.

    Rows with a missing value in any variable of the formula are omitted and counted, as in lme4.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When no row is complete, or a hint contradicts the data.
    """
    termset, weights, offsets = request.termset, request.weights, request.offsets
    source = termset.formula.source
    nodes = observed_variables(request)
    response = deparse(termset.response)
    all_values = {text: evaluate(node, frame, source) for text, node in nodes.items()}
    removed = [evaluate(v.node, frame, source) for v in named_variables(termset) if v.text not in all_values]
    response_parts(termset.response, binomial=request.binomial)
    all_values[response] = evaluate(termset.response, frame, source)
    extras = {f"the offset {deparse(node)}": _numeric(node, frame, source, "the offset") for node in offsets}
    if weights is not None:
        extras["weights"] = _numeric(Name(weights), frame, source, "the weights")
    grouping = {name: as_factor(name, evaluate(node, frame, source)) for name, node in request.grouping.items()}
    mask = complete_rows([*all_values.values(), *extras.values(), *removed, *grouping.values()])
    rows = frame.rows if mask is None else int(mask.sum())
    if rows == 0:
        raise DataError(NO_COMPLETE_ROW)
    values = {text: subset(one, mask) for text, one in all_values.items()}
    values[response] = _response(request, response, values[response], all_values[response])
    used_extras = {text: subset(one, mask) for text, one in extras.items()}
    _check_finite(values | used_extras)
    if weights is not None and isinstance(used_extras["weights"], Numbers):
        check_weights(weights, float(used_extras["weights"].values.min()))
    factors: dict[str, Categories] = {}
    for name, column in grouping.items():
        used = subset(column, mask)
        assert isinstance(used, Categories)  # a grouping column is a factor
        factors[name] = used
    groups = request.groups
    partitions = {label: partition(group, factors) for label, group in groups.items()}
    within = nesting(partitions)
    names = {quoted(n): n for node in (*nodes.values(), *offsets) for n in names_in(node) if n in frame.names}
    constant = constant_names(groups) | {
        text: constant_within(subset(frame.column(n), mask), partitions) for text, n in names.items()
    }
    of_column = column_constancy(constant, groups)
    for text, node in nodes.items():
        if text not in constant:
            constant[text] = constant_by_sources(node, groups, within, of_column)
    request.hints.check_data(constant, within)
    dropped = frame.rows - rows
    notes = (*dropped_note(dropped, rows), *renaming_notes({text: values[text] for text in (*nodes, response)}))
    columns = {text: describe(text, values[text]) for text in nodes}
    counts = {label: one.size for label, one in partitions.items()}
    schema = Schema(columns, constant, within, counts, rows, dropped, notes, describe(response, values[response]))
    raw = {name: subset(frame.column(name), mask) for name in factors}
    kept = np.arange(rows) if mask is None else np.flatnonzero(mask)
    prior = used_extras.pop("weights", None)
    added = tuple(one.values for one in used_extras.values() if isinstance(one, Numbers))
    lost = missing({**all_values, **extras}, grouping, groups, mask)
    prior_weights = prior.values if isinstance(prior, Numbers) else None
    numbered = request.categorical
    return Observed(schema, values, partitions, raw, kept, lost, added, prior_weights, response, numbered)


def _response(request: Request, name: str, used: Values, every: Values) -> Values:
    """Return the response over the rows used, as categories where the family needs them; `every` has all rows."""
    of_family = {"binomial": request.binomial, "categorical": request.categorical}
    check_response(name, describe(name, used), request.family, **of_family, values=every)
    return as_categories(name, used) if request.categorical else used


def _numeric(node: Node, frame: Frame, source: str, what: str) -> Numbers:
    """Return an offset or the weights, which must be numeric."""
    values = evaluate(node, frame, source)
    check_numeric(f"{what} {deparse(node)}", describe("", values), values if isinstance(values, Categories) else None)
    if isinstance(values, Categories):
        return Numbers(np.where(values.codes == MISSING, np.nan, values.codes))
    return values


def _check_finite(values: Mapping[str, Values]) -> None:
    for name, one in values.items():
        if isinstance(one, Numbers):
            infinite = int(np.isinf(one.values).sum())
            if infinite:
                raise DataError(infinite_message(name, infinite))
