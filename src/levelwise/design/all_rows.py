"""Design columns over all rows of a lazily evaluated table, examined by aggregate queries in its engine.

A sample of rows can refute that a column is constant within groups or lies in a space; only all rows can prove it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from levelwise.data.columns import Codes, Floats
from levelwise.data.engine.completeness import present
from levelwise.data.engine.group_variation import GroupVariation, VariationTest, group_variation
from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.lazy_table import ColumnKey
from levelwise.data.engine.sample import first_rows
from levelwise.data.engine.totals import totals
from levelwise.design.columns import Design
from levelwise.design.engine_columns import expression
from levelwise.design.factorisation import kept_of
from levelwise.design.linear_dependence import ROUNDING, SMALLEST, combination_weights, is_combination, kept_columns
from levelwise.errors import DataError
from levelwise.formula.syntax import names_in
from levelwise.lazy_numpy import np
from levelwise.model.spec import DesignColumn, Key

if TYPE_CHECKING:
    import narwhals as nw

_ROWS, _COLUMNS = 20, 5  # maximum numbers of counterexamples to a combination, and of combinations, fetched at a time


def are_independent(columns: Sequence[DesignColumn], facts: LazyFacts) -> bool:
    """Return whether the first rows already show that columns are linearly independent."""
    try:
        few = first_rows(facts).observed
    except DataError:  # for example, too few distinct values for a basis
        return False
    kept = kept_of(columns, Design(few.values, few.rows))
    return kept is not None and len(kept) == len(columns)


class AllRowsDesign:
    """The design columns of a lazily evaluated table; a result is None if the engine cannot compute a column.

    Parameters
    ----------
    facts : LazyFacts
        The table and its variables.
    """

    def __init__(self, facts: LazyFacts) -> None:
        self._facts = facts
        self._variation: dict[str, GroupVariation] = {}
        self._names: dict[str, dict[Key, str]] = {}

    def _expression(self, column: DesignColumn) -> nw.Expr | None:
        return expression(column, self._facts)

    def count_varying_groups(self, group: str, columns: Sequence[DesignColumn]) -> None:
        """Query in how many groups of a factor each column varies, in a single query for all columns."""
        translated = {column.key: (f"column {n}", self._expression(column)) for n, column in enumerate(columns)}
        known = {key: (name, expression) for key, (name, expression) in translated.items() if expression is not None}
        expressions: dict[ColumnKey, nw.Expr] = dict(known.values())
        resolved, rows = self._facts.resolved, self._facts.schema.rows or 0
        overall = totals(resolved.table, resolved.base, expressions)
        tests: dict[ColumnKey, VariationTest] = {
            name: VariationTest(expression, overall.threshold(name)) for name, expression in expressions.items()
        }
        parts = resolved.groups[group].parts
        self._names[group] = {key: name for key, (name, _) in known.items()}
        self._variation[group] = group_variation(resolved.table, resolved.base, parts, tests, rows)

    def varying_groups(self, group: str, column: DesignColumn) -> int | None:
        """Return in how many groups a column varies, if `count_varying_groups` was called for it."""
        name = self._names.get(group, {}).get(column.key)
        return None if name is None else self._variation[group].varying[name]

    def singletons(self, group: str) -> int:
        """Return the number of groups with a single row."""
        return self._facts.singletons[group]

    def missing(self) -> dict[str, int]:
        """Return the number of rows with a missing value for each variable that has any."""
        import narwhals as nw

        resolved = self._facts.resolved
        complete = {text: one.complete for text, one in resolved.variables.items()}
        complete |= {name: present(name, resolved.table) for name in resolved.grouping}
        # SQL allows no window function in an aggregate, so completeness becomes a column first
        flags = [one.cast(nw.Int64).alias(f"x{number}") for number, one in enumerate(complete.values())]
        query = resolved.table.frame.select(*flags).select(nw.all().sum())
        answer, rows = resolved.table.one_row(query), resolved.table.rows()
        counts = {name: rows - int(answer[f"x{number}"] or 0) for number, name in enumerate(complete)}
        return {name: count for name, count in counts.items() if count}

    def cross_tabulation(self, outer: str, inner: str) -> tuple[Codes, Codes, Codes, tuple[object, ...]]:
        """Return the combinations of the groups of two factors that occur.

        Returns
        -------
        tuple
            The number of the group of each factor, the number of rows, and the names of the groups of the second.
        """
        import narwhals as nw

        resolved = self._facts.resolved
        names = [*resolved.groups[outer].parts, *resolved.groups[inner].parts]
        keys = [f"key{number}" for number in range(len(names))]
        rows = resolved.base.select(*(nw.col(name).alias(key) for name, key in zip(names, keys, strict=True)))
        counted = resolved.table.collect(rows.group_by(*keys).agg(nw.len().alias("size"))).rows(named=True)
        split = len(resolved.groups[outer].parts)
        found: tuple[dict[object, int], dict[object, int]] = ({}, {})
        pairs = [
            [known.setdefault(_key(row, part), len(known)) for row in counted]
            for known, part in zip(found, (keys[:split], keys[split:]), strict=True)
        ]
        first, second = (np.array(one, dtype=np.intp) for one in pairs)
        sizes = np.array([row["size"] for row in counted], dtype=np.intp)
        return first, second, sizes, tuple(found[1])

    def size_counts(self, group: str) -> dict[int, int]:
        """Return the number of groups of each size."""
        import narwhals as nw

        resolved, rows = self._facts.resolved, self._facts.schema.rows or 0
        parts = resolved.groups[group].parts
        keys = [nw.col(part).alias(f"key{number}") for number, part in enumerate(parts)]
        found: dict[int, int] = {}
        for one in resolved.table.partitions(resolved.base, parts, 0, rows):
            groups = one.select(*keys, nw.lit(1).alias("one")).group_by(*(f"key{n}" for n in range(len(parts))))
            sized = groups.agg(nw.len().alias("size")).select("size", nw.lit(1).alias("one"))
            for row in resolved.table.collect(sized.group_by("size").agg(nw.len().alias("groups"))).rows(named=True):
                found[int(row["size"])] = found.get(int(row["size"]), 0) + int(row["groups"])
        return found

    def is_combination(self, column: DesignColumn, others: Sequence[DesignColumn], design: Design) -> bool | None:
        """Return whether a column that is a combination of others in the rows in memory is one over all rows."""
        left, right = self._expression(column), [self._expression(other) for other in others]
        known = [number for number, one in enumerate(right) if one is not None]
        if left is None:
            return None
        every = [left, *(one for one in right if one is not None)]
        matrix = design.matrix([column, *(others[number] for number in known)])
        for _ in every:
            weights = combination_weights(matrix[:, :1], matrix[:, 1:])
            if not is_combination(matrix, weights):
                return False if len(known) == len(others) else None
            counterexamples = self._counterexamples(every, weights)
            if not len(counterexamples):
                return True
            # for example a category that the sample lacks: other weights may fit these rows too
            matrix = np.vstack((matrix, counterexamples))
        return False

    def kept(self, columns: Sequence[DesignColumn], design: Design) -> list[int]:
        """Return the numbers of the columns to keep, which are linearly independent over all rows.

        Columns that are dependent in the rows in memory may be independent over all rows.
        """
        matrix = design.matrix(columns)
        in_sample = kept_columns(matrix)
        every = [self._expression(column) for column in columns]
        known = [number for number, one in enumerate(every) if one is not None]
        base = [number for number in known if number in in_sample]
        # columns that depend on columns which the engine cannot compute are dropped
        inside = [
            n
            for n in known
            if n in base or is_combination(part := matrix[:, [n, *base]], combination_weights(part[:, :1], part[:, 1:]))
        ]
        # a column that is constant in the sample may vary elsewhere if its sources do
        unknown = [n for n in range(len(columns)) if n not in known]
        rest = [n for n in unknown if n in in_sample]
        constant = [n for n in unknown if n not in in_sample and np.ptp(matrix[:, n]) == 0.0]
        rest += [n for n in constant if self._may_vary(columns[n])]
        part = matrix[:, inside]
        while True:
            kept = kept_columns(part)
            order = [*(n for n in range(len(inside)) if n not in kept), *kept]
            weights = combination_weights(part[:, order[: -len(kept) or None]], part[:, kept])
            expressions = [one for n in order if (one := every[inside[n]]) is not None]
            counterexamples = self._counterexamples(expressions, weights)
            if not len(counterexamples):
                return sorted([*rest, *(inside[n] for n in kept)])
            part = np.vstack((part, counterexamples[:, np.argsort(order)]))

    def _may_vary(self, column: DesignColumn) -> bool:
        """Return whether any numeric column from which a design column is computed varies."""
        import narwhals as nw

        resolved = self._facts.resolved
        names = {name for cell in column.cells for name in names_in(resolved.variables[cell.variable].node)}
        dtypes = {name: kind for name, kind in resolved.table.dtypes.items() if name in names}
        numbers: dict[ColumnKey, nw.Expr] = {
            n: nw.col(n).cast(nw.Float64) for n, kind in dtypes.items() if kind.is_numeric() or kind == nw.Boolean
        }
        found = totals(resolved.table, resolved.base, numbers)
        return any(found.threshold(name) > 0 for name in numbers)

    def _counterexamples(self, columns: Sequence[nw.Expr], weights: Floats) -> Floats:
        """Return rows in which the first columns are not the combinations of the other columns with given weights."""
        import narwhals as nw

        if weights.shape[1] == 0:
            return np.empty((0, len(columns)))
        table, base, count = self._facts.resolved.table, self._facts.resolved.base, weights.shape[1]
        names = [f"x{number}" for number in range(len(columns))]
        rows = base.select(*(one.alias(name) for one, name in zip(columns, names, strict=True)))
        deviations: list[nw.Expr] = []
        for number in range(count):
            right = nw.lit(0.0)
            for name, weight in zip(names[count:], weights[:, number], strict=True):
                if weight:
                    right = right + nw.col(name) * float(weight)
            deviations.append((nw.col(names[number]) - right).abs())
        sizes = [nw.col(name).abs().alias(f"size {name}") for name in names[:count]]
        compared = rows.select(*(one.alias(f"deviation {n}") for n, one in enumerate(deviations)), *sizes)
        found = table.one_row(compared.select(nw.all().max()))
        limits = [ROUNDING * max(found[f"size {name}"] or 0.0, SMALLEST) for name in names[:count]]
        wrong = [n for n in range(count) if (found[f"deviation {n}"] or 0.0) > limits[n]]
        if not wrong:
            return np.empty((0, len(columns)))
        few = [rows.filter(deviations[n] > limits[n]).head(_ROWS) for n in wrong[:_COLUMNS]]
        return np.vstack([np.asarray(table.collect(one).to_numpy(), dtype=np.float64) for one in few])

    def is_zero(self, column: DesignColumn) -> bool | None:
        """Return whether a column is zero in every row."""
        return self._is_zero(self._expression(column))

    def is_indicator(self, column: DesignColumn) -> bool | None:
        """Return whether a column consists of zeros and ones."""
        found = self._expression(column)
        return self._is_zero(None if found is None else found * (found - 1.0))

    def _is_zero(self, expression: nw.Expr | None) -> bool | None:
        import narwhals as nw

        if expression is None:
            return None
        query = self._facts.resolved.base.select(expression.abs().alias("size")).select(nw.col("size").max())
        return not self._facts.resolved.table.one_row(query)["size"]


def _key(row: Mapping[str, object], names: Sequence[str]) -> object:
    """Return the value of one column, or the values of several."""
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
