"""The step between formula and equation: a model with its facts, ready to be checked and written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from levelwise.data.contrast_choices import coded
from levelwise.data.hints import Hints, without_data
from levelwise.data.observe import Observed, observe, variables
from levelwise.data.schema import Schema
from levelwise.data.table import Frame
from levelwise.errors import UnknownNameError
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.syntax import Formula, Node
from levelwise.formula.terms import TermSet, expand
from levelwise.modeling.build import build
from levelwise.modeling.spec import ModelSpec


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A model, what its formula said and what is known of its data.

    `observed` is None when there is no data.
    """

    spec: ModelSpec
    termset: TermSet
    schema: Schema
    observed: Observed | None
    hints: Hints
    notes: tuple[str, ...]


def assemble(
    formula: str | Formula,
    frame: Frame | None,
    hints: Hints,
    *,
    weights: str | None = None,
    offset: str | None = None,
) -> Built:
    """Carry a formula through parsing, expansion and the data to its model."""
    parsed = parse(formula) if isinstance(formula, str) else formula
    termset = expand(parsed, frame.names if frame is not None else None)
    nodes = variables(termset)
    hints.check_names(termset, nodes)
    offsets: tuple[Node, ...] = termset.fixed.offsets
    if offset is not None:
        offsets += (parse_tree(offset),)
    observed = None
    if frame is not None:
        if weights is not None and weights not in frame.names:
            raise UnknownNameError("column", weights, frame.names)
        observed = observe(termset, frame, hints, weights, offsets)
        schema = observed.schema
    else:
        schema = without_data(termset, nodes, hints, offsets)
    schema = replace(schema, columns=coded(schema.columns, nodes, hints.contrasts, parsed.source))
    spec = build(termset, schema, nodes, offsets=offsets, weights=weights)
    return Built(
        spec, termset, schema, observed, hints, (*termset.notes, *schema.notes, *_contrast_notes(spec, schema))
    )


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
