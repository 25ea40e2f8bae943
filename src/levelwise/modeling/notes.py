"""What a reader should know about how a model's factors are coded."""

from __future__ import annotations

from collections import Counter

from levelwise.data.hints import Hints
from levelwise.data.schema import Schema
from levelwise.modeling.spec import Cell, ModelSpec


def contrast_notes(spec: ModelSpec, schema: Schema, hints: Hints) -> tuple[str, ...]:
    """Say which factors have other contrasts than treatment, which everybody expects, and what that means."""
    random = _coded({cell for block in spec.blocks for column in block.effects for cell in column.cells}, schema)
    every = random | _coded({cell for column in spec.fixed for cell in column.cells}, schema)
    notes: list[str] = []
    for name, known in schema.columns.items():
        if name in every and known.contrast is not None:
            notes.extend([known.contrast.note] if known.contrast.note else [])
        elif name in every and known.kind == "ordered":
            notes.append(
                f"{name} is an ordered factor and gets polynomial contrasts (.L, .Q, …), as in R; factors= with its "
                "categories in order makes it a plain factor"
            )
    only_here = [name for name in hints.contrasts if name in random]
    if only_here:
        notes.append(
            f"the contrasts of {', '.join(only_here)} hold in the random part, too, where the contrasts= of lmer (lme4 "
            "1.1) does not reach; set them on the data, as in contrasts(d$f) <- contr.sum, to fit this model"
        )
    return tuple(notes)


def _coded(cells: set[Cell], schema: Schema) -> set[str]:
    """Return the factors that contrasts code; where all categories have an indicator they do not count."""
    every = Counter(cell.variable for cell in cells if cell.kind == "indicator")
    some = {name for name, count in every.items() if count < len(schema.columns[name].categories)}
    return some | {cell.variable for cell in cells if cell.kind == "contrast"}
