"""The levels of a model as boxes in tiers, from the coarsest factors at the top to the rows at the bottom."""

from __future__ import annotations

from collections.abc import Iterator

from levelwise.dataclass import dataclass
from levelwise.design.assemble import PreparedModel
from levelwise.lazy_numpy import np
from levelwise.model.spec import Level, ModelSpec
from levelwise.plots.diagram.crossings import MAX_COUNTED, Crossing, crossings_of
from levelwise.text.sentences import rounded

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
        Its contents: name and number of groups; group sizes, predictors and random effects.
    tier : int
        The number of tiers above it.
    inside : tuple of str
        The names of the boxes directly above it.
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
        """A description of the diagram for readers who cannot see it."""
        boxes = (f"{box.head}: {'; '.join(box.lines)}" if box.lines else box.head for box in self.boxes)
        return ". ".join((*boxes, *self.crossing_lines))

    @property
    def crossing_lines(self) -> tuple[str, ...]:
        """A line for each of the first crossings, and the number of the others."""
        more = len(self.crossings) - MAX_COUNTED
        rest = (f"and {more:,} more pairs of crossed factors",) if more > 0 else ()
        return (*(crossing.description for crossing in self.crossings[:MAX_COUNTED]), *rest)


def tiers(model: PreparedModel) -> Tiers:
    """Return the levels of a model in tiers."""
    spec = model.spec
    typed = _in_formula_order(spec)
    above = {level.group.label: _directly_above(spec, level) for level in typed}
    tier_of: dict[str, int] = {}
    # a factor is nested in more factors than any factor above it
    for level in sorted(typed, key=lambda one: len(one.within)):
        label = level.group.label
        tier_of[label] = max((1 + tier_of[outer] for outer in above[label]), default=0)
    order = sorted(typed, key=lambda level: tier_of[level.group.label])
    boxes = [
        Box(
            level.group.label,
            f"{level.group.label}: {_count(level.size)}",
            tuple(_lines(model, level)),
            tier_of[level.group.label],
            above[level.group.label],
        )
        for level in order
    ]
    leaves = tuple(label for label in above if not any(label in higher for higher in above.values()))
    count = "rows" if spec.rows is None else f"rows: {spec.rows:,}"
    lines = [f"response: {spec.response.text}", *_predictors(spec, None)]
    rows = Box(ROWS, count, tuple(lines), 1 + max(tier_of.values(), default=-1), leaves)
    return Tiers((*boxes, rows), tuple(crossings_of(model, order)))


def _count(size: int | None) -> str:
    if size is None:
        return "unknown number of groups"
    return f"{size:,} {'group' if size == 1 else 'groups'}"


def _in_formula_order(spec: ModelSpec) -> list[Level]:
    """Return the levels in the order of the formula."""
    first = [block.group for block in sorted(spec.blocks, key=lambda block: block.span)]
    return sorted(spec.levels, key=lambda level: first.index(level.group.label))


def _directly_above(spec: ModelSpec, level: Level) -> tuple[str, ...]:
    """Return the factors in which a factor is nested, without those further up."""
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
    """Describe the sizes of the groups."""
    if model.observed is None or model.is_sampled:
        mean = (model.spec.rows or 0) / (level.size or 1)
        return "1 row each" if mean == 1 else f"{rounded(mean)} rows each on average"
    counts = np.bincount(model.observed.groups[level.group.label].codes)
    low, middle, high = int(counts.min()), float(np.median(counts)), int(counts.max())
    if low == high:
        return f"{low:,} {'row' if low == 1 else 'rows'} each"
    return f"{low:,} to {high:,} rows each (median {f'{middle:,.1f}'.removesuffix('.0')})"


def _predictors(spec: ModelSpec, group: str | None) -> list[str]:
    """Return a line with the predictors of a level, if it has any."""
    columns = (*spec.fixed, *(effect for block in spec.blocks for effect in block.effects))
    cells = {cell.variable: cell for column in columns for cell in column.cells}
    names = [name for name, cell in cells.items() if spec.home((cell,)) == group]
    return [f"predictors: {', '.join(names)}"] if names else []
