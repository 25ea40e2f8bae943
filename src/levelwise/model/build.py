"""From terms and facts to a model: columns are coded, blocks sorted, and the nesting of the levels is determined.

The coding is R's (Chambers & Hastie 1992, *Statistical Models in S*, section 2.3.2): a factor is
coded by contrasts in a term if the rest of the term is part of a preceding term, else by an indicator for each
category. The order of the blocks is that of lme4 1.1 (``mkReTrms``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product

from levelwise.data.response import is_success_failure
from levelwise.data.schema import Column, Schema
from levelwise.errors import DataError
from levelwise.formula.expanded import Bar, Group, Term, Terms, TermSet
from levelwise.formula.syntax import Call, Name, Node, Operation, deparse
from levelwise.model.spec import (
    INTERCEPT,
    LOCATION,
    Block,
    Cell,
    DesignColumn,
    Level,
    ModelSpec,
    Predictor,
    Residual,
    Response,
)
from levelwise.vocabulary.families import GAUSSIAN, Family

MAX_COLUMNS = 5_000
"""Maximum number of design columns of a model."""

MAX_EFFECTS = 2_000
"""Maximum number of random effects of all bars together."""


def build(
    termset: TermSet,
    schema: Schema,
    variables: Mapping[str, Node],
    *,
    offsets: tuple[Node, ...] = (),
    weights: str | None = None,
    family: Family = GAUSSIAN,
    link: str = "identity",
    residual: Residual | None = None,
) -> ModelSpec:
    """Return the model of an expanded formula.

    Raises
    ------
    DataError
        When a factor has only one category, or there are too many columns.
    """
    bars = ordered(termset.bars, schema)
    coder = _Coder(schema.columns)
    names: dict[str, int] = {}
    blocks: list[Block] = []
    count = 0
    for bar in bars:
        label = bar.group.label
        repeat = names[label] = names.get(label, -1) + 1
        effects = coder.columns(Terms(bar.terms, bar.intercept))
        name = f"{label}.{repeat}" if repeat else label
        blocks.append(Block(label, effects, bar.covariance, name, bar.span, bar.split))
        count += len(effects)
        if count > MAX_EFFECTS:
            raise DataError(f"the bars have more than {MAX_EFFECTS:,} random effects at (… | {label})")
    ordinal = family.outcomes == "ordinal"  # thresholds take the place of the intercept, even of one that is removed
    fixed_part = replace(termset.fixed, intercept=True) if ordinal else termset.fixed
    fixed = coder.columns(fixed_part, but=deparse(termset.response))[ordinal:]
    groups = tuple({bar.group.label: bar.group for bar in bars}.values())
    return ModelSpec(
        response=response_of(termset.response, schema.response, family, weights),
        family=family,
        predictors=(Predictor(LOCATION, link, fixed, tuple(blocks), offsets),),
        residual=residual or Residual("independent" if family.spread == "residual" else "none"),
        levels=levels_of(groups, schema),
        variables=variables,
        constant=schema.constant,
        weights=weights,
        rows=schema.rows,
        source=termset.formula,
        columns={
            **({} if schema.response is None else {deparse(termset.response): schema.response}),
            **{name: column for name, column in schema.columns.items() if name in variables},
        },
    )


def response_of(node: Node, column: Column | None, family: Family, weights: str | None) -> Response:
    """Return the response: the kind of its values, the category that counts as success, the number of trials."""
    if family.outcomes in ("ordinal", "nominal"):
        categories = column.categories if column is not None and column.is_factor else ()
        if len(categories) == 1:
            message = f"the response {deparse(node)} has a single category; a {family} model needs two or more"
            raise DataError(message)
        return Response(node, family.outcomes, categories)
    if not family.is_binomial:
        return Response(node)
    if is_success_failure(node) and isinstance(node, Call):
        counts = tuple(argument.value for argument in node.arguments)
        return Response(node, "counts", trials=_sum_of(*counts))
    categories = column.categories if column is not None and column.kind in ("factor", "ordered") else ()
    if weights is not None:
        return Response(node, "proportion", categories, trials=Name(weights))
    return Response(node, "binary", categories, categories[1] if len(categories) == 2 else None)


def ordered(bars: Sequence[Bar], schema: Schema) -> tuple[Bar, ...]:
    """Sort bars as lme4 does: unless already descending, by number of groups, descending, with ties reversed.

    Without data they stay as typed, except that a nested factor comes before the one in which it is nested.
    """
    if not schema.counts:
        return tuple(sorted(bars, key=lambda bar: -len(schema.within[bar.group.label])))
    sizes = [schema.counts[bar.group.label] for bar in bars]
    if any(later > earlier for earlier, later in pairwise(sizes)):
        ascending = sorted(range(len(bars)), key=sizes.__getitem__)
        return tuple(bars[i] for i in reversed(ascending))
    return tuple(bars)


def levels_of(groups: Sequence[Group], schema: Schema) -> tuple[Level, ...]:
    """Determine the nesting of the grouping factors; of two equal partitions, the outer one is the coarser."""
    place = {group.label: number for number, group in enumerate(groups)}
    outside = {group.label: set(_outer(group, groups)) for group in groups}

    def coarser(inner: str, outer: str) -> bool:
        if outer not in schema.within.get(inner, ()):
            return False
        if inner not in schema.within.get(outer, ()):
            return True
        if outer in outside[inner] or inner in outside[outer]:
            return outer in outside[inner]
        return place[outer] > place[inner]

    return tuple(
        Level(
            group,
            schema.counts.get(group.label),
            frozenset(other.label for other in groups if coarser(group.label, other.label)),
        )
        for group in groups
    )


def _outer(group: Group, groups: Sequence[Group]) -> list[str]:
    by_label = {one.label: one for one in groups}
    found: list[str] = []
    inside = group.inside
    while inside is not None:
        found.append(inside)
        inside = by_label[inside].inside if inside in by_label else None
    return found


def coded(side: Terms, schema: Schema, *, every_indicator: bool = False) -> tuple[DesignColumn, ...]:
    """Return the design columns of a side; with `every_indicator`, each factor has all its indicators."""
    return _Coder(schema.columns, every_indicator=every_indicator).columns(side)


class _Coder:
    """Codes terms into design columns under R's rule."""

    def __init__(self, columns: Mapping[str, Column], *, every_indicator: bool = False) -> None:
        self.known = columns
        self.every_indicator = every_indicator
        self.made: dict[tuple[str, bool], tuple[tuple[Cell, str], ...]] = {}

    def columns(self, side: Terms, but: str = "") -> tuple[DesignColumn, ...]:
        """Return the columns of a side; the term `but`, the response, has none, as in R."""
        result: list[DesignColumn] = []
        if side.intercept:
            result.append(DesignColumn((), "(Intercept)", "", INTERCEPT))
        sets = [frozenset(v.text for v in term.factors) for term in side.terms]
        unspent = not side.intercept  # without an intercept the first factor gets all its indicators
        for number, term in enumerate(side.terms):
            if term.label == but:
                continue
            parts: list[tuple[tuple[Cell, str], ...]] = []
            for variable in term.factors:
                column = self.known[variable.text]
                full = False
                if column.is_factor:
                    rest = sets[number] - {variable.text}
                    full = bool(rest) and not any(rest <= before for before in sets[:number])
                    full, unspent = full or unspent or self.every_indicator, False
                parts.append(self.cells(column, full=full))
            result.extend(self.crossed(term, parts))
            if len(result) > MAX_COLUMNS:
                message = f"the model would have more than {MAX_COLUMNS:,} columns at the term {term.label}"
                raise DataError(message)
        return tuple(result)

    def crossed(self, term: Term, parts: list[tuple[tuple[Cell, str], ...]]) -> list[DesignColumn]:
        size = 1
        for part in parts:
            size *= len(part)
        label = term.label
        self.limit(label, size)
        if size == 1 and len(parts) == 1:
            cell, name = parts[0][0]
            return [DesignColumn((cell,), name, label, frozenset((cell,)))]
        # the first variable varies fastest
        result = []
        for combination in product(*reversed(parts)):
            chosen = combination[::-1]
            cells = tuple(cell for cell, _ in chosen)
            result.append(DesignColumn(cells, ":".join(name for _, name in chosen), label, frozenset(cells)))
        return result

    @staticmethod
    def limit(term: str, columns: int) -> None:
        if columns > MAX_COLUMNS:
            raise DataError(f"the term {term} would have {columns:,} columns; the limit is {MAX_COLUMNS:,}")

    def cells(self, column: Column, *, full: bool) -> tuple[tuple[Cell, str], ...]:
        """Return the cells of a variable with the names of its columns in R."""
        found = self.made.get((column.name, full))
        if found is None:
            self.limit(column.name, len(column.categories))
            found = self.made[column.name, full] = tuple(
                (cell, column.name + suffix) for cell, suffix in _cells(column, full=full)
            )
        return found


def _cells(column: Column, *, full: bool) -> list[tuple[Cell, str]]:
    """Return the cells of a variable with R's suffixes to its name; a full coding has indicators, not contrasts."""
    name, labels = column.name, column.categories
    if column.kind == "numeric":
        return [(Cell(name), "")]
    if column.kind == "basis":
        return [(Cell(name, _own_label(labels, n), "basis", n), label) for n, label in enumerate(labels)]
    if full:
        return [(Cell(name, label, "indicator", n), label) for n, label in enumerate(labels)]
    if len(labels) < 2:
        only = f" ({labels[0]})" if labels else ""
        message = f"{name} has only one category{only}: a factor needs two or more to have an effect"
        raise DataError(message)
    chosen = column.contrast
    if chosen is None and column.kind == "ordered":
        from levelwise.data.contrasts.matrices import polynomials

        chosen = polynomials(labels, name)
    if chosen is None:
        return [(Cell(name, label, "indicator", n), label) for n, label in enumerate(labels) if n]
    if chosen.indicators:
        return [
            (Cell(name, labels[n], "indicator", n), suffix)
            for n, suffix in zip(chosen.indicators, chosen.names, strict=True)
        ]
    every = zip(chosen.labels, chosen.columns, chosen.names, strict=True)
    return [(Cell(name, label, "contrast", n, weights), suffix) for n, (label, weights, suffix) in enumerate(every)]


def _own_label(labels: tuple[str, ...], number: int) -> str:
    """Return a label that distinguishes a column of a basis from the others, whose names in R may be the same."""
    label = labels[number]
    return label if label and labels.count(label) == 1 else f"{label}[{number + 1}]"


def _sum_of(successes: Node, failures: Node) -> Node:
    """Return the number of trials: of ``cbind(s, n - s)``, which many people type, it is n."""
    if isinstance(failures, Operation) and len(failures.operands) == 2:
        first, second = failures.operands
        if failures.operator == "-" and deparse(second) == deparse(successes):
            return first
        failures = Operation("(", (failures,))
    return Operation("+", (successes, failures))
