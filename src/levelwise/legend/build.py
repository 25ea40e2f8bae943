"""The legend of a system: an entry for each symbol, in reading order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from levelwise.data.schema import Schema
from levelwise.equation.index_letters import categories, counted_by
from levelwise.equation.legend import Entry, Prose
from levelwise.equation.tree import Distribution, Index, Matrix, Node, Number, Symbol, System, Word
from levelwise.equation.units import Units
from levelwise.equation.walk import walk
from levelwise.formula.syntax import Call, Name, deparse
from levelwise.formula.syntax import Node as SyntaxNode
from levelwise.legend.meanings import Words
from levelwise.legend.occurrences import occurrences, spelled, without_indices
from levelwise.legend.signs import sign
from levelwise.legend.variables import Variables
from levelwise.model.parameters import MeanShare, Outcome, RandomEffect, Stacked
from levelwise.model.spec import Cell, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.notations.parts.variables import Namer
from levelwise.text.sentences import MOST


def entries(
    system: System,
    spec: ModelSpec,
    schema: Schema,
    conventions: Conventions,
    names: Mapping[str, str] | None = None,
) -> tuple[Entry, ...]:
    """Return the legend of a system.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.
    schema : Schema
        The facts about its data, with the labels and units of the columns.
    conventions : Conventions
        The conventions of the notation.
    names : mapping of str to str, optional
        Plural names of the units of levels, ``{"observation": "students", "sch.id": "schools"}``.
    """
    units = Units(spec, names or {}, counted_by(system, spec))
    variables = Variables(spec, schema, units)
    namer = Namer(spec)
    words = Words(spec, units, namer, _deviations(system))
    found: list[Entry] = []
    category = categories(system)
    for same in occurrences(system, _columns(spec, namer)):
        first = same[0]
        if isinstance(first.node, Index) and first.node.apart:
            continue  # it is an entry without the brackets
        symbols = tuple(spelled(one.node) for one in same)
        match first.meaning:
            case Cell() as cell:
                found.append(variables.entry(symbols, cell))
            case str() as text:
                found.append(variables.named(symbols, text, _role(text, spec)))
            case None:
                said = sign(first, units, conventions, category)
                found.append(Entry(symbols, said, _order(first.node, category, spec)))
            case meaning:
                symbol = next(node for node in walk(first.node) if isinstance(node, Symbol))
                entry = Entry(symbols, words.of(symbol, meaning))
                if isinstance(meaning, MeanShare):
                    entry = replace(entry, remark=("only the sum of the parts is a parameter",))
                if isinstance(meaning, Stacked):
                    entry = _of_matrix(entry, meaning, spec, variables)
                if isinstance(meaning, Outcome):
                    entry = variables.named(symbols, spec.response.text, "the response")
                if isinstance(meaning, RandomEffect):
                    entry = replace(entry, level=units.level(spec.blocks[meaning.block].group))
                found.append(entry)
    return tuple(found)


def _of_matrix(entry: Entry, meaning: Stacked, spec: ModelSpec, variables: Variables) -> Entry:
    """Return the entry of a vector or matrix with the columns of a design matrix, and what is known of variables."""
    if meaning.kind == "outcomes":
        return replace(entry, remark=variables.about_names(spec.response.text))
    columns = spec.fixed if meaning.kind == "fixed columns" else ()
    if meaning.kind == "random columns" and meaning.unit:  # without, it has a column for each group
        columns = tuple(column for number in meaning.blocks for column in spec.blocks[number].effects)
    if not 0 < len(columns) <= MOST:
        return entry
    namer = Namer(spec)
    shown = [namer.product(column.cells) if column.cells else Number("1") for column in columns]
    commas = [part for place, one in enumerate(shown) for part in ((", ", one) if place else (one,))]
    start = ", with the column " if len(columns) == 1 else ", with the columns "
    remark = variables.about(columns) if meaning.kind == "fixed columns" else ()
    return replace(entry, meaning=(*entry.meaning, start, *commas), remark=remark)


def _order(node: Node, category: tuple[str, ...], spec: ModelSpec) -> Prose:
    """Return the order of the categories of the response, after their index."""
    labels = spec.response.categories
    if not isinstance(node, Index) or node.letter not in category or not 0 < len(labels) <= MOST:
        return ()
    return (f"in the order {', '.join(labels)}",)


def _columns(spec: ModelSpec, namer: Namer) -> dict[Node, str]:
    """Return the expressions of the response, the weights and the number of trials, without indices."""
    response = spec.response
    nodes = [response.node]
    nodes += _successes(spec)
    if response.trials is not None:
        nodes.append(response.trials)
    found = {without_indices(namer.typeset(node)): deparse(node) for node in nodes}
    if spec.weights is not None:
        found.setdefault(Word(spec.weights), spec.weights)
    for node in spec.residual.variables:
        found.setdefault(without_indices(namer.typeset(node)), deparse(node))
    return found


def _role(text: str, spec: ModelSpec) -> str:
    response = spec.response
    if text == response.text:
        return "the proportion of successes" if response.kind == "proportion" else "the response"
    if response.trials is not None and text == deparse(response.trials):
        return "the number of trials"
    if text in map(deparse, _successes(spec)):
        return "the number of successes"
    return _role_of_residual(text, spec) or "the prior weight"


def _role_of_residual(text: str, spec: ModelSpec) -> str:
    """Return what a variable of the structure of the residuals is; empty for others."""
    correlation, variances = spec.residual.correlation, spec.residual.variances
    if text == spec.weights:
        return ""
    if correlation is not None and correlation.order is not None and text == deparse(correlation.order):
        return "the occasion"
    if variances is not None and text == deparse(variances.variable):
        return "what determines the residual variance"
    if correlation is not None and text in map(deparse, map(Name, correlation.group.parts)):
        return "the group within which residuals are correlated"
    return ""


def _successes(spec: ModelSpec) -> list[SyntaxNode]:
    """Return the number of successes in ``cbind(successes, failures)``."""
    node = spec.response.node
    return [node.arguments[0].value] if spec.response.kind == "counts" and isinstance(node, Call) else []


def _deviations(system: System) -> frozenset[Node]:
    """Return the random effects whose distribution has mean zero."""
    found: set[Node] = set()
    for line in system.lines:
        if line.relation != "~" or not isinstance(line.right, Distribution):
            continue
        effects = [node for node in walk(line.left) if isinstance(node, Symbol) and isinstance(node.of, RandomEffect)]
        mean = line.right.arguments[0]
        cells = [row[0] for row in mean.rows] if isinstance(mean, Matrix) else [mean]
        if len(cells) == len(effects):
            found.update(effect for effect, cell in zip(effects, cells, strict=True) if _is_zero(cell))
        elif all(_is_zero(cell) for cell in cells):
            found.update(effects)
    return frozenset(found)


def _is_zero(node: Node) -> bool:
    return not any(isinstance(part, Symbol) and part.of is not None for part in walk(node)) and node != Number("1")
