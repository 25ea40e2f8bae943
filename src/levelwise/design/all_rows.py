"""What a sample of rows suggests, settled by all rows: one aggregate query in the table's own engine.

A sample can refute that a column is constant in every group or lies in a space; only all rows prove it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from levelwise.data.columns import Codes, Floats
from levelwise.data.engine.completeness import present
from levelwise.data.engine.group_ranges import Ranges, Watched, ranges
from levelwise.data.engine.lazy_facts import LazyFacts
from levelwise.data.engine.lazy_table import ColumnKey
from levelwise.data.engine.totals import totals
from levelwise.design.columns import Design
from levelwise.design.combinations import ROUNDING, TINY, combination_weights, fits
from levelwise.design.engine_columns import expression
from levelwise.design.rank import kept_columns
from levelwise.formula.syntax import names_in
from levelwise.lazy_numpy import np
from levelwise.model.spec import Coefficient, Key

if TYPE_CHECKING:
    import narwhals as nw

_FEW, _AT_ONCE = 20, 5  # rows that refute a combination are fetched so many at a time, for so many columns


class AllRowsDesign:
    """Questions about design columns, answered over all rows; None where the engine cannot compute a column.

    Parameters
    ----------
    facts : LazyFacts
        The table and its variables.
    """

    def __init__(self, facts: LazyFacts) -> None:
        self._facts = facts
        self._ranges: dict[str, Ranges] = {}
        self._asked: dict[str, dict[Key, str]] = {}

    def _expression(self, column: Coefficient) -> nw.Expr | None:
        return expression(column, self._facts)

    def count_varying_groups(self, group: str, columns: Sequence[Coefficient]) -> None:
        """Ask in one query in how many groups each of some columns varies."""
        made = {column.key: (f"column {n}", self._expression(column)) for n, column in enumerate(columns)}
        known = {key: (name, expression) for key, (name, expression) in made.items() if expression is not None}
        wanted: dict[ColumnKey, nw.Expr] = dict(known.values())
        resolved, rows = self._facts.resolved, self._facts.schema.rows or 0
        self._asked[group] = {key: name for key, (name, _) in known.items()}
        over_all = totals(resolved.table, resolved.base, wanted)
        watched: dict[ColumnKey, Watched] = {
            name: Watched(expression, over_all.limit(name)) for name, expression in wanted.items()
        }
        self._ranges[group] = ranges(resolved.table, resolved.base, resolved.groups[group].parts, watched, rows)

    def varying_groups(self, group: str, column: Coefficient) -> int | None:
        """Return in how many groups a column varies."""
        name = self._asked.get(group, {}).get(column.key)
        return None if name is None else self._ranges[group].varying[name]

    def singletons(self, group: str) -> int:
        """Return how many groups have one row only."""
        return self._facts.singletons[group]

    def missing(self) -> dict[str, int]:
        """Return how many rows miss each variable; those that miss none are not there."""
        import narwhals as nw

        resolved = self._facts.resolved
        complete = {text: one.complete for text, one in resolved.variables.items()}
        complete |= {name: present(name, resolved.table) for name in resolved.grouping}
        # SQL takes no window function in an aggregate, so what is complete is a column first
        flags = [one.cast(nw.Int64).alias(f"x{number}") for number, one in enumerate(complete.values())]
        query = resolved.table.frame.select(*flags).select(nw.all().sum())
        answer, rows = resolved.table.answer(query), resolved.table.rows()
        counts = {name: rows - int(answer[f"x{number}"] or 0) for number, name in enumerate(complete)}
        return {name: count for name, count in counts.items() if count}

    def cross_tabulation(self, outer: str, inner: str) -> tuple[Codes, Codes, Codes, tuple[object, ...]]:
        """Return which groups of two factors meet, by number, in how many rows, and the names of the second's."""
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
        """Return how many groups there are of each number of rows."""
        import narwhals as nw

        resolved, rows = self._facts.resolved, self._facts.schema.rows or 0
        parts = resolved.groups[group].parts
        keys = [nw.col(part).alias(f"key{number}") for number, part in enumerate(parts)]
        found: dict[int, int] = {}
        for one in resolved.table.passes(resolved.base, parts, 0, rows):
            groups = one.select(*keys, nw.lit(1).alias("one")).group_by(*(f"key{n}" for n in range(len(parts))))
            sized = groups.agg(nw.len().alias("size")).select("size", nw.lit(1).alias("one"))
            for row in resolved.table.collect(sized.group_by("size").agg(nw.len().alias("groups"))).rows(named=True):
                found[int(row["size"])] = found.get(int(row["size"]), 0) + int(row["groups"])
        return found

    def is_combination(self, column: Coefficient, others: Sequence[Coefficient], design: Design) -> bool | None:
        """Say whether a column is a combination of others over all rows, as it is in the rows in memory."""
        left, right = self._expression(column), [self._expression(other) for other in others]
        known = [number for number, one in enumerate(right) if one is not None]
        if left is None:
            return None
        every = [left, *(one for one in right if one is not None)]
        matrix = design.matrix([column, *(others[number] for number in known)])
        for _ in every:
            weights = combination_weights(matrix[:, :1], matrix[:, 1:])
            if not fits(matrix, weights):
                return False if len(known) == len(others) else None
            against = self._counterexamples(every, weights)
            if not len(against):
                return True
            # a category that the sample lacks, say: combined otherwise the columns may hold there, too
            matrix = np.vstack((matrix, against))
        return False

    def kept(self, columns: Sequence[Coefficient], design: Design) -> list[int]:
        """Return which columns say something new over all rows, of which the rows in memory may show too few."""
        matrix = design.matrix(columns)
        shown = kept_columns(matrix)
        every = [self._expression(column) for column in columns]
        known = [number for number, one in enumerate(every) if one is not None]
        base = [number for number in known if number in shown]
        # what is a combination of columns that only memory can compute stays out
        inside = [
            n
            for n in known
            if n in base or fits(part := matrix[:, [n, *base]], combination_weights(part[:, :1], part[:, 1:]))
        ]
        # a column of which the sample shows one value may have others where its sources have
        rest = [n for n in range(len(columns)) if n not in known and n in shown]
        still = [n for n in range(len(columns)) if n not in known and n not in shown and np.ptp(matrix[:, n]) == 0.0]
        rest += [n for n in still if self._may_vary(columns[n])]
        part = matrix[:, inside]
        while True:
            kept = kept_columns(part)
            order = [*(n for n in range(len(inside)) if n not in kept), *kept]
            weights = combination_weights(part[:, order[: -len(kept) or None]], part[:, kept])
            against = self._counterexamples([one for n in order if (one := every[inside[n]]) is not None], weights)
            if not len(against):
                return sorted([*rest, *(inside[n] for n in kept)])
            part = np.vstack((part, against[:, np.argsort(order)]))

    def _may_vary(self, column: Coefficient) -> bool:
        """Say whether any column of numbers that a design column is computed from has two values."""
        import narwhals as nw

        resolved = self._facts.resolved
        names = {name for cell in column.cells for name in names_in(resolved.variables[cell.variable].node)}
        dtypes = {name: kind for name, kind in resolved.table.dtypes.items() if name in names}
        numbers: dict[ColumnKey, nw.Expr] = {
            n: nw.col(n).cast(nw.Float64) for n, kind in dtypes.items() if kind.is_numeric() or kind == nw.Boolean
        }
        found = totals(resolved.table, resolved.base, numbers)
        return any(found.limit(name) > 0 for name in numbers)

    def _counterexamples(self, columns: Sequence[nw.Expr], weights: Floats) -> Floats:
        """Return rows in which the first columns are not the combinations of the others that they seem to be."""
        import narwhals as nw

        if weights.shape[1] == 0:
            return np.empty((0, len(columns)))
        table, base, count = self._facts.resolved.table, self._facts.resolved.base, weights.shape[1]
        names = [f"x{number}" for number in range(len(columns))]
        rows = base.select(*(one.alias(name) for one, name in zip(columns, names, strict=True)))
        off: list[nw.Expr] = []
        for number in range(count):
            right = nw.lit(0.0)
            for name, weight in zip(names[count:], weights[:, number], strict=True):
                if weight:
                    right = right + nw.col(name) * float(weight)
            off.append((nw.col(names[number]) - right).abs())
        sizes = [nw.col(name).abs().alias(f"size {name}") for name in names[:count]]
        apart = rows.select(*(one.alias(f"off {n}") for n, one in enumerate(off)), *sizes)
        found = table.answer(apart.select(nw.all().max()))
        limits = [ROUNDING * max(found[f"size {name}"] or 0.0, TINY) for name in names[:count]]
        wrong = [n for n in range(count) if (found[f"off {n}"] or 0.0) > limits[n]]
        if not wrong:
            return np.empty((0, len(columns)))
        few = [rows.filter(off[n] > limits[n]).head(_FEW) for n in wrong[:_AT_ONCE]]
        return np.vstack([np.asarray(table.collect(one).to_numpy(), dtype=np.float64) for one in few])

    def is_zero(self, column: Coefficient) -> bool | None:
        """Say whether a column is zero in every row."""
        return self._never(self._expression(column))

    def is_indicator(self, column: Coefficient) -> bool | None:
        """Say whether a column consists of zeros and ones."""
        made = self._expression(column)
        return self._never(None if made is None else made * (made - 1.0))

    def _never(self, expression: nw.Expr | None) -> bool | None:
        """Say whether an expression is zero in every row."""
        import narwhals as nw

        if expression is None:
            return None
        query = self._facts.resolved.base.select(expression.abs().alias("size")).select(nw.col("size").max())
        return not self._facts.resolved.table.answer(query)["size"]


def _key(row: Mapping[str, object], names: Sequence[str]) -> object:
    """Return the value of one column, or the values of several."""
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
