"""Whether two specifications are the same model, though their variables and groups are written otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from levelwise.formula.expression import parse_tree
from levelwise.formula.syntax import deparse
from levelwise.model.spec import DesignColumn, ModelSpec
from levelwise.vocabulary.covariance_structures import STRUCTURES

Rename = Callable[[str], str]


def renamed(texts: Mapping[str, str], read: Callable[[str], str] = lambda text: text) -> Rename:
    """Return the function that gives a variable the name it has when its text in the code is read."""
    return lambda name: deparse(parse_tree(read(texts[name]))) if name in texts else name


def shape(spec: ModelSpec, rename: Rename = lambda name: name) -> tuple[Any, ...]:
    """Return what a model consists of: columns, blocks by effects that may covary, family, link, offsets."""
    blocks: Counter[Any] = Counter()
    for block in spec.blocks:
        group = frozenset(
            part for label in (block.group, *spec.level(block.group).within) for part in parts(spec, label)
        )
        effects = [column(effect, rename) for effect in block.effects]
        if STRUCTURES[block.covariance].correlation == "none" and not STRUCTURES[block.covariance].equal:
            blocks.update((group, "us", frozenset([effect])) for effect in effects)
        else:
            blocks[group, block.covariance if len(effects) > 1 else "us", frozenset(effects)] += 1
    fixed = frozenset(column(one, rename) for one in spec.fixed)
    return fixed, frozenset(blocks.items()), spec.family.name, spec.link, len(spec.offsets), residual(spec)


def residual(spec: ModelSpec) -> tuple[Any, ...]:
    known, variances = spec.residual.correlation, spec.residual.variances
    correlation = None
    if known is not None:
        homogeneous = known.structure.removeprefix("hom").removeprefix("het")
        order = None if known.order is None or homogeneous == "cs" else deparse(known.order)
        correlation = (homogeneous, frozenset(known.group.parts), order)
    return correlation, None if variances is None else deparse(variances.variable)


def parts(spec: ModelSpec, label: str) -> tuple[str, ...]:
    """Return the columns of a grouping factor; the column of ones of statsmodels' crossed factors is none."""
    return tuple(part for part in spec.level(label).group.parts if part != "all_rows")


def column(one: DesignColumn, rename: Rename) -> frozenset[tuple[str, str, str, tuple[float, ...]]]:
    return frozenset(
        (rename(cell.variable), "" if cell.weights else cell.label, cell.kind, cell.weights) for cell in one.cells
    )
