"""The step between formula and equation: a model with its facts, ready to be checked and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from levelwise.data.contrast_choices import coded
from levelwise.data.engine.sample import Sample, sample
from levelwise.data.engine.survey import Survey, survey
from levelwise.data.engine.table import LazyTable
from levelwise.data.hints import Hints, without_data
from levelwise.data.observe import Observed, observe
from levelwise.data.reading import variables
from levelwise.data.schema import Schema
from levelwise.data.table import Frame
from levelwise.errors import UnknownNameError
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.syntax import Formula, Node
from levelwise.formula.terms import TermSet, expand
from levelwise.modeling.build import build
from levelwise.modeling.spec import ModelSpec


@dataclass(frozen=True, eq=False)
class Built:
    """A model, what its formula said and what is known of its data.

    Attributes
    ----------
    spec, termset, schema, hints, notes
        The model; its formula, expanded; the facts it is built on; what the caller said; what a reader should know.
    extras : Extras
        Weights and offsets.
    source : Observed, Survey or None
        The rows in memory; the table that is asked; None without data.
    """

    spec: ModelSpec
    termset: TermSet
    schema: Schema
    hints: Hints
    notes: tuple[str, ...]
    extras: Extras
    source: Observed | Survey | None

    @cached_property
    def sample(self) -> Sample | None:
        """The rows brought into memory of a table that is asked; None for others."""
        if not isinstance(self.source, Survey):
            return None
        return sample(self.source, self.termset, self.hints, self.extras.weights, self.extras.offsets)

    @property
    def observed(self) -> Observed | None:
        """The rows in memory; None without data."""
        if isinstance(self.source, Observed):
            return self.source
        return None if self.sample is None else self.sample.observed


@dataclass(frozen=True, slots=True)
class Extras:
    """What a model has beside its formula: a column of weights, terms with coefficient one."""

    weights: str | None = None
    offsets: tuple[Node, ...] = ()


def assemble(
    formula: str | Formula,
    table: Frame | LazyTable | None,
    hints: Hints,
    *,
    weights: str | None = None,
    offset: str | None = None,
) -> Built:
    """Carry a formula through parsing, expansion and the data to its model."""
    parsed = parse(formula) if isinstance(formula, str) else formula
    termset = expand(parsed, table.names if table is not None else None)
    nodes = variables(termset)
    hints.check_names(termset, nodes)
    offsets: tuple[Node, ...] = termset.fixed.offsets
    if offset is not None:
        offsets += (parse_tree(offset),)
    source: Observed | Survey | None = None
    if table is None:
        schema = without_data(termset, nodes, hints, offsets)
    else:
        if weights is not None and weights not in table.names:
            raise UnknownNameError("column", weights, table.names)
        if isinstance(table, LazyTable):
            source = survey(termset, table, hints, weights, offsets)
        else:
            source = observe(termset, table, hints, weights, offsets)
        schema = source.schema
    schema = replace(schema, columns=coded(schema.columns, nodes, hints.contrasts, parsed.source))
    spec = build(termset, schema, nodes, offsets=offsets, weights=weights)
    notes = (*termset.notes, *schema.notes, *_contrast_notes(spec, schema))
    return Built(spec, termset, schema, hints, notes, Extras(weights, offsets), source)


def _contrast_notes(spec: ModelSpec, schema: Schema) -> tuple[str, ...]:
    """Say which factors have other contrasts than R gives by itself, or polynomials, which not everybody expects."""
    every = (*spec.fixed, *(column for block in spec.blocks for column in block.effects))
    cells = {cell for column in every for cell in column.cells if cell.kind in ("contrast", "indicator")}
    contrasts = {cell.variable for cell in cells if cell.kind == "contrast"}
    notes: list[str] = []
    for name, known in schema.columns.items():
        whole = sum(cell.variable == name and cell.kind == "indicator" for cell in cells) == len(known.categories)
        if name not in contrasts and (whole or known.contrast is None):
            continue  # coded by indicators of all its categories, or by treatment as everybody expects
        if known.contrast is None:
            notes.append(
                f"{name} is an ordered factor and gets polynomial contrasts (.L, .Q, …), as in R; factors= with its "
                "categories in order makes it a plain factor"
            )
        elif known.contrast.note:
            notes.append(known.contrast.note)
    return tuple(notes)
