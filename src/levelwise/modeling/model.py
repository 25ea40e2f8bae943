"""The step between formula and equation: a model with its facts, ready to be checked and written."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from levelwise.data.hints import Hints, without_data
from levelwise.data.observe import Observed, observe, variables
from levelwise.data.schema import Schema
from levelwise.data.table import Frame
from levelwise.errors import UnknownNameError
from levelwise.formula.parser import parse, parse_tree
from levelwise.formula.syntax import Formula, Node, names_in
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
    spec = build(termset, schema, nodes, offsets=offsets, weights=weights)
    notes = (*termset.notes, *schema.notes, *_contrast_notes(spec), *_look_alikes(spec))
    return Built(spec, termset, schema, observed, hints, notes)


def _contrast_notes(spec: ModelSpec) -> tuple[str, ...]:
    """Say which factors have polynomial contrasts, which not everybody expects."""
    every = (*spec.fixed, *(column for block in spec.blocks for column in block.effects))
    ordered = {cell.variable: None for column in every for cell in column.cells if cell.kind == "contrast"}
    return tuple(
        f"{name} is an ordered factor and gets polynomial contrasts (.L, .Q, …), as in R; factors= with its "
        "categories in order makes it a plain factor"
        for name in ordered
    )


def _look_alikes(spec: ModelSpec) -> tuple[str, ...]:
    """Say which columns nobody could tell apart on a page: other code points, the same look."""
    looks: dict[str, str] = {}
    notes: list[str] = []
    nodes = (spec.response, *spec.variables.values(), *spec.offsets)
    groups = [part for level in spec.levels for part in level.group.parts]
    for name in dict.fromkeys([*(name for node in nodes for name in names_in(node)), *groups]):
        visible = (c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
        other = looks.setdefault(" ".join("".join(visible).split()), name)
        if other != name:
            notes.append(f"the columns {other!a} and {name!a} look alike in print; rename one of them")
    return tuple(notes)
