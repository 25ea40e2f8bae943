"""The levels of a model as boxes in tiers, the coarsest factors on top and the rows at the bottom."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.lazy_numpy import np
from levelwise.model.spec import Level, ModelSpec
from levelwise.plots.diagram.crossings import MOST_TOLD, Crossing, crossings_of

ROWS = ""
"""The name of the box of the rows, which no grouping factor has."""


@dataclass(frozen=True)
class Box:
    """A grouping factor, or the rows.

    Attributes
    ----------
    name : str
        The factor's label; `ROWS` for the rows.
    head, lines : str, tuple of str
        What stands in it: its name and count; sizes, predictors and random effects.
    tier : int
        How many boxes lie above it.
    inside : tuple of str
        The boxes right above it.
    """

    name: str
    head: str
    lines: tuple[str, ...]
    tier: int
    inside: tuple[str, ...]


@dataclass(frozen=True)
class Tiers:
    """The boxes from top to bottom, and the crossings."""

    boxes: tuple[Box, ...]
    crossings: tuple[Crossing, ...]

    @property
    def alt(self) -> str:
        """What the diagram shows, for those who do not see it."""
        boxes = (f"{box.head}: {'; '.join(box.lines)}" if box.lines else box.head for box in self.boxes)
        return ". ".join((*boxes, *self.told))

    @property
    def told(self) -> tuple[str, ...]:
        """What is to be said of the crossings: of the first few in full."""
        more = len(self.crossings) - MOST_TOLD
        rest = (f"and {more:,} more pairs of crossed factors",) if more > 0 else ()
        return (*(crossing.says for crossing in self.crossings[:MOST_TOLD]), *rest)


def tiers(model: PreparedModel) -> Tiers:
    """Sort a model's levels."""
    spec = model.spec
    typed = _typed(spec)
    above = {level.group.label: _right_above(spec, level) for level in typed}
    depth: dict[str, int] = {}
    for level in sorted(typed, key=lambda one: len(one.within)):  # what a factor lies in lies in less itself
        label = level.group.label
        depth[label] = max((1 + depth[outer] for outer in above[label]), default=0)
    order = sorted(typed, key=lambda level: depth[level.group.label])
    boxes = [
        Box(
            level.group.label,
            f"{level.group.label}: {_count(level.size)}",
            tuple(_lines(model, level)),
            depth[level.group.label],
            above[level.group.label],
        )
        for level in order
    ]
    leaves = tuple(label for label in above if not any(label in higher for higher in above.values()))
    count = "rows" if spec.rows is None else f"rows: {spec.rows:,}"
    named = [f"response: {spec.response.text}", *_predictors(spec, None)]
    rows = Box(ROWS, count, tuple(named), 1 + max(depth.values(), default=-1), leaves)
    return Tiers((*boxes, rows), tuple(crossings_of(model, order)))


def _count(size: int | None) -> str:
    if size is None:
        return "unknown number of groups"
    return f"{size:,} {'group' if size == 1 else 'groups'}"


def _typed(spec: ModelSpec) -> list[Level]:
    """Return the levels as the formula has them, from left to right."""
    first = [block.group for block in sorted(spec.blocks, key=lambda block: block.span)]
    return sorted(spec.levels, key=lambda level: first.index(level.group.label))


def _right_above(spec: ModelSpec, level: Level) -> tuple[str, ...]:
    """Return the factors a factor is nested in without those that are further up."""
    beyond = {far for near in level.within for far in spec.level(near).within}
    return tuple(sorted(level.within - beyond))


def _lines(model: PreparedModel, level: Level) -> Iterator[str]:
    spec, label = model.spec, level.group.label
    if isinstance(level.size, int) and spec.rows is not None:
        yield _sizes(model, level)
    yield from _predictors(spec, label)
    effects = (effect.name for block in spec.blocks if block.group == label for effect in block.effects)
    yield f"random: {', '.join(dict.fromkeys(effects))}"


def _sizes(model: PreparedModel, level: Level) -> str:
    """Say how many rows a group has."""
    if model.observed is None or model.is_sampled:
        return f"{(model.spec.rows or 0) / (level.size or 1):.3g} rows each on average"
    counts = np.bincount(model.observed.groups[level.group.label].codes)
    low, middle, high = int(counts.min()), float(np.median(counts)), int(counts.max())
    if low == high:
        return f"{low:,} {'row' if low == 1 else 'rows'} each"
    return f"{low:,} to {high:,} rows each (median {middle:,g})"


def _predictors(spec: ModelSpec, home: str | None) -> list[str]:
    """Return the line of the predictors that live at a level, if any do."""
    columns = (*spec.fixed, *(effect for block in spec.blocks for effect in block.effects))
    cells = {cell.variable: cell for column in columns for cell in column.cells}
    names = [name for name, cell in cells.items() if spec.home((cell,)) == home]
    return [f"predictors: {', '.join(names)}"] if names else []
