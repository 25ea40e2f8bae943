"""From an expanded formula and a data frame to facts, and to the columns the checks work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from levelwise.data import schema as facts
from levelwise.data.factors import as_factor
from levelwise.data.functions import evaluate
from levelwise.data.hints import Hints
from levelwise.data.schema import Partition, Schema
from levelwise.data.table import Frame
from levelwise.data.values import Categories, Numbers, Values, kept_rows, subset
from levelwise.errors import DataError
from levelwise.formula.algebra import Variable
from levelwise.formula.syntax import Name, Node, deparse, names_in, quoted
from levelwise.formula.terms import TermSet


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """The data of one model: facts, and the values of its variables over the rows used.

    Attributes
    ----------
    schema : Schema
        The facts.
    values : mapping of str to Values
        Each variable's values by its text; the response under its own.
    groups : mapping of str to Partition
        Each grouping factor's groups by its label.
    raw : mapping of str to Values
        The columns behind the variables, for evidence a reader recognises.
    """

    schema: Schema
    values: Mapping[str, Values]
    groups: Mapping[str, Partition]
    raw: Mapping[str, Values]


def observe(termset: TermSet, frame: Frame, hints: Hints, weights: str | None, offsets: tuple[Node, ...]) -> Observed:
    """Read the columns a formula needs and establish every fact the model is built on.

    Rows with a missing value in any variable of the formula are left out and counted, as lme4 does.

    Raises
    ------
    UnknownNameError
        For a column that does not exist.
    DataError
        When no row is left, or a hint contradicts the data.
    """
    source = termset.formula.source
    nodes = variables(termset)
    response = deparse(termset.response)
    everything = {text: evaluate(node, frame, source) for text, node in nodes.items()}
    removed = [evaluate(v.node, frame, source) for v in named(termset) if v.text not in everything]
    everything[response] = evaluate(termset.response, frame, source)
    extras = {f"the offset {deparse(node)}": evaluate(node, frame, source) for node in offsets}
    if weights is not None:
        extras[f"the weights {weights}"] = frame.column(weights)
    _check_numeric(extras)
    grouping = {name: _grouping(name, frame, termset) for bar in termset.bars for name in bar.group.parts}
    mask = kept_rows([*everything.values(), *extras.values(), *removed, *grouping.values()])
    rows = frame.rows if mask is None else int(mask.sum())
    if rows == 0:
        raise DataError("no row is complete: every row has a missing value in a variable of the formula")
    values = {text: subset(one, mask) for text, one in everything.items()}
    _check_response(response, values[response])
    _check_finite({**values, **{name: subset(one, mask) for name, one in extras.items()}})
    factors: dict[str, Categories] = {}
    for name, column in grouping.items():
        kept = subset(column, mask)
        assert isinstance(kept, Categories)  # a grouping column is a factor
        factors[name] = kept
    groups = {bar.group.label: bar.group for bar in termset.bars}
    partitions = {label: facts.partition(group, factors) for label, group in groups.items()}
    names = {quoted(n): n for node in (*nodes.values(), *offsets) for n in names_in(node) if n in frame.names}
    constant = {text: facts.constant_within(subset(frame.column(n), mask), partitions) for text, n in names.items()}
    for name in ("T", "F"):  # where no column is called so, R's names of TRUE and FALSE, which vary nowhere
        constant.setdefault(name, frozenset(partitions))
    for text, node in nodes.items():
        if text not in constant:
            constant[text] = _constant(node, values[text], constant, partitions)
    within = facts.nesting(partitions)
    hints.agree_with(constant, within)
    dropped = frame.rows - rows
    notes = (f"{dropped} of {frame.rows} rows have a missing value and are left out",) if dropped else ()
    columns = {text: facts.describe(text, values[text]) for text in nodes}
    counts = {label: one.size for label, one in partitions.items()}
    known = Schema(columns, constant, within, counts, rows, dropped, notes)
    raw = {name: subset(frame.column(name), mask) for name in factors}
    return Observed(known, values, partitions, raw)


def variables(termset: TermSet) -> dict[str, Node]:
    """Return the variables of all terms, fixed and random, by their texts."""
    sides = (termset.fixed.terms, *(bar.terms for bar in termset.bars))
    return {v.text: v.node for terms in sides for term in terms for v in term.factors}


def named(termset: TermSet) -> tuple[Variable, ...]:
    """Return all variables the formula names, offsets apart."""
    every = (*termset.fixed.named, *(v for bar in termset.bars for v in bar.named))
    return tuple(v for v in every if getattr(v.node, "function", None) != "offset")


def _constant(
    node: Node, values: Values, constant: Mapping[str, frozenset[str]], partitions: Mapping[str, Partition]
) -> frozenset[str]:
    """Return where a transformed variable is constant: itself, and every column it is written with (law 4)."""
    where = facts.constant_within(values, partitions)
    for name in names_in(node):
        where &= constant.get(quoted(name), where)
    return where


def _grouping(name: str, frame: Frame, termset: TermSet) -> Categories:
    span = next(bar.span for bar in termset.bars if name in bar.group.parts)
    return as_factor(name, evaluate(Name(name, span), frame, termset.formula.source))


def _check_response(name: str, values: Values) -> None:
    if isinstance(values, Numbers) and values.values.ndim == 1:
        return
    if isinstance(values, Categories) and values.kind == "logical":
        return
    message = f"the response {name} is not numeric; a gaussian model needs a number in each row"
    raise DataError(message)


def _check_numeric(extras: Mapping[str, Values]) -> None:
    for name, values in extras.items():
        if isinstance(values, Categories) and values.kind != "logical":
            raise DataError(f"{name} is not numeric")


def _check_finite(values: Mapping[str, Values]) -> None:
    for name, one in values.items():
        if isinstance(one, Numbers):
            infinite = int(np.isinf(one.values).sum())
            if infinite:
                message = f"{name} is infinite in {infinite} of the rows used; no model can be computed on it"
                raise DataError(message)
