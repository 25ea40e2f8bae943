"""The parts of a model as the formulas of other software list them: terms, bars, chains of nested factors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import prod

from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Call, Node, Operation, names_in
from levelwise.model.spec import INTERCEPT, Block, Cell, DesignColumn, Level, ModelSpec
from levelwise.translation.refusal import InexpressibleError
from levelwise.vocabulary.covariance_structures import STRUCTURES


@dataclass(frozen=True)
class Term:
    """A product of variables with its design columns."""

    variables: tuple[str, ...]
    columns: tuple[DesignColumn, ...]

    def cells(self, variable: str) -> tuple[Cell, ...]:
        """Return the cells of one of the variables, each once, in order."""
        return tuple(
            dict.fromkeys(cell for column in self.columns for cell in column.cells if cell.variable == variable)
        )


@dataclass(frozen=True)
class Side:
    """The terms of the fixed part or of a block."""

    intercept: bool
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Bar:
    """A block of random effects with its terms and its grouping factor.

    `covariance` is ``us`` for a single effect.
    """

    side: Side
    group: Group
    covariance: str
    block: Block

    @property
    def is_intercept(self) -> bool:
        """Whether the block is a random intercept alone."""
        return not self.side.terms


def side_of(columns: Sequence[DesignColumn]) -> Side:
    """Return the terms that design columns belong to."""
    terms: dict[tuple[str, tuple[str, ...]], list[DesignColumn]] = {}
    for column in columns:
        if column.key != INTERCEPT:
            variables = tuple(dict.fromkeys(cell.variable for cell in column.cells))
            terms.setdefault((column.term, variables), []).append(column)
    found = tuple(Term(variables, tuple(own)) for (_, variables), own in terms.items())
    return Side(any(column.key == INTERCEPT for column in columns), found)


def fixed_side(spec: ModelSpec) -> Side:
    """Return the terms of the fixed part; thresholds count as an intercept, whose place they take."""
    side = side_of(spec.fixed)
    return Side(side.intercept or spec.response.kind == "ordinal", side.terms)


def bars_of(spec: ModelSpec) -> tuple[Bar, ...]:
    """Return the blocks of a model with their terms."""
    return tuple(
        Bar(
            side_of(block.effects),
            spec.level(block.group).group,
            block.covariance if len(block.effects) > 1 else "us",
            block,
        )
        for block in spec.blocks
    )


def without_covariances(bar: Bar) -> Iterator[Bar]:
    """Return a diagonal block as one block for each effect; any other block as it is."""
    if bar.covariance != "diag":
        yield bar
        return
    for effect in bar.block.effects:
        yield Bar(side_of((effect,)), bar.group, "us", bar.block)


def is_correlated(bar: Bar) -> bool:
    """Return whether effects of a block may covary."""
    return len(bar.block.effects) > 1 and STRUCTURES[bar.covariance].correlation != "none"


def is_single_column(bar: Bar) -> bool:
    """Return whether each term of a block has one column, so that a bar without covariances means the same anywhere."""
    return all(len(term.columns) == 1 for term in bar.side.terms)


def used_variables(spec: ModelSpec) -> tuple[str, ...]:
    """Return the variables of a model's columns, each once, in order."""
    columns = (*spec.fixed, *(effect for block in spec.blocks for effect in block.effects))
    return tuple(dict.fromkeys(cell.variable for column in columns for cell in column.cells))


def column_of(spec: ModelSpec, variable: str) -> Column:
    """Return the kind of a variable."""
    return spec.columns.get(variable) or Column(variable, "numeric")


def stored_values(column: Column) -> tuple[str, ...]:
    """Return the values of the data that the categories of a factor stand for.

    Raises
    ------
    InexpressibleError
        If several values are one category.
    """
    if not column.values:
        return column.categories
    values = {label: value for value, label in column.values}
    if len(values) < len(column.values):
        raise InexpressibleError(f"several values of {column.name} are the same category", "recode them in the data")
    return tuple(values[label] for label in column.categories)


def response_column(spec: ModelSpec) -> Column:
    """Return the kind of the response, with the categories that the model has."""
    return replace(column_of(spec, spec.response.text), categories=spec.response.categories)


def response_values(spec: ModelSpec) -> tuple[str, ...]:
    """Return the values of the data that the categories of the response stand for."""
    return stored_values(response_column(spec))


def is_complete(spec: ModelSpec, term: Term) -> bool:
    """Return whether a term has all its columns: none was dropped because it depends linearly on others."""
    counts = []
    for variable in term.variables:
        column, cells = column_of(spec, variable), term.cells(variable)
        full: tuple[int, ...] = (1,)
        if column.kind == "basis":
            full = (len(column.categories),)
        elif column.is_factor:
            size = len(column.categories)
            kept = column.contrast
            coded = size - 1 if kept is None else len(kept.indicators or kept.columns)
            full = (size, coded)
        if len(cells) not in full:
            return False
        counts.append(len(cells))
    return prod(counts) == len(term.columns)


def rank_notes(spec: ModelSpec, what: str) -> tuple[str, ...]:
    """Return a note if linearly dependent columns were dropped; `what` says what the software does with them."""
    partial = [term.columns[0].term for term in side_of(spec.fixed).terms if not is_complete(spec, term)]
    if not partial:
        return ()
    return (f"some columns of {', '.join(partial)} depend linearly on others and are dropped here; {what}",)


def chain_of(spec: ModelSpec) -> tuple[Level, ...] | None:
    """Return the grouping factors from the outermost to the innermost if each is nested in the one before; else None.

    Examples
    --------
    >>> import levelwise as lw
    >>> [level.group.label for level in chain_of(lw.model("y ~ x + (1 | a/b)").spec)]
    ['a', 'b:a']
    """
    chain = sorted(spec.levels, key=lambda level: len(level.within))
    labels = [level.group.label for level in chain]
    nested = all(set(labels[:place]) <= level.within for place, level in enumerate(chain))
    return tuple(chain) if nested else None


def own_parts(level: Level, outer: Iterable[Level]) -> tuple[str, ...]:
    """Return the columns of a grouping factor that the factors in which it is nested do not have."""
    known = {part for one in outer for part in one.group.parts}
    return tuple(part for part in level.group.parts if part not in known)


def counts(node: Call) -> tuple[Node, Node]:
    """Return the successes and the trials of ``cbind(successes, failures)``; n, if the failures are n - successes."""
    successes, failures = (argument.value for argument in node.arguments)
    inner = failures
    while isinstance(inner, Operation) and inner.operator == "(":
        inner = inner.operands[0]
    if isinstance(inner, Operation) and inner.operator == "-" and inner.operands[1:] == (successes,):
        return successes, inner.operands[0]
    return successes, Operation("+", (successes, failures))


def names_of(spec: ModelSpec) -> tuple[str, ...]:
    """Return every column that a model names."""
    nodes: tuple[Node, ...] = (spec.response.node, *spec.variables.values(), *spec.offsets, *spec.residual.variables)
    groups = [part for level in spec.levels for part in level.group.parts]
    weights = () if spec.weights is None else (spec.weights,)
    return tuple(dict.fromkeys([*(name for node in nodes for name in names_in(node)), *groups, *weights]))


def refuse_more_than_the_mean(spec: ModelSpec, *, structured: bool = False) -> None:
    """Raise InexpressibleError for several linear predictors and, without `structured`, structures of residuals."""
    if len(spec.predictors) > 1:
        raise InexpressibleError("it has several linear predictors")
    if spec.residual.kind == "structured" and not structured:
        raise InexpressibleError(f"its residuals have the structure {spec.residual.text}")


def joined(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return blocks with those of a double bar as one diagonal block, where each is a single numeric column."""
    found: list[Bar] = []
    for bar in bars:
        last = found[-1] if found else None
        if (
            last is not None
            and bar.block.split
            and last.block.split
            and (last.block.span, last.group) == (bar.block.span, bar.group)
            and all(map(is_numeric, (*last.block.effects, *bar.block.effects)))
            and len(bar.block.effects) == 1
            and bar.block.effects[0] not in last.block.effects
        ):
            effects = (*last.block.effects, *bar.block.effects)
            block = Block(bar.block.group, effects, "diag", last.block.name, bar.block.span, split=True)
            found[-1] = Bar(side_of(effects), bar.group, "diag", block)
        else:
            found.append(bar)
    return tuple(found)


def is_numeric(column: DesignColumn) -> bool:
    """Return whether a design column is the intercept or a product of numeric variables."""
    return all(cell.kind == "numeric" for cell in column.cells)


def refuse_repeated_effects(bars: Sequence[Bar], software: str) -> None:
    """Raise InexpressibleError if an effect is in two blocks of one grouping factor."""
    seen: set[tuple[str, str]] = set()
    for bar in bars:
        for effect in bar.block.effects:
            one = (bar.group.label, effect.name)
            if one in seen:
                raise InexpressibleError(
                    f"{software} allows one random effect of {effect.name} over {bar.group.label} only"
                )
            seen.add(one)
