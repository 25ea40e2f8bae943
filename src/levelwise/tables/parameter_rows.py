"""The rows of parameters: each parameter of several models once, whatever its place and its symbol in a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from levelwise.dataclass import dataclass
from levelwise.equation.legend import Prose
from levelwise.equation.model_table import TableCell, TableRow, TableSection, figure
from levelwise.equation.parameter_nodes import parameter_nodes
from levelwise.equation.tree import Node, Number, Root, Scripted, Symbol
from levelwise.model.descriptions import described
from levelwise.model.identity import identity
from levelwise.model.model_parameters import effects_of_block, parameters_of
from levelwise.model.parameters import (
    CommonDeviation,
    CommonVariance,
    Correlation,
    Covariance,
    Dispersion,
    FixedEffect,
    Meaning,
    Parameter,
    RandomEffect,
    ResidualDeviation,
    ResidualVariance,
    StandardDeviation,
    Threshold,
    Variance,
)
from levelwise.model.spec import LOCATION, Key, ModelSpec
from levelwise.notations.parts.variables import Namer
from levelwise.tables.fitted_model import FittedModel
from levelwise.writers.unicode.scripts import on_a_line

Spread = Literal["variance", "sd"]

_INTERCEPT = "intercept"


@dataclass(frozen=True)
class _Found:
    """A parameter of a model: its section, its label, how it is printed, and its number."""

    heading: str
    label: Prose
    symbol: Node | None
    cell: TableCell


def parameter_sections(
    models: Sequence[FittedModel], *, digits: int, errors: bool, spread: Spread
) -> tuple[TableSection, ...]:
    """Return the sections of fixed effects, thresholds, variance components and dispersion that the models have."""
    columns = [dict(_of_model(model, digits=digits, errors=errors, spread=spread)) for model in models]
    order = _merged(columns)
    sections: dict[str, list[tuple[int, TableRow]]] = {}
    for key in order:
        found = [column.get(key) for column in columns]
        known = [one for one in found if one is not None]
        symbols = tuple({on_a_line(one.symbol): one.symbol for one in known if one.symbol is not None}.values())
        row = TableRow(known[0].label, tuple(None if one is None else one.cell for one in found), symbols)
        sections.setdefault(known[0].heading, []).append((_size(key), row))
    headings = sorted(sections, key=_HEADINGS.index)
    return tuple(TableSection(heading, _in_order(sections[heading])) for heading in headings)


def _merged(columns: Sequence[Mapping[object, _Found]]) -> list[object]:
    """Return the keys of all columns once; one that is new in a column comes after the one before it there."""
    order: list[object] = []
    for column in columns:
        place = 0
        for key in column:
            if key in order:
                place = order.index(key) + 1
            else:
                order.insert(place, key)
                place += 1
    return order


def _identity(parameter: Parameter, spec: ModelSpec) -> object:
    """Return what a parameter is in any model: a variance belongs to a grouping factor, in whichever term it stands."""
    match parameter:
        case Variance(effect):
            return ("Variance", *_place(frozenset({effect}), spec))
        case Covariance(effects):
            return ("Covariance", *_place(effects, spec))
    return identity(parameter, spec)


def _place(effects: frozenset[RandomEffect], spec: ModelSpec) -> tuple[object, ...]:
    """Return the grouping factor of random effects, their columns, and in how many terms before they stand together."""
    number = next(iter(effects)).block
    group, keys = spec.blocks[number].group, frozenset(effect.key for effect in effects)
    before = [
        block for block in spec.blocks[:number] if block.group == group and keys <= {one.key for one in block.effects}
    ]
    return (group, keys, len(before))


def _size(key: object) -> int:
    """Return how many variables the column of a fixed effect is a product of; 0 for other parameters."""
    if isinstance(key, tuple) and key[0] == "FixedEffect":
        return len(key[-1])
    return 0


def _in_order(rows: list[tuple[int, TableRow]]) -> tuple[TableRow, ...]:
    """Return rows with products of more variables after those of fewer, as R orders the terms of a model."""
    return tuple(row for _, row in sorted(rows, key=lambda one: one[0]))


def _of_model(model: FittedModel, *, digits: int, errors: bool, spread: Spread) -> Iterator[tuple[object, _Found]]:
    spec, estimates = model.spec, model.estimates
    nodes = parameter_nodes(model.system)
    known = parameters_of(spec)
    # the predictors of unordered categories bear the names of the categories
    others = [one for one in estimates.values if isinstance(one, FixedEffect) and one not in known]
    for parameter in (*known, *others):
        printed = _as_deviation(parameter) if spread == "sd" else parameter
        value = estimates.value(printed)
        if value is None:
            continue
        error = estimates.errors.get(printed) if errors else None
        cell = TableCell(figure(value, digits), None if error is None else figure(error, digits))
        heading = "Standard deviations and correlations" if spread == "sd" else "Variances and covariances"
        section = _heading(parameter) or heading
        yield _identity(parameter, spec), _Found(section, _label(parameter, spec), _symbol(printed, nodes), cell)


_HEADINGS = (
    "Fixed effects",
    "Thresholds",
    "Variances and covariances",
    "Standard deviations and correlations",
    "Dispersion",
)


def _heading(parameter: Parameter) -> str:
    match parameter:
        case FixedEffect():
            return "Fixed effects"
        case Threshold():
            return "Thresholds"
        case Dispersion():
            return "Dispersion"
    return ""


def _as_deviation(parameter: Parameter) -> Parameter:
    """Return the standard deviation or the correlation in place of a variance or a covariance."""
    match parameter:
        case Variance(effect):
            return StandardDeviation(effect)
        case Covariance(effects):
            return Correlation(effects)
        case CommonVariance(block):
            return CommonDeviation(block)
        case ResidualVariance(category):
            return ResidualDeviation(category)
    return parameter


def _symbol(parameter: Parameter, nodes: Mapping[Meaning, Node]) -> Node | None:
    """Return the symbol of a parameter; where the equations have its square or its root, what it is made of."""
    if parameter in nodes:
        return nodes[parameter]
    match parameter:
        case StandardDeviation(effect) if (node := nodes.get(Variance(effect))) is not None:
            return _root(node)
        case ResidualDeviation(category) if (node := nodes.get(ResidualVariance(category))) is not None:
            return _root(node)
        case Variance(effect) if (node := nodes.get(StandardDeviation(effect))) is not None:
            return Scripted(node, (), (Number("2"),))
        case ResidualVariance(category) if (node := nodes.get(ResidualDeviation(category))) is not None:
            return Scripted(node, (), (Number("2"),))
    return None


def _root(node: Node) -> Node:
    """Return the root of a variance: σ for σ²."""
    match node:
        case Symbol(sup=(2,)) | Symbol(sup=(Number("2"),)):
            return replace(node, sup=(), of=None)
        case Scripted(base, sub, (Number("2"),)):
            return Scripted(base, sub, ()) if sub else base
    return Root(node)


def _label(parameter: Parameter, spec: ModelSpec) -> Prose:
    """Return what a parameter is, in a few words."""
    match parameter:
        case FixedEffect(predictor, key):
            where: Prose = () if predictor == LOCATION else (f"{predictor}: ",)
            return (*where, _column(key, spec))
        case Threshold(int(number)):
            return (" | ".join(spec.response.categories[number - 1 : number + 1]),)
        case Variance(effect):
            return (f"{spec.blocks[effect.block].group}: ", _effect(effect, spec))
        case Covariance(effects):
            block = next(iter(effects)).block
            one, other = (effect for effect in effects_of_block(spec, block) if effect in effects)
            return (f"{spec.blocks[block].group}: ", _effect(one, spec), ", ", _effect(other, spec))
        case ResidualVariance(category):
            return ("residual" if category is None else f"residual, {category}",)
        case Dispersion():
            return ("dispersion",)
    return (described(parameter, spec).removeprefix("the "),)


def _effect(effect: RandomEffect, spec: ModelSpec) -> str | Node:
    column = next(one for one in spec.blocks[effect.block].effects if one.key == effect.key)
    return Namer(spec).product(column.cells) if column.cells else _INTERCEPT


def _column(key: Key, spec: ModelSpec) -> str | Node:
    column = next(one for predictor in spec.predictors for one in predictor.fixed if one.key == key)
    return Namer(spec).product(column.cells) if column.cells else _INTERCEPT
